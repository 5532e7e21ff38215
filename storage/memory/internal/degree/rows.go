package degree

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/intern"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Row is the degree of a record to a type, in 24 bytes without pointers. A row to
// type 0 has no links, and leads to the events of the record itself, such as the
// deletion.
type Row struct {
	Of     rowid.ID
	Toward rowid.ID // the primary, or the type alone if there is none
	Count  uint32   // of links

	// Newest is the number of the newest event of the record to the type, plus one.
	// From there the event log leads to the older ones.
	Newest uint32
}

// To returns the type that the row counts links to.
func (r *Row) To() rowid.Type { return r.Toward.Type() }

// IsEmpty reports whether the row has no count and no primary. Callers are not shown
// such a row. The row is kept for its events.
func (r *Row) IsEmpty() bool { return r.Count == 0 && r.Toward.IsType() }

// SetSummary sets the count and the primary. toward is a record of the type of the row,
// or the type alone. A count that does not fit is [storage.ErrTooLarge].
func (r *Row) SetSummary(count int, toward rowid.ID) error {
	if err := CheckCount(count); err != nil {
		return err
	}
	r.Count, r.Toward = uint32(count), toward
	return nil
}

// CheckCount returns [storage.ErrTooLarge] for a count that does not fit 32 bits.
func CheckCount(count int) error {
	if count < 0 || count > math.MaxUint32 {
		return fmt.Errorf("%w: a count of %d links does not fit", storage.ErrTooLarge, count)
	}
	return nil
}

// The rows lie in three levels of arrays, as the pages of a copy-on-write tree do. A
// snapshot shares all of them with the writer. Before the writer changes an array that
// a snapshot may see, the array is copied. The arrays are small because a first write
// after a snapshot copies an array of each level. With three levels the top list is
// short, which every snapshot copies.
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

// Rows are a version of the degree table: the writer's, or a snapshot. Rows have
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

// hash mixes record, type and seed with a single multiplication of 128 bits: every
// operation needs several hashes.
func (x *rowIndex) hash(of rowid.ID, to rowid.Type) uint32 {
	high, low := bits.Mul64(uint64(of)+uint64(to)*0xd1342543de82ef95^x.seed, 0x9e3779b97f4a7c15)
	return uint32(high ^ low)
}

// recent are the last few rows that the writer found. An operation reads its two rows,
// writes them, and adds an event to them, so the same rows are asked for many times.
type recent struct {
	rows [4]struct {
		of rowid.ID
		to rowid.Type
		n  uint32
	}
	next int
}

// find returns the number of a row if it is among the recent ones. An unused place has
// ID zero, which is no record.
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
// for all of them at once, and not for each in turn. The caller has to use the result
// in some way, or the compiler would leave the reading out.
func (r *Rows) Prefetch(of rowid.ID, to rowid.Type) rowid.ID {
	if n := r.index.First(r.index.hash(of, to)); n < r.n {
		return r.At(n).Of
	}
	return 0
}

// Row returns the row of a record to a type, an empty row if there is none.
func (r *Rows) Row(of rowid.ID, to rowid.Type) Row {
	if n, found := r.Find(of, to); found {
		return *r.At(n)
	}
	return Row{Of: of, Toward: to.ID()}
}

// Each calls fn with the rows of a record to each type below types. Types are few, so
// Each looks for a row to every type.
func (r *Rows) Each(of rowid.ID, types rowid.Type, fn func(*Row)) {
	for to := range types {
		if n, found := r.Find(of, to); found {
			fn(r.At(n))
		}
	}
}

// Ensure returns the number of the row of a record to a type, and adds an empty row if
// there is none. When there are no more numbers, the error is [storage.ErrTooLarge].
// Only the writer calls Ensure.
func (r *Rows) Ensure(of rowid.ID, to rowid.Type) (uint32, error) {
	if n, found := r.Find(of, to); found {
		return n, nil
	}
	if r.n == math.MaxUint32-1 {
		return 0, fmt.Errorf("%w: %d degrees of records are the most that are kept in memory", storage.ErrTooLarge, r.n)
	}
	return r.add(of, to), nil
}

// add appends an empty row, which must not exist yet, and returns its number.
func (r *Rows) add(of rowid.ID, to rowid.Type) uint32 {
	n := r.n
	r.push(Row{Of: of, Toward: to.ID()})
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

// snapshot returns a version with the same rows, without the recent rows: many readers
// share a snapshot.
func (r *Rows) snapshot() *Rows { return &Rows{pages: r.pages.snapshot(), index: r.index} }

// Dump returns all that the table holds, for tests that compare the table before and
// after a transaction that was undone.
func (r *Rows) Dump() []any {
	all := []any{r.n, r.index.Used()}
	r.Scan(func(_ uint32, row *Row) { all = append(all, *row) })
	return all
}
