package memory

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/storage"
)

// census answers c: all sides of one record, or the records whose side has enough
// links.
func (q *query) census(c *storage.Census) {
	c.Start, c.Count, c.More, c.Next = len(q.batch.Tallies), 0, false, c.After
	if c.Of.ID != "" {
		c.Next = ""
		q.recordSides(c)
	} else {
		q.typeSides(c)
	}
	c.Count = len(q.batch.Tallies) - c.Start
}

// recordSides lists the sides of a record. There are few, and they stand in the order
// in which their types were first seen, so they are sorted here.
func (q *query) recordSides(c *storage.Census) {
	of, known := q.state.handle(c.Of)
	if !known {
		return
	}
	q.state.eachHeader(of, func(header item) {
		q.tally(c, &header, label.TypeID{})
	})
	q.state.sides.AscendGreaterOrEqual(item{from: of}, func(it item) bool {
		if it.from != of {
			return false
		}
		q.tally(c, &it, sideLabel(it.to))
		return true
	})
	slices.SortFunc(q.batch.Tallies[c.Start:], func(a, b storage.Tally) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
}

// tally appends a side that is not empty. A header may be there for its events only.
func (q *query) tally(c *storage.Census, it *item, id label.TypeID) {
	if it.count() == 0 && it.primary() == 0 {
		return
	}
	q.batch.Tallies = append(q.batch.Tallies, storage.Tally{
		Of: c.Of.ID, To: q.state.types.names[it.to.kind()], Label: id, Summary: q.state.summary(it, &q.pen),
	})
}

// typeSides goes over the records of a type and looks at one side of each.
func (q *query) typeSides(c *storage.Census) {
	k, typed := q.state.types.kind(c.Of.Type)
	to, known := q.state.types.kind(c.To)
	if !typed || !known {
		return
	}
	tree := q.state.items
	if !c.Label.IsZero() {
		tree = q.state.sides
	}
	all, last := q.state.records(tree, k, c.After, false), handle(0)
	for budget := lookedAt; ; budget-- {
		of, ok := all.next()
		if !ok {
			break
		}
		if budget == 0 {
			c.More = true
			break
		}
		key := sideKey(of, to, c.Label)
		it, _ := tree.Get(key)
		if isEmpty := it.count() == 0 && it.primary() == 0; !isEmpty && int(it.count()) >= c.AtLeast {
			if len(q.batch.Tallies)-c.Start == c.Max {
				c.More = true
				break
			}
			q.batch.Tallies = append(q.batch.Tallies, storage.Tally{
				Of: q.state.id(of, &q.pen), To: c.To, Label: c.Label, Summary: q.state.summary(&it, &q.pen),
			})
		}
		last = of
	}
	if last != 0 {
		c.Next = q.state.id(last, &q.pen)
	}
}
