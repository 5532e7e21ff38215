package schema

import (
	"fmt"
	"sync"

	"github.com/relata-go/relata/failure"
)

// An Edit is a change of the schema as a value: [DefineType], [DefinePair],
// [DefineLabel], [RenameLabel], [RemoveLabel], [SetMaxLabels], [SetLimit], [ClearLimit],
// [SetTechnicalLimit], [SetActivitySum], [SetSubscription], [DeclareRule] or
// [WithdrawRule]. The graph makes edits.
type Edit interface {
	// edit changes the schema, which is a copy. An edit that has to look at every
	// link sets a backfill, which the graph then runs.
	edit(s *Schema) error
	// String returns the edit in words.
	String() string
}

// Errors to test for with [errors.Is].
var (
	// ErrBackfillAlone is the error of an edit that looks at every link and was given
	// together with others.
	ErrBackfillAlone = failure.Sentinel(failure.Invalid, "schema.ErrBackfillAlone", "the edit looks at every link")
	// ErrBackfillUnderWay says that the backfill of another edit has to be finished
	// first. The graph does so, and callers never see the error.
	ErrBackfillUnderWay = failure.Sentinel(failure.Conflict, "schema.ErrBackfillUnderWay", "another edit of the schema is under way")
	// ErrNoEdit is the error of a nil edit.
	ErrNoEdit = failure.Sentinel(failure.Invalid, "schema.ErrNoEdit", "no edit")
)

// Edited returns the next version, in which all edits were made in order, or the error of
// the first edit that is refused.
func (s *Schema) Edited(edits ...Edit) (*Schema, error) {
	if s.backfill != nil {
		return nil, ErrBackfillUnderWay
	}
	next := s.next()
	for _, e := range edits {
		if e == nil {
			return nil, fmt.Errorf("%w: give an edit, not nil", ErrNoEdit)
		}
		if err := e.edit(next); err != nil {
			return nil, fmt.Errorf("%s: %w", e, err)
		}
		if next.backfill != nil && len(edits) > 1 {
			return nil, fmt.Errorf("%s: %w: make it without others", e, ErrBackfillAlone)
		}
	}
	return next, nil
}

// next returns a copy that is to become the next version. The copy remembers no pair, since
// an edit may change the rules and limits of a pair.
func (s *Schema) next() *Schema {
	next := *s
	next.version++
	next.pairs, next.shown = new(sync.Map), new(shown)
	return &next
}
