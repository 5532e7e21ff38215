// Package rowid gives 64-bit numbers to what rows name: records, record types and
// operations. Rows hold these numbers and no strings, so they are small and the garbage
// collector need not look into them.
//
// A record whose id is a decimal number is its own row id: nothing is looked up, and
// no string is kept. Any other id is interned.
package rowid

import "github.com/relata-go/relata/record"

// An ID names a record in 64 bits: ten bits for the number of its type, one bit that
// says whether its id is an interned text, and 53 bits for the decimal number or for
// the number of the text, plus one. An ID with zero in the 53 bits names a type alone;
// in the order of IDs it comes before every record of the type. Zero is no record.
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
// and before every one with a text.
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
