package association

import (
	"errors"
	"slices"
	"time"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// RestoreRecord makes a deleted record stand again, and brings its links back with their
// labels and the time at which they began.
//
// A link comes back when both of its records stand, whichever of them was restored last,
// and through any number of deletions in between. It is primary again when its record has
// no primary now and none was set or cleared since the link went; after that the rule's own
// choice, else the oldest, becomes primary where one is required and none stands. The first
// link of a restored record does not become primary by being the first.
//
// What cannot come back is listed in [Result].Lost: links to records that are deleted,
// links and labels for which a limit has no room any more, labels that were removed.
// Restoring a record that stands changes nothing, and one whose time is over is an
// [ExpiredError]. A merged-away id stands for its survivor: where that was deleted it is
// restored, and where it stands the error is a [MergedError], since to part the two is to
// undo the merge. The events of the links have the source [history.ObjectRestore], that of
// the record the graph's own.
type RestoreRecord struct{ Record record.Ref }

func (op *RestoreRecord) named(refs []record.Ref) []record.Ref { return append(refs, op.Record) }

func (op *RestoreRecord) needs(d *draft) { d.record(op.Record) }

func (op *RestoreRecord) decide(d *draft) (Result, error) {
	of, err := d.alive(op.Record)
	switch {
	case err == nil && of != op.Record:
		return Result{}, &MergedError{op.Record, of}
	case !errors.Is(err, record.ErrDeleted):
		return Result{}, err // it stands, or is to be read
	}
	life := d.record(of).Now
	if life.Expires < d.Clock {
		return Result{}, &ExpiredError{of, time.Unix(0, life.Expires).UTC()}
	}
	d.touch(of)
	r := restoring{draft: d, of: of, life: life, result: Result{Outcome: Restored}}
	if err := r.plan(); err != nil {
		return Result{}, err
	}
	return r.run()
}

// A lost is a link that a deletion took, as the restored record saw it.
type lost struct {
	other record.Ref // as the event has it, then what it stands for
	state history.State
	taken [2]taken // from each end
}

// A taken says when a deletion took a link from a record, which may have been merged since.
type taken struct {
	of        record.Ref
	at        int64
	operation history.OperationID
}

// unite makes of two links that led to two records, which are one now, one: as a merge does.
func (l *lost) unite(other lost) {
	l.state.Created = min(l.state.Created, other.state.Created)
	for k := range l.taken {
		l.state.End(k).Labels = l.state.End(k).Labels.Union(other.state.End(k).Labels)
		if other.state.End(k).Primary && (!l.state.End(k).Primary || other.taken[k].at > l.taken[k].at) {
			l.state.End(k).Primary, l.taken[k] = true, other.taken[k]
		}
	}
}

// A restoring is a restore under way.
type restoring struct {
	*draft
	of     record.Ref
	life   storage.RecordState
	lost   []lost
	result Result
}

// plan finds the links to bring back and asks for what they need.
func (r *restoring) plan() error {
	if err := r.find(); err != nil {
		return err
	}
	r.Reserve(len(r.lost), len(r.lost))
	if err := r.resolve(); err != nil {
		return err
	}
	for _, l := range r.lost {
		r.touch(l.other)
		e := r.edge(r.of, l.other)
		r.lookAside(&e, 0)
		r.lookAside(&e, 1)
		r.needCounts(e, [2]label.Set{l.state.Near.Labels, l.state.Far.Labels})
	}
	return r.settled()
}

// resolve puts the record in the place of each that was merged since, and leaves out what
// is deleted.
func (r *restoring) resolve() error {
	again := false
	kept, at := r.lost[:0], make(map[record.Ref]int, len(r.lost))
	for _, l := range r.lost {
		other, err := r.alive(l.other)
		i, known := at[other]
		switch {
		case err == errAgain:
			again = true
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
	if again {
		return errAgain
	}
	// Where a limit has no room for all, the oldest come first.
	slices.SortFunc(r.lost, func(a, b lost) int { return compareAge(a.state.Created, a.other, b.state.Created, b.other) })
	return nil
}

func (r *restoring) lose(other record.Ref, labels label.Set, why LossReason) {
	r.result.Lost = append(r.result.Lost, Loss{From: r.of, To: other, Labels: slices.Collect(labels.All()), Reason: why})
}

// find lists the links whose last event is that a deletion took them: of the record
// itself, of the other end when that was deleted first and stands again, or of records that
// were merged into this one.
func (r *restoring) find() error {
	ids, again := r.standIns(r.of)
	since := r.life.At // then the record's earliest, from which those of the merged ones go on
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
// one. It returns the time of the earliest such deletion or restore.
func (r *restoring) findOf(id record.Ref, since int64) (int64, error) {
	seen, span := map[record.Ref]bool{}, restorable(r.life, r.keep)
	err := r.back(id, "", storage.MaxPage, func(e history.Event) bool {
		if e.At < since-span {
			return false
		}
		if turns(&e, id) {
			since = min(since, e.At)
		}
		if e.Subject != history.Link || seen[e.B] {
			return true
		}
		seen[e.B] = true
		if !e.Now.Linked() && e.Source.Kind == history.ObjectDeletion {
			r.lost = append(r.lost, lost{e.B, e.Was, [2]taken{{id, e.At, e.Operation}, {e.B, e.At, e.Operation}}})
		}
		return true
	})
	return since, err
}

// restorable returns for how long after its deletion a record can be restored, or could when
// it was deleted, if that was longer.
func restorable(life storage.RecordState, keep int64) int64 {
	if life.Status != storage.Deleted {
		return keep
	}
	return max(keep, life.Expires-life.At)
}

// turns reports whether an event says that a record was deleted or restored.
func turns(e *history.Event, of record.Ref) bool {
	return e.A == of && (e.Subject == history.Deleted || e.Subject == history.Restored && e.B.IsZero())
}

// run brings the links back.
func (r *restoring) run() (Result, error) {
	r.by = history.By(history.ObjectRestore)
	defer func() { r.by = history.Source{} }()
	err := r.parts(len(r.lost)+2, func(i int) error {
		switch {
		case i == 0:
			return r.revive()
		case i <= len(r.lost):
			return r.bring(r.lost[i-1])
		}
		return r.electAll()
	})
	if err != nil {
		return Result{}, err
	}
	return r.result, nil
}

// revive makes the record stand.
func (r *restoring) revive() error {
	for _, l := range r.lost {
		if err := r.begins(l.other); err != nil {
			return err
		}
	}
	return r.live(r.of, history.Restored, record.Ref{}, storage.RecordState{})
}

// bring makes one link stand again, with what of it may.
func (r *restoring) bring(l lost) error {
	e := r.edge(r.of, l.other)
	if was := r.state(e); was.Linked() {
		return nil // somebody associated them anew
	}
	full, err := r.place(e, 0)
	if errors.Is(err, limits.ErrExceeded) {
		full, err = true, nil
	}
	if err != nil {
		return err
	}
	if full {
		r.lose(l.other, label.Set{}, OverLimit)
		return nil
	}
	now := history.State{Created: l.state.Created}
	sets, err := r.standing(e, l)
	if err != nil {
		return err
	}
	now.Near.Labels, now.Far.Labels = sets[0], sets[1]
	var causes history.Causes
	ends := [2]edge{e, e.turn()}
	for k := range ends {
		if !l.state.End(k).Primary {
			continue
		}
		free, err := r.unmoved(&ends[k], l.taken[k])
		if err != nil {
			return err
		}
		if free {
			now.End(k).Primary, (*causes.End(k)) = true, primary.BroughtBack
		}
	}
	c := r.begin()
	c.add(e, now, causes)
	if err := r.draft.commit(c); err != nil {
		return err
	}
	r.result.Links++
	return nil
}

// standing returns those of a lost link's labels that it may carry again.
func (r *restoring) standing(e edge, l lost) ([2]label.Set, error) {
	var kept label.Set
	for id := range l.state.Near.Labels.All() {
		one := label.SetOf(id)
		if known, exists := r.schema.Labels().Lookup(id); !exists || known.Status == label.Removed {
			r.lose(l.other, one, LabelRemoved)
			continue
		}
		room, err := r.roomForLabel(e, id, 0)
		if err != nil {
			return [2]label.Set{}, err
		}
		if !room {
			r.lose(l.other, one, OverLimit)
			continue
		}
		if _, _, excluded := r.schema.Labels().Conflict(kept.Union(one)); excluded {
			r.lose(l.other, one, LabelExcluded)
			continue
		}
		kept = kept.Union(one)
	}
	return [2]label.Set{kept, r.schema.Labels().Mirror(kept)}, nil
}

// roomForLabel reports whether a link of both ends may carry a label. itself is 1 where it
// is among those that are counted, and else 0.
func (d *draft) roomForLabel(e edge, id label.TypeID, itself int) (bool, error) {
	sets := [2]label.Set{label.SetOf(id)}
	sets[1] = d.schema.Labels().Mirror(sets[0])
	ends := [2]edge{e, e.turn()}
	for k := range ends {
		end := &ends[k]
		for id := range d.schema.Counted(end.from.Type, end.to.Type, sets[k]) {
			have, read := d.counted(end.from, end.to.Type, id)
			if !read {
				return false, errAgain
			}
			most, limited := d.schema.Limits().LabelMax(limits.Key{From: end.from.Type, To: end.to.Type, Label: id})
			if limited && have-itself >= most {
				return false, nil
			}
		}
	}
	return true, nil
}

// unmoved reports whether a record has no primary and none was set or cleared since an
// operation took one from it, under the name that it had then or those that it got since.
func (r *restoring) unmoved(end *edge, since taken) (bool, error) {
	if !end.way().HasRule || r.summary(end).Primary != "" {
		return false, nil
	}
	free := true
	for ref := since.of; ; {
		err := r.back(ref, end.to.Type, fewEvents, func(e history.Event) bool {
			if e.Operation == since.operation || e.At < since.at {
				return false
			}
			free = e.Was.Near.Primary == e.Now.Near.Primary
			return free
		})
		if err != nil || !free || ref == end.from {
			return free, err
		}
		row := r.record(ref)
		if !r.ready() {
			return false, errAgain
		}
		ref = record.New(ref.Type, row.Now.Into)
	}
}

// fewEvents is how many events are read at once where the first is mostly the one.
const fewEvents = 20

// electAll sees to it that every record that got a link back has a primary where one is
// required.
func (r *restoring) electAll() error {
	again := false
	for _, l := range r.lost {
		e := r.edge(r.of, l.other)
		ends := [2]edge{e, e.turn()}
		for k := range ends {
			switch err := r.electOne(ends[k].from, ends[k].to.Type, false, &r.result); {
			case err == errAgain:
				again = true
			case err != nil:
				return err
			}
		}
	}
	if again {
		return errAgain
	}
	return nil
}

func (op *RestoreRecord) request(text []byte) []byte {
	return appendRequest(text, "restore", op.Record)
}

// String says what is to be done.
func (op *RestoreRecord) String() string { return "restore " + op.Record.String() }
