// Package kv makes a storage.Storage of any ordered, transactional key-value store:
// whoever implements the five methods of [Engine] has a backend that keeps every
// promise of the contract, accounts included.
//
// It decides where rows lie and when they are written, and nothing else: no limit, no
// primary, no count is computed here. One transaction runs at a time; while the Write
// of those that are done is under way, the next ones run on top of it, and their
// changes are written together.
//
// Its law: nobody is told anything that could be lost. An Update returns when the
// Write of its changes, and of all changes that it saw, has returned; a View shows only
// what is written.
//
// # Layout
//
// A key is the number of its account, a letter for the family, and what names the
// row in it. Numbers below 128 take one byte. The value stands behind the colon.
//
//	0 F                                    : "relata" format epoch
//	0 C                                    : how many accounts there are
//	0 A name                               : number of the account
//
//	account d                              : version, the schema document
//	account t                              : names of the types, which are numbered from 1
//	account h                              : newest sequence and time, where each epoch begins
//	account m key                          : text of the memo
//	account r RECORD                       : life
//	account x time type-name 0 ID          : nothing; lives whose time will be over
//	account n RECORD                       : newest time of events that were dropped
//	account s RECORD type [label]          : count, primary
//	account l type type ID ID              : flags, when the link began, labels of both views
//	account o OPERATION                    : when, fingerprint, result
//	account y time OPERATION               : nothing; operations by time
//	account e SEQUENCE                     : event
//	account p RECORD type SEQUENCE         : nothing; where a record's events are, type 0: of its life
//	account u OPERATION SEQUENCE           : how many events of the operation stand from there on
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
// A link is there twice, once from each end. All links from records of one type to
// records of another stand together, ordered by the record's id, then the neighbour's.
// Numbers in values are varints unless they are times. Rows that are as if they had
// never been written are deleted.
package kv
