// Package contend lets many writers fight over few records and checks that no law is
// broken meanwhile and afterwards.
//
// [Run] plays every contest with goroutines on one store, [Processes] with several
// processes on a store that they share. In each contest writers do the same few things
// to the same few records for a while: take the last place under a limit and give it
// back, become primary, move the mark and succeed to it, put labels on one link and take
// them off, fill one hub, use a label that is being removed, write while the limits and
// rules change. A writer accepts the refusals that the rules explain, and no other error
// but that a transaction lost too often, which is counted. Somebody looks on, from one
// snapshot after the other.
//
// What is printed as operations per second is what is left when everybody wants the same
// thing; it says nothing about a store whose writers do not meet.
package contend
