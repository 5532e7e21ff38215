package rowid

import (
	"encoding/binary"

	"github.com/relata-go/relata/history"
)

// An Operation is an operation id in 64 bits: its number, or, with the highest bit set,
// the number of an interned string. The string is the operation's name, or a number
// that itself needs the highest bit.
type Operation uint64

const nameBit Operation = 1 << 63

// IsName reports whether the id is among the interned strings.
func (o Operation) IsName() bool { return o&nameBit != 0 }

// numberMark begins the string of a number with the highest bit. No name of an
// operation has a NUL.
const numberMark = "\x00"

// pack returns the number that is its own Operation, or the string that is interned for
// the id. The string is empty for such a number.
func pack(id history.OperationID) (own Operation, text string) {
	n, name := id.Number(), id.Name()
	if n&uint64(nameBit) != 0 {
		return 0, numberMark + string(binary.BigEndian.AppendUint64(nil, n))
	}
	return Operation(n), name
}

// FindOperation returns the number of an operation id, or false for an id that was
// never written.
func (n *Names) FindOperation(id history.OperationID) (Operation, bool) {
	own, text := pack(id)
	if text == "" {
		return own, true
	}
	number, found := n.operations.Find(text, n.operationsSeen)
	return nameBit | Operation(number), found
}

// InternOperation returns the number of an operation id, a new number if there is none.
func (n *Names) InternOperation(id history.OperationID) (Operation, error) {
	own, text := pack(id)
	if text == "" {
		return own, nil
	}
	number, err := n.operations.Intern(text)
	n.operationsSeen = n.operations.Count()
	return nameBit | Operation(number), err
}

// OperationID returns the operation id as the caller wrote it.
func (n *Names) OperationID(o Operation) history.OperationID {
	if !o.IsName() {
		return history.Numbered(uint64(o))
	}
	text := n.operations.Text(uint64(o &^ nameBit))
	if text[:1] == numberMark {
		return history.Numbered(binary.BigEndian.Uint64([]byte(text[1:])))
	}
	id, _ := history.NamedOperation(text) // the name was valid when it was interned
	return id
}
