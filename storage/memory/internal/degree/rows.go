package degree

import (
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/relata-go/relata/storage/memory/internal/intern"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// The rows lie in three levels of arrays, as the pages of a copy-on-write tree do. A
// snapshot shares all of them with the writer. Before the writer changes an array that
// a snapshot may see, it makes a copy of it. The arrays are small because a first write
// after a snapshot copies one of each level, and three levels keep the top list short,
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

// A shared array is read by every version of the table that has it, and changed only by
// the version that owns it.
type shared[T any] struct {
	array *T
	owner uint64
}

// writable returns the array for owner to change: the array itself if it is owner's,
// else a copy, which takes its place.
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
	n     uint32 // the number of rows; rows from here on are not seen
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

// snapshot returns the same rows once more. From now on both versions are new owners:
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

// Rows are one version of the degree table: the writer's, or a snapshot. Rows have
// numbers in the order in which they were first written.
type Rows struct {
	pages
	index  *rowIndex // of the writer and all snapshots
	recent *recent   // of the writer, else nil
}

// A rowIndex finds the numbers of rows by record and type.
type rowIndex struct {
	intern.HashIndex
	seed uint64 // random, so that nobody can choose ids that share a slot
}

// newRows returns the empty table of a writer.
func newRows() *Rows {
	x := &rowIndex{seed: rand.Uint64()}
	x.Init()
	return &Rows{pages: pages{owner: 1}, index: x, recent: new(recent)}
}

// hash mixes record, type and seed with one multiplication of 128 bits: it runs
// several times in every operation.
func (x *rowIndex) hash(of rowid.ID, to rowid.Type) uint32 {
	high, low := bits.Mul64(uint64(of)+uint64(to)*0xd1342543de82ef95^x.seed, 0x9e3779b97f4a7c15)
	return uint32(high ^ low)
}

// recent are the last few rows that the writer found. An operation reads its two rows,
// writes them, and adds an event to them: it comes back again and again.
type recent struct {
	rows [4]struct {
		of rowid.ID
		to rowid.Type
		n  uint32
	}
	next int
}

// find returns the number of a row if it is among the recent ones. A place that is not
// used has ID zero, which is no record.
func (r *recent) find(of rowid.ID, to rowid.Type) (uint32, bool) {
	for i := range r.rows {
		if row := &r.rows[i]; row.of == of && row.to == to {
			return row.n, true
		}
	}
	return 0, false
}

// add notes a row in place of the oldest note.
func (r *recent) add(of rowid.ID, to rowid.Type, n uint32) {
	row := &r.rows[r.next%len(r.rows)]
	row.of, row.to, row.n = of, to, n
	r.next++
}

// Find returns the number of the row of a record to a type.
func (r *Rows) Find(of rowid.ID, to rowid.Type) (uint32, bool) {
	if r.recent == nil {
		return r.search(of, to)
	}
	if n, found := r.recent.find(of, to); found {
		return n, true
	}
	n, found := r.search(of, to)
	if found {
		r.recent.add(of, to, n)
	}
	return n, found
}

// search looks for a row with the hash index, and skips rows that this version does
// not have yet.
func (r *Rows) search(of rowid.ID, to rowid.Type) (uint32, bool) {
	want, probe := r.index.hash(of, to), r.index.Probe()
	for i := want; ; i++ {
		hash, n, used := probe.At(i)
		if !used {
			return 0, false
		}
		if hash != want || n >= r.n {
			continue
		}
		if row := r.At(n); row.Of == of && row.To() == to {
			return n, true
		}
	}
}

// Prefetch reads the row where a search will most probably end, and decides nothing. A
// caller that needs several rows first prefetches all of them: the processor then waits
// for all of them at once, and not for one after the other. The caller has to use the
// result in some way, or the compiler would leave the reading out.
func (r *Rows) Prefetch(of rowid.ID, to rowid.Type) rowid.ID {
	if _, n, _ := r.index.Probe().At(r.index.hash(of, to)); n < r.n {
		return r.At(n).Of
	}
	return 0
}

// Row returns the row of a record to a type, an empty one if there is none.
func (r *Rows) Row(of rowid.ID, to rowid.Type) Row {
	if n, found := r.Find(of, to); found {
		return *r.At(n)
	}
	return Row{Of: of, toward: to.ID()}
}

// Each calls fn with the rows of a record to each type below types. Types are few, so
// it looks for a row to every one of them.
func (r *Rows) Each(of rowid.ID, types rowid.Type, fn func(*Row)) {
	for to := range types {
		if n, found := r.Find(of, to); found {
			fn(r.At(n))
		}
	}
}

// add appends an empty row, which must not be there yet, and returns its number.
func (r *Rows) add(of rowid.ID, to rowid.Type) uint32 {
	n := r.n
	r.push(Row{Of: of, toward: to.ID()})
	r.index.Add(r.index.hash(of, to), n)
	if r.recent != nil {
		r.recent.add(of, to, n)
	}
	return n
}

// truncate takes back the newest rows until n are left.
func (r *Rows) truncate(n uint32) {
	if r.recent != nil && n < r.n {
		*r.recent = recent{}
	}
	for r.n > n {
		r.n--
		row := r.At(r.n)
		r.index.Remove(r.index.hash(row.Of, row.To()), r.n)
	}
}

// snapshot returns a version with the same rows. It has no recent rows, since many
// readers use it.
func (r *Rows) snapshot() *Rows { return &Rows{pages: r.pages.snapshot(), index: r.index} }

// Dump returns all that the table holds, for tests that compare it before and after a
// transaction that was undone.
func (r *Rows) Dump() []any {
	all := []any{r.n, r.index.Used()}
	r.Scan(func(_ uint32, row *Row) { all = append(all, *row) })
	return all
}
