package memory

import "github.com/relata-go/relata/record"

// A handle stands for a record in 64 bits: ten for its type, one that says whether
// the id is a text, and 53 for the number, or the text's place in the directory,
// each plus one. A canonical decimal id is so its own handle: nothing is looked up
// and no string is kept. Value zero stands for no record, and sorts before all.
type handle uint64

const (
	kindShift        = 54
	textBit   handle = 1 << 53
	valueMask handle = textBit - 1
	maxKinds         = 1<<(64-kindShift) - 1
	maxDigits        = 16 // of the greatest number that is its own handle
)

// A kind is the place of a type in the type table, from 1. Kind 0 is no type: the
// events of a record's life hang there.
type kind uint16

func (k kind) handle() handle { return handle(k) << kindShift }

func (h handle) kind() kind     { return kind(h >> kindShift) }
func (h handle) isText() bool   { return h&textBit != 0 }
func (h handle) isHeader() bool { return h&(valueMask|textBit) == 0 }

// value is the number, or the place in the directory.
func (h handle) value() uint64 { return uint64(h&valueMask) - 1 }

// decimal returns the value bits of a canonical decimal id that fits them.
func decimal(id record.ID) (handle, bool) {
	if len(id) == 0 || len(id) > maxDigits || id[0] == '0' && len(id) > 1 {
		return 0, false
	}
	n := handle(0)
	for i := range len(id) {
		digit := id[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = n*10 + handle(digit)
	}
	return n + 1, n < valueMask
}
