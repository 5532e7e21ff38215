// Package chunked has an array that grows at its end and that snapshots share.
//
// A plain slice is copied when it grows, and a reader would then see an old copy, or a
// copy that the writer still changes. Here the values lie in chunks that never move, so
// a copy of the Array is a snapshot.
package chunked

// Len is the number of values in a full chunk.
const Len = 1024

// An Array is a list of values. One writer appends values, and copies of the Array by
// value are snapshots: the values of a copy are never written again. After a rollback
// the writer goes on with an older copy, and overwrites values that only the newer copy
// had.
type Array[T any] struct {
	chunks []*[Len]T
	n      uint32
}

// Count returns the number of values.
func (a *Array[T]) Count() uint32 { return a.n }

// At returns value i, which must be less than Count.
func (a *Array[T]) At(i uint32) *T { return &a.chunks[i/Len][i%Len] }

// Push appends a value.
func (a *Array[T]) Push(value T) {
	if a.n%Len == 0 {
		// The list of chunks is cut first: after a rollback there may still be chunks
		// of the transaction that was undone.
		a.chunks = append(a.chunks[:a.n/Len], new([Len]T))
	}
	*a.At(a.n) = value
	a.n++
}

// Chunks returns the number of chunks that were begun.
func (a *Array[T]) Chunks() int { return len(a.chunks) }

// Chunk returns chunk i, which must have been begun.
func (a *Array[T]) Chunk(i uint32) *[Len]T { return a.chunks[i] }
