package laws

import (
	"cmp"
	"maps"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A lifecycle is the part of a model that changes with deletes, restores and merges, and the
// part that undo needs.
type lifecycle struct {
	ended     map[record.Ref]ending
	lost      map[history.Pair]loss        // links whose last event is that a deletion removed them
	changedAt map[record.Ref][]record.Time // when a record was deleted or restored
	moved     map[markKey]int              // the operation that set or cleared a mark last
	log       map[history.OperationID]effect
	group     map[history.OperationID][]effect

	into *history.OperationID // the group of the operations under way; zero while the id is not known

	clock record.Time // of the operation under way
	n     int         // the number of the operation
	now   effect      // the changes so far
}

func (l lifecycle) clone() lifecycle {
	l.ended, l.lost, l.moved = maps.Clone(l.ended), maps.Clone(l.lost), maps.Clone(l.moved)
	l.log, l.group, l.changedAt = maps.Clone(l.log), maps.Clone(l.group), maps.Clone(l.changedAt)
	return l
}

func newLifecycle() lifecycle {
	return lifecycle{
		ended: map[record.Ref]ending{}, lost: map[history.Pair]loss{}, moved: map[markKey]int{},
		log: map[history.OperationID]effect{}, group: map[history.OperationID][]effect{}, changedAt: map[record.Ref][]record.Time{},
	}
}

// keepDeleted is how long a machine's deleted records can be restored.
const keepDeleted = 25

// An ending is the reason why a record is deleted or merged.
type ending struct {
	storage.RecordState
	by int // the operation
}

// A loss is a link that a deletion took.
type loss struct {
	state history.State
	at    record.Time
	by    int           // the operation
	ends  [2]record.Ref // the records' names at the time when the link is looked at
}

// A markKey is a record and a type to which the record is linked.
type markKey struct {
	of record.Ref
	to record.Type
}

// An effect is all changes of an operation.
type effect struct {
	n        int
	changes  map[history.Pair][2]history.State // was and now
	states   []stateEvent
	touched  []record.Ref // records whose newest event must be earlier than this operation, besides the changed ones
	promoted []record.Ref // successors; which of them a result names is left open
}

// A stateEvent is a change of a record's state.
type stateEvent struct {
	subject      history.Subject
	of, survivor record.Ref
}

// survivorOf returns the survivor of ref, or ref itself: A2.
func (w *model) survivorOf(ref record.Ref) record.Ref {
	for w.ended[ref].Status == storage.Merged {
		ref = record.New(ref.Type, w.ended[ref].Into)
	}
	return ref
}

func (w *model) isDeleted(ref record.Ref) bool {
	return w.ended[w.survivorOf(ref)].Status == storage.Deleted
}

// setState changes the state of a record: deleted, merged or alive again.
func (w *model) setState(subject history.Subject, of, survivor record.Ref) {
	w.now.states = append(w.now.states, stateEvent{subject, of, survivor})
	if survivor.IsZero() {
		w.changedAt[of] = append(slices.Clip(w.changedAt[of]), underWay)
	}
	life := storage.RecordState{Status: storage.Deleted, At: underWay, Expires: underWay}
	switch subject {
	case history.Restored:
		delete(w.ended, of)
		return
	case history.Merged:
		life = storage.RecordState{Status: storage.Merged, At: underWay, Into: survivor.ID}
	}
	w.ended[of] = ending{life, w.n}
}

// all returns every record that is linked to of.
func (w *model) all(of record.Ref) []record.Ref {
	var found []record.Ref
	for _, to := range w.types {
		found = append(found, w.neighbors(of, to)...)
	}
	slices.SortFunc(found, record.Compare)
	return found
}

// J4: the links are removed at both ends; by C7 a successor follows where the record was
// primary.
func (w *model) deleteRecord(op *association.DeleteRecord) (association.Result, error) {
	of := w.survivorOf(op.Record)
	if w.isDeleted(of) {
		return association.Result{}, nil
	}
	result := association.Result{Outcome: association.Removed}
	for _, other := range w.all(of) {
		was := w.at(other, of)
		w.put(other, of, history.State{})
		w.followed(other, of, was)
		result.Links++
	}
	w.setState(history.Deleted, of, record.Ref{})
	return result, nil
}

// followed finds the primary of a record after gone, whose link with the record was removed.
func (w *model) followed(of, gone record.Ref, was history.State) {
	if !was.Near.Primary {
		return
	}
	var result association.Result
	_ = w.succeed(of, gone, record.Ref{}, true, true, &result)
	w.promoted(result.Promoted)
}

func (w *model) promoted(next record.Ref) {
	if !next.IsZero() {
		w.now.promoted = append(w.now.promoted, next)
	}
}

// A restorable is a link that a restore brings back if that is possible.
type restorable struct {
	other  record.Ref
	state  history.State
	losses []loss // as the restored record sees them
}

// J4: the record is alive again, and so are its links as far as that is possible.
func (w *model) restoreRecord(op *association.RestoreRecord) (association.Result, error) {
	named := op.Record
	of := w.survivorOf(named)
	life := w.ended[of]
	switch {
	case life.Status == storage.Alive && of != named:
		return association.Result{}, record.ErrMerged
	case life.Status == storage.Alive:
		return association.Result{}, nil
	case life.Expires < w.clock:
		return association.Result{}, record.ErrExpired
	}
	w.setState(history.Restored, of, record.Ref{})
	result := association.Result{Outcome: association.Restored}
	all := w.restorables(of, life.RecordState, &result)
	for _, c := range all {
		w.now.touched = append(w.now.touched, c.other)
		w.bring(of, c, &result)
	}
	for _, c := range all {
		w.elect(of, c.other.Type)
		w.elect(c.other, of.Type)
	}
	return result, nil
}

// restorables returns the links that deletions removed from a record or from a record that was
// merged into it, the oldest first. A link that was lost longer ago than a deletion can be
// taken back is gone for good.
func (w *model) restorables(of record.Ref, life storage.RecordState, result *association.Result) []restorable {
	found, gone := map[record.Ref]restorable{}, map[record.Ref]bool{}
	for p, l := range w.lost {
		for k, end := range bothEnds(p.A, p.B) {
			other := w.survivorOf(end[1])
			switch {
			case w.survivorOf(end[0]) != of, other == of, life.At != underWay && l.at < w.waited(of, end[0], life.At)-keepDeleted:
			case w.isDeleted(other):
				gone[other] = true
			default:
				if k == 1 {
					l.state = l.state.Flip()
				}
				l.ends = end
				c := found[other]
				c.other, c.losses = other, append(c.losses, l)
				if !c.state.Linked() || l.state.Created < c.state.Created {
					c.state.Created = l.state.Created
				}
				c.state.Near.Labels = c.state.Near.Labels.Union(l.state.Near.Labels)
				found[other] = c
			}
		}
	}
	for other := range gone {
		result.Lost = append(result.Lost, association.Loss{From: of, To: other, Reason: association.OtherDeleted})
	}
	var all []restorable
	for _, c := range found {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b restorable) int {
		return cmp.Or(cmp.Compare(a.state.Created, b.state.Created), record.Compare(a.other, b.other))
	})
	return all
}

