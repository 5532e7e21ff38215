package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// How much one Read asks for: about so many records, and so many rows of all of them
// together. A record that has more goes on in the next Read, beside the others.
const (
	reachRecords = 500
	reachRows    = 10_000
)

// Targets yields the records of type to that a scope reaches from any of the given
// records, each once: who calls this company its primary one, who carries a label at one
// of these five hundred. A host acts on what it yields.
//
// It reads in rounds: one Read for each 500 records, and further ones for those of which
// it did not see all. A record is yielded when it is first seen, in Ref order as far as
// it comes from one of the given records and one round. Each round shows what stands when
// it is read; in a [Graph.View] all are of one snapshot. What was yielded is remembered,
// 16 bytes and its id for each. After an error it ends.
func (r Reader) Targets(ctx context.Context, of []record.Ref, to record.Type, scope Scope) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		seen := make(map[record.ID]bool)
		for share, err := range r.shares(ctx, of, to, scope) {
			if err != nil {
				yield(record.Ref{}, err)
				return
			}
			for _, id := range share.ids {
				if seen[id] {
					continue
				}
				seen[id] = true
				if !yield(record.New(to, id), nil) {
					return
				}
			}
		}
	}
}

// shares yields what a scope reaches from each of the given records, round by round.
func (r Reader) shares(ctx context.Context, of []record.Ref, to record.Type, scope Scope) iter.Seq2[share, error] {
	return func(yield func(share, error) bool) {
		x := newReach(r, of, to, scope)
		for open := range x.groups() {
			for len(open) > 0 {
				round, err := x.round(ctx, open, reachRows)
				if err != nil {
					yield(share{}, err)
					return
				}
				open = open[:0]
				for _, s := range round {
					if !yield(s, nil) {
						return
					}
					if s.more {
						open = append(open, s.of)
					}
				}
			}
		}
	}
}

// A reach reads what a scope reaches from many records, in rounds.
type reach struct {
	Reader
	to    record.Type
	scope Scope
	of    []record.Ref // each once; the survivors as far as they are known
	after []record.ID  // behind which the i-th goes on
}

// A share is what one round shows of one record.
type share struct {
	of   int         // its position in the reach
	ids  []record.ID // in order
	more bool        // there is more behind the last
}

func newReach(r Reader, of []record.Ref, to record.Type, scope Scope) *reach {
	of, _ = distinct(of)
	return &reach{Reader: r, to: to, scope: scope, of: of, after: make([]record.ID, len(of))}
}

// distinct returns refs without repetitions, and where each of them is in that.
func distinct(refs []record.Ref) (once []record.Ref, at []int) {
	place := make(map[record.Ref]int, len(refs))
	at = make([]int, len(refs))
	for i, ref := range refs {
		k, known := place[ref]
		if !known {
			k = len(once)
			place[ref], once = k, append(once, ref)
		}
		at[i] = k
	}
	return once, at
}

// groups yields the positions of the records that begin together.
func (x *reach) groups() iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for from := 0; from < len(x.of); from += reachRecords {
			group := make([]int, 0, reachRecords)
			for i := from; i < min(from+reachRecords, len(x.of)); i++ {
				group = append(group, i)
			}
			if !yield(group) {
				return
			}
		}
	}
}

// round reads what comes next of the records at the given positions, at most most rows
// of each, in one Read.
func (x *reach) round(ctx context.Context, open []int, most int) ([]share, error) {
	q := Query{Scope: x.scope, Max: max(min(most, reachRows/len(open)), 1)}
	refs := make([]record.Ref, len(open))
	round := make([]share, len(open))
	err := x.questions.Ask(ctx, func(ask *question.Question) error {
		for k, i := range open {
			refs[k] = x.of[i]
			if err := ask.Check(ctx, refs[k], x.to); err != nil {
				return err
			}
		}
		return ask.Following(refs, func() error { return x.read(ctx, ask, q, open, refs, round) })
	})
	for k, i := range open {
		x.of[i] = refs[k]
		if n := len(round[k].ids); n > 0 {
			x.after[i] = round[k].ids[n-1]
		}
	}
	return round, err
}

// read asks for the round of some records and takes the answers.
func (x *reach) read(ctx context.Context, ask *question.Question, q Query, open []int, refs []record.Ref, round []share) error {
	first := make([]int, len(refs)+1)
	labels := make(map[record.Type][]label.TypeID, 1)
	for k, ref := range refs {
		if _, known := labels[ref.Type]; !known {
			ids, err := x.scope.resolve(ctx, ask, ref.Type, x.to)
			if err != nil {
				return err
			}
			labels[ref.Type] = ids
		}
		q.After = x.after[open[k]]
		q.askFor(ask, ref, x.to, labels[ref.Type])
		first[k+1] = len(ask.Batch.NeighborPages)
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	for k, ref := range refs {
		round[k] = share{of: open[k]}
		if x.scope.kind == scopePrimary {
			if id := ask.Batch.Degrees[ask.Batch.Degree(ref, x.to, label.TypeID{})].Was.Primary; id != "" {
				round[k].ids = []record.ID{id}
			}
			continue
		}
		rows, more := joinedRows(ask, first[k], first[k+1], q.Max)
		round[k].more = more
		for i := range rows {
			round[k].ids = append(round[k].ids, rows[i].ID)
		}
	}
	return nil
}
