package memory

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A directory numbers texts in the order in which they were first seen. One writer
// adds texts; readers look them up at the same time without a lock.
//
// Entries below the limit of a reader's snapshot never change. Those above belong to
// the transaction under way, and a rollback takes them back, newest first: that is
// why a reader never touches the text of an entry above its limit.
type directory struct {
	seed  maphash.Seed
	texts atomic.Pointer[[]*texts]
	index index
	n     uint32 // the writer's
}

const textsLen = 1024

type texts [textsLen]string

func newDirectory() *directory {
	d := &directory{seed: maphash.MakeSeed()}
	d.index.init()
	d.texts.Store(new([]*texts))
	return d
}

func (d *directory) text(i uint64) string { return (*d.texts.Load())[i/textsLen][i%textsLen] }

func (d *directory) hash(text string) uint32 { return uint32(maphash.String(d.seed, text) >> 32) }

// find returns the number of text if it is below limit.
func (d *directory) find(text string, limit uint32) (uint32, bool) {
	hash, slots := d.hash(text), *d.index.slots.Load()
	for i := hash; ; i++ {
		slot := slots[int(i)&(len(slots)-1)].Load()
		if slot == 0 {
			return 0, false
		}
		n := uint32(slot) - 1
		if uint32(slot>>32) == hash && n < limit && d.text(uint64(n)) == text {
			return n, true
		}
	}
}

// intern returns the number of text, a new one if it has none.
func (d *directory) intern(text string) (uint32, error) {
	if n, found := d.find(text, d.n); found {
		return n, nil
	}
	if d.n == math.MaxUint32-1 {
		return 0, fmt.Errorf("%w: %d texts are the most that are kept in memory", storage.ErrTooLarge, d.n)
	}
	if d.n%textsLen == 0 {
		d.addTexts()
	}
	// The caller's text may be a small part of a large one.
	(*d.texts.Load())[d.n/textsLen][d.n%textsLen] = strings.Clone(text)
	d.index.add(d.hash(text), d.n)
	d.n++
	return d.n - 1, nil
}

// addTexts publishes a longer list of chunks; readers keep the one they hold.
func (d *directory) addTexts() {
	old := (*d.texts.Load())[:d.n/textsLen]
	longer := make([]*texts, len(old), len(old)+1)
	copy(longer, old)
	longer = append(longer, new(texts))
	d.texts.Store(&longer)
}

// truncate takes the newest entries back until n are left.
func (d *directory) truncate(n uint32) {
	for d.n > n {
		d.n--
		text := &(*d.texts.Load())[d.n/textsLen][d.n%textsLen]
		d.index.remove(d.hash(*text), d.n)
		*text = ""
	}
}

// compare orders two records of one type as record.CompareIDs orders their ids.
func (d *directory) compare(a, b handle) int {
	switch {
	case (a|b)&textBit == 0 || a == b:
		return cmp.Compare(a, b)
	case !a.isText():
		return -compareDecimal(d.text(b.value()), a.value())
	case !b.isText():
		return compareDecimal(d.text(a.value()), b.value())
	}
	return record.CompareIDs(record.ID(d.text(a.value())), record.ID(d.text(b.value())))
}

// compareID orders a record's id against any id, also one that nobody interned.
func (d *directory) compareID(h handle, id record.ID) int {
	if h.isText() {
		return record.CompareIDs(record.ID(d.text(h.value())), id)
	}
	return -compareDecimal(string(id), h.value())
}

func compareDecimal(text string, n uint64) int {
	var memory [20]byte
	digits := strconv.AppendUint(memory[:0], n, 10)
	if c := cmp.Compare(len(text), len(digits)); c != 0 {
		return c
	}
	return strings.Compare(text, string(digits))
}

// less is the order of the items: records only need to stand together, but the
// neighbours of one type stand in the order of their ids. A value of zero, which only a
// key has, is before all of them.
func (d *directory) less(a, b item) bool {
	if a.from != b.from {
		return a.from < b.from
	}
	if (a.to|b.to)&textBit == 0 || a.to.kind() != b.to.kind() || a.to.isHeader() || b.to.isHeader() {
		return a.to < b.to
	}
	return d.compare(a.to, b.to) < 0
}
