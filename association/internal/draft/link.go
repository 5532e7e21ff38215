package draft

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
)

// A Link is the place between two records, linked or not, as From sees it. It remembers
// the rows of the draft that it is made of.
type Link struct {
	From, To record.Ref

	row       int  // of the link
	flipped   bool // From is the row's B
	near, far end
	pair      *schema.Pair
	back      bool // From -> To is the pair's second direction
}

// An end is the rows of one record of a link; -1 where nobody has looked yet.
type end struct {
	record int // of the record
	degree int // of the record towards the type of the other
}

var unknown = end{-1, -1}

// Direction returns what the schema says of From -> To.
func (l *Link) Direction() *schema.Direction {
	if l.back {
		return &l.pair.Back
	}
	return &l.pair.Forward
}

// HasCounts reports whether carriers of some label are counted at either end.
func (l *Link) HasCounts() bool { return l.pair.Forward.HasCounts || l.pair.Back.HasCounts }

// Turn returns the link as To sees it.
func (l *Link) Turn() Link {
	return Link{
		From: l.To, To: l.From, row: l.row, flipped: !l.flipped,
		near: l.far, far: l.near, pair: l.pair, back: !l.back,
	}
}

// BothEnds returns the link as From and as To sees it.
func (l *Link) BothEnds() [2]Link { return [2]Link{*l, l.Turn()} }
