// Package contend lets many writers write to few records and checks that no law is broken
// meanwhile and afterwards.
//
// [Run] plays every contest with goroutines on one store, [Processes] with several processes on
// a store that they share. In each contest writers do the same few things to the same few
// records for a while: take and free the last place under a limit, become primary, move the
// mark and become the successor, put labels on a link and take them off, fill a hub, use a
// label that is being removed, write while the limits and rules change. A writer accepts the
// refusals that the rules explain. The only other accepted error says that a transaction lost
// too often; such errors are counted. A watcher checks snapshots meanwhile.
//
// The printed operations per second are the rate when all writers want the same records. They
// say nothing about a store whose writers do not meet.
package contend
