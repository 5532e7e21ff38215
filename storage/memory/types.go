package memory

import (
	"fmt"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A typeTable numbers the types that were written. It never changes: a new type
// makes a new table, and a rollback puts the old one back.
type typeTable struct {
	names []record.Type // by kind; the first is no type
	kinds map[record.Type]kind
}

// fewTypes are found faster by looking at each than by hashing.
const fewTypes = 8

func newTypeTable() *typeTable {
	return &typeTable{names: []record.Type{""}, kinds: map[record.Type]kind{"": 0}}
}

// kind returns the kind of t; the empty type has kind 0.
func (t *typeTable) kind(of record.Type) (kind, bool) {
	if len(t.names) > fewTypes {
		k, found := t.kinds[of]
		return k, found
	}
	for i, name := range t.names {
		if name == of {
			return kind(i), true
		}
	}
	return 0, false
}

// with returns a table that has the type too.
func (t *typeTable) with(of record.Type) (*typeTable, kind, error) {
	if len(t.names) > maxKinds {
		return nil, 0, fmt.Errorf("%w: %s is one type more than the %d that are kept in memory", storage.ErrTooLarge, of, maxKinds)
	}
	k := kind(len(t.names))
	more := &typeTable{names: append(slices.Clone(t.names), of), kinds: maps.Clone(t.kinds)}
	more.kinds[of] = k
	return more, k, nil
}
