// Package postgres keeps graphs in a PostgreSQL database, one or many accounts in one
// schema.
//
// It stores and answers what the contract of package storage says, and decides
// nothing. An Update runs at READ COMMITTED and locks a row for each of its anchors, in
// their order, before it reads; so it is right whatever the isolation level promises,
// on one server and on a cluster that keeps an account in one place.
//
// Its law: an Update whose records are named costs two round trips, a Read one. BEGIN
// and the locks travel with the first questions, the writes with COMMIT; keys travel
// as arrays, so that a thousand of them cost no more trips than one.
//
// The package never reads a clock, and never asks for more than the rights to its own
// schema.
package postgres
