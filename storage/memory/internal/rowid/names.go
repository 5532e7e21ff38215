// Package rowid gives 64-bit numbers to the names in rows: of records, record types and
// operations. Rows hold these numbers and no strings, so they are small and the garbage
// collector need not look into them.
//
// A record whose id is a decimal number is its own row id: nothing is looked up, and
// no string is kept. Any other id is interned.
package rowid

import (
	"fmt"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/memory/internal/intern"
)

// An ID names a record in 64 bits: ten bits for the number of the type, a bit that says
// whether the id is an interned text, and 53 bits for the decimal number or for the
// number of the text, plus one. An ID with zero in the 53 bits names a type alone, and
// comes before every record of the type in the order of IDs. Zero is no record.
type ID uint64

const (
	typeShift      = 54
	textBit   ID   = 1 << 53
	valueMask ID   = textBit - 1
	maxTypes  Type = 1<<(64-typeShift) - 1
	maxDigits      = 16 // of the greatest decimal id that is its own ID
)

// A Type is the number of a record type, from 1. Zero is no type.
type Type uint16

// ID returns the ID of the type alone.
func (t Type) ID() ID { return ID(t) << typeShift }

// FirstText returns an ID that comes after every record of the type with a decimal id,
// and before every record with a text.
func (t Type) FirstText() ID { return t.ID() | textBit }

// Type returns the number of the record's type.
func (id ID) Type() Type { return Type(id >> typeShift) }

// IsText reports whether the record's id is an interned text.
func (id ID) IsText() bool { return id&textBit != 0 }

// IsType reports whether id names a type alone, and no record.
func (id ID) IsType() bool { return id&(valueMask|textBit) == 0 }

// value is the decimal number, or the number of the text.
func (id ID) value() uint64 { return uint64(id&valueMask) - 1 }

// decimalBits returns the value bits of a decimal id in its shortest form, if they fit.
// An id such as "007" is a text, since its number would give back "7".
func decimalBits(id record.ID) (ID, bool) {
	if len(id) == 0 || len(id) > maxDigits || id[0] == '0' && len(id) > 1 {
		return 0, false
	}
	n := ID(0)
	for i := range len(id) {
		digit := id[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = n*10 + ID(digit)
	}
	return n + 1, n < valueMask
}

// A typeTable numbers the types that were written. A table never changes: a new type
// makes a new table, and a rollback goes back to the old table.
type typeTable struct {
	names   []record.Type // by number; number 0 is no type
	numbers map[record.Type]Type
}

// fewTypes are found faster by comparing with each name than by hashing.
const fewTypes = 8

// newTypeTable returns a table that has only the empty type.
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

// Names translates between the names that callers use and the numbers in rows. The
// writer has Names that grow. A copy by value is a snapshot: the tables of strings are
// shared, and the copy sees only the strings that were there when it was made.
type Names struct {
	types      *typeTable
	ids        *intern.Strings // record ids that are no decimal number
	operations *intern.Strings // operation ids that do not fit 63 bits, and request ids

	idsSeen, operationsSeen uint32 // how many strings of each table belong to this copy
}

// NewNames returns an empty table.
func NewNames() Names {
	return Names{types: newTypeTable(), ids: intern.NewStrings(), operations: intern.NewStrings()}
}

// Find returns the ID of a record, or false for a type or a text that was never
// written: then no row names the record. A Ref without an id is the type alone.
func (n *Names) Find(of record.Ref) (ID, bool) {
	t, found := n.types.number(of.Type)
	if !found {
		return 0, false
	}
	if of.ID == "" {
		return t.ID(), true
	}
	return n.FindIn(t, of.ID)
}

// FindIn returns the ID of the record of type t, or false if its text was never written.
func (n *Names) FindIn(t Type, id record.ID) (ID, bool) {
	if bits, ok := decimalBits(id); ok {
		return t.ID() | bits, true
	}
	text, found := n.ids.Find(string(id), n.idsSeen)
	return t.ID() | textBit | ID(text+1), found
}

// FindType returns the number of a type, or false for a type that was never written.
func (n *Names) FindType(name record.Type) (Type, bool) { return n.types.number(name) }

// TypeName returns the name of a type, "" for number 0.
func (n *Names) TypeName(t Type) record.Type { return n.types.names[t] }

// Types returns a number that is greater than that of every type.
func (n *Names) Types() Type { return Type(len(n.types.names)) }

// RecordID returns the id of the record as the caller wrote it, "" if id is a type
// alone. The memory of a decimal id is from strings.
func (n *Names) RecordID(id ID, strings *bytealloc.Strings) record.ID {
	switch {
	case id.IsType():
		return ""
	case id.IsText():
		return record.ID(n.ids.Text(id.value()))
	}
	return record.ID(strings.Decimal(id.value()))
}

// Ref returns type and id of a record.
func (n *Names) Ref(id ID, strings *bytealloc.Strings) record.Ref {
	return record.Ref{Type: n.types.names[id.Type()], ID: n.RecordID(id, strings)}
}

// Intern returns the ID of a record, a new ID if there is none. Only the writer calls
// this and the other Intern functions. They return storage.ErrTooLarge when there are
// no more numbers.
func (n *Names) Intern(of record.Ref) (ID, error) {
	t, err := n.InternType(of.Type)
	if err != nil || of.ID == "" {
		return t.ID(), err
	}
	return n.InternIn(t, of.ID)
}

// InternIn returns the ID of the record of type t, a new ID if there is none.
func (n *Names) InternIn(t Type, id record.ID) (ID, error) {
	if bits, ok := decimalBits(id); ok {
		return t.ID() | bits, nil
	}
	text, err := n.ids.Intern(string(id))
	n.idsSeen = n.ids.Count()
	return t.ID() | textBit | ID(text+1), err
}

// InternType returns the number of a type, a new number if there is none.
func (n *Names) InternType(name record.Type) (Type, error) {
	t, found := n.types.number(name)
	if found {
		return t, nil
	}
	longer, t, err := n.types.with(name)
	if err == nil {
		n.types = longer
	}
	return t, err
}

// RollBack takes back every number that was given since committed was copied from n.
func (n *Names) RollBack(committed *Names) {
	n.ids.Truncate(committed.idsSeen)
	n.operations.Truncate(committed.operationsSeen)
	*n = *committed
}

// Dump returns all that the table holds, for tests that compare the table before and
// after a transaction that was undone.
func (n *Names) Dump() []any {
	return []any{
		n.types.names, len(n.types.numbers), n.idsSeen, n.operationsSeen, n.ids.Dump(), n.operations.Dump(),
	}
}
