package rowid

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory/internal/intern"
)

// Compare orders two records of the same type as record.CompareIDs orders their ids.
// Two decimal ids compare as the numbers that they are; only a text has to be looked
// at.
func (n *Names) Compare(a, b ID) int { return compare(n.ids, a, b) }

// Less returns the order of IDs in which records of a type are in the order of their
// ids. An ID of a type alone comes before the records of the type. The function stays
// valid for every later copy of n.
func (n *Names) Less() func(a, b ID) bool {
	ids := n.ids // the table of strings is the same for all copies
	return func(a, b ID) bool {
		if (a|b)&textBit == 0 || a.Type() != b.Type() || a.IsType() || b.IsType() {
			return a < b
		}
		return compare(ids, a, b) < 0
	}
}

// compare orders two records of the same type by their ids. Row ids of decimal ids are
// ordered as the ids are.
func compare(ids *intern.Strings, a, b ID) int {
	switch {
	case (a|b)&textBit == 0 || a == b:
		return cmp.Compare(a, b)
	case !a.IsText():
		return -compareDecimal(ids.Text(b.value()), a.value())
	case !b.IsText():
		return compareDecimal(ids.Text(a.value()), b.value())
	}
	return record.CompareIDs(record.ID(ids.Text(a.value())), record.ID(ids.Text(b.value())))
}

// CompareID orders a record against any id, also one that was never written.
func (n *Names) CompareID(a ID, id record.ID) int {
	if a.IsText() {
		return record.CompareIDs(record.ID(n.ids.Text(a.value())), id)
	}
	return -compareDecimal(string(id), a.value())
}

// compareDecimal orders a text against the decimal form of n: shorter ids come first,
// as record.CompareIDs says.
func compareDecimal(text string, n uint64) int {
	var memory [20]byte
	digits := strconv.AppendUint(memory[:0], n, 10)
	if c := cmp.Compare(len(text), len(digits)); c != 0 {
		return c
	}
	return strings.Compare(text, string(digits))
}

// After returns a function that reports whether a record, of a single type, comes after
// an id. Every record comes after "".
func (n *Names) After(after record.ID) func(ID) bool {
	first, some := firstDecimal(after, false)
	return func(of ID) bool {
		if !of.IsText() {
			return some && of&valueMask >= first
		}
		return n.CompareID(of, after) > 0
	}
}

// FirstDecimal returns the first record of type t with a decimal id after the given id,
// or at it when inclusive is set. If no decimal ID is that great, FirstDecimal returns
// false.
func FirstDecimal(t Type, id record.ID, inclusive bool) (ID, bool) {
	bits, found := firstDecimal(id, inclusive)
	return t.ID() | bits, found
}

// firstDecimal returns the value bits of the least decimal number whose digits come
// after id, or are id when inclusive is set.
func firstDecimal(id record.ID, inclusive bool) (ID, bool) {
	if id == "" {
		return 1, true
	}
	if bits, ok := decimalBits(id); ok {
		if !inclusive {
			bits++
		}
		return bits, bits <= valueMask
	}
	// id is a text, which may come between two numbers of as many digits: the least
	// number after it is found by bisection.
	low, high := uint64(0), uint64(valueMask)-1 // high is the greatest number with an ID
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
	return ID(low) + 1, true
}
