package memory

import (
	"slices"
	"sync"

	"github.com/google/btree"

	"github.com/relata-go/relata/record"
)

// records goes over the records of a type that have items in a tree, in Ref order.
// Decimal ids stand in it as they are; the others stand in the order in which they
// were first seen, and are sorted once for each snapshot.
type records struct {
	state *state
	tree  *btree.BTreeG[item]
	kind  kind

	number  handle // the next decimal one, if there is one
	decimal bool
	texts   []handle // those still to come
}

// textOrders are the sorted text records of a snapshot, made when they are asked for.
type textOrders struct {
	mu     sync.Mutex
	orders map[textOrder][]handle
}

type textOrder struct {
	tree *btree.BTreeG[item]
	kind kind
}

// records begins behind after, or at it when from is set.
func (s *state) records(tree *btree.BTreeG[item], k kind, after record.ID, from bool) *records {
	r := &records{state: s, tree: tree, kind: k}
	texts := s.sortedTexts(tree, k)
	n := 0
	if after != "" {
		at, found := slices.BinarySearchFunc(texts, after, s.ids.compareID)
		if n = at; found && !from {
			n++
		}
	}
	r.texts = texts[n:]
	if bits, ok := firstDecimal(after, from); ok {
		r.seek(k.handle() | bits)
	}
	return r
}

// next returns the next record.
func (r *records) next() (handle, bool) {
	text := len(r.texts) > 0
	if !text && !r.decimal {
		return 0, false
	}
	if !text || r.decimal && r.state.ids.compare(r.number, r.texts[0]) < 0 {
		number := r.number
		r.seek(number + 1)
		return number, true
	}
	next := r.texts[0]
	r.texts = r.texts[1:]
	return next, true
}

// seek finds the next decimal record at or behind from.
func (r *records) seek(from handle) {
	found, ok := seek(r.tree, item{from: from})
	r.number, r.decimal = found.from, ok && found.from.kind() == r.kind && !found.from.isText()
}

func (s *state) sortedTexts(tree *btree.BTreeG[item], k kind) []handle {
	if s.texts == nil { // of a transaction, which may go on changing
		return s.sortTexts(tree, k)
	}
	s.texts.mu.Lock()
	defer s.texts.mu.Unlock()
	key := textOrder{tree, k}
	sorted, made := s.texts.orders[key]
	if !made {
		sorted = s.sortTexts(tree, k)
		if s.texts.orders == nil {
			s.texts.orders = map[textOrder][]handle{}
		}
		s.texts.orders[key] = sorted
	}
	return sorted
}

// sortTexts goes from record to record, not over what each has.
func (s *state) sortTexts(tree *btree.BTreeG[item], k kind) []handle {
	var all []handle
	for next := k.handle() | textBit; ; {
		found, ok := seek(tree, item{from: next})
		if !ok || found.from.kind() != k {
			break
		}
		all = append(all, found.from)
		next = found.from + 1
	}
	slices.SortFunc(all, s.ids.compare)
	return all
}

// firstDecimal returns the least number whose decimal form stands behind id, or at
// it when from is set, as the value bits of a handle.
func firstDecimal(id record.ID, from bool) (handle, bool) {
	if id == "" {
		return 1, true
	}
	if bits, ok := decimal(id); ok {
		if !from {
			bits++
		}
		return bits, bits <= valueMask
	}
	low, high := uint64(0), uint64(valueMask)-1 // the greatest number with a handle
	if compareDecimal(string(id), high) > 0 {
		return 0, false
	}
	for low < high {
		if middle := low + (high-low)/2; compareDecimal(string(id), middle) > 0 {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return handle(low) + 1, true
}
