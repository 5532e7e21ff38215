// Package storage is the contract between the association engine and whatever
// keeps its rows. It has no rules in it: a backend stores plain rows, answers
// questions about them, and writes what it is told.
//
// One [Batch] is the whole conversation of a transaction. The engine adds rows to
// it by key, Read fills in what stands (Was, copied to Now), the engine edits Now,
// and Apply writes every row whose Now differs from its Was. A batch is plain data
// that the engine owns and reuses, so a transaction costs one round trip for its
// Read and one for its Apply, however many records it names.
//
// A backend is right when storagetest.Run passes on it. Each paragraph below ends
// with the name of the promise, and so of the test, that holds it.
package storage

import (
	"context"

	"github.com/relata-go/relata/record"
)

// A Storage keeps the rows of one account. Its methods may be called from many
// goroutines at once. Nothing of one account is visible through the Storage of
// another. (accounts)
type Storage interface {
	// Reader is a Read on its own: one snapshot, one round trip.
	Reader

	// View calls fn, once, with a Reader whose Reads all see one snapshot: every
	// transaction that was committed when View was called, perhaps later ones,
	// and of none a part. It waits for no Update to finish. It returns fn's
	// error unchanged. fn must not use its Reader after it returned. A backend
	// that cannot serve a snapshot for as long as fn takes returns
	// [ErrSnapshot]. (isolation)
	View(ctx context.Context, fn func(Reader) error) error

	// Update calls fn in one transaction and commits when fn returns nil; else
	// nothing of it remains, and fn's own error comes back unchanged. (atomic)
	//
	// anchors are the records that fn decides about, in Ref order without
	// doubles, perhaps none. The zero Ref, which stands before all others, says
	// that fn may write the Schema; without it Schema.Body stays nil. Two
	// Updates that share an anchor, or ask for the same Operation or Metadata,
	// behave as if one ran after the other, and every Update behaves so towards
	// one that writes the Schema. (isolation)
	//
	// A backend whose Updates run one at a time or are serializable need not
	// look at the anchors. Any other locks a row for each, in the order given,
	// creating it first when there is none, and the Schema's row exclusively for
	// the zero Ref, else shared, and then Operations and Metadata in an order of
	// its own. Snapshot isolation is not serializable: there
	// an Update writes to each anchor. (isolation)
	//
	// The backend may call fn again after a conflict, so fn has no effect
	// outside its Tx that a second call does not overwrite. An answer is valid
	// only in the call that got it: fn begins with Reset or Rewind of its Batch.
	// The backend owns these retries and the pauses between them; it never calls
	// fn again once a commit's outcome is unknown. (retry)
	//
	// Update returns [ErrConflict] when it gives up, and [ErrAmbiguous] when
	// the commit was sent and its outcome is not known. It waits no longer than
	// ctx allows: when ctx ends before the commit is sent nothing is written and
	// the error wraps ctx.Err(). A panic of fn, or a Goexit, ends the
	// transaction as an error does. fn calls neither Update nor Close of the
	// same Storage. (retry, atomic)
	//
	// Neither anchors nor anything of a Batch is kept after Update returned,
	// except strings, which never change. (alias)
	Update(ctx context.Context, anchors []record.Ref, fn func(Tx) error) error

	// Traits returns what the engine may choose by. It never changes.
	Traits() Traits

	// Close waits for the calls that are under way and releases what the
	// Storage holds. Calls that begin after it began, Close included, return
	// [ErrClosed]. (close)
	Close() error
}

// A Reader answers questions.
type Reader interface {
	// Read answers every row and every page that was added to b since the last
	// Read of b, see [Batch.Unread]. Inside an Update it sees what the transaction
	// has applied. (order, page)
	//
	// Read begins with [Unread.Check] and ends with [Unread.Finish], which returns
	// [ErrUnanswered] when a question was left out. So a backend that does not know a
	// family of rows, or a kind of page, fails; it never answers that there is
	// nothing. (page)
	//
	// All answers of one Read are of one snapshot. Inside an Update that holds
	// for the anchors, their links, the Schema, the Operations and the Metadata, as
	// they stand once all are locked; anything else may be newer from answer to
	// answer. (isolation)
	//
	// What Read put into b belongs to the caller: the backend neither keeps nor
	// changes it, and b's slices may be overwritten at once. (alias)
	//
	// A question out of its range is [ErrInvalid]; [Unread.Check] finds it. After
	// any error b is undefined until Reset or Rewind. (page)
	Read(ctx context.Context, b *Batch) error
}

// A Tx is an Update under way. It is for the goroutine that runs fn, and not for
// use after fn returned.
type Tx interface {
	Reader

	// Apply writes every row of b whose Now differs from its Was, appends its
	// Events in order and drops its Forget, all or nothing together with the
	// rest of the transaction. Every such row was answered by a Read of b in
	// this transaction or has a Was that a page of it showed; rows of the latter
	// kind are appended after the last Read. The backend checks none of this and
	// computes nothing from it but the records' Newest, which follows from the
	// events: counts and marks are absolute values. Apply has
	// taken what it needs when it returns, and b is spent: Reset comes next.
	// (atomic, alias)
	//
	// A backend may hold its own copies back until the next Read or the commit,
	// so an error may come from there. When the transaction would exceed what
	// one commit takes, the error is [ErrTooLarge]; every backend takes at least
	// 50,000 changed rows and as many events, or declares its bound to the suite. (atomic)
	Apply(ctx context.Context, b *Batch) error
}

// Traits say what the engine may choose by. The zero Traits are right for any
// backend, if not the fastest.
type Traits struct {
	// Chunk is how many operations share one Read and one Apply: few where a
	// Read is a function call, since what it touched should still be in the
	// processor's cache when Apply comes, many where it is a round trip.
	// Zero: 16.
	Chunk int

	// Group is how many operations of DoEach or of an import share one
	// transaction. Zero: 1,000.
	Group int

	// Exclusive says that Updates behave as if they ran one at a time,
	// whatever they read, so that a transaction may
	// go on with a record it learned of only inside. Without it the engine
	// starts over, with that record among the anchors, and does not believe a
	// refusal that rests on a record which is not.
	Exclusive bool
}
