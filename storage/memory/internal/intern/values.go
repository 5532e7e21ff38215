package intern

import (
	"maps"

	"github.com/relata-go/relata/storage/memory/internal/chunked"
)

// Values numbers values that are few, such as the label sets of links. The values
// themselves are in an array of the state, which snapshots copy; Values is the map from
// a value to its number, which the writer alone has.
type Values[T comparable] struct {
	numbers map[T]uint32
}

// NewValues returns a table in which the zero value has number 0.
func NewValues[T comparable](values *chunked.Array[T]) Values[T] {
	var zero T
	values.Push(zero)
	return Values[T]{map[T]uint32{zero: 0}}
}

// Intern returns the number of a value. A new value is appended to values.
func (v Values[T]) Intern(values *chunked.Array[T], value T) uint32 {
	var zero T
	if value == zero { // the most common value needs no hash
		return 0
	}
	n, found := v.numbers[value]
	if !found {
		n = values.Count()
		v.numbers[value] = n
		values.Push(value)
	}
	return n
}

// Truncate takes back the values from number n on. The array itself is put back by the
// caller; here its values are cleared, so that they keep no memory.
func (v Values[T]) Truncate(values *chunked.Array[T], n uint32) {
	var zero T
	for i := n; i < values.Count(); i++ {
		delete(v.numbers, *values.At(i))
		*values.At(i) = zero
	}
}

// Dump returns a copy of the map, for tests that compare the table before and after a
// transaction that was undone.
func (v Values[T]) Dump() map[T]uint32 { return maps.Clone(v.numbers) }
