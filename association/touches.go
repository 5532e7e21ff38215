package association

import (
	"iter"

	"github.com/relata-go/relata/record"
)

// A touches finds the links of the draft by one of their ends: the links of a record are a
// chain. It is made when somebody asks and there are many links.
type touches struct {
	newest map[record.Ref]int32 // the last link of a record so far, counted from 1
	before [][2]int32           // the one before it in the chain of its A, and of its B
}

// reset forgets all links, and keeps the memory unless there were many.
func (t *touches) reset() {
	if len(t.before) > keptEntries {
		t.newest, t.before = nil, nil
		return
	}
	clear(t.newest)
	t.before = t.before[:0]
}

// touching yields the positions of all links in the draft that have the record as an end,
// and perhaps others.
func (d *draft) touching(of record.Ref) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(d.Links) <= fewRows {
			for i := range d.Links {
				if !yield(i) {
					return
				}
			}
			return
		}
		d.chain()
		for i := d.touched.newest[of]; i != 0; {
			if !yield(int(i) - 1) {
				return
			}
			i = d.touched.before[i-1][one(d.Links[i-1].A != of)]
		}
	}
}

// chain hangs the links that are new since the last time on the chains of their ends.
func (d *draft) chain() {
	t := &d.touched
	if t.newest == nil {
		t.newest = make(map[record.Ref]int32, 2*len(d.Links))
	}
	for i := len(t.before); i < len(d.Links); i++ {
		l, n := &d.Links[i], int32(i)+1
		t.before = append(t.before, [2]int32{t.newest[l.A], t.newest[l.B]})
		t.newest[l.A], t.newest[l.B] = n, n
	}
}
