package association

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Undo takes back what one operation did, or all that a group of operations did, such as
// an import or a [Graph.Do]: links, labels, marks and the lives of records stand as they
// did before, creation times included. The undo of a merge parts the two records again.
//
// It does so only where everything that was changed still stands as the operation left it
// and all rules hold afterwards; else it is an [UndoError] that names each conflict, and
// nothing changes. A group is taken back as one change. An operation that the history does
// not have, since it never was, wrote nothing or is no longer kept, is an [ErrNotFound], and
// one of which only some may be kept a [TooOldError]. An undo is itself an operation that
// can be undone.
type Undo struct {
	Operation history.OperationID
	Group     bool // Operation names a group
}

// An UndoError says what stands in the way of an undo. errors.Is(err, [ErrUndoConflict]) holds.
type UndoError struct {
	Operation history.OperationID
	Conflicts []Conflict
}

// A Conflict is one link or record that cannot be as it was.
type Conflict struct {
	From, To record.Ref // To is zero when it is about a record
	Reason   string
}

// Error names the operation and the first conflicts.
func (e *UndoError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "operation %q cannot be undone, %d conflicts", e.Operation, len(e.Conflicts))
	for _, c := range e.Conflicts[:min(len(e.Conflicts), 3)] {
		fmt.Fprintf(&b, "; %s", c)
	}
	return b.String()
}

// Is reports whether target is [ErrUndoConflict].
func (e *UndoError) Is(target error) bool { return target == ErrUndoConflict }

// String reads: contacts/1 - companies/2: it was changed since.
func (c Conflict) String() string {
	if c.To.IsZero() {
		return fmt.Sprintf("%s: %s", c.From, c.Reason)
	}
	return fmt.Sprintf("%s - %s: %s", c.From, c.To, c.Reason)
}

func (op *Undo) named(refs []record.Ref) []record.Ref { return refs }

func (op *Undo) needs(d *draft) {
	d.EventsOf(op.question())
	d.horizon()
}

func (op *Undo) question() storage.EventPage {
	q := storage.EventPage{Kind: storage.OfOperation, Operation: op.Operation, Max: storage.MaxPage}
	if op.Group {
		q.Kind = storage.OfGroup
	}
	return q
}

func (op *Undo) decide(d *draft) (Result, error) {
	events, err := op.events(d)
	if err != nil {
		return Result{}, err
	}
	if len(events) == 0 {
		return Result{}, fmt.Errorf("%w: %q", ErrNotFound, op.Operation)
	}
	if err := d.whole(events); err != nil {
		return Result{}, err
	}
	u := undoing{draft: d, id: op.Operation}
	u.invert(events)
	if err := u.read(); err != nil {
		return Result{}, err
	}
	return u.run()
}

// events returns what the operation did, in order.
func (op *Undo) events(d *draft) ([]history.Event, error) {
	var events []history.Event
	for q := op.question(); ; {
		s := d.EventsOf(q)
		if s == nil {
			return nil, errAgain
		}
		rows := s.Rows(&d.Batch.Batch)
		events = slices.Grow(events, len(rows))
		for i := range rows {
			events = append(events, rows[i].Event)
		}
		if !s.More {
			break
		}
		q.After = rows[len(rows)-1].Position
	}
	for i := range d.Events {
		if e := &d.Events[i]; op.Group && e.Group == op.Operation || !op.Group && e.Operation == op.Operation {
			events = append(events, *e)
		}
	}
	return events, nil
}

// An undoing is an undo under way.
type undoing struct {
	*draft
	id        history.OperationID
	events    []history.Event               // what takes it back
	left      map[record.Ref]*history.Event // the last that was done to the life of a record
	conflicts []Conflict
	told      map[Conflict]bool
	olds      map[int]record.ID             // the primary that each side had before, by row
	lives     map[record.Ref]history.Source // of the links of records that end or stand again
	result    Result
}

// invert decides what takes events back: for each link one change, however often it was
// changed, since a state in between may be against a rule.
func (u *undoing) invert(done []history.Event) {
	u.events, u.left = make([]history.Event, 0, len(done)), map[record.Ref]*history.Event{}
	var first batch.Index[eventKey]
	for i, e := range history.Invert(done) {
		k := -1
		if last := &done[len(done)-1-i]; e.Subject == history.Link {
			k = batch.Find(&first, u.events, keyOfEvent, keyOfEvent(&e))
		} else if u.left[e.A] == nil {
			u.left[e.A] = last
		}
		if k < 0 {
			u.events = append(u.events, e)
			continue
		}
		if u.events[k].Now != e.Was { // another operation came between
			_ = u.conflict(&e, changedSince)
		}
		u.events[k].Now = e.Now
	}
}

// changedSince is the reason of a conflict about a link.
const changedSince = "it was changed since"

// read asks for all that the events touch.
func (u *undoing) read() error {
	u.Reserve(len(u.events), len(u.events))
	for i := range u.events {
		e := &u.events[i]
		u.touch(e.A)
		if !e.B.IsZero() {
			u.touch(e.B)
		}
		if e.Subject != history.Link {
			u.DegreesOf(e.A)
			continue
		}
		link := u.edge(e.A, e.B)
		u.lookAside(&link, 0)
		u.lookAside(&link, 1)
		u.needCounts(link, [2]label.Set{e.Now.Near.Labels, e.Now.Far.Labels})
		u.needCounts(link, [2]label.Set{e.Was.Near.Labels, e.Was.Far.Labels})
	}
	return u.settled()
}

