package association

import (
	"errors"
	"fmt"

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
	if !u.ready() {
		return errAgain
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
	link := u.edge(e.A, e.B)
	ends := [2]edge{link, link.turn()}
	for k := range ends {
		end := &ends[k]
		if u.state(link).Linked() && u.record(end.from).Now.Status != storage.Alive {
			return u.conflict(&history.Event{A: end.from}, "it does not stand any more")
		}
		if err := u.checkPrimary(end); err != nil {
			return err
		}
	}
	return u.checkLimits(link, e)
}

// checkLimits looks whether there is room for what came back.
func (u *undoing) checkLimits(link edge, e *history.Event) error {
	if e.Now.Linked() && !e.Was.Linked() {
		full, err := u.place(link, 1)
		if full || isLimit(err) {
			return u.conflict(e, "a limit is reached")
		}
		if err != nil {
			return err
		}
	}
	for id := range e.Now.Near.Labels.Minus(e.Was.Near.Labels).All() {
		switch room, err := u.roomForLabel(link, id, 1); {
		case err != nil:
			return err
		case !room:
			return u.conflict(e, "a limit of label "+id.String()+" is reached")
		}
	}
	return nil
}

// checkPrimary looks at one side of a link: a record has one primary at the most, and one
// where it is required.
func (u *undoing) checkPrimary(end *edge) error {
	side := u.summary(end)
	marked := u.state(*end).Near.Primary
	at := &history.Event{A: end.from, B: end.to}
	switch {
	case marked && side.Primary != end.to.ID:
		return u.conflict(at, fmt.Sprintf("%s has another primary now", end.from))
	case marked && !end.way().HasRule:
		return u.conflict(at, "there is no primary rule any more")
	case end.way().HasRule && end.way().Rule.Required && side.Count > 0 && side.Primary == "":
		return u.conflict(at, fmt.Sprintf("%s would have no primary", end.from))
	}
	return u.checkOld(end, side)
}

// checkOld looks at the primary that a record had when the undo began.
func (u *undoing) checkOld(end *edge, side storage.Summary) error {
	was := u.olds[u.Degree(end.from, end.to.Type, label.TypeID{})]
	if was == "" || was == side.Primary {
		return nil
	}
	old := u.end(end.from, record.New(end.to.Type, was))
	if old.row < 0 || u.state(old).Near.Primary {
		return u.conflict(&history.Event{A: end.from, B: old.to}, "it has become primary since")
	}
	return nil
}

// checkLife looks whether a record that ends again has links that came since.
func (u *undoing) checkLife(e *history.Event) error {
	if u.record(e.A).Now.Status == storage.Alive {
		return nil
	}
	types, err := u.linkedTypes(e.A)
	if err != nil {
		return err
	}
	for _, to := range types {
		if u.side(e.A, to, label.TypeID{}).Now.Count > 0 && u.ready() {
			return u.conflict(&history.Event{A: e.A}, "it was associated since")
		}
	}
	return nil
}

func (op *Undo) request(text []byte) []byte {
	return appendRequest(text, "undo", op.Operation, op.Group)
}

// String says what is to be done.
func (op *Undo) String() string {
	if op.Group {
		return fmt.Sprintf("undo the group %q", op.Operation)
	}
	return fmt.Sprintf("undo %q", op.Operation)
}
