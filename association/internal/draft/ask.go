package draft

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Pair returns the schema's pair of two types.
func (d *Draft) Pair(from, to record.Type) *schema.Pair {
	if p := d.pair.pair; p != nil && d.pair.of == d.Schema && p.From == from && p.To == to {
		return p
	}
	d.pair = lastPair{d.Schema.Pair(from, to), d.Schema}
	return d.pair.pair
}

// linkIn returns the link between two records, whose row is known.
func (d *Draft) linkIn(row int, from, to record.Ref) Link {
	p := d.Pair(from.Type, to.Type)
	return Link{
		From: from, To: to, row: row, flipped: d.Rows.Links[row].A != from,
		near: unknown, far: unknown, toward: &p.Forward, back: &p.Back,
	}
}

// Ask returns the link between two records. A new row becomes a question.
func (d *Draft) Ask(from, to record.Ref) Link { return d.linkIn(d.Rows.Link(from, to), from, to) }

// Known returns the link between two records, and false when the draft does not have the row.
func (d *Draft) Known(from, to record.Ref) (Link, bool) {
	row := d.Rows.FindLink(from, to)
	if row < 0 {
		return Link{}, false
	}
	return d.linkIn(row, from, to), true
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

// State returns the state of the link, seen from From.
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

// NeedLink asks for the rows that every operation on a link looks at: both records, both degrees
// with the sums and label counts that limit them, and the link.
func (d *Draft) NeedLink(from, to record.Ref, labels []label.Label) {
	if from == to {
		d.Rows.Record(from)
		return
	}
	p := preparedLink{link: d.Ask(from, to)}
	l := &p.link
	d.askRecords(l)
	d.askDegrees(l)
	if len(labels) > 0 {
		// Labels that do not resolve are an error of the decision, which resolves them again.
		if given, err := d.Schema.Resolve(from.Type, to.Type, labels); err == nil {
			p.given, p.labels = given, labels
		}
	}
	if d.operation.position < len(d.prepared) {
		d.prepared[d.operation.position] = p
	}
	switch {
	case l.hasCounts():
		d.NeedCounts(l, p.given.Set, d.Schema.Labels().Mirror(p.given.Set))
	case d.Pair(from.Type, to.Type).HasSum:
		d.NeedCounts(l, label.Set{}, label.Set{})
	}
}

// Given returns the labels and marks that a write asks for on a link. [Draft.NeedLink] has mostly
// resolved them already. The error is a [label.Error].
func (d *Draft) Given(l *Link, labels []label.Label) (schema.Given, error) {
	if len(labels) == 0 {
		return schema.Given{}, nil
	}
	if d.operation.position < len(d.prepared) {
		p := &d.prepared[d.operation.position]
		same := len(p.labels) == len(labels) && &p.labels[0] == &labels[0]
		if same && p.link.From.Type == l.From.Type && p.link.To.Type == l.To.Type {
			return p.given, nil
		}
	}
	return d.Schema.Resolve(l.From.Type, l.To.Type, labels)
}

// NeedCounts asks for the counts that limit a link besides the degrees of both ends: those that
// an activity sum adds up, and those of the given labels, as each end sees them.
func (d *Draft) NeedCounts(l *Link, near, far label.Set) {
	d.needCountsOf(l.From, l.To.Type, l.toward, near)
	d.needCountsOf(l.To, l.From.Type, l.back, far)
}

func (d *Draft) needCountsOf(of record.Ref, to record.Type, rules *schema.Direction, given label.Set) {
	for _, t := range rules.Summed {
		d.Rows.Degree(of, t, label.TypeID{})
	}
	if !rules.HasCounts || given.IsEmpty() {
		return
	}
	for id := range d.Schema.Counted(of.Type, to, given) {
		d.Rows.Degree(of, to, id)
	}
}

// Between returns the link between the records that two references stand for, when all
// rows that a decision about the link looks at have been read. A deleted record, two references to
// the same record and a pair of types that is not defined are errors.
func (d *Draft) Between(from, to record.Ref) (Link, error) {
	if from == to {
		return Link{}, &record.SelfError{Record: from}
	}
	if err := d.Pair(from.Type, to.Type).Err; err != nil {
		return Link{}, err
	}
	if d.operation.position < len(d.prepared) {
		if l := &d.prepared[d.operation.position].link; l.From == from && l.To == to && d.bothAlive(l) {
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