// waited returns the earliest deletion or restore of a record, under its present name or an
// earlier one, through which a link may have waited for its other end until the given time.
func (w *model) waited(of, was record.Ref, until record.Time) record.Time {
	for _, ref := range [2]record.Ref{of, was} {
		for _, at := range slices.Backward(w.changedAt[ref]) {
			if at >= until-keepDeleted {
				until = min(until, at)
			}
		}
	}
	return until
}

// bring makes a removed link again.
func (w *model) bring(of record.Ref, c restorable, result *association.Result) {
	lose := func(id label.TypeID, why association.LossReason) {
		l := association.Loss{From: of, To: c.other, Reason: why}
		if !id.IsZero() {
			l.Labels = []label.TypeID{id}
		}
		result.Lost = append(result.Lost, l)
	}
	if hard, full := w.room(of, c.other); hard != nil || full {
		lose(label.TypeID{}, association.OverLimit)
		return
	}
	now := history.State{Created: c.state.Created}
	for id := range c.state.Near.Labels.All() {
		switch one := label.SetOf(id); {
		case w.labels[id].Status == label.Removed:
			lose(id, association.LabelRemoved)
		case !w.roomForLabels(of, c.other, one):
			lose(id, association.OverLimit)
		case excluded(now.Near.Labels.Union(one)):
			lose(id, association.LabelExcluded)
		default:
			now.Near.Labels = now.Near.Labels.Union(one)
		}
	}
	now.Far.Labels = w.mirror(now.Near.Labels)
	for k, end := range bothEnds(of, c.other) {
		_, ruled := w.rules[[2]record.Type{end[0].Type, end[1].Type}]
		for _, l := range c.losses {
			if endOf(&l.state, k).Primary && ruled && w.primaryOf(end[0], end[1].Type).IsZero() && w.movedAt(l.ends[k], end[1].Type) <= l.by {
				endOf(&now, k).Primary = true
			}
		}
	}
	w.put(of, c.other, now)
	result.Links++
}

