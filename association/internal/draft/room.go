package draft

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Counting says whether the link or label that needs room is among those that are
// counted already.
type Counting int

// Whether a link is among those that are counted.
const (
	NotCounted Counting = 0 // the link is to come: decisions before a write
	IsCounted  Counting = 1 // the link has come: checks after a write, as those of an undo
)

// Room checks on both sides whether a new link fits the limits of its pair. A configured or
// technical limit that is reached is a [limits.Error]. skip says that the sum of activities
// is reached, for which the link is left out without an error.
func (d *Draft) Room(l *Link, counting Counting) (skip bool, err error) {
	ends := l.BothEnds()
	for k := range ends {
		full, err := d.roomOf(&ends[k], counting)
		if err != nil {
			return false, err
		}
		skip = skip || full
	}
	return skip, nil
}

// roomOf checks the side of From. full says that the sum of activities is reached.
func (d *Draft) roomOf(l *Link, counting Counting) (full bool, err error) {
	w := l.toward
	if w.HasMax {
		if err := limits.Check(l.From, l.To.Type, label.TypeID{}, d.Degree(l).Count-int(counting), w.Max); err != nil {
			return false, err
		}
	}
	if w.Summed == nil {
		return false, nil
	}
	have := -int(counting)
	for _, t := range w.Summed {
		have += d.CountOf(l.From, t)
	}
	if !d.Ready() {
		return false, MoreRows
	}
	return have >= w.Sum, nil
}

// LabelRoom checks on both sides whether a link may carry labels that are added to it, as
// each end sees them. A limit that is reached is a [limits.Error] that names the label.
func (d *Draft) LabelRoom(l *Link, near, far label.Set, counting Counting) error {
	if !l.hasCounts() {
		return nil
	}
	if err := d.labelRoomOf(l.From, l.To.Type, near, counting); err != nil {
		return err
	}
	return d.labelRoomOf(l.To, l.From.Type, far, counting)
}

func (d *Draft) labelRoomOf(of record.Ref, to record.Type, added label.Set, counting Counting) error {
	for id := range d.Schema.Counted(of.Type, to, added) {
		have, read := d.labelCount(of, to, id)
		if !read {
			return MoreRows
		}
		most, limited := d.Schema.Limits().LabelMax(limits.Key{From: of.Type, To: to, Label: id})
		if !limited {
			continue
		}
		if err := limits.Check(of, to, id, have-int(counting), most); err != nil {
			return d.Schema.WithWord(err)
		}
	}
	return nil
}

// labelCount returns how many links of a record carry a label, and false when the count is
// still to be read.
func (d *Draft) labelCount(of record.Ref, to record.Type, id label.TypeID) (int, bool) {
	row := d.Rows.Degree(of, to, id)
	if d.Rows.Degrees[row].Now.Count == 0 && d.Schema.IsCounting(limits.Key{From: of.Type, To: to, Label: id}) {
		if d.Recount(of, to, id) != nil {
			return 0, false
		}
	}
	return d.Rows.Degrees[row].Now.Count, d.Ready()
}

// Recount sets the count of a record's links that carry a label from the links themselves.
func (d *Draft) Recount(of record.Ref, to record.Type, id label.TypeID) error {
	n := 0
	q := storage.NeighborPage{Of: of, To: to, Label: id, Max: storage.MaxPage}
	for {
		page := d.Rows.Neighbors(q)
		if page == nil || !d.Ready() {
			return MoreRows
		}
		for _, row := range d.PageRows(page, "") {
			n += toInt(row.State.Near.Labels.Has(id))
		}
		if !page.More {
			if row := d.Rows.Degree(of, to, id); d.phase == deciding {
				d.Rows.Degrees[row].Now.Count = n
			}
			return nil
		}
		q.After = page.Next
	}
}

// WithLabels returns the state of a link with the given labels. Labels
// that are added must be in use and fit their limits, and must not contradict each other.
func (d *Draft) WithLabels(l *Link, was history.State, set label.Set) (history.State, error) {
	now := was
	if set == was.Near.Labels {
		return now, nil
	}
	now.Near.Labels, now.Far.Labels = set, d.Schema.Labels().Mirror(set)
	if err := d.Schema.CheckUse(l.From, l.To, set.Minus(was.Near.Labels), set); err != nil {
		return now, err
	}
	near, far := now.Near.Labels.Minus(was.Near.Labels), now.Far.Labels.Minus(was.Far.Labels)
	return now, d.LabelRoom(l, near, far, NotCounted)
}
