package rowid

import (
	"fmt"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A typeTable numbers the types that were written. It never changes: a new type makes a
// new table, and a rollback goes back to the old one.
type typeTable struct {
	names   []record.Type // by number; number 0 is no type
	numbers map[record.Type]Type
}

// fewTypes are found faster by comparing with each name than by hashing.
const fewTypes = 8

// newTypeTable returns a table that has no type but the empty one.
func newTypeTable() *typeTable {
	return &typeTable{names: []record.Type{""}, numbers: map[record.Type]Type{"": 0}}
}

// number returns the number of a type; the empty name has number 0.
func (t *typeTable) number(of record.Type) (Type, bool) {
	if len(t.names) > fewTypes {
		n, found := t.numbers[of]
		return n, found
	}
	for i, name := range t.names {
		if name == of {
			return Type(i), true
		}
	}
	return 0, false
}

// with returns a table that has the type too.
func (t *typeTable) with(of record.Type) (*typeTable, Type, error) {
	if len(t.names) > int(maxTypes) {
		return nil, 0, fmt.Errorf("%w: %s is one type more than the %d that are kept in memory", storage.ErrTooLarge, of, maxTypes)
	}
	n := Type(len(t.names))
	longer := &typeTable{names: append(slices.Clone(t.names), of), numbers: maps.Clone(t.numbers)}
	longer.numbers[of] = n
	return longer, n, nil
}
