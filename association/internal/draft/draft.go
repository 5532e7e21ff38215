package draft

import (
	"slices"
	"time"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Draft is the rows that a decision sees and changes. The zero Draft is ready for
// [Draft.BeginTransaction]. A Draft is used again and again, so that a single operation
// allocates nothing.
type Draft struct {
	Rows   batch.Batch    // the rows that were asked for, and their changes
	Schema *schema.Schema // of every decision of the attempt
	Locks  Locks
	Clock  Clock
	// Skips are the links that were not made for lack of room, as From sees them.
	Skips [][2]record.Ref

	options   Options
	phase     phase
	sizeAt    int // of the rows, when the operation began that only asks
	operation operation
	changes   Changes
	prepared  []preparedLink // of the operations that share a Read: the link that each names
	pair      lastPair
}

// Options say how a transaction is decided.
type Options struct {
	// Keep is how long a deleted record can be restored.
	Keep time.Duration
	// DryRun says that rows hold the changes of earlier operations, although nothing was
	// applied and no event tells of them.
	DryRun bool
}

// A phase says whether a decision may change the draft.
type phase uint8

const (
	deciding   phase = iota // a decision may change the draft
	collecting              // a decision only asks for rows, and nothing comes of it
)

// An operation is the operation that is being decided.
type operation struct {
	position int                 // among those that share a Read, from 0
	id       history.OperationID // of the operation
	first    int                 // the first event, in Rows.Events
	skips    int                 // the first entry in Skips
	source   history.Source      // of the events of links, unless that is the caller's
	again    bool                // a link was changed that had been changed before
}

// BeginTransaction sets how the next attempts are decided.
func (d *Draft) BeginTransaction(options Options) { d.options = options }

// BeginAttempt begins an attempt under a schema. With again, the rows of the last attempt
// are asked for at once.
func (d *Draft) BeginAttempt(s *schema.Schema, again bool) {
	if again {
		d.Schema, d.Skips = s, d.Skips[:0]
		d.Rows.Rewind(s.Version())
	} else {
		d.Reset(s)
	}
	d.Locks.Missing = d.Locks.Missing[:0]
	d.Clock.BeginAttempt()
}

// Reset empties the draft for decisions under a schema.
func (d *Draft) Reset(s *schema.Schema) {
	d.Schema, d.Skips = s, d.Skips[:0]
	d.Rows.Reset(s.Version())
}

// Release drops the content of the last transaction, and keeps the memory.
func (d *Draft) Release() {
	if d.Schema != nil {
		d.Reset(d.Schema)
	}
	d.Schema = nil
	clear(d.prepared)
}

// BeginChunk begins operations, so many, that share a Read.
func (d *Draft) BeginChunk(operations int) {
	d.Rows.Clock = d.Clock.now
	clear(d.prepared)
	d.prepared = append(d.prepared[:0], make([]preparedLink, operations)...)
}

// BeginNeeds begins the questions of the operation at a position of the chunk, from 0.
func (d *Draft) BeginNeeds(position int) { d.operation.position = position }

// BeginTry begins a try of an operation. After a [Restart] comes another try.
func (d *Draft) BeginTry(position int, id history.OperationID) {
	d.Clock.beginTry()
	d.operation = operation{position: position, id: id, first: len(d.Rows.Events), skips: len(d.Skips)}
}

// EndOperation ends an operation that took effect, and returns the events, which are
// still without operation, group and perhaps source, and the links that were skipped.
func (d *Draft) EndOperation() ([]history.Event, [][2]record.Ref) {
	o := &d.operation
	if o.again {
		d.Rows.Events = append(d.Rows.Events[:o.first], joined(d.Rows.Events[o.first:])...)
		d.restamp()
	}
	d.Clock.endOperation(d.Rows.Records)
	return d.Rows.Events[o.first:], d.Skips[o.skips:]
}

// restamp notes anew which records have an event of the operation. Several events that
// leave a link as before count as none.
func (d *Draft) restamp() {
	if d.Clock.shared {
		return
	}
	d.Clock.rows = d.Clock.rows[:0]
	for i := d.operation.first; i < len(d.Rows.Events); i++ {
		e := &d.Rows.Events[i]
		d.stamped(d.Rows.Record(e.A))
		if !e.B.IsZero() {
			d.stamped(d.Rows.Record(e.B))
		}
	}
}

// BeginCollecting lets the operation at a position run only to ask for rows, until
// [Draft.EndCollecting].
func (d *Draft) BeginCollecting(position int) {
	d.phase, d.sizeAt, d.operation.position = collecting, d.Rows.Size(), position
}

// EndCollecting lets decisions change the draft again, see [Draft.BeginCollecting].
func (d *Draft) EndCollecting() { d.phase = deciding }

// MustRestart reports whether the attempt writes nothing and the transaction starts over:
// a record is needed that is not locked, or the shared time is too early.
func (d *Draft) MustRestart() bool { return len(d.Locks.Missing) > 0 || d.Clock.state == late }

// LacksLocks reports whether the attempt needs a record that is not locked.
func (d *Draft) LacksLocks() bool { return len(d.Locks.Missing) > 0 }

// EndAttempt returns [MoreLocks] if the transaction has to start over.
func (d *Draft) EndAttempt() error {
	if inTime := d.Clock.endAttempt(); !inTime || len(d.Locks.Missing) > 0 {
		return MoreLocks
	}
	return nil
}

// Ready reports whether every row that the operation asked for has been read. While
// operations only collect, an operation does not wait for the rows of others. An operation that
// goes on without a row asks for too many rows at worst, since nothing comes of the decision.
func (d *Draft) Ready() bool {
	if d.phase == collecting {
		return d.sizeAt == d.Rows.Size()
	}
	return d.Rows.IsRead()
}

// Time returns the time of the operation. The time may still grow until the operation has
// written an event.
func (d *Draft) Time() record.Time { return d.Clock.at }

// Now returns the time of the application's clock when the transaction began.
func (d *Draft) Now() record.Time { return d.Clock.now }

// After makes the time of the operation later than all events of the records, which have
// been read.
func (d *Draft) After(refs ...record.Ref) error {
	for _, ref := range refs {
		if err := d.afterRows(d.Rows.Record(ref)); err != nil {
			return err
		}
	}
	return nil
}

// afterRows is [Draft.After] for the records in some rows.
func (d *Draft) afterRows(rows ...int) error {
	for _, row := range rows {
		if !d.Clock.after(&d.Rows.Records[row]) {
			return LaterTime
		}
	}
	return nil
}

// stamped notes that the records in some rows have an event with the time of the operation.
func (d *Draft) stamped(rows ...int) {
	for _, row := range rows {
		d.Clock.stamped(d.Rows.Records[row].Of, row)
	}
}

// Keep returns how long a deleted record can be restored.
func (d *Draft) Keep() time.Duration { return d.options.Keep }

// SetSource makes a source that of the operation's further events of links. The zero
// source means the caller's.
func (d *Draft) SetSource(s history.Source) { d.operation.source = s }

// Skip notes that a link was not made for lack of room.
func (d *Draft) Skip(from, to record.Ref) {
	if d.phase == deciding {
		d.Skips = append(d.Skips, [2]record.Ref{from, to})
	}
}

// EarlierEvents yields the events of earlier operations of the transaction, newest first.
func (d *Draft) EarlierEvents(fn func(history.Event) bool) bool {
	for _, e := range slices.Backward(d.Rows.Events[:d.operation.first]) {
		if !fn(e) {
			return false
		}
	}
	return true
}

// Stored returns the state of a record as the row has it. A new row becomes a question.
func (d *Draft) Stored(ref record.Ref) storage.RecordState {
	return d.Rows.Records[d.Rows.Record(ref)].Now
}
