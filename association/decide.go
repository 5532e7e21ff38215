package association

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// needLink asks for what every operation on a link looks at: the lives of both
// records, both sides with the sums and label counts that limit them, and the link.
func (d *draft) needLink(from, to record.Ref, labels []label.Label) {
	if from == to {
		d.record(from)
		return
	}
	e := d.edge(from, to)
	d.look(&e)
	d.lookAside(&e, 0)
	d.lookAside(&e, 1)
	if d.current < len(d.prepared) {
		d.prepared[d.current] = e
	}
	if len(labels) > 0 || e.pairing.HasSum {
		near, far := d.schema.BothSets(from.Type, to.Type, labels)
		d.needCounts(e, [2]label.Set{near, far})
	}
}

// needCounts asks for the sides besides the link's own whose counts limit it: those that
// an activity sum adds up, and those of the labels that are given.
func (d *draft) needCounts(e edge, given [2]label.Set) {
	ends := [2]edge{e, e.turn()}
	for k := range ends {
		end := &ends[k]
		for _, t := range end.way().Summed {
			d.side(end.from, t, label.TypeID{})
		}
		if given[k].IsEmpty() {
			continue
		}
		for id := range d.schema.Counted(end.from.Type, end.to.Type, given[k]) {
			d.side(end.from, end.to.Type, id)
		}
	}
}

// needSuccessor asks for the links that a named successor could have.
func (d *draft) needSuccessor(from, to, named record.Ref) {
	if named.IsZero() {
		return
	}
	d.record(named)
	for _, of := range [2]record.Ref{from, to} {
		if of != named {
			d.edge(of, named)
		}
	}
}

// withSuccessor appends a successor, if there is one.
func withSuccessor(refs []record.Ref, named record.Ref) []record.Ref {
	if named.IsZero() {
		return refs
	}
	return append(refs, named)
}

// turn returns the edge from its other end.
func (e edge) turn() edge {
	return edge{
		from: e.to, to: e.from, row: e.row, flip: !e.flip,
		records: [2]int{e.records[1], e.records[0]}, sides: [2]int{e.sides[1], e.sides[0]},
		pairing: e.pairing, back: !e.back,
	}
}

// ends returns the link between the records that two references stand for, when all
// that a decision about it looks at has been read.
func (d *draft) ends(from, to record.Ref) (edge, error) {
	if from == to {
		return edge{}, &record.SelfError{Record: from}
	}
	if err := d.pairing(from.Type, to.Type).Err; err != nil {
		return edge{}, err
	}
	if d.current < len(d.prepared) {
		if e := &d.prepared[d.current]; e.from == from && e.to == to && d.lives(e) {
			return *e, nil
		}
	}
	a, err := d.alive(from)
	if err != nil {
		return edge{}, err
	}
	b, err := d.alive(to)
	if err != nil {
		return edge{}, err
	}
	if a == b {
		return edge{}, &record.SelfError{Record: a}
	}
	e := d.edge(a, b)
	d.look(&e)
	d.lookAside(&e, 0)
	d.lookAside(&e, 1)
	if !d.ready() {
		return edge{}, errAgain
	}
	return e, nil
}

// lives reports whether both ends of a link that was asked for stand under their own
// names.
func (d *draft) lives(e *edge) bool {
	return d.Records[e.records[0]].Now.Status == storage.Alive && d.Records[e.records[1]].Now.Status == storage.Alive
}

// place checks whether a link fits on both sides. itself is 1 where the link is among
// those that are counted, and else 0. A configured or technical limit that is reached is
// an error; the activity sum makes the link be skipped.
func (d *draft) place(e edge, itself int) (skip bool, err error) {
	ends := [2]edge{e, e.turn()}
	for k := range ends {
		full, err := d.fits(&ends[k], itself)
		if err != nil {
			return false, err
		}
		skip = skip || full
	}
	return skip, nil
}

// fits checks one side. full says that the sum of activities is reached.
func (d *draft) fits(end *edge, itself int) (full bool, err error) {
	w := end.way()
	if w.HasMax {
		if err := limits.Check(end.from, end.to.Type, label.TypeID{}, d.summary(end).Count-itself, w.Max); err != nil {
			return false, err
		}
	}
	if w.Summed == nil {
		return false, nil
	}
	have := -itself
	for _, t := range w.Summed {
		have += d.side(end.from, t, label.TypeID{}).Now.Count
	}
	if !d.ready() {
		return false, errAgain
	}
	return have >= w.Sum, nil
}

// labeled returns the state of a link with the given labels instead of its own. New
// labels must be in use and fit their limits, and must not contradict each other.
func (d *draft) labeled(e edge, was history.State, set label.Set) (history.State, error) {
	now := was
	if set == was.Near.Labels {
		return now, nil
	}
	now.Near.Labels, now.Far.Labels = set, d.schema.Labels().Mirror(set)
	if err := d.usable(e, set.Minus(was.Near.Labels), set); err != nil {
		return now, err
	}
	for k, end := range [2]edge{e, e.turn()} {
		added := now.End(k).Labels.Minus(was.End(k).Labels)
		for id := range d.schema.Counted(end.from.Type, end.to.Type, added) {
			have, read := d.counted(end.from, end.to.Type, id)
			if !read {
				return now, errAgain
			}
			most, limited := d.schema.Limits().LabelMax(limits.Key{From: end.from.Type, To: end.to.Type, Label: id})
			if !limited {
				continue
			}
			if err := limits.Check(end.from, end.to.Type, id, have, most); err != nil {
				return now, d.schema.WithWord(err)
			}
		}
	}
	return now, nil
}

// usable checks labels that are to be added to a link, which then has the whole set.
func (d *draft) usable(e edge, added, whole label.Set) error {
	if added.IsEmpty() {
		return nil
	}
	for id := range added.All() {
		if id.Category != label.HubSpotDefined {
			if err := d.schema.Limits().Subscription().Check(limits.UseLabels); err != nil {
				return err
			}
		}
		if l, known := d.schema.Labels().Lookup(id); known && l.Status != label.Active {
			return &schema.RetiredError{From: e.from, To: e.to, Label: l}
		}
	}
	if a, b, found := d.schema.Labels().Conflict(whole); found {
		return &schema.ExclusiveError{From: e.from, To: e.to, Labels: [2]label.Label{a, b}}
	}
	return nil
}
