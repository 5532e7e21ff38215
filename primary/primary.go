package primary

import (
	"fmt"

	"github.com/relata-go/relata/record"
)

// A Rule says how records of type From get and keep their primary of type To.
// From and To may be the same type: a contact may have a primary contact.
type Rule struct {
	From record.Type `json:"from,omitzero"`
	To   record.Type `json:"to,omitzero"`
	// Required: a record with links to To always has a primary there.
	Required bool `json:"required,omitzero"`
	// NoFirst: the first link does not become primary by itself. A required rule
	// cannot have NoFirst, since then the first link must.
	NoFirst bool `json:"noFirst,omitzero"`
	// Choice says which record the rule chooses if several records could succeed the primary.
	Choice Choice `json:"choice,omitzero"`
}

// NewestFirst reports whether the rule prefers the newest link among several. Otherwise it
// prefers the oldest.
func (r Rule) NewestFirst() bool { return r.Choice == Newest }

// String returns the rule in words, as in "contacts -> companies: required, first becomes
// primary, ask".
func (r Rule) String() string {
	need, first := "not required", "first becomes primary"
	if r.Required {
		need = "required"
	}
	if r.NoFirst {
		first = "first does not become primary"
	}
	return fmt.Sprintf("%s -> %s: %s, %s, %s", r.From, r.To, need, first, r.Choice)
}

// Validate returns nil if r is a rule that an account may have. An illegal type name or
// choice is an [ErrRule], and so is a required rule with NoFirst.
func (r Rule) Validate() error {
	for _, t := range []record.Type{r.From, r.To} {
		if err := t.Validate(); err != nil {
			return fmt.Errorf("%w: %w", ErrRule, err)
		}
	}
	switch {
	case int(r.Choice) >= len(choiceNames):
		return fmt.Errorf("%w %s: choose among ask, oldest and newest", ErrRule, r)
	case r.Required && r.NoFirst:
		return fmt.Errorf("%w %s: where a primary is required the first link becomes it", ErrRule, r)
	}
	return nil
}

// A Choice is how a rule chooses among several candidates if the caller names none.
type Choice uint8

// The choices. Age is the time the link began.
const (
	Ask    Choice = iota // not at all: the caller who takes the old primary away chooses
	Oldest               // the oldest link
	Newest               // the newest link
)

var choiceNames = [...]string{Ask: "ask", Oldest: "oldest", Newest: "newest"}

// String returns ask, oldest or newest.
func (c Choice) String() string {
	if int(c) < len(choiceNames) {
		return choiceNames[c]
	}
	return fmt.Sprintf("Choice(%d)", uint8(c))
}

// MarshalText implements [encoding.TextMarshaler] with the word that String gives.
// A choice out of range is an [ErrRule].
func (c Choice) MarshalText() ([]byte, error) {
	if int(c) >= len(choiceNames) {
		return nil, fmt.Errorf("%w: %s is no choice", ErrRule, c)
	}
	return []byte(choiceNames[c]), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. A word other than ask,
// oldest and newest is an [ErrRule].
func (c *Choice) UnmarshalText(text []byte) error {
	for choice, name := range choiceNames {
		if name == string(text) {
			*c = Choice(choice)
			return nil
		}
	}
	return fmt.Errorf("%w: choice %q: want ask, oldest or newest", ErrRule, text)
}
