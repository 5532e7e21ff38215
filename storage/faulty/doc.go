// Package faulty lets calls of a store fail, for tests of applications and of backends: the n-th
// call, before or after its effect, with an error of the test's choice.
//
// A [Store] passes calls on to another store until a [Fault] says otherwise. Steps are counted, and
// no numbers are random, so the same Fault happens again at the same step. A test that goes
// through Call = 1, 2, ... until no fault [Store.Happened] has seen every way in which the calls
// of an operation can fail:
//
//	for call, happened := 1, true; happened; call++ {
//		store := faulty.New(memory.New())
//		... // open a graph on the store, and make the links that the operation needs
//		store.Inject(faulty.Fault{Call: call, Err: errors.New("the disk is gone")})
//		... // run the operation, and check that it left nothing half done
//		happened = store.Happened()
//	}
//
// The package is for tests, and no package of this repository imports it outside of tests. A
// Store never changes a row, and never makes up an answer: each call is made unchanged, or fails.
package faulty
