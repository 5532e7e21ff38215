package memory

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// headers are all headers in the order in which they were first written. A header is
// found by its hash, so that a count is one look into memory however many there are.
//
// The rows lie in chunks, the chunks in shelves, and those in blocks. A snapshot shares
// them with the writer: who wants to write to one that it does not own copies it first.
type headers struct {
	index  *headerIndex // of the writer and all snapshots
	blocks []owned[headerBlock]
	n      uint32 // rows from here on are not seen
	owner  uint64 // writes in place to what has the same

	recent *recentHeaders // of the writer, else nil
}

// recentHeaders are the last few that the writer found: an operation comes back to its
// two headers again and again.
type recentHeaders struct {
	rows [4]struct {
		of handle
		k  kind
		n  uint32
	}
	next int
}

func (r *recentHeaders) find(of handle, k kind) (uint32, bool) {
	for i := range r.rows {
		if row := &r.rows[i]; row.of == of && row.k == k {
			return row.n, true
		}
	}
	return 0, false
}

func (r *recentHeaders) note(of handle, k kind, n uint32) {
	row := &r.rows[r.next%len(r.rows)]
	row.of, row.k, row.n = of, k, n
	r.next++
}

type (
	headerChunk [chunkHeaders]header // without pointers, so that the collector passes it by
	headerShelf [shelfChunks]owned[headerChunk]
	headerBlock [blockShelves]owned[headerShelf]
)

// An owned part is shared by all that have it, and written to only by its owner.
type owned[T any] struct {
	part  *T
	owner uint64
}

// by returns the part for owner to write to, a copy if it is another's.
func (o *owned[T]) by(owner uint64) *T {
	if o.owner != owner {
		copied := new(T)
		if o.part != nil {
			*copied = *o.part
		}
		*o = owned[T]{copied, owner}
	}
	return o.part
}

// The parts are small, since a write after a snapshot copies one of each, and three
// levels keep the list of blocks short, which every snapshot copies.
const (
	chunkHeaders = 16
	shelfChunks  = 32
	blockShelves = 32
	shelfHeaders = chunkHeaders * shelfChunks
	blockHeaders = shelfHeaders * blockShelves
)

// A headerIndex finds headers by record and kind.
type headerIndex struct {
	index
	seed uint64 // so that nobody can choose ids that share a slot
}

func newHeaders() *headers {
	x := &headerIndex{seed: rand.Uint64()}
	x.init()
	return &headers{index: x, owner: 1, recent: new(recentHeaders)}
}

func (x *headerIndex) hash(of handle, k kind) uint32 {
	high, low := bits.Mul64(uint64(of)+uint64(k)*0xd1342543de82ef95^x.seed, 0x9e3779b97f4a7c15)
	return uint32(high ^ low)
}

// find returns the number of the header of a record and a kind.
func (h *headers) find(of handle, k kind) (uint32, bool) {
	if h.recent == nil {
		return h.search(of, k)
	}
	if n, found := h.recent.find(of, k); found {
		return n, true
	}
	n, found := h.search(of, k)
	if found {
		h.recent.note(of, k, n)
	}
	return n, found
}

func (h *headers) search(of handle, k kind) (uint32, bool) {
	hash, slots := h.index.hash(of, k), *h.index.slots.Load()
	for i := hash; ; i++ {
		slot := slots[int(i)&(len(slots)-1)].Load()
		if slot == 0 {
			return 0, false
		}
		n := uint32(slot) - 1
		if uint32(slot>>32) != hash || n >= h.n {
			continue
		}
		if row := h.at(n); row.of == of && row.kind() == k {
			return n, true
		}
	}
}

// touch looks, without deciding anything, where a search for the header most probably
// will. Headers that are touched one after the other before the first of them is searched
// come into the cache together, and not each when the one before it is there.
func (h *headers) touch(of handle, k kind) handle {
	slots := *h.index.slots.Load()
	slot := slots[int(h.index.hash(of, k))&(len(slots)-1)].Load()
	if n := uint32(slot) - 1; n < h.n {
		return h.at(n).of
	}
	return 0
}

// row returns the header of a record and a kind, an empty one if there is none.
func (h *headers) row(of handle, k kind) header {
	if n, found := h.find(of, k); found {
		return *h.at(n)
	}
	return header{of: of, toward: k.handle()}
}

// at returns a row to be read.
func (h *headers) at(i uint32) *header {
	return &h.chunk(i)[i%chunkHeaders]
}

func (h *headers) chunk(i uint32) *headerChunk {
	return h.blocks[i/blockHeaders].part[i/shelfHeaders%blockShelves].part[i/chunkHeaders%shelfChunks].part
}

// own returns a row to be written: no snapshot sees it.
func (h *headers) own(i uint32) *header {
	shelves := h.blocks[i/blockHeaders].by(h.owner)
	chunks := shelves[i/shelfHeaders%blockShelves].by(h.owner)
	return &chunks[i/chunkHeaders%shelfChunks].by(h.owner)[i%chunkHeaders]
}

// add appends an empty header, which there is none of, and returns its number.
func (h *headers) add(of handle, k kind) uint32 {
	n := h.n
	if int(n/blockHeaders) == len(h.blocks) {
		h.blocks = append(h.blocks, owned[headerBlock]{})
	}
	*h.own(n) = header{of: of, toward: k.handle()}
	h.index.add(h.index.hash(of, k), n)
	h.n++
	if h.recent != nil {
		h.recent.note(of, k, n)
	}
	return n
}

// truncate takes the newest headers back until n are left.
func (h *headers) truncate(n uint32) {
	if h.recent != nil && n < h.n {
		*h.recent = recentHeaders{}
	}
	for h.n > n {
		h.n--
		row := h.at(h.n)
		h.index.remove(h.index.hash(row.of, row.kind()), h.n)
	}
}

// clone returns the same rows once more. From now on neither owns what there is.
func (h *headers) clone() *headers {
	copied := &headers{index: h.index, blocks: slices.Clone(h.blocks), n: h.n, owner: h.owner + 1}
	h.owner += 2
	return copied
}

// scan calls fn with every header, in the order in which they lie.
func (h *headers) scan(fn func(n uint32, row *header)) {
	for n := uint32(0); n < h.n; n += chunkHeaders {
		chunk := h.chunk(n)
		for i := range min(chunkHeaders, h.n-n) {
			fn(n+i, &chunk[i])
		}
	}
}

// each calls fn with the headers of a record, by kind below kinds.
func (h *headers) each(of handle, kinds int, fn func(*header)) {
	for k := range kinds {
		if n, found := h.find(of, kind(k)); found {
			fn(h.at(n))
		}
	}
}
