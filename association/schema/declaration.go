package schema

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A Declaration is the part of an account's schema that an application needs, written down in
// its code or configuration:
//
//	schema.Declaration{
//		Types:  []record.Type{"cars"},
//		Pairs:  [][2]record.Type{{"cars", "contacts"}},
//		Labels: []label.Definition{label.Single("contacts", "companies", "Manager")},
//		Limits: []schema.Limit{{From: "companies", To: "contacts", Label: "Manager", Max: 5}},
//	}
//
// A declaration only adds. Other definitions stay as they are.
// [Declaration.Missing] compares a declaration with a schema.
type Declaration struct {
	// Subscription is the account's. Nil: not mentioned.
	Subscription *limits.Subscription `json:"subscription,omitempty"`
	// Types are active types: custom ones, or built-in ones such as leads.
	Types []record.Type `json:"types,omitempty"`
	// Pairs are the pairs of types whose records can be associated, in either order.
	Pairs [][2]record.Type `json:"pairs,omitempty"`
	// Labels are found by their internal name or, without a name, by their words. Declaring a
	// built-in label is legal and means that label.
	Labels []label.Definition `json:"labels,omitempty"`
	// ActivitySum is how many activities a record may have, and which types count. Nil: not
	// mentioned.
	ActivitySum *SetActivitySum `json:"activitySum,omitempty"`
	// Limits are the configured limits of pairs and labels.
	Limits []Limit `json:"limits,omitempty"`
	// Rules are the primary rules, the edited built-in ones among them.
	Rules []primary.Rule `json:"rules,omitempty"`
	// Rename lets the declaration change the words of labels. Otherwise a different word is a
	// [MismatchError].
	Rename bool `json:"rename,omitempty"`
}

// A Limit is a declared limit. A Limit names the label, since a label has no id before the
// definition.
type Limit struct {
	From  record.Type `json:"from"`
	To    record.Type `json:"to"`
	Label string      `json:"label,omitempty"` // internal name, or the word from -> to; empty: the whole pair
	Max   int         `json:"max"`             // inclusive
}

// String returns the limit in words.
func (l Limit) String() string {
	if l.Label == "" {
		return fmt.Sprintf("limit of %s -> %s", l.From, l.To)
	}
	return fmt.Sprintf("limit of %q, %s -> %s", l.Label, l.From, l.To)
}

// Missing is the edits that a schema lacks of a declaration.
type Missing struct {
	Together Edits `json:"together,omitempty"` // made as a single version of the schema
	Alone    Edits `json:"alone,omitempty"`    // made after them, each alone, since each looks at every link
}

// IsZero reports whether nothing is missing.
func (m Missing) IsZero() bool { return len(m.Together)+len(m.Alone) == 0 }

// String returns a line for each edit, or "nothing is missing".
func (m Missing) String() string {
	if m.IsZero() {
		return "nothing is missing\n"
	}
	var b strings.Builder
	for _, e := range append(m.Together[:len(m.Together):len(m.Together)], m.Alone...) {
		b.WriteString(e.String() + "\n")
	}
	return b.String()
}

// ErrMismatch says that the account has a definition that differs from the declaration.
var ErrMismatch = failure.Sentinel(failure.AlreadyDefined, "schema.ErrMismatch", "the declaration differs from the schema")

// A MismatchError lists every field in which the schema differs from a declaration. Nothing
// was written. errors.Is(err, [ErrMismatch]) holds.
type MismatchError struct {
	Fields []Mismatch `json:"fields"` // in the order of the declaration
}

var _ = failure.Register[*MismatchError]("schema.MismatchError")

// A Mismatch is a field that differs.
type Mismatch struct {
	Of    string `json:"of"`    // the definition, such as: label "Manager", contacts -> companies
	Field string `json:"field"` // text, inverse text, name, kind, category, status, max, types, rule or subscription
	Have  string `json:"have"`  // in the schema
	Want  string `json:"want"`  // declared
}

// Error reads: the declaration differs from the schema: rule: text is "Boss", declared "Manager".
//
// Further fields follow after a semicolon.
func (e *MismatchError) Error() string {
	texts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		texts[i] = fmt.Sprintf("%s: %s is %q, declared %q", f.Of, f.Field, f.Have, f.Want)
	}
	return ErrMismatch.Error() + ": " + strings.Join(texts, "; ")
}

// Unwrap returns [ErrMismatch].
func (e *MismatchError) Unwrap() error { return ErrMismatch }
