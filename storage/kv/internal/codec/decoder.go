// Package codec writes rows as bytes and reads them back: the parts of keys, and the
// values.
//
// In a call, package kv decides which rows are read and written, and this package makes
// their keys and values. The engine sees only bytes.
//
// Engines compare keys as bytes. So each part of a key is written such that the bytes
// have the order of the ids, numbers or times, and such that no part is the beginning
// of another. Then parts follow each other without separators. Each Append function
// appends to a key or a value, and the method of [Decoder] with the same name reads the
// bytes back.
//
// As an example, the link of contacts/1 and companies/10, as contacts/1 sees it, in
// account 3 with contacts as type 1 and companies as type 2. The company is the
// contact's primary, there are no labels, and the link began at Unix nanosecond 1:
//
//	key     03 'l' 01 02 01 '1' 02 '1' '0'
//	value   01 80 00 00 00 00 00 00 01
//
// Key: account, family, both types, then each id after its length. Value: the flag of
// the near primary, then the time with the sign turned over.
package codec

import "encoding/binary"

// A Decoder takes keys and values apart, from left to right. A Decoder never reads past
// the end: when bytes are missing or wrong it is bad. From then on every answer is
// zero, and the caller asks once, with IsDone, after all parts.
type Decoder struct {
	left []byte
	bad  bool
}

// NewDecoder returns a decoder of b. b must not change while the decoder is in use.
func NewDecoder(b []byte) Decoder { return Decoder{left: b} }

// IsDone reports whether every part could be read and no byte is left over.
func (d *Decoder) IsDone() bool { return !d.bad && len(d.left) == 0 }

// IsBad reports whether some part could not be read.
func (d *Decoder) IsBad() bool { return d.bad }

// Fail makes d bad. Callers use it for values that are out of range.
func (d *Decoder) Fail() { d.bad = true }

// Rest takes all bytes that are left. They are no copy, but part of the key or value.
func (d *Decoder) Rest() []byte { return d.Bytes(uint64(len(d.left))) }

// Bytes takes n bytes. They are no copy, but part of the key or value.
func (d *Decoder) Bytes(n uint64) []byte {
	if n > uint64(len(d.left)) {
		d.bad, d.left = true, nil
		return nil
	}
	taken := d.left[:n]
	d.left = d.left[n:]
	return taken
}

// Byte takes one byte.
func (d *Decoder) Byte() byte {
	if b := d.Bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// Uvarint takes a number as binary.AppendUvarint writes it.
func (d *Decoder) Uvarint() uint64 {
	n, size := binary.Uvarint(d.left)
	if size <= 0 {
		d.bad, d.left = true, nil
		return 0
	}
	d.left = d.left[size:]
	return n
}

// Varint takes a number as binary.AppendVarint writes it.
func (d *Decoder) Varint() int64 {
	n := d.Uvarint()
	return int64(n>>1) ^ -int64(n&1)
}
