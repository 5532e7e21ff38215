package schema

import (
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// ErrRetired is the sentinel of every [RetiredError], for [errors.Is].
var ErrRetired = failure.Sentinel(failure.Refused, "schema.ErrRetired", "label is being removed")

// ErrExclusive is the sentinel of every [ExclusiveError], for [errors.Is].
var ErrExclusive = failure.Sentinel(failure.Refused, "schema.ErrExclusive", "labels exclude each other")

// ErrInUse is the sentinel of every [InUseError], for [errors.Is].
var ErrInUse = failure.Sentinel(failure.InUse, "schema.ErrInUse", "label is in use")

// A RetiredError says that a label which is being removed was put on a link that
// does not carry the label. errors.Is(err, [ErrRetired]) holds.
type RetiredError struct {
	From  record.Ref  `json:"from,omitzero"`
	To    record.Ref  `json:"to,omitzero"`
	Label label.Label `json:"label,omitzero"`
}

var _ = failure.Register[*RetiredError]("schema.RetiredError")

// Error names both records and the label.
func (e *RetiredError) Error() string {
	return fmt.Sprintf("label %q (%s) is being removed and cannot be put on %s and %s: use another label", e.Label.Text, e.Label.ID, e.From, e.To)
}

// Unwrap returns [ErrRetired].
func (e *RetiredError) Unwrap() error { return ErrRetired }

// An ExclusiveError says that a link would carry two labels that exclude each other,
// as parent and child company do. errors.Is(err, [ErrExclusive]) holds.
type ExclusiveError struct {
	From   record.Ref     `json:"from,omitzero"`
	To     record.Ref     `json:"to,omitzero"`
	Labels [2]label.Label `json:"labels,omitzero"`
}

var _ = failure.Register[*ExclusiveError]("schema.ExclusiveError")

// Error names both records and both labels.
func (e *ExclusiveError) Error() string {
	return fmt.Sprintf("%s and %s cannot carry both %q (%s) and %q (%s): set the labels to one of them", e.From, e.To,
		e.Labels[0].Text, e.Labels[0].ID, e.Labels[1].Text, e.Labels[1].ID)
}

// Unwrap returns [ErrExclusive].
func (e *ExclusiveError) Unwrap() error { return ErrExclusive }

// An InUseError says that a label cannot be removed because links carry the label.
// errors.Is(err, [ErrInUse]) holds.
type InUseError struct {
	Label label.Label `json:"label,omitzero"`
	Links int         `json:"links,omitzero"` // the carriers
}

var _ = failure.Register[*InUseError]("schema.InUseError")

// Error names the label and says how many links carry the label.
func (e *InUseError) Error() string {
	carried := "a link"
	if e.Links != 1 {
		carried = fmt.Sprintf("%d links", e.Links)
	}
	return fmt.Sprintf("label %q (%s) is carried by %s: take it off first", e.Label.Text, e.Label.ID, carried)
}

// Unwrap returns [ErrInUse].
func (e *InUseError) Unwrap() error { return ErrInUse }
