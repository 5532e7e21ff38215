package adjacency

import (
	"slices"
	"sync"

	"github.com/google/btree"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// Records goes over the records of a type that have rows in a tree, in Ref order. In
// the tree decimal ids are in that order already. Ids that are texts are in the order
// in which they were first seen, so they are sorted, once for each snapshot, and the
// two sequences are merged.
type Records struct {
	tree  *btree.BTreeG[Row]
	names *rowid.Names
	typ   rowid.Type

	decimal    rowid.ID // the next record with a decimal id
	hasDecimal bool
	texts      []rowid.ID // the records with a text that are still to come
}

// A TextCache has the sorted records with texts of a snapshot.
type TextCache struct {
	mu     sync.Mutex
	sorted map[textKey][]rowid.ID
}

type textKey struct {
	tree *btree.BTreeG[Row]
	typ  rowid.Type
}

// RecordsAfter begins after a record, or at it when inclusive is set; "" is before all.
// cache is that of the snapshot; a transaction has none, since its rows may change.
func RecordsAfter(tree *btree.BTreeG[Row], names *rowid.Names, cache *TextCache, typ rowid.Type, after record.ID, inclusive bool) Records {
	r := Records{tree: tree, names: names, typ: typ}
	texts := cache.texts(&r)
	n := 0
	if after != "" {
		at, found := slices.BinarySearchFunc(texts, after, names.CompareID)
		if n = at; found && !inclusive {
			n++
		}
	}
	r.texts = texts[n:]
	if first, ok := rowid.FirstDecimal(typ, after, inclusive); ok {
		r.seekDecimal(first)
	}
	return r
}

// Next returns the next record, or false after the last.
func (r *Records) Next() (rowid.ID, bool) {
	hasText := len(r.texts) > 0
	if !hasText && !r.hasDecimal {
		return 0, false
	}
	if !hasText || r.hasDecimal && r.names.Compare(r.decimal, r.texts[0]) < 0 {
		next := r.decimal
		r.seekDecimal(next + 1)
		return next, true
	}
	next := r.texts[0]
	r.texts = r.texts[1:]
	return next, true
}

// seekDecimal finds the first record with a decimal id from there on.
func (r *Records) seekDecimal(from rowid.ID) {
	found, ok := seek(r.tree, from)
	r.decimal, r.hasDecimal = found, ok && found.Type() == r.typ && !found.IsText()
}

// texts returns the sorted records with texts that r needs. Two readers of the same
// snapshot sort them once.
func (c *TextCache) texts(r *Records) []rowid.ID {
	if c == nil {
		return r.sortTexts()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := textKey{r.tree, r.typ}
	sorted, found := c.sorted[key]
	if !found {
		sorted = r.sortTexts()
		if c.sorted == nil {
			c.sorted = map[textKey][]rowid.ID{}
		}
		c.sorted[key] = sorted
	}
	return sorted
}

// sortTexts looks for a row of each record, and does not read the other rows.
func (r *Records) sortTexts() []rowid.ID {
	var all []rowid.ID
	for next := r.typ.FirstText(); ; {
		found, ok := seek(r.tree, next)
		if !ok || found.Type() != r.typ {
			break
		}
		all = append(all, found)
		next = found + 1
	}
	slices.SortFunc(all, r.names.Compare)
	return all
}

// seek returns the first record that has rows, from a given record on.
func seek(tree *btree.BTreeG[Row], from rowid.ID) (first rowid.ID, found bool) {
	tree.AscendGreaterOrEqual(Row{From: from}, func(row Row) bool {
		first, found = row.From, true
		return false
	})
	return first, found
}
