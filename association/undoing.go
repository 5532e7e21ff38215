package association

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An undoing is an undo under way.
type undoing struct {
	draft     *draft.Draft
	id        history.OperationID
	events    []history.Event               // what takes it back
	left      map[record.Ref]*history.Event // the last that was done to the life of a record
	conflicts []Conflict
	told      map[Conflict]bool
	olds      map[int]record.ID             // the primary that each side had before, by row
	lives     map[record.Ref]history.Source // of the links of records that end or exist again
	result    Result
}

// invert decides what takes events back: for each link one change, however often it was
// changed, since a state in between may be against a rule.
func (u *undoing) invert(done []history.Event) {
	u.events, u.left = make([]history.Event, 0, len(done)), map[record.Ref]*history.Event{}
	var first batch.Index[draft.EventKey]
	for i, e := range history.Invert(done) {
		k := -1
		if last := &done[len(done)-1-i]; e.Subject == history.Link {
			k = batch.Find(&first, u.events, draft.KeyOfEvent, draft.KeyOfEvent(&e))
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
	u.draft.Rows.Reserve(len(u.events), len(u.events))
	for i := range u.events {
		e := &u.events[i]
		u.draft.Touch(e.A)
		if !e.B.IsZero() {
			u.draft.Touch(e.B)
		}
		if e.Subject != history.Link {
			u.draft.Rows.DegreesOf(e.A)
			continue
		}
		link := u.draft.AskWithDegrees(e.A, e.B)
		u.draft.NeedCounts(&link, e.Now.Near.Labels, e.Now.Far.Labels)
		u.draft.NeedCounts(&link, e.Was.Near.Labels, e.Was.Far.Labels)
	}
	return u.draft.Settled()
}

// run takes the events back, one by one, and looks whether the rules hold then.
func (u *undoing) run() (Result, error) {
	u.result = Result{Outcome: Undone}
	err := u.draft.Steps(len(u.events)+2, func(i int) error {
		switch {
		case i == 0:
			return u.start()
		case i <= len(u.events):
			return u.take(i - 1)
		}
		return u.check()
	})
	u.draft.SetSource(history.Source{})
	if err != nil {
		return Result{}, err
	}
	return u.result, nil
}

func (u *undoing) start() error {
	for i := range u.events {
		if err := u.draft.After(u.events[i].A); err != nil {
			return err
		}
		if b := u.events[i].B; !b.IsZero() {
			if err := u.draft.After(b); err != nil {
				return err
			}
		}
	}
	u.olds, u.lives = map[int]record.ID{}, map[record.Ref]history.Source{}
	for i := range u.events {
		if last := u.left[u.events[i].A]; last != nil && u.events[i].Subject != history.Link {
			if err := u.unchanged(last); err != nil {
				return err
			}
			u.left[last.A] = nil // once is enough
		}
		switch e := &u.events[i]; e.Subject {
		case history.Link:
			for _, row := range u.sidesOf(e) {
				u.olds[row] = u.draft.Rows.Degrees[row].Now.Primary
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
	return [2]int{u.draft.Rows.Degree(e.A, e.B.Type, label.TypeID{}), u.draft.Rows.Degree(e.B, e.A.Type, label.TypeID{})}
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
	link := u.draft.Ask(e.A, e.B)
	if !u.draft.Ready() {
		return draft.MoreRows
	}
	switch {
	case u.draft.State(&link) != e.Was:
		return u.conflict(e, changedSince)
	case e.Now == e.Was:
		return nil
	}
	for id := range e.Now.Near.Labels.Minus(e.Was.Near.Labels).All() {
		if l, known := u.draft.Schema.Labels().Lookup(id); !known || l.Status == label.Removed {
			return u.conflict(e, fmt.Sprintf("label %q was removed", cmp.Or(l.Text, id.String())))
		}
	}
	causes := history.Causes{
		Near: causeOfUndo(e.Was.Near.Primary, e.Now.Near.Primary, e.Now.Linked()),
		Far:  causeOfUndo(e.Was.Far.Primary, e.Now.Far.Primary, e.Now.Linked()),
	}
	u.draft.SetSource(u.source(e))
	c := u.draft.Begin()
	c.Add(&link, e.Now, causes)
	if err := u.draft.Write(c); err != nil {
		return err
	}
	u.result.Links++
	return nil
}

// causeOfUndo returns why an undo moves one mark of a link.
func causeOfUndo(was, now, linked bool) primary.Cause {
	switch {
	case was == now:
		return primary.NoCause
	case now:
		return primary.BroughtBack
	case !linked:
		return primary.Unlinked
	}
	return primary.Cleared
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

// unchanged returns a conflict unless a record is still as the last event of its life left it.
func (u *undoing) unchanged(last *history.Event) error {
	now := u.draft.Stored(last.A)
	switch {
	case last.Subject == history.Restored && now.Status != storage.Alive:
		return u.conflict(last, "it does not exist any more")
	case last.Subject != history.Restored && now.Operation != last.Operation:
		return u.conflict(last, "it was restored since")
	case now.Status == storage.Deleted && now.Expires < u.draft.Now():
		return u.conflict(last, "it was deleted too long ago")
	}
	return nil
}

// takeLife gives a record back the life that it had.
func (u *undoing) takeLife(e *history.Event) error {
	if e.Subject == history.Restored {
		return u.draft.SetState(e.A, history.Restored, e.B, storage.RecordState{})
	}
	life := storage.RecordState{Status: storage.Deleted}
	if e.Subject == history.Merged {
		if u.draft.Stored(e.B).Status != storage.Alive {
			return u.conflict(e, fmt.Sprintf("%s does not exist any more", e.B))
		}
		life = storage.RecordState{Status: storage.Merged, Into: e.B.ID}
	}
	return u.draft.SetState(e.A, e.Subject, e.B, life)
}

// isLimit reports whether a refusal is that of a limit.
func isLimit(err error) bool { return errors.Is(err, limits.ErrExceeded) }

// check returns an UndoError with all conflicts unless the rules hold after the undo.
func (u *undoing) check() error {
	if len(u.conflicts) == 0 {
		for i := range u.events {
			if err := u.checkOne(&u.events[i]); err != nil {
				return err
			}
		}
	}
	if !u.draft.Ready() {
		return draft.MoreRows
	}
	if len(u.conflicts) > 0 {
		return &UndoError{u.id, u.conflicts}
	}
	return nil
}

func (u *undoing) checkOne(e *history.Event) error {
	if e.Subject != history.Link {
		return u.checkLife(e)
	}
	link := u.draft.Ask(e.A, e.B)
	state := u.draft.State(&link)
	ends := link.BothEnds()
	for k := range ends {
		end := &ends[k]
		if state.Linked() && u.draft.Stored(end.From).Status != storage.Alive {
			return u.conflict(&history.Event{A: end.From}, "it does not exist any more")
		}
		if err := u.checkPrimary(end); err != nil {
			return err
		}
	}
	return u.checkLimits(&link, e)
}

// checkLimits checks that the limits have room for the link and labels that came back.
func (u *undoing) checkLimits(link *draft.Link, e *history.Event) error {
	if e.Now.Linked() && !e.Was.Linked() {
		full, err := u.draft.Room(link, draft.IsCounted)
		if full || isLimit(err) {
			return u.conflict(e, "a limit is reached")
		}
		if err != nil {
			return err
		}
	}
	for id := range e.Now.Near.Labels.Minus(e.Was.Near.Labels).All() {
		one := label.SetOf(id)
		err := u.draft.LabelRoom(link, one, u.draft.Schema.Labels().Mirror(one), draft.IsCounted)
		if isLimit(err) {
			return u.conflict(e, "a limit of label "+id.String()+" is reached")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkPrimary checks one side of a link: a record has at most one primary, and exactly
// one if the rule requires it.
func (u *undoing) checkPrimary(end *draft.Link) error {
	side := u.draft.Degree(end)
	marked := u.draft.State(end).Near.Primary
	at := &history.Event{A: end.From, B: end.To}
	switch {
	case marked && side.Primary != end.To.ID:
		return u.conflict(at, fmt.Sprintf("%s has another primary now", end.From))
	case marked && !end.Direction().HasRule:
		return u.conflict(at, "there is no primary rule any more")
	case end.Direction().HasRule && end.Direction().Rule.Required && side.Count > 0 && side.Primary == "":
		return u.conflict(at, fmt.Sprintf("%s would have no primary", end.From))
	}
	return u.checkOld(end, side)
}

// checkOld checks the primary that a record had when the undo began.
func (u *undoing) checkOld(end *draft.Link, side storage.Summary) error {
	was := u.olds[u.draft.Rows.Degree(end.From, end.To.Type, label.TypeID{})]
	if was == "" || was == side.Primary {
		return nil
	}
	old, known := u.draft.Known(end.From, record.New(end.To.Type, was))
	if !known || u.draft.State(&old).Near.Primary {
		return u.conflict(&history.Event{A: end.From, B: old.To}, "it has become primary since")
	}
	return nil
}

// checkLife looks whether a record that ends again has links that came since.
func (u *undoing) checkLife(e *history.Event) error {
	if u.draft.Stored(e.A).Status == storage.Alive {
		return nil
	}
	types, err := u.draft.LinkedTypes(e.A)
	if err != nil {
		return err
	}
	for _, to := range types {
		if u.draft.CountOf(e.A, to) > 0 && u.draft.Ready() {
			return u.conflict(&history.Event{A: e.A}, "it was associated since")
		}
	}
	return nil
}
