package memory

import "sync/atomic"

// An index finds the numbers of things by their hash. One writer adds numbers, in
// ascending order; readers search at the same time without a lock.
//
// A reader looks only at numbers below the limit of its snapshot. What such a number
// was placed behind are lesser numbers, so that taking the newest ones back, newest
// first, never breaks the way to it.
type index struct {
	slots atomic.Pointer[[]atomic.Uint64] // upper half: hash; lower half: number + 1; zero: nothing
}

const firstSlots = 64

func (x *index) init() {
	slots := make([]atomic.Uint64, firstSlots)
	x.slots.Store(&slots)
}

// add places n, which is how many numbers there are. A quarter of the slots stays
// empty, so that a search ends within a cache line or two.
func (x *index) add(hash, n uint32) {
	if slots := *x.slots.Load(); int(n) >= len(slots)/4*3 {
		x.grow(2*len(slots), n)
	}
	place(*x.slots.Load(), hash, n)
}

func place(slots []atomic.Uint64, hash, n uint32) {
	i := hash
	for slots[int(i)&(len(slots)-1)].Load() != 0 {
		i++
	}
	slots[int(i)&(len(slots)-1)].Store(uint64(hash)<<32 | uint64(n+1))
}

// grow moves the numbers below n in their order, so that still none is behind a
// greater one. Readers keep the slots that they hold.
func (x *index) grow(size int, n uint32) {
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

// remove takes n back, the newest number. Nothing was placed behind it, so its slot
// can simply be emptied.
func (x *index) remove(hash, n uint32) {
	slots, i := *x.slots.Load(), hash
	for uint32(slots[int(i)&(len(slots)-1)].Load()) != n+1 {
		i++
	}
	slots[int(i)&(len(slots)-1)].Store(0)
}
