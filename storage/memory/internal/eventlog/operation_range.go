package eventlog

import (
	"math"

	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// An operationRange is the least and the greatest operation of the events in a chunk,
// once for numbers and once for names, all inclusive. Operations mostly grow, so a
// search for an operation skips most chunks.
type operationRange struct{ low, high, lowName, highName rowid.Operation }

// rangeOf returns the range of a full chunk. Without a number, or without a name, that
// range contains nothing.
func rangeOf(chunk *[chunked.Len]Entry) operationRange {
	r := operationRange{low: math.MaxUint64, lowName: math.MaxUint64}
	for i := range chunk {
		if op := chunk[i].Operation; op.IsName() {
			r.lowName, r.highName = min(r.lowName, op), max(r.highName, op)
		} else {
			r.low, r.high = min(r.low, op), max(r.high, op)
		}
	}
	return r
}

// contains reports whether the chunk may have events of an operation.
func (r *operationRange) contains(op rowid.Operation) bool {
	if op.IsName() {
		return r.lowName <= op && op <= r.highName
	}
	return r.low <= op && op <= r.high
}

// OfOperation calls visit with every event of an operation from number first on, oldest
// first, until visit returns false.
func (l *Log) OfOperation(op rowid.Operation, first uint32, visit func(i uint32) bool) {
	for i := first; i < l.entries.Count(); i++ {
		if chunk := i / chunked.Len; chunk < l.ranges.Count() && !l.ranges.At(chunk).contains(op) {
			i |= chunked.Len - 1 // the loop goes on with the next chunk
			continue
		}
		if l.entries.At(i).Operation == op && !visit(i) {
			return
		}
	}
}
