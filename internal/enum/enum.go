// Package enum gives the values of an enumeration words that travel: the text and JSON form
// of a value is its word, and no other word is read.
//
//	var words = enum.New[Status]("status", "active", "retiring", "removed")
//
//	func (s Status) MarshalText() ([]byte, error)     { return words.Marshal(s) }
//	func (s *Status) UnmarshalText(text []byte) error { return words.Unmarshal(text, s) }
package enum

import (
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/failure"
)

// ErrWord is the error of a text that is no word of the enumeration, and of a value that has
// no word.
var ErrWord = failure.Sentinel(failure.Invalid, "enum.ErrWord", "not a word of the list")

// Words are the words of an enumeration E, by value. An empty word belongs to no value.
type Words[E ~uint8] struct {
	kind  string
	words []string
}

// New returns the words of the values 0, 1, 2 and so on. kind names the enumeration in errors.
func New[E ~uint8](kind string, words ...string) Words[E] { return Words[E]{kind, words} }

// Marshal returns the word of e. A value without a word is an [ErrWord].
func (w Words[E]) Marshal(e E) ([]byte, error) {
	if int(e) >= len(w.words) || w.words[e] == "" {
		return nil, fmt.Errorf("%w: there is no %s %d", ErrWord, w.kind, e)
	}
	return []byte(w.words[e]), nil
}

// Unmarshal sets into to the value of a word. Any other text is an [ErrWord], and into stays as
// it was.
func (w Words[E]) Unmarshal(text []byte, into *E) error {
	i := slices.Index(w.words, string(text))
	if i < 0 || len(text) == 0 {
		return fmt.Errorf("%w: %.80q is no %s: want %s", ErrWord, text, w.kind, w.list())
	}
	*into = E(i)
	return nil
}

// list returns the words as an error shows them.
func (w Words[E]) list() string {
	return strings.Join(slices.DeleteFunc(slices.Clone(w.words), func(word string) bool { return word == "" }), ", ")
}

// Bits are the words of a set of flags, by bit. As JSON a set is a list of words.
type Bits[E ~uint8 | ~uint16] struct {
	kind  string
	words []string
}

// NewBits returns the words of the bits 1, 2, 4 and so on.
func NewBits[E ~uint8 | ~uint16](kind string, words ...string) Bits[E] { return Bits[E]{kind, words} }

// Marshal returns the words of the bits in e, in their order. A bit without a word is an
// [ErrWord].
func (b Bits[E]) Marshal(e E) ([]string, error) {
	words := make([]string, 0, len(b.words))
	for i, word := range b.words {
		if e&(1<<i) != 0 {
			words = append(words, word)
		}
	}
	if rest := e >> len(b.words); rest != 0 {
		return nil, fmt.Errorf("%w: there is no %s with the bits %#x", ErrWord, b.kind, e)
	}
	return words, nil
}

// Unmarshal returns the set of the given words. An unknown word is an [ErrWord].
func (b Bits[E]) Unmarshal(words []string) (e E, err error) {
	for _, word := range words {
		i := slices.Index(b.words, word)
		if i < 0 {
			return 0, fmt.Errorf("%w: %.80q is no %s: want %s", ErrWord, word, b.kind, strings.Join(b.words, ", "))
		}
		e |= 1 << i
	}
	return e, nil
}
