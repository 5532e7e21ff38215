package history

import (
	"cmp"

	"github.com/relata-go/relata/record"
)

// A Pair names a link by both records, whether the link exists or not. A is before B in
// Ref order, so a link has the same Pair, seen from either end.
type Pair struct {
	A record.Ref `json:"a,omitzero"`
	B record.Ref `json:"b,omitzero"`
}

// PairOf returns the pair of two records, given in either order.
func PairOf(a, b record.Ref) Pair {
	if record.Compare(a, b) > 0 {
		a, b = b, a
	}
	return Pair{a, b}
}

// ComparePairs returns -1, 0 or +1 as p is before, at or after q: by A, then
// by B, each in Ref order.
func ComparePairs(p, q Pair) int {
	return cmp.Or(record.Compare(p.A, q.A), record.Compare(p.B, q.B))
}

// Pair returns the pair of a link's event, seen from either end.
func (e Event) Pair() Pair { return PairOf(e.A, e.B) }
