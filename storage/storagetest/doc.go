// Package storagetest proves that a storage backend keeps the contract of package
// storage. [Run] is the proof: each promise that the contract names is a test of
// that name, and a backend is right when all of them pass on it. Some play the whole
// library on it: its stories ([Scripts]), its laws and the rules of its domain (package
// laws), and what becomes of its work when a call fails. [Semantics] has those alone, for a
// store that is no backend.
//
// Beside it stand a backend that is obviously right and otherwise without merit
// ([Reference]), wrappers that watch what an engine does to its backend ([Counting],
// [Strict]) or break one call of it ([Faulty]), a check of everything that a store holds
// ([Verify]) and benchmarks ([Bench]). The README beside this file is for authors of
// backends: what each promise means, and how to find what broke it.
//
// The package never looks inside a backend and assumes nothing that the contract
// does not say: a promise that a backend cannot keep is declared in [Options], with
// the reason, and never skipped in silence. What it writes is well formed: counts,
// marks and events agree with the links, as the engine's own writes do.
package storagetest
