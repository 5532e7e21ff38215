package presets

import (
	"context"
	"iter"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/record"
)

// A Reader reads for these functions: an [association.Graph], or the [association.Reader] of
// one snapshot.
type Reader interface {
	criteria.Reader
	// Targets is [association.Reader.Targets].
	Targets(ctx context.Context, of []record.Ref, to record.Type, scope association.Scope) iter.Seq2[record.Ref, error]
	// Primary is [association.Reader.Primary].
	Primary(ctx context.Context, of record.Ref, to record.Type) (record.Ref, bool, error)
}

// affected are the types whose records a deal's end affects, in the order in which they are
// yielded.
var affected = [...]record.Type{record.Contacts, record.Companies}

// ClosedWon yields the records that a won deal affects: all its contacts, then all its
// companies, each kind in Ref order. After an error the sequence ends. See
// [association.Reader.Targets] for the number of Reads.
func ClosedWon(ctx context.Context, r Reader, deal record.Ref) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		for _, to := range affected {
			for target, err := range r.Targets(ctx, []record.Ref{deal}, to, association.All()) {
				if !yield(target, err) || err != nil {
					return
				}
			}
		}
	}
}

// pageRows is how many records of a type ClosedLost looks at together.
const pageRows = 10_000

// ClosedLost yields the records that a lost deal affects: the same as [ClosedWon], without
// those that have another deal which was won. The application says which deals are won, and is
// not asked about this deal. After an error the sequence ends.
func ClosedLost(ctx context.Context, r Reader, deal record.Ref, won criteria.Predicate) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		for _, to := range affected {
			of, after := []record.Ref{deal}, []association.Cursor{{}}
			for more := true; more; {
				pages, err := r.TargetsMany(ctx, of, to, association.All(), after, pageRows)
				if err != nil {
					yield(record.Ref{}, err)
					return
				}
				page := pages[0]
				after[0] = page.Next
				more = !page.Next.IsZero()
				targets, err := withoutWon(ctx, r, page, to, won)
				if err != nil {
					yield(record.Ref{}, err)
					return
				}
				for _, target := range targets {
					if !yield(target, nil) {
						return
					}
				}
			}
		}
	}
}

// withoutWon returns the records of a page of a deal that have no other deal that was won.
func withoutWon(ctx context.Context, r Reader, page association.TargetPage, to record.Type, won criteria.Predicate) ([]record.Ref, error) {
	targets := make([]record.Ref, len(page.IDs))
	for i, id := range page.IDs {
		targets[i] = record.New(to, id)
	}
	free, err := criteria.MeetsMany(ctx, r, targets, criteria.Criterion{
		To: page.Of.Type, Quantifier: criteria.NoneMeets(), Where: except(page.Of, won),
	})
	if err != nil {
		return nil, err
	}
	kept := targets[:0]
	for i, target := range targets {
		if free[i] {
			kept = append(kept, target)
		}
	}
	return kept, nil
}

// except returns the predicate that does not hold for a single record and asks p about the
// others. A nil p holds for every other record.
func except(one record.Ref, p criteria.Predicate) criteria.Predicate {
	if p == nil {
		p = func(_ context.Context, records []record.Ref) ([]bool, error) {
			return slices.Repeat([]bool{true}, len(records)), nil
		}
	}
	return func(ctx context.Context, records []record.Ref) ([]bool, error) {
		at := slices.Index(records, one)
		if at < 0 {
			return p(ctx, records)
		}
		if len(records) == 1 {
			return []bool{false}, nil
		}
		answers, err := p(ctx, slices.Concat(records[:at], records[at+1:]))
		if err != nil || len(answers) != len(records)-1 {
			return nil, err
		}
		return slices.Concat(answers[:at], []bool{false}, answers[at:]), nil
	}
}

// LifecycleSync returns the record that gets the lifecycle stage of a contact or a deal: the
// primary company and no other. The result is false if there is none.
func LifecycleSync(ctx context.Context, r Reader, of record.Ref) (record.Ref, bool, error) {
	return r.Primary(ctx, of, record.Companies)
}
