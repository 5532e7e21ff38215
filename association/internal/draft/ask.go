package draft

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// find returns the link between two records; its row is -1 when the draft does not have it.
func (d *Draft) find(from, to record.Ref) Link {
	return Link{
		From: from, To: to, row: d.Rows.FindLink(from, to), flipped: record.Compare(from, to) > 0,
		near: unknown, far: unknown, pair: d.Pair(from.Type, to.Type),
	}
}

// Ask returns the link between two records, asking for it when it is new.
func (d *Draft) Ask(from, to record.Ref) Link {
	l := d.find(from, to)
	if l.row < 0 {
		l.row = d.Rows.Link(from, to)
	}
	return l
}

// Known returns the link between two records, and false when the draft does not have it.
func (d *Draft) Known(from, to record.Ref) (Link, bool) {
	l := d.find(from, to)
	return l, l.row >= 0
}

// AskWithDegrees is [Draft.Ask], and asks for the degrees of both records.
func (d *Draft) AskWithDegrees(from, to record.Ref) Link {
	l := d.Ask(from, to)
	d.askDegrees(&l)
	return l
}

// Neighbor returns the link to a record that the decision learned of, asking at once for
// all that moving a mark there takes.
func (d *Draft) Neighbor(of, other record.Ref) Link {
	l := d.Ask(of, other)
	d.askRecords(&l)
	d.askNearDegree(&l)
	return l
}

// State returns the link's state as From sees it.
func (d *Draft) State(l *Link) history.State {
	if l.flipped {
		return d.Rows.Links[l.row].Now.Flip()
	}
	return d.Rows.Links[l.row].Now
}

// Degree returns how many links From has towards To's type, and which is primary.
func (d *Draft) Degree(l *Link) storage.Summary {
	d.askNearDegree(l)
	return d.Rows.Degrees[l.near.degree].Now
}

// askRecords finds the rows of both records, asking for those that are new.
func (d *Draft) askRecords(l *Link) {
	if l.near.record < 0 {
		l.near.record = d.Rows.Record(l.From)
	}
	if l.far.record < 0 {
		l.far.record = d.Rows.Record(l.To)
	}
}

// askDegrees finds the degrees of both records, asking for those that are new.
func (d *Draft) askDegrees(l *Link) {
	d.askNearDegree(l)
	d.askFarDegree(l)
}

func (d *Draft) askNearDegree(l *Link) {
	if l.near.degree < 0 {
		l.near.degree = d.Rows.Degree(l.From, l.To.Type, label.TypeID{})
	}
}

func (d *Draft) askFarDegree(l *Link) {
	if l.far.degree < 0 {
		l.far.degree = d.Rows.Degree(l.To, l.From.Type, label.TypeID{})
	}
}

// NeedLink asks for what every operation on a link looks at: both records, both degrees
// with the sums and label counts that limit them, and the link.
func (d *Draft) NeedLink(from, to record.Ref, labels []label.Label) {
	if from == to {
		d.Rows.Record(from)
		return
	}
	l := d.Ask(from, to)
	d.askRecords(&l)
	d.askDegrees(&l)
	if d.operation.position < len(d.prepared) {
		d.prepared[d.operation.position] = l
	}
	if len(labels) > 0 || l.pair.HasSum {
		near, far := d.Schema.BothSets(from.Type, to.Type, labels)
		d.NeedCounts(&l, near, far)
	}
}

// NeedCounts asks for the counts besides the link's own degrees that limit it: those that
// an activity sum adds up, and those of the given labels, as each end sees them.
func (d *Draft) NeedCounts(l *Link, near, far label.Set) {
	turned := l.Turn()
	d.needCountsOf(l, near)
	d.needCountsOf(&turned, far)
}

func (d *Draft) needCountsOf(l *Link, given label.Set) {
	for _, t := range l.Direction().Summed {
		d.Rows.Degree(l.From, t, label.TypeID{})
	}
	if !l.Direction().HasCounts || given.IsEmpty() {
		return
	}
	for id := range d.Schema.Counted(l.From.Type, l.To.Type, given) {
		d.Rows.Degree(l.From, l.To.Type, id)
	}
}

// Between returns the link between the records that two references stand for, when all
// that a decision about it looks at has been read. A deleted record, two references to one
// record and a pair of types that is not defined are errors.
func (d *Draft) Between(from, to record.Ref) (Link, error) {
	if from == to {
		return Link{}, &record.SelfError{Record: from}
	}
	if err := d.Pair(from.Type, to.Type).Err; err != nil {
		return Link{}, err
	}
	if d.operation.position < len(d.prepared) {
		if l := &d.prepared[d.operation.position]; l.From == from && l.To == to && d.bothAlive(l) {
			return *l, nil
		}
	}
	a, err := d.Alive(from)
	if err != nil {
		return Link{}, err
	}
	b, err := d.Alive(to)
	if err != nil {
		return Link{}, err
	}
	if a == b {
		return Link{}, &record.SelfError{Record: a}
	}
	l := d.Ask(a, b)
	d.askRecords(&l)
	d.askDegrees(&l)
	if !d.Ready() {
		return Link{}, MoreRows
	}
	return l, nil
}

// bothAlive reports whether both records of a link that was asked for are alive under
// their own ids.
func (d *Draft) bothAlive(l *Link) bool {
	return d.Rows.Records[l.near.record].Now.Status == storage.Alive && d.Rows.Records[l.far.record].Now.Status == storage.Alive
}