func excluded(set label.Set) bool {
	return set.Has(label.ParentToChild) && set.Has(label.ChildToParent)
}

// roomForLabels reports whether one more link may carry the labels, on both sides.
func (w *model) roomForLabels(from, to record.Ref, set label.Set) bool {
	for k, end := range bothEnds(from, to) {
		for id := range [2]label.Set{set, w.mirror(set)}[k].All() {
			most, limited := w.labelMax(limitsKey(end[0].Type, end[1].Type, id))
			if limited && w.carriers(end[0], end[1].Type, id) >= most {
				return false
			}
		}
	}
	return true
}

// movedAt returns the last operation that set or cleared a record's mark towards a type, under
// the name that the record had then or got later.
func (w *model) movedAt(of record.Ref, to record.Type) int {
	last := w.moved[markKey{of, to}]
	for of != w.survivorOf(of) {
		of = record.New(of.Type, w.ended[of].Into)
		last = max(last, w.moved[markKey{of, to}])
	}
	return last
}

// elect applies C7 if a primary is required and there is none.
func (w *model) elect(of record.Ref, to record.Type) {
	rule, exists := w.rules[[2]record.Type{of.Type, to}]
	others := w.neighbors(of, to)
	if !exists || !rule.Required || len(others) == 0 || !w.primaryOf(of, to).IsZero() {
		return
	}
	next := others[0]
	if rule.Choice == primary.Newest {
		next = others[len(others)-1]
	}
	w.marked(of, next)
	w.promoted(next)
}

// note keeps the changes of the operation under way, computed from the states before it.
func (w *model) note(before map[history.Pair]history.State) {
	w.now.changes = map[history.Pair][2]history.State{}
	for _, links := range []map[history.Pair]history.State{before, w.links} {
		for p := range links {
			if before[p] != w.links[p] {
				w.now.changes[p] = [2]history.State{before[p], w.links[p]}
			}
		}
	}
	for p, s := range w.now.changes {
		for k, end := range bothEnds(p.A, p.B) {
			if endOf(&s[0], k).Primary != endOf(&s[1], k).Primary {
				w.moved[markKey{end[0], end[1].Type}] = w.n
			}
		}
		if delete(w.lost, p); !s[1].Linked() && w.now.deletes(p) {
			w.lost[p] = loss{state: s[0], at: underWay, by: w.n}
		}
	}
	if w.into != nil && w.now.wrote() {
		w.group[*w.into] = append(slices.Clip(w.group[*w.into]), w.now)
	}
}

// deletes reports whether a link was removed because an end was deleted.
func (d *effect) deletes(p history.Pair) bool {
	for _, end := range [2]record.Ref{p.A, p.B} {
		for _, l := range slices.Backward(d.states) {
			if l.of == end && l.subject != history.Merged {
				return l.subject == history.Deleted
			}
		}
	}
	return false
}

// settleLifecycle gives the time of the operations to the records and links that went.
func (w *model) settleLifecycle(at record.Time) {
	for of, e := range w.ended {
		if e.At == underWay {
			e.At = at
			if e.Expires == underWay {
				e.Expires = at + keepDeleted
			}
			w.ended[of] = e
		}
	}
	for of, times := range w.changedAt {
		if slices.Contains(times, underWay) {
			w.changedAt[of] = slices.Clone(times)
			for i := range w.changedAt[of] {
				w.changedAt[of][i] = min(w.changedAt[of][i], at)
			}
		}
	}
	for p, l := range w.lost {
		if l.state.Created == underWay {
			l.state.Created = at
		}
		if l.at == underWay {
			l.at = at
		}
		w.lost[p] = l
	}
}

// marked makes a neighbour primary.
func (w *model) marked(of, next record.Ref) {
	s := w.at(of, next)
	s.Near.Primary = true
	w.put(of, next, s)
}
