package codec

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// signBit, turned over, makes the unsigned order of bytes the order of signed numbers:
// times before 1970 are negative and come first.
const signBit = 1 << 63

// AppendTime appends eight bytes, in the order of the times. Time 1 is 80 00 00 00 00
// 00 00 01, and time -1 is 7f ff ff ff ff ff ff ff.
func AppendTime(k []byte, at record.Time) []byte {
	return binary.BigEndian.AppendUint64(k, uint64(at)^signBit)
}

// Time takes a time that AppendTime appended.
func (d *Decoder) Time() record.Time {
	if b := d.Bytes(8); b != nil {
		return record.Time(int64(binary.BigEndian.Uint64(b) ^ signBit))
	}
	return 0
}

// AppendNumber appends how many bytes n has, then these bytes: 1 to 9 bytes in all, in
// the order of the numbers. 0 is 00, 41 is 01 29, 1000 is 02 03 e8.
func AppendNumber(k []byte, n uint64) []byte {
	size := (bits.Len64(n) + 7) / 8
	k = append(k, byte(size))
	for i := size - 1; i >= 0; i-- {
		k = append(k, byte(n>>(8*i)))
	}
	return k
}

// Number takes a number that AppendNumber appended. A number with leading zeros is bad:
// its key would be in the wrong place.
func (d *Decoder) Number() uint64 {
	size := d.Byte()
	if size > 8 {
		d.bad = true
		return 0
	}
	n := uint64(0)
	digits := d.Bytes(uint64(size))
	for _, b := range digits {
		n = n<<8 | uint64(b)
	}
	d.bad = d.bad || len(digits) > 0 && digits[0] == 0
	return n
}

// AppendID appends the length of a record's id in one byte, then the id: shorter ids
// first, which is the order of record.CompareIDs. So 9 comes before 10: 01 '9', 02 '1'
// '0'. The id has at most record.MaxID bytes.
func AppendID(k []byte, id record.ID) []byte {
	return append(append(k, byte(len(id))), id...)
}

// ID takes an id that AppendID appended. The bytes are no copy, but part of the key.
func (d *Decoder) ID() []byte { return d.Bytes(uint64(d.Byte())) }

// AppendType appends the number of a type: one byte for the first 127 types, so that
// long names are not repeated in every key.
func AppendType(k []byte, t Type) []byte { return binary.AppendUvarint(k, uint64(t)) }

// Type takes a type that AppendType appended.
func (d *Decoder) Type() Type { return Type(d.Uvarint()) }

// labelSize is the size of a label in a key and in a packed set.
const labelSize = 5

// AppendLabel appends five bytes, or none for no label. A label is the last part of a
// key, because nothing would separate no label from the next part.
func AppendLabel(k []byte, l label.TypeID) []byte {
	if l.IsZero() {
		return k
	}
	return binary.BigEndian.AppendUint32(append(k, byte(l.Category)), l.Number)
}

// Label takes the label that a key ends with, or none.
func (d *Decoder) Label() (l label.TypeID) {
	if len(d.left) == 0 {
		return l
	}
	b := d.Bytes(labelSize)
	if b == nil {
		return l
	}
	l = label.TypeID{Category: label.Category(b[0]), Number: binary.BigEndian.Uint32(b[1:])}
	d.bad = d.bad || l.IsZero()
	return l
}

// nameMark begins the name of an operation. A number begins with a size of at most 8,
// so numbers come first.
const nameMark = 9

// AppendOperation appends an operation id: a number as AppendNumber does, a name
// between a mark and a NUL. The zero id is number 0. Operation 41 is 01 29, and the
// operation named "invoice" is 09 'invoice' 00.
func AppendOperation(k []byte, id history.OperationID) []byte {
	if name := id.Name(); name != "" {
		return append(append(append(k, nameMark), name...), 0)
	}
	return AppendNumber(k, id.Number())
}

// Operation takes an operation id that AppendOperation appended.
func (d *Decoder) Operation() history.OperationID {
	if len(d.left) == 0 || d.left[0] != nameMark {
		return history.Numbered(d.Number())
	}
	d.left = d.left[1:]
	id, err := history.NamedOperation(string(d.TypeName()))
	d.bad = d.bad || err != nil
	return id
}

// AppendTypeName appends the name of a type and a NUL, which no name has. Keys in Ref
// order need the name: the numbers of types are in another order.
func AppendTypeName(k []byte, t record.Type) []byte { return append(append(k, t...), 0) }

// TypeName takes the bytes before a NUL, and the NUL.
func (d *Decoder) TypeName() []byte {
	end := bytes.IndexByte(d.left, 0)
	if end < 0 {
		d.bad, d.left = true, nil
		return nil
	}
	taken := d.left[:end]
	d.left = d.left[end+1:]
	return taken
}

// AppendPrefixEnd appends the end, exclusive, of the range of keys that begin with
// prefix: the least key that comes after all of them.
func AppendPrefixEnd(k, prefix []byte) []byte {
	k = append(k, prefix...)
	for i := len(k) - 1; i >= 0; i-- {
		if k[i]++; k[i] != 0 {
			return k[:i+1]
		}
	}
	return k // prefix was empty or had only bytes 0xff, with which no key of this package begins
}
