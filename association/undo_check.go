package association

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// isLimit reports whether a refusal is that of a limit.
func isLimit(err error) bool { return errors.Is(err, limits.ErrExceeded) }

// check looks whether the rules hold after an undo, and refuses it with all conflicts.
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
			return u.conflict(&history.Event{A: end.From}, "it does not stand any more")
		}
		if err := u.checkPrimary(end); err != nil {
			return err
		}
	}
	return u.checkLimits(&link, e)
}

// checkLimits looks whether there is room for what came back.
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

// checkPrimary looks at one side of a link: a record has one primary at the most, and one
// where it is required.
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

// checkOld looks at the primary that a record had when the undo began.
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
