package kv

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// The families of rows, the byte behind the account's number in a key. Those of the
// store itself are capital and stand behind number 0, which is no account's.
const (
	storeFormat   = 'F' // the format version and the epoch
	storeAccount  = 'A' // by name: the account's number
	storeAccounts = 'C' // how many accounts there are

	familySchema    = 'd' // the document and its version
	familyHead      = 'h' // the newest place and time of the feed
	familyTypes     = 't' // the table of types
	familyMemo      = 'm' // by key
	familyLife      = 'r' // by record
	familyEnding    = 'x' // by time and record: lives whose time will be over
	familyForgotten = 'n' // by record: the newest time of events that were dropped
	familySide      = 's' // by record, type and label
	familyLink      = 'l' // by both types and both ids: one end of a link
	familyDone      = 'o' // by operation id
	familyLapse     = 'y' // by time and operation id
	familyEvent     = 'e' // by place in the feed
	familyPast      = 'p' // by record, other type and place: where its events are
	familyOperation = 'u' // by operation and place: where its events are
	familyGroup     = 'g' // by group and place: where its events are
)

// signBit makes unsigned order of signed numbers.
const signBit = 1 << 63

// appendTime appends eight bytes that are ordered as the times are.
func appendTime(k []byte, at int64) []byte {
	return binary.BigEndian.AppendUint64(k, uint64(at)^signBit)
}

// appendNumber appends how many bytes n has, then these bytes: 1 to 9 in all, ordered
// as the numbers are.
func appendNumber(k []byte, n uint64) []byte {
	size := (bits.Len64(n) + 7) / 8
	k = append(k, byte(size))
	for i := size - 1; i >= 0; i-- {
		k = append(k, byte(n>>(8*i)))
	}
	return k
}

// appendID appends the length, then the bytes: shorter ids first. The id has at most
// record.MaxID bytes.
func appendID(k []byte, id record.ID) []byte {
	return append(append(k, byte(len(id))), id...)
}

// appendKind appends the number of a type, 1 byte for the first 127.
func appendKind(k []byte, n kind) []byte { return binary.AppendUvarint(k, uint64(n)) }

// appendLabel appends five bytes, or none for no label.
func appendLabel(k []byte, l label.TypeID) []byte {
	if l.IsZero() {
		return k
	}
	return binary.BigEndian.AppendUint32(append(k, byte(l.Category)), l.Number)
}

// nameMark begins the name of an operation: above every size of a number.
const nameMark = 9

// appendOperation appends a number as appendNumber does, a name behind a mark and
// with a NUL behind it: numbers first, and no id begins another. Zero is number 0.
func appendOperation(k []byte, id history.OperationID) []byte {
	if name := id.Name(); name != "" {
		return append(append(append(k, nameMark), name...), 0)
	}
	return appendNumber(k, id.Number())
}

// appendText appends a type's name with a NUL behind it, which no name has.
func appendText(k []byte, t record.Type) []byte { return append(append(k, t...), 0) }

// appendEnd appends what stands behind every key that begins with prefix and before
// all others behind it.
func appendEnd(k, prefix []byte) []byte {
	k = append(k, prefix...)
	for i := len(k) - 1; i >= 0; i-- {
		if k[i]++; k[i] != 0 {
			return k[:i+1]
		}
	}
	return k // of no bytes, or of 0xff alone, which no key of ours begins with
}

// A scanner takes keys and values apart. It never reads beyond the end: what is not
// there makes it bad, and its answers zero.
type scanner struct {
	left []byte
	bad  bool
}

func (s *scanner) bytes(n uint64) []byte {
	if n > uint64(len(s.left)) {
		s.bad, s.left = true, nil
		return nil
	}
	taken := s.left[:n]
	s.left = s.left[n:]
	return taken
}

func (s *scanner) byte() byte {
	if b := s.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (s *scanner) uvarint() uint64 {
	n, size := binary.Uvarint(s.left)
	if size <= 0 {
		s.bad, s.left = true, nil
		return 0
	}
	s.left = s.left[size:]
	return n
}

func (s *scanner) varint() int64 {
	n := s.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

func (s *scanner) time() int64 {
	if b := s.bytes(8); b != nil {
		return int64(binary.BigEndian.Uint64(b) ^ signBit)
	}
	return 0
}

func (s *scanner) number() uint64 {
	size := s.byte()
	if size > 8 {
		s.bad = true
		return 0
	}
	n := uint64(0)
	digits := s.bytes(uint64(size))
	for _, b := range digits {
		n = n<<8 | uint64(b)
	}
	s.bad = s.bad || len(digits) > 0 && digits[0] == 0
	return n
}

func (s *scanner) id() []byte { return s.bytes(uint64(s.byte())) }

func (s *scanner) kind() kind { return kind(s.uvarint()) }

// label takes the label that a key ends with, or none.
func (s *scanner) label() (l label.TypeID) {
	if len(s.left) == 0 {
		return l
	}
	b := s.bytes(5)
	if b == nil {
		return l
	}
	l = label.TypeID{Category: label.Category(b[0]), Number: binary.BigEndian.Uint32(b[1:])}
	s.bad = s.bad || l.IsZero()
	return l
}

// text takes the bytes before a NUL, and the NUL.
func (s *scanner) text() []byte {
	end := bytes.IndexByte(s.left, 0)
	if end < 0 {
		s.bad, s.left = true, nil
		return nil
	}
	taken := s.left[:end]
	s.left = s.left[end+1:]
	return taken
}

func (s *scanner) operation() history.OperationID {
	if len(s.left) == 0 || s.left[0] != nameMark {
		return history.Numbered(s.number())
	}
	s.left = s.left[1:]
	id, err := history.NamedOperation(string(s.text()))
	s.bad = s.bad || err != nil
	return id
}

// isDone reports whether all was there, and nothing else.
func (s *scanner) isDone() bool { return !s.bad && len(s.left) == 0 }
