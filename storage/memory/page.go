package memory

import (
	"cmp"
	"slices"

	"github.com/google/btree"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// seek returns the first row at or behind key.
func seek[T any](tree *btree.BTreeG[T], key T) (first T, found bool) {
	tree.AscendGreaterOrEqual(key, func(row T) bool {
		first, found = row, true
		return false
	})
	return first, found
}

// A linkWalk goes over the halves of a record and a type, in the order of ids, behind
// a neighbour.
type linkWalk struct {
	state *state
	of    handle
	to    kind
	after record.ID // "" for none; skipped over where the tree has no place for it
	skip  bool
	visit func(*item) bool // false ends the walk
	step  func(item) bool  // made once, so that a walk does not allocate
	at    item             // which visit looks at
}

// walk calls visit with the halves of of and to behind after, until it returns false.
func (q *query) walk(of handle, to kind, after record.ID, visit func(*item) bool) {
	w := &q.links
	if w.step == nil {
		w.step = w.take
	}
	w.state, w.of, w.to, w.after, w.skip, w.visit = q.state, of, to, after, after != "", visit
	start := to.handle()
	if after != "" {
		if place, known := q.state.inKind(to, after); known {
			start = place
		}
	}
	q.state.items.AscendGreaterOrEqual(item{from: of, to: start}, w.step)
	w.state, w.visit = nil, nil
}

func (w *linkWalk) take(it item) bool {
	if it.from != w.of || it.to.kind() != w.to {
		return false
	}
	if w.skip {
		if w.state.ids.compareID(it.to, w.after) <= 0 {
			return true
		}
		w.skip = false
	}
	w.at = it
	return w.visit(&w.at)
}

// wants reports whether a half belongs on the page.
func (q *query) wants(p *storage.NeighborPage, it *item) bool {
	if p.PrimaryOf && it.marks()&farMark == 0 {
		return false
	}
	return p.Label == label.TypeID{} || q.state.sights.at(it.labels())[0].Has(p.Label)
}

// page answers p, by id as the halves stand, by age from all of them.
func (q *query) page(p *storage.NeighborPage) {
	p.Start, p.Count, p.More, p.Next = len(q.batch.Neighbors), 0, false, p.After
	if p.Order <= storage.NewestFirst { // a later order is left unanswered
		p.MarkAnswered()
	}
	to, typed := q.state.types.kind(p.To)
	if !typed {
		return
	}
	if p.Of.ID == "" {
		q.pairPage(p, to)
		return
	}
	of, known := q.state.handle(p.Of)
	if !known {
		return
	}
	if p.Order == storage.ByID {
		q.expect(p, int(q.state.headers.row(of, to).count))
		if q.asked = p; q.byID == nil {
			q.byID = func(it *item) bool { return q.neighbor(q.asked, "", it) }
		}
		q.walk(of, to, p.After.ID, q.byID)
	} else {
		q.agedPage(p, of, to)
	}
	p.Count = len(q.batch.Neighbors) - p.Start
	if p.Count > 0 {
		p.Next = q.batch.Neighbors[p.Start+p.Count-1].Cursor()
	}
}

// expect makes room for so many rows as far as the page may have them. Few may carry a label
// or call the record their primary.
func (q *query) expect(p *storage.NeighborPage, rows int) {
	rows = min(rows, p.Max)
	q.strings.Reserve(rows)
	if p.Label.IsZero() && !p.PrimaryOf {
		q.batch.Neighbors = slices.Grow(q.batch.Neighbors, rows)
	}
}

// neighbor appends a row, or finds that there are more than the page may have.
func (q *query) neighbor(p *storage.NeighborPage, of record.ID, it *item) bool {
	if !q.wants(p, it) {
		return true
	}
	if len(q.batch.Neighbors)-p.Start == p.Max {
		p.More = true
		return false
	}
	q.batch.Neighbors = append(q.batch.Neighbors, storage.Neighbor{
		Of: of, ID: q.state.id(it.to, &q.strings), State: q.state.link(it),
	})
	return true
}

// agedPage picks the rows of a page by age. Halves come in the order of ids, which
// orders those of one age.
func (q *query) agedPage(p *storage.NeighborPage, of handle, to kind) {
	q.aged = q.aged[:0]
	q.walk(of, to, "", func(it *item) bool {
		if q.wants(p, it) && (p.After == storage.Cursor{} || q.isBehind(p, it)) {
			q.aged = append(q.aged, *it)
		}
		return true
	})
	direction := 1
	if p.Order == storage.NewestFirst {
		direction = -1
		slices.Reverse(q.aged)
	}
	slices.SortStableFunc(q.aged, func(a, b item) int { return direction * cmp.Compare(a.created(), b.created()) })
	q.expect(p, len(q.aged))
	for i := range q.aged {
		if !q.neighbor(p, "", &q.aged[i]) {
			return
		}
	}
}

// isBehind reports whether a half stands behind the cursor of a page by age.
func (q *query) isBehind(p *storage.NeighborPage, it *item) bool {
	c := cmp.Compare(it.created(), p.After.Created)
	if c == 0 {
		c = q.state.ids.compareID(it.to, p.After.ID)
	}
	return c > 0 && p.Order == storage.OldestFirst || c < 0 && p.Order == storage.NewestFirst
}
