package primary

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// Errors to test for with [errors.Is].
var (
	ErrRule         = failure.Sentinel(failure.Invalid, "primary.ErrRule", "invalid primary rule")
	ErrBuiltIn      = failure.Sentinel(failure.Refused, "primary.ErrBuiltIn", "built-in primary rule")
	ErrNoRule       = failure.Sentinel(failure.Undefined, "primary.ErrNoRule", "no primary rule") // also a [NoRuleError]
	ErrMarks        = failure.Sentinel(failure.Invalid, "primary.ErrMarks", "contradicting primary marks")
	ErrRequired     = failure.Sentinel(failure.Refused, "primary.ErrRequired", "a primary is required")                // a [RequiredError]
	ErrChoose       = failure.Sentinel(failure.ChoiceRequired, "primary.ErrChoose", "a new primary must be chosen")    // a [ChooseError]
	ErrNotCandidate = failure.Sentinel(failure.Refused, "primary.ErrNotCandidate", "the successor is not a candidate") // a [SuccessorError]
	ErrHasPrimary   = failure.Sentinel(failure.Refused, "primary.ErrHasPrimary", "another primary exists and is kept") // a [HasPrimaryError]
)

// A RequiredError says that a record would be left without the required
// primary. errors.Is(err, [ErrRequired]) holds.
type RequiredError struct {
	Record record.Ref  `json:"record,omitzero"`
	To     record.Type `json:"to,omitzero"`
}

var _ = failure.Register[*RequiredError]("primary.RequiredError")

// Error reads: contacts/1 must keep a primary of companies: associate another one first.
func (e *RequiredError) Error() string {
	return fmt.Sprintf("%s must keep a primary of %s: associate another one first", e.Record, e.To)
}

// Unwrap returns [ErrRequired].
func (e *RequiredError) Unwrap() error { return ErrRequired }

// A Candidate is a record that could become primary: the record stays linked.
type Candidate struct {
	ID      record.ID   `json:"id,omitzero"`
	Created record.Time `json:"created,omitzero"` // when the link began
}

// A ChooseError says that several records could succeed a primary and the caller
// has to name the successor. errors.Is(err, [ErrChoose]) holds.
type ChooseError struct {
	Record     record.Ref  `json:"record,omitzero"`
	To         record.Type `json:"to,omitzero"`
	Candidates []Candidate `json:"candidates,omitzero"` // the oldest ones, oldest first; all of them or as many as were read
	Count      int         `json:"count,omitzero"`      // how many there are
}

var _ = failure.Register[*ChooseError]("primary.ChooseError")

// maxNamed bounds how many candidates an error message names.
const maxNamed = 10

// Error reads: contacts/1 must keep a primary of companies: choose one of
// companies/11, companies/12 (2 candidates).
func (e *ChooseError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s must keep a primary of %s: choose one of ", e.Record, e.To)
	named := min(len(e.Candidates), maxNamed)
	for i, c := range e.Candidates[:named] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(record.New(e.To, c.ID).String())
	}
	if named < e.Count {
		b.WriteString(", ...")
	}
	fmt.Fprintf(&b, " (%d candidates)", e.Count)
	return b.String()
}

// Unwrap returns [ErrChoose].
func (e *ChooseError) Unwrap() error { return ErrChoose }

// A SuccessorError says that the named successor is not linked, or is the very
// record that goes. errors.Is(err, [ErrNotCandidate]) holds.
type SuccessorError struct {
	Record    record.Ref `json:"record,omitzero"`
	Successor record.Ref `json:"successor,omitzero"`
}

var _ = failure.Register[*SuccessorError]("primary.SuccessorError")

// Error reads: companies/9 cannot become primary of contacts/1: name another record
// that stays associated with it.
func (e *SuccessorError) Error() string {
	return fmt.Sprintf("%s cannot become primary of %s: name another record that stays associated with it", e.Successor, e.Record)
}

// Unwrap returns [ErrNotCandidate].
func (e *SuccessorError) Unwrap() error { return ErrNotCandidate }

// A HasPrimaryError says that a record was marked where another is primary and may
// not be moved. errors.Is(err, [ErrHasPrimary]) holds.
type HasPrimaryError struct {
	Record  record.Ref `json:"record,omitzero"`
	Primary record.Ref `json:"primary,omitzero"` // is and stays primary
	Wanted  record.Ref `json:"wanted,omitzero"`  // was marked
}

var _ = failure.Register[*HasPrimaryError]("primary.HasPrimaryError")

// Error reads: companies/11 does not become primary of contacts/1: companies/10 is,
// allow moving it or leave the mark out.
func (e *HasPrimaryError) Error() string {
	return fmt.Sprintf("%s does not become primary of %s: %s is, allow moving it or leave the mark out", e.Wanted, e.Record, e.Primary)
}

// Unwrap returns [ErrHasPrimary].
func (e *HasPrimaryError) Unwrap() error { return ErrHasPrimary }
