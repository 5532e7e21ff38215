package draft

import (
	"strconv"

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

// Write makes the changes in the draft: links, counts, marks and events. Write first asks
// for every row and returns [MoreRows] when a row is missing, so everything changes or nothing.
func (d *Draft) Write(c *Changes) error {
	for i := range c.list {
		d.require(&c.list[i])
	}
	if !d.Ready() || d.phase == collecting {
		return MoreRows
	}
	for i := range c.list {
		l := &c.list[i].link
		if d.afterRows(l.near.record, l.far.record) != nil {
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
	c.was = d.State(&c.link)
	was, now := c.was.Linked(), c.now.Linked()
	c.links = toInt(now) - toInt(was)
	if c.retired = d.bringsRetired(c); c.retired {
		d.Rows.Note(MovesKey)
	}
	d.askRecords(&c.link)
	d.Locks.need(c.link.From)
	d.Locks.need(c.link.To)
	if c.links != 0 || c.was.Near.Primary != c.now.Near.Primary {
		d.askNearDegree(&c.link)
	}
	if c.links != 0 || c.was.Far.Primary != c.now.Far.Primary {
		d.askFarDegree(&c.link)
	}
	if c.link.hasCounts() {
		d.requireCounts(c.link.From, c.link.To.Type, c.was.Near.Labels, c.now.Near.Labels)
		d.requireCounts(c.link.To, c.link.From.Type, c.was.Far.Labels, c.now.Far.Labels)
	}
}

func (d *Draft) requireCounts(of record.Ref, to record.Type, was, now label.Set) {
	if was == now {
		return
	}
	for id := range d.Schema.Counted(of.Type, to, was.Union(now)) {
		d.labelCount(of, to, id)
	}
}

// write makes a change in the draft.
func (d *Draft) write(c *change) {
	row := &d.Rows.Links[c.link.row]
	was, now, causes := &c.was, c.now, c.causes
	if c.retired {
		d.noteMove()
	}
	if now.Created == NewLink {
		now.Created = d.Clock.at
	}
	d.count(c.link.To, c.link.near.degree, c.links, was.Near, now.Near)
	d.count(c.link.From, c.link.far.degree, c.links, was.Far, now.Far)
	if c.link.hasCounts() {
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
	d.stamped(c.link.near.record, c.link.far.record)
}

// count moves the count and the mark of a record, whose degree is in a row. links is how many
// more links the record has, and other the record at the other end.
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
		d.Rows.Degrees[row].Now.Count += toInt(now.Has(id)) - toInt(was.Has(id))
	}
}

// While a label is being removed, operations that name the label may not put it on a link anew.
// A restore, a merge or an undo may still move the label, perhaps to a link that the backfill
// has passed already. Such moves are counted in a metadata row, and the removal is decided only
// when the count is the same as before the backfill began.

// MovesKey is the key of the metadata that counts how often a retiring label came to a link.
const MovesKey = "moves of retiring labels"

// bringsRetired reports whether a change puts a label that is being removed on a link.
func (d *Draft) bringsRetired(c *change) bool {
	if d.Schema.Backfill() == nil {
		return false
	}
	return d.Schema.Retires(c.now.Near.Labels.Minus(c.was.Near.Labels)) || d.Schema.Retires(c.now.Far.Labels.Minus(c.was.Far.Labels))
}

// noteMove counts a move, at most once for each chunk: the count is that of Was and one more, and
// Was stays as read.
func (d *Draft) noteMove() {
	moves := d.Rows.Note(MovesKey)
	n, _ := strconv.ParseUint(moves.Was, 10, 64) // a text that is no number counts as zero
	moves.Now = strconv.FormatUint(n+1, 10)
}
