package association

import (
	"errors"
	"time"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/record"
)

// RestoreRecord makes a deleted record stand again, and brings its links back with their
// labels and the time at which they began.
//
// A link comes back when both of its records stand, whichever of them was restored last,
// and through any number of deletions in between. It is primary again when its record has
// no primary now and none was set or cleared since the link went; after that the rule's own
// choice, else the oldest, becomes primary where one is required and none exists. The first
// link of a restored record does not become primary by being the first.
//
// What cannot come back is listed in [Result].Lost: links to records that are deleted,
// links and labels for which a limit has no room any more, labels that were removed.
// Restoring a record that stands changes nothing, and one whose time is over is an
// [ExpiredError]. A merged-away id stands for its survivor: where that was deleted it is
// restored, and where it stands the error is a [MergedError], since to part the two is to
// undo the merge. The events of the links have the source [history.ObjectRestore], that of
// the record the graph's own.
//
// Rule J4 of docs/semantics.md; cases in storage/storagetest/laws/rule_delete.go.
type RestoreRecord struct{ Record record.Ref }

func (op *RestoreRecord) named(refs []record.Ref) []record.Ref { return append(refs, op.Record) }

func (op *RestoreRecord) needs(d *draft.Draft) { d.Rows.Record(op.Record) }

func (op *RestoreRecord) decide(d *draft.Draft) (Result, error) {
	of, err := d.Alive(op.Record)
	switch {
	case err == nil && of != op.Record:
		return Result{}, &record.MergedError{Record: op.Record, Into: of}
	case !errors.Is(err, record.ErrDeleted):
		return Result{}, err // it is alive, or is to be read
	}
	state := d.Stored(of)
	if state.Expires < d.Now() {
		return Result{}, &record.ExpiredError{Record: of, Until: time.Unix(0, state.Expires).UTC()}
	}
	d.Touch(of)
	r := restoring{draft: d, of: of, state: state, result: Result{Outcome: Restored}}
	if err := r.plan(); err != nil {
		return Result{}, err
	}
	return r.run()
}

func (op *RestoreRecord) request(text []byte) []byte {
	return appendRequest(text, "restore", op.Record)
}

// String says what is to be done.
func (op *RestoreRecord) String() string { return "restore " + op.Record.String() }
