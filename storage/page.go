package storage

import (
	"cmp"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// MaxPage is the greatest Max of a question, inclusive. Zero and less are [ErrInvalid].
const MaxPage = 20_000

// An Order is the order of a page's rows.
type Order uint8

// The orders of a page. Ties in age are by id.
const (
	ByID        Order = iota // as record.CompareIDs orders them
	OldestFirst              // by the time the link began
	NewestFirst              // the exact reverse of OldestFirst
)

// A Page asks for neighbours of a record: the records of type To that it is linked
// to, in Order, behind the cursor After. A page holds fewer than Max rows only when
// there are no more. It costs what it returns; restricted, by age or in memory it
// may cost a walk over the record's links of that type.
//
// With the id of Of empty the page is of the whole pair of types: all links from
// records of type Of.Type to records of type To, ordered by the record's id, then
// the neighbour's. A link between two records of one type is there twice, once from
// each end. Order is ByID. Such a page may hold fewer rows than Max, even none,
// although More is set, so that its cost is bounded; it goes on with After = Next.
// In memory it may cost one sort of the type's records for each snapshot.
type NeighborPage struct {
	Of        record.Ref
	To        record.Type
	Label     label.TypeID // only links that carry it, as Of sees them; zero: all
	PrimaryOf bool         // only neighbours whose primary Of is
	Order     Order
	After     Cursor // exclusive; the zero Cursor starts at the beginning
	Max       int    // 1 to MaxPage

	Start, Count int    // answered: the rows are Neighbors[Start:Start+Count]
	More         bool   // answered: there may be rows behind the last
	Next         Cursor // answered: the last place that was looked at

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *NeighborPage) MarkAnswered() { p.answered = true }

// A Cursor is a place in a page's order. The fields that the order does not use
// are ignored.
type Cursor struct {
	Of      record.ID // of a whole pair: the record
	Created int64     // by age: when the link began
	ID      record.ID // the neighbour; "" only in the zero Cursor
}

// A Neighbor is one row of a Page.
type Neighbor struct {
	Of    record.ID     // of a whole pair: the record; else ""
	ID    record.ID     // the neighbour
	State history.State // the link, as Of sees it: [0] is its own view
}

// Rows returns the rows that answer p, which is one of b's Pages.
func (p *NeighborPage) Rows(b *Batch) []Neighbor { return b.Neighbors[p.Start : p.Start+p.Count] }

// Place returns the cursor that stands at n: a page after it goes on behind n.
func (n *Neighbor) Cursor() Cursor { return Cursor{Of: n.Of, Created: n.State.Created, ID: n.ID} }

// CompareCursors returns -1, 0 or +1 as a row at a stands before, at or behind one
// at b in a page of the given order.
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

// A DegreePage asks for sides that are not empty. With the id of Of set it lists the
// sides of that record, of every type and every label, by type and then label; To,
// Label and AtLeast are not looked at. With the id empty it lists the records of
// type Of.Type whose side towards To (and Label) has AtLeast links or more, in Ref
// order behind After; then a page may hold fewer than Max rows, even none, although
// More is set, so that a backend without an index on counts bounds its work.
type DegreePage struct {
	Of      record.Ref
	To      record.Type
	Label   label.TypeID
	AtLeast int
	After   record.ID // exclusive; of a page without rows: Next of that page
	Max     int       // 1 to MaxPage; not looked at for the sides of one record

	Start, Count int       // answered: the rows are DegreeRows[Start:Start+Count]
	More         bool      // answered: go on with After = Next
	Next         record.ID // answered: the last record that was looked at

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *DegreePage) MarkAnswered() { p.answered = true }

// A DegreeRow is one row of a DegreePage.
type DegreeRow struct {
	Of      record.ID
	To      record.Type
	Label   label.TypeID
	Summary Summary
}

// Rows returns the rows that answer c, which is one of b's DegreePages.
func (c *DegreePage) Rows(b *Batch) []DegreeRow { return b.DegreeRows[c.Start : c.Start+c.Count] }

// An ExpiredPage asks for rows whose time is over: records by Expires, then in Ref order,
// operations by At, then as history.CompareOperations orders them. It has no cursor:
// who asks deals with the rows, and they are gone from the next answer. The rows are
// whole, as if they had been asked for by key.
type ExpiredPage struct {
	Kind   ExpiredKind
	Before int64 // exclusive, Unix nanoseconds
	Max    int   // 1 to MaxPage

	Start, Count int  // answered: the rows are ExpiredRecords or ExpiredOperations [Start:Start+Count]
	More         bool // answered: there are more

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *ExpiredPage) MarkAnswered() { p.answered = true }

// An ExpiredKind says which rows an ExpiredPage asks for.
type ExpiredKind uint8

// The kinds of expiry.
const (
	RecordsExpired    ExpiredKind = iota // records whose Expires is set and before the time; rows are ExpiredRecords
	OperationsExpired                    // operations done before the time; rows are ExpiredOperations
)
