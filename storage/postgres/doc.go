// Package postgres keeps graphs in a PostgreSQL database, one or many accounts in one
// schema.
//
// In a call this package is between the association engine and the server: it stores
// rows and answers questions as package storage says, and decides nothing. An Update
// runs at READ COMMITTED and locks a row for each anchor, in order, before it reads. So
// an Update is correct without the help of an isolation level, on a single server and
// on a cluster that keeps each account on one node.
//
// Its law: an Update whose records are known costs two round trips, a Read a single
// round trip. Associate contacts/1 companies/10:
//
//	first round trip    BEGIN, the locks, and the questions of the first Read
//	second round trip   the writes of Apply, and COMMIT
//
// A Read in between is another round trip, which also sends the writes that were
// applied before. Keys travel as arrays, so that a thousand keys need no more
// statements than a single key.
//
// The package never reads a clock, and needs no rights but those to its own schema.
package postgres
