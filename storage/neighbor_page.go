package storage

import (
	"cmp"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// MaxPage is the greatest Max of a page, inclusive. A Max of zero or less is [ErrInvalid].
const MaxPage = 20_000

// An Order is the order of the rows of a [NeighborPage].
type Order uint8

// The orders. Links that began at the same time are ordered by id.
const (
	ByID        Order = iota // as record.CompareIDs orders them
	OldestFirst              // by the time the link began
	NewestFirst              // the exact reverse of OldestFirst
)

// A NeighborPage asks for neighbours of the record Of: the records of type To that Of
// is linked to, in Order, after the cursor After. A page has fewer than Max rows only
// if there are no more. A page by id costs as much as it returns. A page by age, or
// with a Label or PrimaryOf, may cost a walk over all links of Of towards To.
//
// If the id of Of is empty, the page is of the whole pair of types: all links from
// records of type Of.Type to records of type To, ordered by the record's id, then the
// neighbour's. A link between two records of the same type appears twice, once from
// each end. Order is ByID. So that the cost of a page is bounded, such a page may have
// fewer rows than Max, even none, although More is set; the next page begins with After
// = Next. In memory a page may cost a sort of the type's records, once for each
// snapshot.
type NeighborPage struct {
	Of        record.Ref
	To        record.Type
	Label     label.TypeID // only links that carry the label, as Of sees them; zero: all
	PrimaryOf bool         // only neighbours whose primary is Of
	Order     Order
	After     Cursor // exclusive; the zero Cursor starts at the beginning
	Max       int    // 1 to MaxPage

	Start, Count int    // answered: the rows are Neighbors[Start:Start+Count]
	More         bool   // answered: there may be rows after the last
	Next         Cursor // answered: the cursor of the last row that was looked at

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *NeighborPage) MarkAnswered() { p.answered = true }

// A Cursor is a place in the order of a page. Fields that the order does not use are
// ignored. A link at the cursor need not exist.
type Cursor struct {
	Of      record.ID   // of a whole pair: the record
	Created record.Time // by age: when the link began
	ID      record.ID   // the neighbour; "" only in the zero Cursor
}

// A Neighbor is one row of a [NeighborPage].
type Neighbor struct {
	Of    record.ID     // of a whole pair: the record; else ""
	ID    record.ID     // the neighbour
	State history.State // the link, as Of sees it: Near is the end of Of
}

// Rows returns the rows that answer p. p is in b.NeighborPages.
func (p *NeighborPage) Rows(b *Batch) []Neighbor { return b.Neighbors[p.Start : p.Start+p.Count] }

// Cursor returns the cursor at n. A page with that After begins with the row after n.
func (n *Neighbor) Cursor() Cursor { return Cursor{Of: n.Of, Created: n.State.Created, ID: n.ID} }

// CompareCursors returns -1, 0 or +1 if a row at a is before, at or after a row at b in
// a page of order o.
func (o Order) CompareCursors(a, b Cursor) int {
	if o == ByID {
		if c := record.CompareIDs(a.Of, b.Of); c != 0 {
			return c
		}
		return record.CompareIDs(a.ID, b.ID)
	}
	c := cmp.Compare(a.Created, b.Created)
	if c == 0 {
		c = record.CompareIDs(a.ID, b.ID)
	}
	if o == NewestFirst {
		return -c
	}
	return c
}
