package intern

import "sync/atomic"

// A HashIndex finds the numbers of things by the hash of the thing. The numbers begin
// at zero. A writer adds them in ascending order; readers search at the same time
// without a lock.
//
// The index is an open-addressing hash table with linear probing. A reader accepts only
// numbers below the limit of its snapshot. While a number was placed, the probe passed
// slots of lesser numbers only. So the newest numbers can be taken back, newest first,
// and every older number is still found.
type HashIndex struct {
	slots atomic.Pointer[[]atomic.Uint64] // upper half: hash; lower half: number + 1; zero: empty
}

const firstSlots = 64 // a power of two, as every later size

// Init makes an empty index.
func (x *HashIndex) Init() {
	slots := make([]atomic.Uint64, firstSlots)
	x.slots.Store(&slots)
}

// A Probe is the slots of an index as a search sees them. The writer may grow the index
// meanwhile; the probe keeps the old slots.
type Probe []atomic.Uint64

// Probe returns the slots to search in.
func (x *HashIndex) Probe() Probe { return *x.slots.Load() }

// At returns the slot of hash, counted around the end: the hash of the number there and
// the number, or false if the slot is empty and a search ends.
func (p Probe) At(i uint32) (hash, n uint32, used bool) {
	slot := p[int(i)&(len(p)-1)].Load()
	return uint32(slot >> 32), uint32(slot) - 1, slot != 0
}

// First returns the number in the slot of hash, where a search begins. An empty slot
// gives the greatest uint32.
func (x *HashIndex) First(hash uint32) uint32 {
	slots := *x.slots.Load()
	return uint32(slots[int(hash)&(len(slots)-1)].Load()) - 1
}

// Add places n, which must equal the count of numbers in the index. A quarter of the
// slots stays empty, so that a search ends within a cache line or two.
func (x *HashIndex) Add(hash, n uint32) {
	if slots := *x.slots.Load(); int(n) >= len(slots)/4*3 {
		x.grow(2*len(slots), n)
	}
	place(*x.slots.Load(), hash, n)
}

// place puts n into the first empty slot from that of its hash on. The table is never
// full, so a slot is found.
func place(slots []atomic.Uint64, hash, n uint32) {
	i := hash
	for slots[int(i)&(len(slots)-1)].Load() != 0 {
		i++
	}
	slots[int(i)&(len(slots)-1)].Store(uint64(hash)<<32 | uint64(n+1))
}

// grow moves the numbers below n to a larger table. They are placed in ascending order,
// so that in the new table too a probe passes lesser numbers only. Readers keep the
// table that they hold.
func (x *HashIndex) grow(size int, n uint32) {
	hashes := make([]uint32, n)
	old := *x.slots.Load()
	for i := range old {
		if slot := old[i].Load(); slot != 0 {
			hashes[uint32(slot)-1] = uint32(slot >> 32)
		}
	}
	slots := make([]atomic.Uint64, size)
	for n, hash := range hashes {
		place(slots, hash, uint32(n))
	}
	x.slots.Store(&slots)
}

// Remove takes back n, which must be the newest number. No later number was placed by
// a probe over its slot, so the slot can be emptied.
func (x *HashIndex) Remove(hash, n uint32) {
	slots, i := *x.slots.Load(), hash
	for uint32(slots[int(i)&(len(slots)-1)].Load()) != n+1 {
		i++
	}
	slots[int(i)&(len(slots)-1)].Store(0)
}

// Used returns the number of slots that are not empty. Tests compare it with the number
// of things, to see that a rollback leaves nothing in the index.
func (x *HashIndex) Used() (used int) {
	slots := *x.slots.Load()
	for i := range slots {
		if slots[i].Load() != 0 {
			used++
		}
	}
	return used
}
