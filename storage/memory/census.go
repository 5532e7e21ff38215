package memory

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// census answers c: all sides of one record, or the records whose side has enough
// links.
func (q *query) census(c *storage.DegreePage) {
	c.Start, c.Count, c.More, c.Next = len(q.batch.DegreeRows), 0, false, c.After
	if c.Of.ID != "" {
		c.Next = ""
		q.recordSides(c)
	} else {
		q.typeSides(c)
	}
	c.Count = len(q.batch.DegreeRows) - c.Start
	c.MarkAnswered()
}

// recordSides lists the sides of a record. There are few, and they stand in the order
// in which their types were first seen, so they are sorted here.
func (q *query) recordSides(c *storage.DegreePage) {
	of, known := q.state.handle(c.Of)
	if !known {
		return
	}
	to := func(k kind) record.Type { return q.state.types.names[k] }
	q.state.eachHeader(of, func(row *header) {
		if !row.isEmpty() {
			q.tally(storage.DegreeRow{Of: c.Of.ID, To: to(row.kind()), Summary: q.state.summary(row, &q.strings)})
		}
	})
	q.state.sides.AscendGreaterOrEqual(item{from: of}, func(it item) bool {
		if it.from != of {
			return false
		}
		q.tally(storage.DegreeRow{
			Of: c.Of.ID, To: to(it.to.kind()), Label: sideLabel(it.to), Summary: q.state.sideSummary(&it, &q.strings),
		})
		return true
	})
	slices.SortFunc(q.batch.DegreeRows[c.Start:], func(a, b storage.DegreeRow) int {
		return cmp.Or(cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
	})
}

func (q *query) tally(row storage.DegreeRow) { q.batch.DegreeRows = append(q.batch.DegreeRows, row) }

// typeSides finds the records of a type whose side has enough links.
func (q *query) typeSides(c *storage.DegreePage) {
	k, typed := q.state.types.kind(c.Of.Type)
	to, known := q.state.types.kind(c.To)
	switch {
	case !typed || !known:
	case c.Label.IsZero():
		q.headerSides(c, k, to)
	default:
		q.labelSides(c, k, to)
	}
}

// headerSides answers from the headers, which a census goes over all.
func (q *query) headerSides(c *storage.DegreePage, k, to kind) {
	rows := q.state.counted(countedKey{k, to, c.AtLeast}, c.After, c.Max+1)
	if c.More = len(rows) > c.Max; c.More {
		rows = rows[:c.Max]
	}
	for i := range rows {
		row := q.state.headers.at(rows[i].n)
		c.Next = q.state.id(row.of, &q.strings)
		q.tally(storage.DegreeRow{Of: c.Next, To: c.To, Summary: q.state.summary(row, &q.strings)})
	}
}

// labelSides goes over the records of a type that have sides with a label.
func (q *query) labelSides(c *storage.DegreePage, k, to kind) {
	all, last := q.state.records(q.state.sides, k, c.After, false), handle(0)
	for budget := lookedAt; ; budget-- {
		of, ok := all.next()
		if !ok {
			break
		}
		if budget == 0 {
			c.More = true
			break
		}
		it, _ := q.state.sides.Get(sideKey(of, to, c.Label))
		if row := q.state.sideSummary(&it, &q.strings); !it.isEmptySide() && row.Count >= c.AtLeast {
			if len(q.batch.DegreeRows)-c.Start == c.Max {
				c.More = true
				break
			}
			q.tally(storage.DegreeRow{Of: q.state.id(of, &q.strings), To: c.To, Label: c.Label, Summary: row})
		}
		last = of
	}
	if last != 0 {
		c.Next = q.state.id(last, &q.strings)
	}
}
