// Package batch is the conversation of the engine with a store: a [storage.Batch] whose
// rows and questions are found by key.
//
// A decision or a read names a row, and gets the same row as everybody else. A row
// that is new becomes a question, which the next Read answers. So a transaction asks for
// nothing twice, and needs not know the questions of others in the same transaction.
//
// Two callers hold a [Batch]: the draft of a write (package draft) and a question of a
// reader (package question). The flow of "associate contacts/1 with companies/10":
//
//	Record(contacts/1)   -> row 0, new      a question: alive?
//	Record(companies/10) -> row 1, new
//	Degree(contacts/1, companies)           a question: how many, which is primary?
//	Link(contacts/1, companies/10)          a question: is there a link, with which labels?
//	  Read by the store                     every row has its answer in Was, copied to Now
//	Record(contacts/1)   -> row 0           known: no question
//
// The package decides nothing. A Batch keeps the memory of its rows and tables for the next
// transaction, unless they became very large.
package batch
