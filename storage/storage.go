// Package storage is the contract between the association engine and its backends.
// There are no rules of the domain here: a backend stores plain rows, answers questions
// about them, and writes the changes that the engine decided.
//
// A [Batch] is the whole conversation of a transaction. The engine adds rows by key.
// Read fills in the stored values (Was, copied to Now). The engine edits Now, and Apply
// writes every row whose Now differs from its Was. A batch is plain data that the
// engine owns and reuses. So a transaction costs a round trip for its Read and another
// for its Apply, however many records they name.
//
// # One transaction: associate contacts/1 companies/10
//
//	questions   Records 2, Degrees 2, Links 1   keys without answers
//	Read        alive, alive; 0 and 41 links; not linked
//	decisions   Link.Now with its marks; Degrees.Now 1 and 42; one event
//	Apply       three changed rows and the event, all or nothing
//
// A backend is correct if storagetest.Run passes on it. Each paragraph below ends with
// the name of a promise in parentheses, which is also the name of the test.
package storage

import (
	"context"

	"github.com/relata-go/relata/record"
)

// A Storage keeps the rows of one account. Its methods may be called from many
// goroutines at once. Nothing of one account is visible through the Storage of
// another. [Accounts] opens them by name. (accounts)
type Storage interface {
	// Reader is a Read on its own: one snapshot, and in a backend over a network one
	// round trip.
	Reader

	// View calls fn, once, with a Reader whose Reads all see the same snapshot. The
	// snapshot has every transaction that was committed when View was called, perhaps
	// later transactions, and no part of any other. View waits for no Update, and
	// returns fn's error unchanged. fn must not use its Reader after fn returned. A
	// backend that cannot keep the snapshot for as long as fn takes returns
	// [ErrSnapshot]. (isolation)
	View(ctx context.Context, fn func(Reader) error) error

	// Update calls fn in one transaction and commits if fn returns nil. Otherwise
	// nothing was written, and Update returns fn's own error unchanged. (atomic)
	//
	// anchors are the records that fn decides about, in Ref order without doubles,
	// perhaps none. The zero Ref, which comes before all others, says that fn may write
	// the Schema; without it Schema.Body stays nil. Two Updates behave as if they ran
	// one after the other if they share an anchor, if they ask for the same Operation
	// or Metadata, or if either writes the Schema. (isolation)
	//
	// A backend whose Updates run one at a time, or are serializable, may ignore the
	// anchors. Any other backend locks the Schema's row, exclusively for the zero Ref
	// and shared without it. Then the backend locks a row for each anchor, in the order
	// given; a row that does not exist is created first. Then come Operations and
	// Metadata, in an order that the backend chooses. Snapshot isolation is not
	// serializable: there an Update writes to each anchor. (isolation)
	//
	// The backend may call fn again after a conflict, so fn has no effect outside its
	// Tx that a second call does not overwrite. An answer is valid only in the call
	// that got it: fn begins with Reset or Rewind of its Batch. The backend decides
	// about retries and the pauses between them. After a commit of unknown outcome it
	// never calls fn again. (retry)
	//
	// Update returns [ErrConflict] when it gives up, and [ErrAmbiguous] if the commit
	// was sent and the outcome is not known. Update waits no longer than ctx allows: if
	// ctx ends before the commit is sent, nothing is written and the error wraps
	// ctx.Err(). A panic of fn, or a Goexit, ends the transaction as an error does. fn
	// calls neither Update nor Close of the same Storage. (retry, atomic)
	//
	// After Update has returned, the backend keeps neither anchors nor memory of a
	// Batch, except strings, which never change. (alias)
	Update(ctx context.Context, anchors []record.Ref, fn func(Tx) error) error

	// Traits returns what the engine should know about the backend, the same at every
	// call.
	Traits() Traits

	// Close waits for the calls under way and releases the resources of the Storage.
	// Calls that begin after Close has begun, Close included, return [ErrClosed].
	// (close)
	Close() error
}

// A Reader answers questions.
type Reader interface {
	// Read answers every row and every page that was added to b since the last Read of
	// b, see [Batch.Unread]. Inside an Update the answers include what the transaction
	// has applied. (order, page)
	//
	// Read begins with [Unread.Check] and ends with [Unread.Finish], which returns
	// [ErrUnanswered] when a question was left out. So a backend that does not know a
	// family of rows, or a kind of page, fails; no backend answers by mistake that
	// there is nothing. (page)
	//
	// All answers of a Read are of the same snapshot. Inside an Update this holds for
	// the anchors, their links, the Schema, the Operations and the Metadata, as they
	// are after all are locked. Each other answer may be newer than the answer before.
	// (isolation)
	//
	// The answers belong to the caller: the backend neither keeps nor changes their
	// memory, and the caller may overwrite b's slices at once. (alias)
	//
	// A question out of range is [ErrInvalid]; [Unread.Check] finds such questions.
	// After any error b is undefined until Reset or Rewind. (page)
	Read(ctx context.Context, b *Batch) error
}

// A Tx is an Update under way. Only the goroutine that runs fn uses the Tx, and only
// until fn returns.
type Tx interface {
	Reader

	// Apply writes every row of b whose Now differs from its Was, appends Events in
	// order and drops DropEvents, all or nothing together with the rest of the
	// transaction. Every such row was answered by a Read of b in this transaction, or
	// was appended after the last Read with a Was that a page of b showed. The backend
	// checks none of this. Counts and marks are absolute values; the backend computes
	// nothing but the records' Newest, from the events. When Apply returns, the backend
	// has copied the rows, and the caller continues with Reset. (atomic, alias)
	//
	// A backend may send its copies with the next Read or the commit, so an error may
	// come from there. If the transaction is larger than a commit may be, the error is
	// [ErrTooLarge]. Every backend takes at least 50,000 changed rows and as many
	// events, or declares a lower bound to the suite. (atomic)
	Apply(ctx context.Context, b *Batch) error
}

// Traits tell the engine how to use a backend well. The zero Traits are correct for any
// backend, but perhaps not the fastest.
type Traits struct {
	// Chunk is how many operations share a Read and an Apply. Few are best if a Read is
	// a function call, because the rows are then still in the processor's cache when
	// Apply comes. Many are best if a Read is a round trip. Zero: 16.
	Chunk int

	// Group is how many operations of DoEach or of an import share a transaction. Zero:
	// 1,000.
	Group int

	// Exclusive says that Updates behave as if they ran one at a time, whatever they
	// read. Then a transaction may go on with a record that is no anchor, such as the
	// old primary, which only a Read named. Without Exclusive the engine starts over,
	// with that record among the anchors, and does not trust a refusal that depends on
	// a record which is no anchor.
	Exclusive bool
}

// An InTransaction is a Storage inside a transaction of the application, which may never
// commit. Optional: a graph inside the transaction works without these methods, but its
// mistakes are not noticed and what it learns of the schema is forgotten.
type InTransaction interface {
	Storage
	// Continue tells the Storage that its user has used another Storage of the account,
	// of, outside of the transaction. If of is of another account Continue returns
	// [ErrInvalid]. If the account that of knew was dropped, calls return a
	// [*DroppedError], although a new account may have its name.
	Continue(of Storage) error
	// AfterCommit has do called once, after the transaction was committed. If the
	// transaction is not committed, or its outcome is unknown, do is not called.
	AfterCommit(do func())
}
