// Package crash kills the process that writes to a durable store, again and again, and checks
// after each kill the rows that the store holds.
//
// [Run] is the test. It starts the test binary once more as a child. The child opens the store,
// writes to it through the association engine from several goroutines as fast as possible, and
// tells its parent which operations it begins, which were acknowledged and which events it saw.
// The parent kills the child at a random moment, by SIGKILL if the system has that, opens the
// store itself and checks:
//
//   - every acknowledged operation is there: its events exist, its id is remembered, and
//     repeating it gives the first result;
//   - every other operation is there as a whole or not at all, and so are all operations of
//     a Do together; an operation that was refused, or failed with a known outcome, is not there;
//   - the feed still begins with every event that any child saw, in the same places;
//   - every law holds for everything that exists.
//
// Then the next child continues on the same store. A backend with a server of its own can have
// that killed instead, see [Backend].
//
// Limit of the test: the data that a killed process has handed to the operating system survive,
// so a store that never calls fsync passes. A test of fsync takes a machine without power, or a
// file system that simulates that: see Cut of [Backend].
package crash
