// Package codec says how rows are written as bytes: the parts that keys are made of,
// and the values.
//
// Keys are compared as bytes, so each part of a key is written such that the bytes have
// the order of the things, and such that no part is the beginning of another. Then parts
// can follow one another without separators. Each Append function appends to a key or a
// value, and the method of [Decoder] with the same name reads it back.
package codec

import "encoding/binary"

// A Decoder takes keys and values apart, from left to right. It never reads past the
// end: when bytes are missing or wrong it is bad, from then on every answer is zero,
// and the caller finds out once, with IsDone.
type Decoder struct {
	left []byte
	bad  bool
}

// NewDecoder returns a decoder of b, which must not change until all was read.
func NewDecoder(b []byte) Decoder { return Decoder{left: b} }

// IsDone reports whether all was there and nothing is left over.
func (d *Decoder) IsDone() bool { return !d.bad && len(d.left) == 0 }

// IsBad reports whether something could not be read.
func (d *Decoder) IsBad() bool { return d.bad }

// Fail makes d bad. Callers use it for values that are out of range.
func (d *Decoder) Fail() { d.bad = true }

// Rest takes all bytes that are left. They are part of the key or value.
func (d *Decoder) Rest() []byte { return d.Bytes(uint64(len(d.left))) }

// Bytes takes n bytes. They are part of the key or value.
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
