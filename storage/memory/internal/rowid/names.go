package rowid

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/memory/internal/intern"
)

// Names translates between the names that callers use and the numbers in rows. The
// writer has one that grows. A copy of it by value is a snapshot: the tables of strings
// are shared, and the copy sees only the strings that were there when it was made.
type Names struct {
	types      *typeTable
	ids        *intern.Strings // record ids that are no decimal number
	operations *intern.Strings // operation ids that do not fit 63 bits

	idsSeen, operationsSeen uint32 // how many strings of each table belong to this copy
}

// NewNames returns an empty table.
func NewNames() Names {
	return Names{types: newTypeTable(), ids: intern.NewStrings(), operations: intern.NewStrings()}
}

// Find returns the ID of a record. It returns false for a type or a text that was never
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

// FindType returns the number of a type, or false if it was never written.
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

// Intern returns the ID of a record, a new one if it has none. Only the writer calls
// this and the other Intern functions. They return storage.ErrTooLarge when there are
// no more numbers.
func (n *Names) Intern(of record.Ref) (ID, error) {
	t, err := n.InternType(of.Type)
	if err != nil || of.ID == "" {
		return t.ID(), err
	}
	return n.InternIn(t, of.ID)
}

// InternIn returns the ID of the record of type t, a new one if it has none.
func (n *Names) InternIn(t Type, id record.ID) (ID, error) {
	if bits, ok := decimalBits(id); ok {
		return t.ID() | bits, nil
	}
	text, err := n.ids.Intern(string(id))
	n.idsSeen = n.ids.Count()
	return t.ID() | textBit | ID(text+1), err
}

// InternType returns the number of a type, a new one if it has none.
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

// Dump returns all that the table holds, for tests that compare it before and after a
// transaction that was undone.
func (n *Names) Dump() []any {
	return []any{
		n.types.names, len(n.types.numbers), n.idsSeen, n.operationsSeen, n.ids.Dump(), n.operations.Dump(),
	}
}
