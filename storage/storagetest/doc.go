// Package storagetest tests that a storage backend keeps the contract of package storage. [Run]
// runs all tests: each promise of the contract is a subtest of that name, and a backend is
// right if all of them pass. Some promises run the whole library on the backend: scripts
// ([Scripts]), laws and the rules of the manual (package laws), and operations whose calls
// fail. [Semantics] runs these alone, for a store that is a wrapper around a backend.
//
// The package also has a backend that is slow and easy to check ([Reference]), wrappers that
// count calls ([Counting]) or check the caller ([Strict]), a check of all rows that a store holds
// ([Verify]) and benchmarks ([Bench]). The wrapper that lets calls fail is package faulty. The README in this folder
// is for authors of backends: the meaning of each promise, and how to find a defect.
//
// The package never looks inside a backend and assumes only the text of the contract. A backend
// that cannot keep a promise declares so in [Options], with the reason: no promise is skipped
// in silence. The rows that the package writes are well formed: counts, marks and events agree
// with the links, as in the engine's own writes.
package storagetest