// run takes the events back, one by one, and looks whether the rules hold then.
func (u *undoing) run() (Result, error) {
	u.result = Result{Outcome: Undone}
	err := u.parts(len(u.events)+2, func(i int) error {
		switch {
		case i == 0:
			return u.start()
		case i <= len(u.events):
			return u.take(i - 1)
		}
		return u.check()
	})
	u.by = history.Source{}
	if err != nil {
		return Result{}, err
	}
	return u.result, nil
}

func (u *undoing) start() error {
	for i := range u.events {
		if err := u.begins(u.events[i].A); err != nil {
			return err
		}
		if b := u.events[i].B; !b.IsZero() {
			if err := u.begins(b); err != nil {
				return err
			}
		}
	}
	u.olds, u.lives = map[int]record.ID{}, map[record.Ref]history.Source{}
	for i := range u.events {
		if last := u.left[u.events[i].A]; last != nil && u.events[i].Subject != history.Link {
			if err := u.stands(last); err != nil {
				return err
			}
			u.left[last.A] = nil // once is enough
		}
		switch e := &u.events[i]; e.Subject {
		case history.Link:
			for _, row := range u.sidesOf(e) {
				u.olds[row] = u.Degrees[row].Now.Primary
			}
		case history.Deleted:
			u.lives[e.A] = history.By(history.ObjectDeletion)
		case history.Restored:
			u.lives[e.A] = history.By(history.ObjectRestore)
		}
	}
	return nil
}

// sidesOf returns the rows of the two sides of an event's link.
func (u *undoing) sidesOf(e *history.Event) [2]int {
	return [2]int{u.Degree(e.A, e.B.Type, label.TypeID{}), u.Degree(e.B, e.A.Type, label.TypeID{})}
}

func (u *undoing) conflict(e *history.Event, reason string) error {
	c := Conflict{e.A, e.B, reason}
	if u.told == nil {
		u.told = map[Conflict]bool{}
	}
	if !u.told[c] {
		u.told[c] = true
		u.conflicts = append(u.conflicts, c)
	}
	return nil
}

// take does the i-th event.
func (u *undoing) take(i int) error {
	e := &u.events[i]
	if e.Subject != history.Link {
		return u.takeLife(e)
	}
	link := u.edge(e.A, e.B)
	if !u.ready() {
		return errAgain
	}
	switch {
	case u.state(link) != e.Was:
		return u.conflict(e, changedSince)
	case e.Now == e.Was:
		return nil
	}
	for id := range e.Now.Near.Labels.Minus(e.Was.Near.Labels).All() {
		if l, known := u.schema.Labels().Lookup(id); !known || l.Status == label.Removed {
			return u.conflict(e, fmt.Sprintf("label %q was removed", cmp.Or(l.Text, id.String())))
		}
	}
	var causes history.Causes
	for k := range 2 {
		switch {
		case e.Now.End(k).Primary == e.Was.End(k).Primary:
		case e.Now.End(k).Primary:
			(*causes.End(k)) = primary.BroughtBack
		case !e.Now.Linked():
			(*causes.End(k)) = primary.Unlinked
		default:
			(*causes.End(k)) = primary.Cleared
		}
	}
	u.by = u.source(e)
	c := u.draft.begin()
	c.add(link, e.Now, causes)
	if err := u.draft.commit(c); err != nil {
		return err
	}
	u.result.Links++
	return nil
}

// source returns the source of a change: what an undo does to the links of a record that
// it ends or brings back is a deletion or a restore itself, so that a later restore finds
// what it took.
func (u *undoing) source(e *history.Event) history.Source {
	if by, found := u.lives[e.A]; found {
		return by
	}
	return u.lives[e.B]
}

// stands looks whether a record is still as the last event of its life left it.
func (u *undoing) stands(last *history.Event) error {
	now := u.record(last.A).Now
	switch {
	case last.Subject == history.Restored && now.Status != storage.Alive:
		return u.conflict(last, "it does not stand any more")
	case last.Subject != history.Restored && now.Operation != last.Operation:
		return u.conflict(last, "it was restored since")
	case now.Status == storage.Deleted && now.Expires < u.Clock:
		return u.conflict(last, "it was deleted too long ago")
	}
	return nil
}

// takeLife gives a record back the life that it had.
func (u *undoing) takeLife(e *history.Event) error {
	if e.Subject == history.Restored {
		return u.live(e.A, history.Restored, e.B, storage.RecordState{})
	}
	life := storage.RecordState{Status: storage.Deleted}
	if e.Subject == history.Merged {
		if u.record(e.B).Now.Status != storage.Alive {
			return u.conflict(e, fmt.Sprintf("%s does not stand any more", e.B))
		}
		life = storage.RecordState{Status: storage.Merged, Into: e.B.ID}
	}
	return u.live(e.A, e.Subject, e.B, life)
}
