package primary

import (
	"errors"
	"fmt"
	"strings"

	"github.com/relata-go/relata/record"
)

// Errors to test for with [errors.Is].
var (
	ErrRule         = errors.New("invalid primary rule")
	ErrBuiltIn      = errors.New("built-in primary rule")
	ErrNoRule       = errors.New("no primary rule") // also a [NoRuleError]
	ErrMarks        = errors.New("contradicting primary marks")
	ErrRequired     = errors.New("a primary is required")              // a [RequiredError]
	ErrChoose       = errors.New("a new primary must be chosen")       // a [ChooseError]
	ErrNotCandidate = errors.New("the successor is not a candidate")   // a [SuccessorError]
	ErrHasPrimary   = errors.New("another primary exists and is kept") // a [HasPrimaryError]
)

// A RequiredError says that a record would be left without the primary that it
// must have. errors.Is(err, [ErrRequired]) holds.
type RequiredError struct {
	Record record.Ref
	To     record.Type
}

// Error reads: contacts/1 must keep a primary of companies: associate another one first.
func (e *RequiredError) Error() string {
	return fmt.Sprintf("%s must keep a primary of %s: associate another one first", e.Record, e.To)
}

// Is reports whether target is [ErrRequired].
func (e *RequiredError) Is(target error) bool { return target == ErrRequired }

// A Candidate is a record that could become primary: it stays linked.
type Candidate struct {
	ID      record.ID
	Created record.Time // when the link began
}

// A ChooseError says that several records could succeed a primary and the caller
// has to name one of them. errors.Is(err, [ErrChoose]) holds.
type ChooseError struct {
	Record     record.Ref
	To         record.Type
	Candidates []Candidate // the oldest ones, oldest first; all of them or as many as were read
	Count      int         // how many there are
}

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

// Is reports whether target is [ErrChoose].
func (e *ChooseError) Is(target error) bool { return target == ErrChoose }

// A SuccessorError says that the named successor is not linked, or is the very
// record that goes. errors.Is(err, [ErrNotCandidate]) holds.
type SuccessorError struct {
	Record    record.Ref
	Successor record.Ref
}

// Error reads: companies/9 cannot become primary of contacts/1: name another record
// that stays associated with it.
func (e *SuccessorError) Error() string {
	return fmt.Sprintf("%s cannot become primary of %s: name another record that stays associated with it", e.Successor, e.Record)
}

// Is reports whether target is [ErrNotCandidate].
func (e *SuccessorError) Is(target error) bool { return target == ErrNotCandidate }

// A HasPrimaryError says that a record was marked where another is primary and may
// not be moved. errors.Is(err, [ErrHasPrimary]) holds.
type HasPrimaryError struct {
	Record  record.Ref
	Primary record.Ref // is and stays primary
	Wanted  record.Ref // was marked
}

// Error reads: companies/11 does not become primary of contacts/1: companies/10 is,
// allow moving it or leave the mark out.
func (e *HasPrimaryError) Error() string {
	return fmt.Sprintf("%s does not become primary of %s: %s is, allow moving it or leave the mark out", e.Wanted, e.Record, e.Primary)
}

// Is reports whether target is [ErrHasPrimary].
func (e *HasPrimaryError) Is(target error) bool { return target == ErrHasPrimary }
