package batch

import (
	"iter"

	"github.com/relata-go/relata/record"
)

// A linksByEnd finds the links of a batch by either record: the links of a record
// are a chain. The chains are made when somebody asks and there are many links.
type linksByEnd struct {
	newest map[record.Ref]int32 // the last link of a record so far, counted from 1
	before [][2]int32           // for each link: the link before in the chain of A, and in the chain of B
}

// reset forgets all links, and keeps the memory unless there were many.
func (l *linksByEnd) reset() {
	if len(l.before) > Kept {
		l.newest, l.before = nil, nil
		return
	}
	clear(l.newest)
	l.before = l.before[:0]
}

// LinksOf yields the positions of all links in the batch that have the record as an end.
// While there are few links, all of them are yielded, since that costs less than the chains.
func (b *Batch) LinksOf(of record.Ref) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(b.Links) <= few {
			for i := range b.Links {
				if !yield(i) {
					return
				}
			}
			return
		}
		b.ends.extend(b)
		for i := b.ends.newest[of]; i != 0; {
			if !yield(int(i) - 1) {
				return
			}
			chains := &b.ends.before[i-1]
			if b.Links[i-1].A == of {
				i = chains[0]
			} else {
				i = chains[1]
			}
		}
	}
}

// extend puts the links that are new since the last time at the head of their two chains.
func (l *linksByEnd) extend(b *Batch) {
	if l.newest == nil {
		l.newest = make(map[record.Ref]int32, 2*len(b.Links))
	}
	for i := len(l.before); i < len(b.Links); i++ {
		link, n := &b.Links[i], int32(i)+1
		l.before = append(l.before, [2]int32{l.newest[link.A], l.newest[link.B]})
		l.newest[link.A], l.newest[link.B] = n, n
	}
}
