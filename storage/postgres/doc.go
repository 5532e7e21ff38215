// Package postgres keeps graphs in a PostgreSQL database, one or many accounts in one
// schema.
//
// It stores rows and answers questions as package storage says, and decides nothing. An
// Update runs at READ COMMITTED and locks a row for each of its anchors, in their order,
// before it reads. So it is correct without the help of an isolation level, on one server
// and on a cluster that keeps each account on one node.
//
// Its law: an Update whose records are known costs two round trips, a Read one.
//
//	first round trip    BEGIN, the locks, and the questions of the first Read
//	second round trip   the writes of Apply, and COMMIT
//
// A Read in between is a round trip more, and sends the writes that were applied before
// it. Keys travel as arrays, so that a thousand of them cost no more than one.
//
// The package never reads a clock, and needs no rights but those to its own schema.
package postgres
