package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/record"
)

// A Type is the number of a record type in an account, from 1. Keys and values have the
// number in place of the name. Type 0 is no type, or a type that was never written.
type Type uint64

// Types are the types of an account in the order in which they were first written. A
// table never changes: a new type makes a new table. So a table may be kept and shared.
type Types struct {
	names   []record.Type
	packed  string // the value of the row
	numbers map[record.Type]Type
}

// NoTypes is the table of an account without rows.
var NoTypes = &Types{}

// Count returns the number of types.
func (t *Types) Count() int { return len(t.names) }

// Packed returns the value of the row that holds the table.
func (t *Types) Packed() string { return t.packed }

// With returns a table with name added as the last type.
func (t *Types) With(name record.Type) *Types {
	packed := binary.AppendUvarint([]byte(t.packed), uint64(len(name)))
	d := NewDecoder(append(packed, name...))
	return d.Types()
}

// Number returns the number of a type, or 0 if the table does not have the type.
func (t *Types) Number(name record.Type) Type { return t.numbers[name] }

// Name returns the type with a number, or false if there is none.
func (t *Types) Name(n Type) (record.Type, bool) {
	if n == 0 || n > Type(len(t.names)) {
		return "", false
	}
	return t.names[n-1], true
}

// Types takes a table: the length of each name, then the name. The types contacts and
// companies are
//
//	08 'contacts' 09 'companies'
func (d *Decoder) Types() *Types {
	t := &Types{packed: string(d.left), numbers: map[record.Type]Type{}}
	for !d.bad && len(d.left) > 0 {
		name := record.Type(d.Bytes(d.Uvarint()))
		t.names = append(t.names, name)
		t.numbers[name] = Type(len(t.names))
	}
	return t
}
