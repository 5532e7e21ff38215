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

// operationText returns the string that is interned for id, or false if the id is its
// own number.
func operationText(id history.OperationID) (string, bool) {
	if n := id.Number(); n&uint64(nameBit) != 0 {
		return numberMark + string(binary.BigEndian.AppendUint64(nil, n)), true
	}
	return id.Name(), id.Name() != ""
}

// FindOperation returns the number of an operation id, or false if it was never written.
func (n *Names) FindOperation(id history.OperationID) (Operation, bool) {
	text, isText := operationText(id)
	if !isText {
		return Operation(id.Number()), true
	}
	number, found := n.operations.Find(text, n.operationsSeen)
	return nameBit | Operation(number), found
}

// InternOperation returns the number of an operation id, a new one if it has none.
func (n *Names) InternOperation(id history.OperationID) (Operation, error) {
	text, isText := operationText(id)
	if !isText {
		return Operation(id.Number()), nil
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
