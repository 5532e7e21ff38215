// Package adjacency has the rows of the two B-trees that say what a record is linked
// to: the neighbour index, with one row for each end of a link, and the degrees by label.
//
// Both trees are ordered by record and are asked the same way, so one type of row
// serves both. A row has no pointers: the garbage collector skips it.
package adjacency

import "github.com/relata-go/relata/storage/memory/internal/rowid"

// A Row belongs to record From. Its other fields depend on the tree: see [NewNeighbor]
// and [DegreeKey].
type Row struct {
	From, To rowid.ID
	w0, w1   uint64
}
