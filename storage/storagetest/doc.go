// Package storagetest proves that a storage backend keeps the contract of package
// storage. [Run] is the proof: each promise that the contract names is a test of
// that name, and a backend is right when all of them pass on it. The last promise,
// [Scripts], plays stories of the whole library on it.
//
// Beside it stand a backend that is obviously right and otherwise without merit
// ([Naive]), wrappers that watch what an engine does to its backend ([Counting],
// [Strict]), a check of everything that a store holds ([Verify]) and benchmarks
// ([Bench]).
//
// The package never looks inside a backend and assumes nothing that the contract
// does not say: a promise that a backend cannot keep is declared in [Options], with
// the reason, and never skipped in silence. What it writes is well formed: counts,
// marks and events agree with the links, as the engine's own writes do.
package storagetest
