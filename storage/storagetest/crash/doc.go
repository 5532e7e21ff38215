// Package crash kills the process that writes to a durable store, again and again, and
// checks after each kill what the store holds.
//
// [Run] is the test. It starts the test binary once more as a child, which opens the
// store, writes to it through the association engine from several goroutines as fast as
// it can, and tells its parent what it begins, what was acknowledged and which events it
// saw. The parent kills the child at a random moment, by SIGKILL where there is such a
// thing, opens the store itself and checks:
//
//   - every acknowledged operation is there: its events stand, its id is remembered, and
//     repeating it gives the first result;
//   - every other operation is there as a whole or not at all, and all operations of one
//     Do share that fate; one that was refused, or failed with a known outcome, is not;
//   - the feed still begins with every event that any child saw, in the same places;
//   - every law holds for everything that exists.
//
// Then the next child goes on over the same store. A backend with a server of its own
// can have that killed instead, see [Backend].
//
// What a kill cannot show: a killed process leaves what it has handed to the
// operating system, so a store that never calls fsync passes. That takes a machine
// without power, or a file system that pretends to be one: see Cut of [Backend].
package crash
