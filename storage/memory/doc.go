// Package memory keeps accounts in memory. It is the default backend. A [Store] is one
// account, [Accounts] are many.
//
// The package keeps the contract of package storage and decides nothing: no limit, no
// primary, no count is computed here. Rows have no pointers in them, so the
// application's garbage collector does not see how many there are.
//
// Two promises shape the package. A transaction changes the rows in place and can
// always be undone. A reader never waits for a transaction, but reads a snapshot of the
// last commit.
//
// # One Update, and a reader that comes meanwhile
//
// contacts/17 gets its second company, companies/x. The engine calls Update, and its
// function reads, decides and applies.
//
//	Update   waits until no other Update runs
//	Read     answers from the writer's own state
//	           names      contacts/17 is its own row id, "x" has none yet
//	           degrees    contacts/17 to companies: 1; companies/x has no row
//	           neighbors  not searched: without two degree rows there is no link
//	Apply    "x" is interned; each row that changed is written in place:
//	           degrees    17 to companies: 2, the old row goes into the undo log;
//	                      x to contacts: 1, a new row
//	           neighbors  17 -> x and x -> 17, two rows, both into the undo log
//	           event log  an entry, to which both degree rows now lead
//	commit   empties the undo logs: the rows are now committed
//
// Now a reader comes between Apply and commit. The reader takes the lock that the
// writer holds for each step only, clones the tables and applies the undo logs to the
// clones. In its snapshot contacts/17 has one company. A clone shares the memory of the
// table, and the writer copies a few rows before it changes them. The snapshot is kept
// for other readers until the next commit. When nobody reads, none is made.
//
// If the function fails, the undo logs are applied to the tables themselves, and the
// new names, events and degree rows are cut off.
//
// # Where things are
//
// The tables are in internal packages, each with a single job: rowid (numbers instead
// of names), intern, degree, adjacency (neighbours), eventlog, undo and chunked. Here
// are the state (a version of all tables), the writer, the snapshots, and a file for
// each kind of page that Read answers.
package memory
