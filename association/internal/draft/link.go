package draft

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Link is the place between two records, linked or not, as From sees the place. A Link
// remembers the rows of the draft that belong to the place.
type Link struct {
	From, To record.Ref

	row          int  // of the link
	flipped      bool // From is the row's B
	near, far    end
	toward, back *schema.Direction // From -> To, and To -> From
}

// An end is the rows of either record of a link; -1 where nobody has looked yet.
type end struct {
	record int // of the record
	degree int // of the record towards the type of the other
}

var unknown = end{-1, -1}

// A preparedLink is the link that an operation names, with its labels if they resolve.
type preparedLink struct {
	link   Link
	labels []label.Label
	given  schema.Given
}

// Direction returns the schema's rules and limits of From -> To.
func (l *Link) Direction() *schema.Direction { return l.toward }

// hasCounts reports whether carriers of some label are counted at either end.
func (l *Link) hasCounts() bool { return l.toward.HasCounts || l.back.HasCounts }

// Turn returns the link seen from To.
func (l *Link) Turn() Link {
	return Link{
		From: l.To, To: l.From, row: l.row, flipped: !l.flipped,
		near: l.far, far: l.near, toward: l.back, back: l.toward,
	}
}

// BothEnds returns the link seen from From and from To.
func (l *Link) BothEnds() [2]Link { return [2]Link{*l, l.Turn()} }

// lastPair is the pair of the last two types that were asked for. Most
// operations of a transaction are about the same two.
type lastPair struct {
	pair *schema.Pair
	of   *schema.Schema
}
