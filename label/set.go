package label

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/relata-go/relata/failure"
)

// A Set is the labels on a link as one of the ends sees them. A Set is a value:
// immutable, comparable with ==, and the zero Set is empty. The unlabeled type,
// which every link has, and primary types are never in it.
type Set struct {
	packed string // sorted and distinct, packedLen bytes each
}

// packedLen is the size of a packed TypeID: category, then number, big-endian.
const packedLen = 5

// SetOf returns the set of the given types. Order and repetition do not matter.
func SetOf(ids ...TypeID) Set {
	if len(ids) == 0 {
		return Set{}
	}
	sorted := slices.Clone(ids)
	slices.SortFunc(sorted, Compare)
	packed := make([]byte, 0, packedLen*len(sorted))
	for _, id := range slices.Compact(sorted) {
		packed = append(packed, byte(id.Category))
		packed = binary.BigEndian.AppendUint32(packed, id.Number)
	}
	return Set{string(packed)}
}

// Len returns how many types are in s.
func (s Set) Len() int { return len(s.packed) / packedLen }

// IsEmpty reports whether s has no type: the link is unlabeled.
func (s Set) IsEmpty() bool { return s.packed == "" }

func (s Set) at(i int) TypeID {
	p := s.packed[i*packedLen:]
	return TypeID{
		Category: Category(p[0]),
		Number:   uint32(p[1])<<24 | uint32(p[2])<<16 | uint32(p[3])<<8 | uint32(p[4]),
	}
}

// All returns the types in s, ordered as [Compare] orders them.
func (s Set) All() iter.Seq[TypeID] {
	return func(yield func(TypeID) bool) {
		for i := range s.Len() {
			if !yield(s.at(i)) {
				return
			}
		}
	}
}

// Has reports whether id is in s.
func (s Set) Has(id TypeID) bool {
	for i := range s.Len() {
		if s.at(i) == id {
			return true
		}
	}
	return false
}

// Union returns the types that are in s or in t.
func (s Set) Union(t Set) Set {
	switch {
	case s == t, t.IsEmpty():
		return s
	case s.IsEmpty():
		return t
	}
	return SetOf(slices.AppendSeq(slices.Collect(s.All()), t.All())...)
}

// Minus returns the types that are in s and not in t.
func (s Set) Minus(t Set) Set {
	if s.IsEmpty() || t.IsEmpty() {
		return s
	}
	rest := make([]TypeID, 0, s.Len())
	for id := range s.All() {
		if !t.Has(id) {
			rest = append(rest, id)
		}
	}
	return SetOf(rest...)
}

// String returns the types in order, as in {USER_DEFINED/1 USER_DEFINED/4}.
func (s Set) String() string {
	words := make([]string, 0, s.Len())
	for id := range s.All() {
		words = append(words, id.String())
	}
	return "{" + strings.Join(words, " ") + "}"
}

// AppendBinary implements [encoding.BinaryAppender] with the form that backends store: five
// bytes for each type, category and number in big-endian order, sorted. The empty
// Set appends nothing. The error is always nil.
func (s Set) AppendBinary(b []byte) ([]byte, error) { return append(b, s.packed...), nil }

// MarshalBinary implements [encoding.BinaryMarshaler] with the form of [Set.AppendBinary].
// The error is always nil.
func (s Set) MarshalBinary() ([]byte, error) { return []byte(s.packed), nil }

// ErrBinary is the error of [Set.UnmarshalBinary] for bytes that are the form of no Set.
var ErrBinary = failure.Sentinel(failure.Corrupt, "label.ErrBinary", "not the binary form of a label set")

// UnmarshalBinary implements [encoding.BinaryUnmarshaler]. The bytes have the form of
// [Set.AppendBinary], of which every Set has exactly one. Other bytes are an [ErrBinary],
// and s is not changed.
func (s *Set) UnmarshalBinary(data []byte) error {
	read := Set{string(data)}
	if len(data)%packedLen != 0 {
		return fmt.Errorf("%w: %d bytes", ErrBinary, len(data))
	}
	for i := range read.Len() {
		if read.at(i).Category == 0 || i > 0 && Compare(read.at(i-1), read.at(i)) >= 0 {
			return fmt.Errorf("%w: %x", ErrBinary, data)
		}
	}
	*s = read
	return nil
}
