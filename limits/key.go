package limits

import (
	"cmp"
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Key names the links that a limit bounds: the links from a record of type From to
// records of type To, or, with a Label, only those that carry the label as From sees the link.
//
// Between records of the same type both ways have the same Key, for all links and for a
// single label, whose two ways have the same id; so they share a limit. The two words
// of a paired label have different ids and limits of their own.
type Key struct {
	From  record.Type  `json:"from,omitzero"`
	To    record.Type  `json:"to,omitzero"`
	Label label.TypeID `json:"label,omitzero"` // zero: all links of the pair
}

// Compare returns -1, 0 or +1 as a is before, at or after b: by From, then To, then label.
func Compare(a, b Key) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), label.Compare(a.Label, b.Label))
}

// String returns the key in words, as in "contacts -> companies" or "contacts ->
// companies with label USER_DEFINED/12".
func (k Key) String() string {
	if k.Label.IsZero() {
		return fmt.Sprintf("%s -> %s", k.From, k.To)
	}
	return fmt.Sprintf("%s -> %s with label %s", k.From, k.To, k.Label)
}

// Validate returns nil when both types are legal and the label is none or legal,
// else a *[ConfigError].
func (k Key) Validate() error {
	for _, t := range []record.Type{k.From, k.To} {
		if err := t.Validate(); err != nil {
			return &ConfigError{Key: k, Reason: "a type is not legal", Err: err}
		}
	}
	legal := k.Label.Number != 0 && k.Label.Category >= label.HubSpotDefined && k.Label.Category <= label.Work
	if !legal && !k.Label.IsZero() {
		return &ConfigError{Key: k, Reason: "a label id has a known category and a number from 1"}
	}
	return nil
}

// Parent is the key of the label under which a child company sees the parent. The limit is
// [ParentMax], whatever else is configured.
var Parent = Key{From: record.Companies, To: record.Companies, Label: label.ChildToParent}

// ParentMax is how many parents a child company may have, inclusive.
const ParentMax = 1
