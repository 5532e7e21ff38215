// Package kv makes a storage.Storage of any ordered, transactional key-value store.
// An engine that implements the five methods of [Engine] becomes a backend that keeps
// every promise of the contract, accounts included.
//
// In a call this package is between the association engine and the key-value store. It
// decides where rows lie and when they are written, and nothing else: no limit, no
// primary, no count is computed here.
//
// Its law: no caller learns of a row that could be lost. An Update returns when its
// changes, and all changes that it saw, are durable. A View shows only durable rows.
//
// # One Update
//
// Update waits for its turn, since one transaction runs at a time. Then it calls its
// function, which asks and writes through a Tx:
//
//	Read    a short View of the engine; the changes that the engine does not have yet
//	        are laid over its snapshot
//	Apply   rows become changes of keys in the transaction's write set
//	commit  the write set joins the group that gathers; the turn passes on; Update
//	        returns when the engine has written the group
//
// # Two groups in flight
//
// A Write takes long because it waits for a disk, so transactions that end meanwhile
// are written together. A, B, C and D are Updates that begin shortly after each other:
//
//	A runs    joins group 1, leads it, passes the turn on, begins the Write of group 1
//	B runs    reads through A's changes, joins group 2 and waits
//	C runs    reads through the changes of A and B, joins group 2 and waits
//	Write 1 returns    A returns; B is told to write group 2
//	D runs    joins group 3 while group 2 is written
//	Write 2 returns    B and C return
//
// If Write 1 fails, A returns the error. B and C may have seen changes of A, so group 2
// is given up and both run again. The same happens when a member of a group gives up in
// time, or when a group is too large for the engine: then each member runs alone.
//
// # Layout
//
// A key is the number of an account, a letter for the family, and the name of the row
// in that family. Numbers below 128 take one byte. The value comes after the colon.
//
//	0 F                                    : "relata" format epoch
//	0 C                                    : how many accounts there are
//	0 A name                               : number of the account; 1 follows while it is dropped
//
//	account d                              : version, the schema document
//	account t                              : names of the types, which are numbered from 1
//	account h                              : newest sequence and time, where each epoch begins
//	account m key                          : value of the metadata
//	account r RECORD                       : state of a deleted or merged record
//	account x time type-name 0 ID          : nothing; records by the time they expire
//	account n RECORD                       : newest time of events that were dropped
//	account s RECORD type [label]          : degree: count, primary
//	account l type type ID ID              : link: flags, when it began, labels of both ends
//	account o OPERATION                    : when, fingerprint, result
//	account y time OPERATION               : nothing; operations by time
//	account e SEQUENCE                     : event
//	account p RECORD type SEQUENCE         : nothing; index of a record's events, type 0: of the record itself
//	account u OPERATION SEQUENCE           : how many consecutive events of the operation begin there
//	account g OPERATION SEQUENCE           : the same for a group
//
//	RECORD     type ID
//	type       its number
//	ID         length in one byte, then the bytes: shorter ids first
//	time       8 bytes, big-endian, the sign turned over
//	SEQUENCE   how many bytes it has, then these bytes, big-endian
//	OPERATION  as SEQUENCE; or 9, the name, 0
//	label      category in one byte, number in 4
//
// A link has two rows, one for each end. All links from records of one type to records
// of another are together, ordered by the record's id, then the neighbour's. Numbers in
// values are varints unless they are times. A row that is as if it had never been
// written is deleted.
//
// # Where things are
//
// The internal package codec writes and reads keys and values. Here are the group
// commit, the write set with the reader that lays write sets over a snapshot, the
// reading of rows with a file for each kind of page, and the changes that Apply makes.
package kv
