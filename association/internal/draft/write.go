package draft

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Begin returns an empty list of changes, the only one of the draft.
func (d *Draft) Begin() *Changes {
	d.changes.list = d.changes.list[:0]
	d.changes.Promoted, d.changes.Demoted = record.Ref{}, record.Ref{}
	return &d.changes
}

// Write makes the changes in the draft: links, counts, marks and events. It first asks for
// every row that it needs and returns [MoreRows] when one is missing, so it changes
// everything or nothing.
func (d *Draft) Write(c *Changes) error {
	for i := range c.list {
		d.require(&c.list[i])
	}
	if !d.Ready() || d.phase == collecting {
		return MoreRows
	}
	for i := range c.list {
		l := &c.list[i].link
		if d.AfterRow(l.near.record) != nil || d.AfterRow(l.far.record) != nil {
			return LaterTime
		}
	}
	for i := range c.list {
		d.write(&c.list[i])
	}
	return nil
}

// require asks for the rows that writing a change touches.
func (d *Draft) require(c *change) {
	was := d.State(&c.link)
	if d.bringsRetired(c, &was) {
		d.Rows.Note(MovesKey)
	}
	d.askRecords(&c.link)
	d.Locks.need(c.link.From)
	d.Locks.need(c.link.To)
	moves := was.Linked() != c.now.Linked()
	if moves || was.Near.Primary != c.now.Near.Primary {
		d.askNearDegree(&c.link)
	}
	if moves || was.Far.Primary != c.now.Far.Primary {
		d.askFarDegree(&c.link)
	}
	if c.link.HasCounts() {
		d.requireCounts(c.link.From, c.link.To.Type, was.Near.Labels, c.now.Near.Labels)
		d.requireCounts(c.link.To, c.link.From.Type, was.Far.Labels, c.now.Far.Labels)
	}
}

func (d *Draft) requireCounts(of record.Ref, to record.Type, was, now label.Set) {
	if was == now {
		return
	}
	for id := range d.Schema.Counted(of.Type, to, was.Union(now)) {
		d.carriers(of, to, id)
	}
}

// write makes one change in the draft.
func (d *Draft) write(c *change) {
	row := &d.Rows.Links[c.link.row]
	was, now, causes := d.State(&c.link), c.now, c.causes
	if d.bringsRetired(c, &was) {
		d.noteMove()
	}
	if now.Created == NewLink {
		now.Created = d.Clock.at
	}
	linked := one(now.Linked()) - one(was.Linked())
	d.count(c.link.To, c.link.near.degree, linked, was.Near, now.Near)
	d.count(c.link.From, c.link.far.degree, linked, was.Far, now.Far)
	if c.link.HasCounts() {
		d.countCarriers(c.link.From, c.link.To.Type, was.Near.Labels, now.Near.Labels)
		d.countCarriers(c.link.To, c.link.From.Type, was.Far.Labels, now.Far.Labels)
	}
	if c.link.flipped {
		now, causes = now.Flip(), causes.Flip()
	}
	d.Rows.Events = append(d.Rows.Events, history.Event{
		A: row.A, B: row.B, At: d.Clock.at, Causes: causes, Was: row.Now, Now: now, Source: d.operation.source,
	})
	d.operation.again = d.operation.again || row.Now != row.Was
	row.Now = now
	d.stamped(c.link.near.record)
	d.stamped(c.link.far.record)
}

// count moves the count and the mark of one record, whose degree is in a row. links is how
// many more links it has, and other the record at the other end.
func (d *Draft) count(other record.Ref, degree, links int, was, now history.End) {
	if links == 0 && was.Primary == now.Primary {
		return
	}
	sum := &d.Rows.Degrees[degree].Now
	sum.Count += links
	switch {
	case now.Primary:
		sum.Primary = other.ID
	case was.Primary && sum.Primary == other.ID:
		sum.Primary = ""
	}
}

// countCarriers moves the counts of links under the labels that a record's link got or lost.
func (d *Draft) countCarriers(of record.Ref, to record.Type, was, now label.Set) {
	if was == now {
		return
	}
	for id := range d.Schema.Counted(of.Type, to, was.Union(now)) {
		row := d.Rows.Degree(of, to, id)
		d.Rows.Degrees[row].Now.Count += one(now.Has(id)) - one(was.Has(id))
	}
}
