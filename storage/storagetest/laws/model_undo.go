package laws

import (
	"errors"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// undo brings back the state from before an operation or a group, or says why that is
// impossible.
func (w *model) undo(op *association.Undo) (association.Result, error) {
	effects := w.group[op.Operation]
	if !op.Group {
		effects = []effect{w.log[op.Operation]}
	}
	if len(effects) == 0 || !effects[0].wrote() {
		return association.Result{}, history.ErrNotFound
	}
	net, refused := netOf(effects)
	result := association.Result{Outcome: association.Undone}
	for p, s := range net {
		if w.now.touched = append(w.now.touched, p.A, p.B); w.links[p] != s[1] {
			refused = association.ErrUndoConflict
		}
		if s[0] != s[1] {
			result.Links++
		}
		if w.links[p] = s[0]; !s[0].Linked() {
			delete(w.links, p)
		}
	}
	left := map[record.Ref]bool{}
	for _, d := range slices.Backward(effects) {
		for _, l := range slices.Backward(d.states) {
			w.now.touched = append(w.now.touched, l.of)
			if !l.survivor.IsZero() {
				w.now.touched = append(w.now.touched, l.survivor)
			}
			if !left[l.of] && !w.isLeft(l, d.n) {
				refused = association.ErrUndoConflict
			}
			left[l.of] = true
			refused = errors.Join(refused, w.liveBack(l))
		}
	}
	for p, s := range net {
		refused = errors.Join(refused, w.fits(p, s))
	}
	for _, d := range effects {
		refused = errors.Join(refused, w.sound(d))
	}
	return result, refused
}

// netOf returns the links that operations changed, before the first and after the last of them.
// It is refused if another operation changed one of these links in between.
func netOf(effects []effect) (net map[history.Pair][2]history.State, refused error) {
	net = map[history.Pair][2]history.State{}
	for _, d := range effects {
		for p, s := range d.changes {
			if before, changed := net[p]; changed {
				if before[1] != s[0] {
					refused = association.ErrUndoConflict
				}
				s[0] = before[0]
			}
			net[p] = s
		}
	}
	return net, refused
}

// isLeft reports whether a record is still as the last operation of a group left it, and, if
// that operation deleted the record, whether it can be restored.
func (w *model) isLeft(l stateEvent, by int) bool {
	life, ended := w.ended[l.of]
	switch l.subject {
	case history.Restored:
		return !ended
	case history.Deleted:
		return ended && life.by == by && life.Expires >= w.clock
	}
	return ended && life.by == by
}

// liveBack takes back a change of a record's state.
func (w *model) liveBack(l stateEvent) error {
	switch {
	case l.subject != history.Restored:
		w.setState(history.Restored, l.of, l.survivor)
	case l.survivor.IsZero():
		w.setState(history.Deleted, l.of, record.Ref{})
	case w.ended[l.survivor].Status != storage.Alive:
		return association.ErrUndoConflict
	default:
		w.setState(history.Merged, l.of, l.survivor)
	}
	return nil
}

// fits says whether a link that is brought back is allowed and has room.
func (w *model) fits(p history.Pair, s [2]history.State) error {
	is := w.links[p]
	defer func() {
		if w.links[p] = is; !is.Linked() {
			delete(w.links, p)
		}
	}()
	delete(w.links, p)
	if s[0].Linked() && !s[1].Linked() {
		if hard, full := w.room(p.A, p.B); hard != nil || full {
			return association.ErrUndoConflict
		}
	}
	added := s[0].Near.Labels.Minus(s[1].Near.Labels)
	for id := range added.All() {
		if w.labels[id].Status == label.Removed {
			return association.ErrUndoConflict
		}
	}
	if !w.roomForLabels(p.A, p.B, added) {
		return association.ErrUndoConflict
	}
	return nil
}

// sound says whether the rules hold where an operation was taken back.
func (w *model) sound(d effect) error {
	for _, l := range d.states {
		if _, ended := w.ended[l.of]; ended && w.linked(l.of) {
			return association.ErrUndoConflict
		}
	}
	for p := range d.changes {
		for k, end := range bothEnds(p.A, p.B) {
			rule, ruled := w.rules[[2]record.Type{end[0].Type, end[1].Type}]
			marks := w.primaries(end[0], end[1].Type)
			alive := w.ended[end[0]].Status == storage.Alive
			switch s := w.links[p]; {
			case s.Linked() && !alive,
				endOf(&s, k).Primary && !ruled, marks > 1,
				alive && ruled && rule.Required && marks == 0 && len(w.neighbors(end[0], end[1].Type)) > 0:
				return association.ErrUndoConflict
			}
		}
	}
	return nil
}

// linked reports whether an id itself has links.
func (w *model) linked(of record.Ref) bool {
	for p := range w.links {
		if p.A == of || p.B == of {
			return true
		}
	}
	return false
}

// primaries counts the primaries of a record.
func (w *model) primaries(of record.Ref, to record.Type) int {
	n := 0
	for p, s := range w.links {
		for k, end := range bothEnds(p.A, p.B) {
			if end[0] == of && end[1].Type == to && endOf(&s, k).Primary {
				n++
			}
		}
	}
	return n
}
