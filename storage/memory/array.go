package memory

// An array only grows, but for a rollback. It is copied by value into a snapshot,
// and the copy stands while the writer appends: what a copy can see is never written
// again.
type array[T any] struct {
	chunks []*[chunkLen]T
	n      uint32
}

const chunkLen = 1024

func (a *array[T]) at(i uint32) *T { return &a.chunks[i/chunkLen][i%chunkLen] }

func (a *array[T]) push(value T) {
	if a.n%chunkLen == 0 {
		a.chunks = append(a.chunks[:a.n/chunkLen], new([chunkLen]T))
	}
	*a.at(a.n) = value
	a.n++
}

// An interner numbers values; its values are a snapshot's, its index the writer's.
type interner[T comparable] struct {
	index map[T]uint32
}

func newInterner[T comparable](values *array[T], zero T) interner[T] {
	values.push(zero)
	return interner[T]{map[T]uint32{zero: 0}}
}

func (in interner[T]) intern(values *array[T], value T) uint32 {
	n, found := in.index[value]
	if !found {
		n = values.n
		in.index[value] = n
		values.push(value)
	}
	return n
}

// truncate forgets the values from n on.
func (in interner[T]) truncate(values *array[T], n uint32) {
	var zero T
	for i := n; i < values.n; i++ {
		delete(in.index, *values.at(i))
		*values.at(i) = zero
	}
}
