package association

import (
	"context"
	"iter"
	"slices"

	"github.com/relata-go/relata/record"
)

// ClosedWon yields whom a deal concerns that was won: all its contacts, then all its
// companies, each kind in Ref order. See [Reader.Targets] for how it reads.
func (r Reader) ClosedWon(ctx context.Context, deal record.Ref) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		for _, to := range concerned {
			for target, err := range r.Targets(ctx, []record.Ref{deal}, to, All()) {
				if !yield(target, err) || err != nil {
					return
				}
			}
		}
	}
}

// concerned are the types that a deal's end concerns, in the order they are told.
var concerned = [...]record.Type{record.Contacts, record.Companies}

// ClosedLost yields whom a deal concerns that was lost: the same as [Reader.ClosedWon],
// without those that have another deal which was won. Which deals are won the host says;
// it is not asked about this one.
func (r Reader) ClosedLost(ctx context.Context, deal record.Ref, won Predicate) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		for _, to := range concerned {
			x := newReach(r, []record.Ref{deal}, to, All())
			for more := true; more; {
				round, err := x.round(ctx, []int{0}, reachRows)
				if err != nil {
					yield(record.Ref{}, err)
					return
				}
				targets := round[0].refs(to)
				kept, err := r.MeetsMany(ctx, targets, Criterion{
					To: deal.Type, Quantifier: NoneMeets(), Where: won.besides(x.of[0]),
				})
				if err != nil {
					yield(record.Ref{}, err)
					return
				}
				for i, target := range targets {
					if kept[i] && !yield(target, nil) {
						return
					}
				}
				more = round[0].more
			}
		}
	}
}

// refs returns the records of a share.
func (s share) refs(to record.Type) []record.Ref {
	refs := make([]record.Ref, len(s.ids))
	for i, id := range s.ids {
		refs[i] = record.New(to, id)
	}
	return refs
}

// besides returns the predicate that does not hold for one record and asks p about the
// others.
func (p Predicate) besides(one record.Ref) Predicate {
	if p == nil {
		p = always
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

// LifecycleSync returns whom the lifecycle stage of a contact or a deal is passed on to:
// its primary company and no other. It reports false when there is none.
func (r Reader) LifecycleSync(ctx context.Context, of record.Ref) (record.Ref, bool, error) {
	return r.Primary(ctx, of, record.Companies)
}
