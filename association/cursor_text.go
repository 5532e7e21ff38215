package association

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// The text of a cursor is base64 for URLs of: the version, the fingerprint (8 bytes), the
// fields of the place, and a checksum (4 bytes) of all before it. Numbers are varints, and a
// text follows its length. No cursor has a longer text than maxCursorText.
const (
	cursorVersion  = 1
	cursorHead     = 1 + 8
	cursorChecksum = 4
	maxCursorText  = 1024
)

var cursorText = base64.RawURLEncoding.Strict()

func (c Cursor) encoded() []byte {
	if c.IsZero() {
		return nil
	}
	at := &c.place
	b := binary.BigEndian.AppendUint64([]byte{cursorVersion}, c.question)
	for _, text := range [...]string{string(at.key.From), string(at.key.To), string(at.of), string(at.id)} {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	for _, n := range [...]uint64{uint64(at.key.Label.Category), uint64(at.key.Label.Number), uint64(at.created), at.event.Epoch, at.event.Transaction, at.event.Sequence} {
		b = binary.AppendUvarint(b, n)
	}
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	return cursorText.AppendEncode(nil, b)
}

// decodeCursor reads the text form and reports whether it is the text of a cursor.
func decodeCursor(text string) (Cursor, bool) {
	if text == "" {
		return Cursor{}, true
	}
	if len(text) > maxCursorText {
		return Cursor{}, false
	}
	b, err := cursorText.DecodeString(text)
	if err != nil || len(b) < cursorHead+cursorChecksum || b[0] != cursorVersion {
		return Cursor{}, false
	}
	body, sum := b[:len(b)-cursorChecksum], b[len(b)-cursorChecksum:]
	if binary.BigEndian.Uint32(sum) != crc32.ChecksumIEEE(body) {
		return Cursor{}, false
	}
	c := Cursor{question: binary.BigEndian.Uint64(b[1:])}
	legal := c.place.decode(body[cursorHead:])
	return c, legal && string(c.encoded()) == text
}

// decode reads the fields of a place and reports whether they are legal.
func (at *place) decode(b []byte) bool {
	var texts [4]string
	var numbers [6]uint64
	for i := range texts {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return false
		}
		texts[i], b = string(b[n:n+int(size)]), b[n+int(size):]
	}
	for i := range numbers {
		value, n := binary.Uvarint(b)
		if n <= 0 {
			return false
		}
		numbers[i], b = value, b[n:]
	}
	at.key.From, at.key.To, at.of, at.id = record.Type(texts[0]), record.Type(texts[1]), record.ID(texts[2]), record.ID(texts[3])
	at.key.Label = label.TypeID{Category: label.Category(numbers[0]), Number: uint32(numbers[1])}
	at.created = record.Time(numbers[2])
	at.event.Epoch, at.event.Transaction, at.event.Sequence = numbers[3], numbers[4], numbers[5]
	return len(b) == 0 && at.legal()
}

// legal reports whether the names in the place can be those of records and types.
func (at *place) legal() bool {
	for _, t := range [...]record.Type{at.key.From, at.key.To} {
		if t != "" && t.Validate() != nil {
			return false
		}
	}
	for _, id := range [...]record.ID{at.of, at.id} {
		if id != "" && id.Validate() != nil {
			return false
		}
	}
	return true
}
