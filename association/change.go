package association

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A change is the new state of one link, as e's from sees it, and why each mark in
// it moved. Every write of every operation is a list of changes.
type change struct {
	edge   edge
	now    history.State
	causes history.Causes
}

// A changes collects what one operation wants to change. It is filled while the
// operation checks and applied at the end, so a refused one leaves no trace.
type changes struct{ list []change }

// begin returns the draft's changes, empty.
func (d *draft) begin() *changes {
	d.changes.list = d.changes.list[:0]
	return &d.changes
}

// add appends a change. Each edge is changed at most once.
func (c *changes) add(e edge, now history.State, causes history.Causes) {
	c.list = append(c.list, change{e, now, causes})
}

// commit writes the changes into the draft: links, counts, marks and events. It
// first asks for every row that it needs and returns errAgain when one is missing,
// so it changes everything or nothing.
func (d *draft) commit(c *changes) error {
	for i := range c.list {
		d.require(&c.list[i])
	}
	if !d.ready() || d.asking {
		return errAgain
	}
	for i := range c.list {
		e := &c.list[i].edge
		if !d.raise(e.records[0]) || !d.raise(e.records[1]) {
			return errLater
		}
	}
	for i := range c.list {
		d.write(&c.list[i])
	}
	return nil
}

// require asks for the rows that writing c touches.
func (d *draft) require(c *change) {
	was := d.state(c.edge)
	if d.bringsRetiring(c) {
		d.Note(movesKey)
	}
	d.look(&c.edge)
	d.want(c.edge.from)
	d.want(c.edge.to)
	for k, end := range [2][2]*record.Ref{{&c.edge.from, &c.edge.to}, {&c.edge.to, &c.edge.from}} {
		if was.Linked() != c.now.Linked() || was.End(k).Primary != c.now.End(k).Primary {
			d.lookAside(&c.edge, k)
		}
		if was.End(k).Labels == c.now.End(k).Labels {
			continue
		}
		of, to := *end[0], end[1].Type
		for id := range d.schema.Counted(of.Type, to, was.End(k).Labels.Union(c.now.End(k).Labels)) {
			d.counted(of, to, id)
		}
	}
}

// write makes c stand in the draft.
func (d *draft) write(c *change) {
	row := &d.Links[c.edge.row]
	was, now, causes := d.state(c.edge), c.now, c.causes
	if d.bringsRetiring(c) {
		d.noteMove()
	}
	if now.Created == newLink {
		now.Created = d.time.at
	}
	d.count(c.edge.from, c.edge.to, c.edge.sides[0], 0, was, now)
	d.count(c.edge.to, c.edge.from, c.edge.sides[1], 1, was, now)
	if c.edge.flip {
		now, causes = now.Flip(), causes.Flip()
	}
	d.Events = append(d.Events, history.Event{
		A: row.A, B: row.B, At: d.time.at, Causes: causes, Was: row.Now, Now: now, Source: d.by,
	})
	d.twice = d.twice || row.Now != row.Was
	row.Now = now
	d.stamped(c.edge.records[0])
	d.stamped(c.edge.records[1])
}

// count moves the counts and the mark of one end, whose view is the k-th and whose side
// is the given row.
func (d *draft) count(of, other record.Ref, side, k int, was, now history.State) {
	if was.Linked() != now.Linked() || was.End(k).Primary != now.End(k).Primary {
		sum := &d.Degrees[side].Now
		sum.Count += one(now.Linked()) - one(was.Linked())
		switch {
		case now.End(k).Primary:
			sum.Primary = other.ID
		case was.End(k).Primary && sum.Primary == other.ID:
			sum.Primary = ""
		}
	}
	if was.End(k).Labels == now.End(k).Labels {
		return
	}
	for id := range d.schema.Counted(of.Type, other.Type, was.End(k).Labels.Union(now.End(k).Labels)) {
		d.side(of, other.Type, id).Now.Count += one(now.End(k).Labels.Has(id)) - one(was.End(k).Labels.Has(id))
	}
}

// counted returns the count of a record's links that carry a label, and false when it
// is still to be read.
func (d *draft) counted(of record.Ref, to record.Type, id label.TypeID) (int, bool) {
	if row := d.side(of, to, id); row.Now.Count == 0 && d.schema.IsCounting(limits.Key{From: of.Type, To: to, Label: id}) {
		if d.recount(of, to, id) != nil {
			return 0, false
		}
	}
	have := d.side(of, to, id).Now.Count
	return have, d.ready()
}

// recount sets the count of a record's links that carry a label from the links
// themselves.
func (d *draft) recount(of record.Ref, to record.Type, id label.TypeID) error {
	n := 0
	q := storage.NeighborPage{Of: of, To: to, Label: id, Max: storage.MaxPage}
	for {
		page := d.Neighbors(q)
		if page == nil || !d.ready() {
			return errAgain
		}
		for _, row := range d.overlay(page, "") {
			n += one(row.State.Near.Labels.Has(id))
		}
		if !page.More {
			if row := d.side(of, to, id); !d.asking {
				row.Now.Count = n
			}
			return nil
		}
		q.After = page.Next
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
