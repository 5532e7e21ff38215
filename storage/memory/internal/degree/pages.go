package degree

import "slices"

// The rows lie in three levels of arrays, as the pages of a copy-on-write tree do. A
// snapshot shares all of them with the writer. Before the writer changes an array that
// a snapshot may see, it makes a copy. The arrays are small because a first write after
// a snapshot copies an array of each level. With three levels the top list is short,
// which every snapshot copies.
const (
	leafRows   = 16
	nodeLeaves = 32
	rootNodes  = 32

	nodeRows = leafRows * nodeLeaves
	rootRows = nodeRows * rootNodes
)

type (
	leaf [leafRows]Row // without pointers, so the garbage collector skips it
	node [nodeLeaves]shared[leaf]
	root [rootNodes]shared[node]
)

// A shared array is read by every version of the table that has it. Only the version
// that owns the array changes it.
type shared[T any] struct {
	array *T
	owner uint64
}

// writable returns the array for owner to change. An array that belongs to another
// owner is first replaced by a copy.
func (s *shared[T]) writable(owner uint64) *T {
	if s.owner != owner {
		copied := new(T)
		if s.array != nil {
			*copied = *s.array
		}
		*s = shared[T]{copied, owner}
	}
	return s.array
}

// pages are the rows by number.
type pages struct {
	roots []shared[root]
	n     uint32 // the number of rows; later rows are not seen
	owner uint64 // an array with this owner may be changed in place
}

// At returns row i for reading.
func (p *pages) At(i uint32) *Row { return &p.leaf(i)[i%leafRows] }

// leaf returns the array that has row i, for reading.
func (p *pages) leaf(i uint32) *leaf {
	return p.roots[i/rootRows].array[i/nodeRows%rootNodes].array[i/leafRows%nodeLeaves].array
}

// writable returns row i for writing. No snapshot sees the change.
func (p *pages) writable(i uint32) *Row {
	nodes := p.roots[i/rootRows].writable(p.owner)
	leaves := nodes[i/nodeRows%rootNodes].writable(p.owner)
	return &leaves[i/leafRows%nodeLeaves].writable(p.owner)[i%leafRows]
}

// push appends a row.
func (p *pages) push(row Row) {
	if int(p.n/rootRows) == len(p.roots) {
		p.roots = append(p.roots, shared[root]{})
	}
	*p.writable(p.n) = row
	p.n++
}

// snapshot returns a second version with the same rows. Both versions are new owners:
// neither changes an array that the other can see.
func (p *pages) snapshot() pages {
	copied := pages{roots: slices.Clone(p.roots), n: p.n, owner: p.owner + 1}
	p.owner += 2
	return copied
}

// Scan calls fn with every row, in the order of their numbers.
func (p *pages) Scan(fn func(n uint32, row *Row)) {
	for n := uint32(0); n < p.n; n += leafRows {
		rows := p.leaf(n)
		for i := range min(leafRows, p.n-n) {
			fn(n+i, &rows[i])
		}
	}
}
