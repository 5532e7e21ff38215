package association

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// An Operation is one change as a value: [Associate], [AssociateAll],
// [AssociateActivity], [Dissociate], [SetLabels], [AddLabels], [RemoveLabels],
// [SetPrimary], [ClearPrimary], [DeleteRecord], [RestoreRecord], [MergeRecords], [Undo], or
// one of these under its caller's own id, see [Once]. [Graph.Do] makes several at once.
type Operation interface {
	// named appends the records that the caller named.
	named(refs []record.Ref) []record.Ref
	// needs asks for every row that the decision is sure to look at.
	needs(d *draft.Draft)
	// decide makes the change in the draft, or returns an error and leaves the
	// draft as it was. A [draft.Restart] says that it asked for more rows, or needs a
	// later time or more locks: it is then called again.
	decide(d *draft.Draft) (Result, error)
	// request appends a text that is equal for equal requests only.
	request(text []byte) []byte
	// String says what is to be done, as in "associate contacts/1 with companies/2".
	String() string
}

// once is an operation under an id of its caller's.
type once struct {
	Operation
	id history.OperationID
}

// Once gives op an id of the caller's. The first time that it succeeds, its result
// is kept with the id; repeating the id with an equal operation changes nothing and
// returns that result, and with a different one is an error, [ErrIDReused]. So an
// operation whose outcome is not known, after a crash or [storage.ErrAmbiguous], is
// simply repeated. A refused operation leaves its id free.
func Once(id history.OperationID, op Operation) Operation {
	return &once{Operation: op, id: id}
}

// String says what is to be done.
func (o *once) String() string {
	if isNil(o.Operation) {
		return "nothing"
	}
	return o.Operation.String()
}

// request texts tell requests apart: a verb and its arguments, each in quotes, so
// that no argument can look like two. They are hashed, never shown.

func appendRequest(text []byte, verb string, arguments ...any) []byte {
	text = append(text, verb...)
	for _, a := range arguments {
		text = append(text, ' ')
		text = strconv.AppendQuote(text, fmt.Sprint(a))
	}
	return text
}

// names returns what labels are called in a request: by id when they have one.
func names(labels []label.Label) string {
	words := make([]string, len(labels))
	for i, l := range labels {
		words[i] = strconv.Quote(l.Name)
		if !l.ID.IsZero() {
			words[i] = fmt.Sprint(l.ID, l.From, l.To)
		}
	}
	return strings.Join(words, " ")
}

// quoted returns what labels are called by a person.
func quoted(labels []label.Label) string {
	if len(labels) == 0 {
		return "none"
	}
	words := make([]string, len(labels))
	for i, l := range labels {
		switch {
		case l.Text != "":
			words[i] = strconv.Quote(l.Text)
		case l.Name != "":
			words[i] = strconv.Quote(l.Name)
		default:
			words[i] = l.ID.String()
		}
	}
	return strings.Join(words, ", ")
}

// Errors to test for with [errors.Is]. The error of a refused operation
// is inside an [OperationError], and so are errors of packages label, limits, primary and
// record. An error of the store is returned unchanged.
var (
	ErrInvalidOperation = failure.Sentinel(failure.Invalid, "association.ErrInvalidOperation", "no operation")
	ErrStale            = failure.Sentinel(failure.Stale, "association.ErrStale", "plan is stale")
	ErrNoTargets        = failure.Sentinel(failure.Invalid, "association.ErrNoTargets", "no records to associate with")
	ErrOverLimit        = failure.Sentinel(failure.LimitReached, "association.ErrOverLimit", "the merged record would be over a limit")
	ErrUndoConflict     = failure.Sentinel(failure.Conflict, "association.ErrUndoConflict", "what the operation did has been changed since")
)

// An OperationError says which operation of several was refused.
type OperationError struct {
	Index     int    `json:"index,omitzero"`     // of the operation in its Do, from 0
	Operation string `json:"operation,omitzero"` // its String
	Err       error  `json:"-"`
}

var _ = failure.Register[*OperationError]("association.OperationError")

// Error reads: associate contacts/1 with companies/2: the reason.
func (e *OperationError) Error() string { return e.Operation + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *OperationError) Unwrap() error { return e.Err }

