package kv

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// A run is events of the same operation, or of the same group, with consecutive
// sequence numbers, both ends inclusive. A run has a single row: the first number is in
// the key, the length in the value. A transaction mostly writes the events of an
// operation one after the other, so the index by operation has far fewer rows than
// there are events.
type run struct{ first, last uint64 }

// runs returns the runs of an operation or a group that end at a sequence number or
// after it.
func (e *eventReader) runs(family byte, id history.OperationID, from uint64) (runs []run) {
	prefix := bytes.Clone(codec.AppendOperation(e.read.key(family), id))
	low := codec.AppendNumber(bytes.Clone(prefix), from)
	if r, found := e.runAt(family, id, from); found { // the run may reach beyond from
		low = codec.AppendNumber(low[:len(prefix)], r.first)
	}
	e.read.scan(prefix, low, func(d *codec.Decoder, key, value []byte) bool {
		r, ok := e.decodeRun(d, key, value)
		if ok && r.last >= from {
			runs = append(runs, r)
		}
		return ok
	})
	return runs
}

// runAt returns the last run that begins at a sequence number or before it.
func (e *eventReader) runAt(family byte, id history.OperationID, at uint64) (r run, found bool) {
	prefix := e.read.keep(codec.AppendOperation(e.read.key(family), id))
	keys := &e.read.keys
	keys.high = append(codec.AppendNumber(append(keys.high[:0], prefix...), at), 0)
	e.read.scanRange(prefix, prefix, keys.high, true, func(d *codec.Decoder, key, value []byte) bool {
		r, found = e.decodeRun(d, key, value)
		return false
	})
	return r, found
}

// decodeRun reads a run: d is at the first number in the key, value is the length.
func (e *eventReader) decodeRun(d *codec.Decoder, key, value []byte) (run, bool) {
	v := codec.NewDecoder(value)
	first := d.Number()
	length := v.Uvarint()
	if length == 0 || first+length < first { // the sum overflows
		v.Fail()
	}
	return run{first, first + length - 1}, e.read.isWhole(key, d, &v)
}
