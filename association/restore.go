package association

import (
	"errors"
	"slices"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// RestoreRecord makes a deleted record exist again, and brings its links back with their
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
type RestoreRecord struct {
	Record record.Ref `json:"record,omitzero"`
}

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
		return Result{}, &record.ExpiredError{Record: of, Until: state.Expires.Time()}
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

// A restoring is a restore under way.
//
//	find     the links that a deletion took, from the events of the record
//	resolve  the records at their other ends, of which some were merged or deleted since
//	revive   the record is alive again
//	bring    each link, with the labels and marks that it may have again
//	elect    a primary where one is required and none is
type restoring struct {
	draft  *draft.Draft
	of     record.Ref
	state  storage.RecordState // the record's own, before
	lost   []lostLink
	result Result
}

// A lostLink is a link that a deletion took, as the restored record saw it.
type lostLink struct {
	other     record.Ref // as the event has it, then the record that it means
	state     history.State
	near, far taking // from each end
}

// A taking says when a deletion took a link from a record, which may have been merged since.
type taking struct {
	of        record.Ref
	at        record.Time
	operation history.OperationID
}

// unite joins two links whose other ends were merged, as a merge does.
func (l *lostLink) unite(other lostLink) {
	l.state.Created = min(l.state.Created, other.state.Created)
	uniteEnd(&l.state.Near, &l.near, other.state.Near, other.near)
	uniteEnd(&l.state.Far, &l.far, other.state.Far, other.far)
}

// uniteEnd unites the labels of one end. Of two marks the one that was taken last counts.
func uniteEnd(end *history.End, taken *taking, other history.End, otherTaken taking) {
	end.Labels = end.Labels.Union(other.Labels)
	if other.Primary && (!end.Primary || otherTaken.at > taken.at) {
		end.Primary, *taken = true, otherTaken
	}
}

// plan finds the links to bring back and asks for what they need.
func (r *restoring) plan() error {
	if err := r.find(); err != nil {
		return err
	}
	r.draft.Rows.Reserve(len(r.lost), len(r.lost))
	if err := r.resolve(); err != nil {
		return err
	}
	for i := range r.lost {
		lost := &r.lost[i]
		r.draft.Touch(lost.other)
		l := r.draft.AskWithDegrees(r.of, lost.other)
		r.draft.NeedCounts(&l, lost.state.Near.Labels, lost.state.Far.Labels)
	}
	return r.draft.Settled()
}

// resolve puts the survivor in the place of each record that was merged since, and leaves
// out the deleted ones.
func (r *restoring) resolve() error {
	more := false
	kept, at := r.lost[:0], make(map[record.Ref]int, len(r.lost))
	for _, l := range r.lost {
		other, err := r.draft.Alive(l.other)
		i, known := at[other]
		switch {
		case err == draft.MoreRows:
			more = true
		case known && err == nil:
			kept[i].unite(l)
		case known, other == r.of: // it may have been merged into the record itself
		case err != nil:
			at[other] = -1
			r.lose(other, label.Set{}, OtherDeleted)
		default:
			at[other], l.other = len(kept), other
			kept = append(kept, l)
		}
	}
	r.lost = kept
	if more {
		return draft.MoreRows
	}
	// Where a limit has no room for all, the oldest come first.
	slices.SortFunc(r.lost, func(a, b lostLink) int { return compareAge(a.state.Created, a.other, b.state.Created, b.other) })
	return nil
}

func (r *restoring) lose(other record.Ref, labels label.Set, why LossReason) {
	r.result.Lost = append(r.result.Lost, Loss{From: r.of, To: other, Labels: slices.Collect(labels.All()), Reason: why})
}

// find lists the links whose last event is that a deletion took them: of the record
// itself, of the other end when that was deleted first and is alive again, or of records
// that were merged into this one.
func (r *restoring) find() error {
	ids, again := r.draft.MergedIDs(r.of)
	since := r.state.At // then the record's earliest, from which those of the merged ones go on
	for i, id := range ids {
		earliest, err := r.findOf(id, since)
		if err != nil {
			again = err
		}
		if i == 0 {
			since = earliest
		}
	}
	return again
}

// findOf lists the links of one id. It looks back until a gap that is longer than a restore
// can come after a deletion: from the given time to the last deletion or restore of the
// record, from that to the one before, and so on. No link can have waited through a longer
// gap. It returns the time of the earliest such deletion or restore.
func (r *restoring) findOf(id record.Ref, since record.Time) (record.Time, error) {
	seen, span := map[record.Ref]bool{}, past.RestorableFor(r.state, r.draft.Keep())
	err := r.draft.History(id, "", storage.MaxPage, func(e history.Event) bool {
		if e.At < since.Add(-span) {
			return false
		}
		if past.IsDeletionOrRestore(&e, id) {
			since = min(since, e.At)
		}
		if e.Subject != history.Link || seen[e.B] {
			return true
		}
		seen[e.B] = true
		if !e.Now.Linked() && e.Source.Kind == history.ObjectDeletion {
			r.lost = append(r.lost, lostLink{
				other: e.B, state: e.Was,
				near: taking{id, e.At, e.Operation}, far: taking{e.B, e.At, e.Operation},
			})
		}
		return true
	})
	return since, err
}

// run brings the links back.
func (r *restoring) run() (Result, error) {
	r.draft.SetSource(history.By(history.ObjectRestore))
	defer r.draft.SetSource(history.Source{})
	err := r.draft.Steps(len(r.lost)+2, func(i int) error {
		switch {
		case i == 0:
			return r.revive()
		case i <= len(r.lost):
			return r.bring(&r.lost[i-1])
		}
		return r.electAll()
	})
	if err != nil {
		return Result{}, err
	}
	return r.result, nil
}

// revive makes the record alive.
func (r *restoring) revive() error {
	for i := range r.lost {
		if err := r.draft.After(r.lost[i].other); err != nil {
			return err
		}
	}
	return r.draft.SetState(r.of, history.Restored, record.Ref{}, storage.RecordState{})
}

// bring makes one link again, with the labels and marks that it may have.
func (r *restoring) bring(lost *lostLink) error {
	l := r.draft.Ask(r.of, lost.other)
	if was := r.draft.State(&l); was.Linked() {
		return nil // somebody associated them anew
	}
	full, err := r.draft.Room(&l, draft.NotCounted)
	if full || errors.Is(err, limits.ErrExceeded) {
		r.lose(lost.other, label.Set{}, OverLimit)
		return nil
	}
	if err != nil {
		return err
	}
	now := history.State{Created: lost.state.Created}
	if now.Near.Labels, err = r.labels(&l, lost); err != nil {
		return err
	}
	now.Far.Labels = r.draft.Schema.Labels().Mirror(now.Near.Labels)
	turned := l.Turn()
	var causes history.Causes
	if err := r.bringMark(&l, lost.near, lost.state.Near.Primary, &now.Near, &causes.Near); err != nil {
		return err
	}
	if err := r.bringMark(&turned, lost.far, lost.state.Far.Primary, &now.Far, &causes.Far); err != nil {
		return err
	}
	c := r.draft.Begin()
	c.Add(&l, now, causes)
	if err := r.draft.Write(c); err != nil {
		return err
	}
	r.result.Links++
	return nil
}

// bringMark gives one end its mark back, if the link had one and no other took its place.
func (r *restoring) bringMark(l *draft.Link, taken taking, had bool, now *history.End, cause *primary.Cause) error {
	if !had {
		return nil
	}
	free, err := r.isUnmoved(l, taken)
	if free {
		now.Primary, *cause = true, primary.BroughtBack
	}
	return err
}

// labels returns those of a lost link's labels that it may carry again.
func (r *restoring) labels(l *draft.Link, lost *lostLink) (label.Set, error) {
	var kept label.Set
	labels := r.draft.Schema.Labels()
	for id := range lost.state.Near.Labels.All() {
		one := label.SetOf(id)
		if known, exists := labels.Lookup(id); !exists || known.Status == label.Removed {
			r.lose(lost.other, one, LabelRemoved)
			continue
		}
		err := r.draft.LabelRoom(l, one, labels.Mirror(one), draft.NotCounted)
		if errors.Is(err, limits.ErrExceeded) {
			r.lose(lost.other, one, OverLimit)
			continue
		}
		if err != nil {
			return label.Set{}, err
		}
		if _, _, excluded := labels.Conflict(kept.Union(one)); excluded {
			r.lose(lost.other, one, LabelExcluded)
			continue
		}
		kept = kept.Union(one)
	}
	return kept, nil
}

// isUnmoved reports whether a record has no primary and none was set or cleared since an
// operation took the mark from it, under the id that it had then or those that it got since.
func (r *restoring) isUnmoved(l *draft.Link, since taking) (bool, error) {
	if !l.Direction().HasRule || r.draft.Degree(l).Primary != "" {
		return false, nil
	}
	free := true
	for ref := since.of; ; {
		err := r.draft.History(ref, l.To.Type, draft.FewEvents, func(e history.Event) bool {
			if e.Operation == since.operation || e.At < since.at {
				return false
			}
			free = e.Was.Near.Primary == e.Now.Near.Primary
			return free
		})
		if err != nil || !free || ref == l.From {
			return free, err
		}
		state := r.draft.Stored(ref)
		if !r.draft.Ready() {
			return false, draft.MoreRows
		}
		ref = record.New(ref.Type, state.Into)
	}
}

// electAll gives a primary to every record that got a link back and requires a primary.
func (r *restoring) electAll() error {
	more := false
	for i := range r.lost {
		l := r.draft.Ask(r.of, r.lost[i].other)
		for _, end := range l.BothEnds() {
			elected, err := r.draft.Elect(end.From, end.To.Type, draft.ByRule)
			switch {
			case err == draft.MoreRows:
				more = true
			case err != nil:
				return err
			case r.result.Promoted.IsZero():
				r.result.Promoted = elected
			}
		}
	}
	if more {
		return draft.MoreRows
	}
	return nil
}