// Associate links two records under the given labels, or adds the labels to the link
// that exists. The first company of a contact becomes its primary; see the operation
// [Associate] for all that it can say.
func (g *Graph) Associate(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkFirst, labels)
}

// AssociateAsPrimary links two records, as [Graph.Associate] does, and makes to the
// primary. Where another is primary it is refused with [primary.ErrHasPrimary].
func (g *Graph) AssociateAsPrimary(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkAsPrimary, labels)
}

// ReplacePrimary links two records, as [Graph.Associate] does, and makes to the
// primary in the place of the one that was, which stays associated with its labels.
func (g *Graph) ReplacePrimary(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkReplace, labels)
}

func (g *Graph) associate(ctx context.Context, from, to record.Ref, mark primary.Mark, labels []label.Label) (Result, error) {
	t := g.begin(ctx)
	t.single.labels = append(t.single.labels, labels...)
	t.single.associate = Associate{From: from, To: to, Labels: t.single.labels, Mark: mark}
	return t.do(&t.single.associate)
}

// AssociateAll links a record with several, all or none, as one operation; see the
// operation [AssociateAll].
func (g *Graph) AssociateAll(ctx context.Context, from record.Ref, targets ...Target) (Result, error) {
	return g.begin(ctx).do(&AssociateAll{From: from, Targets: targets})
}

// Dissociate removes the link between two records. When the primary goes and several
// could succeed it, [Graph.DissociateWithSuccessor] says who does; see the operation
// [Dissociate].
func (g *Graph) Dissociate(ctx context.Context, from, to record.Ref) (Result, error) {
	return g.DissociateWithSuccessor(ctx, from, to, record.Ref{})
}

// DissociateWithSuccessor removes the link between two records and names who becomes primary
// if that link was the primary one.
func (g *Graph) DissociateWithSuccessor(ctx context.Context, from, to, successor record.Ref) (Result, error) {
	t := g.begin(ctx)
	t.single.dissociate = Dissociate{From: from, To: to, Successor: successor}
	return t.do(&t.single.dissociate)
}

// SetLabels makes the given labels the whole set of a standing link.
func (g *Graph) SetLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&SetLabels{From: from, To: to, Labels: labels})
}

// AddLabels adds labels to a standing link.
func (g *Graph) AddLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&AddLabels{From: from, To: to, Labels: labels})
}

// RemoveLabels takes labels from a standing link.
func (g *Graph) RemoveLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&RemoveLabels{From: from, To: to, Labels: labels})
}

// SetPrimary makes to, which is linked already, from's primary of its type.
func (g *Graph) SetPrimary(ctx context.Context, from, to record.Ref) (Result, error) {
	t := g.begin(ctx)
	t.single.setPrimary = SetPrimary{From: from, To: to}
	return t.do(&t.single.setPrimary)
}

// ClearPrimary takes the primary mark from to, which stays linked to from.
func (g *Graph) ClearPrimary(ctx context.Context, from, to record.Ref) (Result, error) {
	return g.begin(ctx).do(&ClearPrimary{From: from, To: to})
}

// DeleteRecord removes a record's links and refuses writes to it from then on; see the
// operation [DeleteRecord].
func (g *Graph) DeleteRecord(ctx context.Context, of record.Ref) (Result, error) {
	return g.begin(ctx).do(&DeleteRecord{Record: of})
}

// RestoreRecord brings a deleted record and its links back; see the operation
// [RestoreRecord].
func (g *Graph) RestoreRecord(ctx context.Context, of record.Ref) (Result, error) {
	return g.begin(ctx).do(&RestoreRecord{Record: of})
}

// MergeRecords merges a record into another of its type, by the policy that keeps most; see
// the operation [MergeRecords].
func (g *Graph) MergeRecords(ctx context.Context, survivor, merged record.Ref) (Result, error) {
	return g.begin(ctx).do(&MergeRecords{Survivor: survivor, Merged: merged})
}

// Undo takes back what an operation did; see the operation [Undo].
func (g *Graph) Undo(ctx context.Context, id history.OperationID) (Result, error) {
	return g.begin(ctx).do(&Undo{Operation: id})
}
