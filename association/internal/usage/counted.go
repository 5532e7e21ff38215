package usage

import (
	"context"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// isCounted reports whether the store has the counts of a limit, or those that the limit adds up.
func (r *report) isCounted(k limits.Key) bool {
	return k.Label.IsZero() || r.schema.IsCounted(k) && !r.schema.IsCounting(k)
}

// parts returns the searches of stored counts that answer s: s itself, or for a sum a search for
// each type that is added up. A record that reaches a sum of n over k types has at least n/k
// links of some type, so only those are searched for.
func (r *report) parts(s search) []search {
	if s.key.To != "" {
		return []search{s}
	}
	_, types, _ := r.schema.Limits().SumOf(s.key.From)
	parts := make([]search, 0, len(types))
	for _, t := range types {
		if r.schema.Labels().CheckPair(s.key.From, t) == nil {
			part := s
			part.key.To = t
			part.atLeast = max((s.atLeast+len(types)-1)/len(types), 1)
			parts = append(parts, part)
		}
	}
	return parts
}

// readCounts answers searches of stored counts, in a single Read.
func (r *report) readCounts(ctx context.Context, searches []search) ([]found, error) {
	pages := make([]found, len(searches))
	err := r.source.Ask(ctx, func(ask *question.Question) error {
		for _, s := range searches {
			ask.Batch.DegreePages = append(ask.Batch.DegreePages, storage.DegreePage{
				Of: record.Ref{Type: s.key.From}, To: s.key.To, Label: s.key.Label, AtLeast: s.atLeast, After: s.after, Max: s.rows,
			})
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i, s := range searches {
			p := &ask.Batch.DegreePages[i]
			pages[i] = found{more: p.More, next: p.Next}
			for _, row := range p.Rows(&ask.Batch.Batch) {
				pages[i].rows = append(pages[i].rows, s.row(row.Of, row.Summary.Count))
			}
		}
		return nil
	})
	return pages, err
}

// joined returns the answer to s from those to the parts.
func (r *report) joined(ctx context.Context, s search, parts []search, pages []found) (found, error) {
	if s.key.To != "" {
		return pages[0], nil
	}
	var answer found
	ids := answer.merge(pages)
	sums, err := r.sums(ctx, s.key.From, parts, ids)
	for i, sum := range sums {
		if sum >= s.atLeast {
			answer.rows = append(answer.rows, s.row(ids[i], sum))
		}
	}
	return answer, err
}

// merge returns the records of several pages, in order and each once, as far as all of
// the pages have come. A further search goes on after them.
func (f *found) merge(pages []found) []record.ID {
	for _, p := range pages {
		if p.more && (!f.more || record.CompareIDs(p.next, f.next) < 0) {
			f.more, f.next = true, p.next
		}
	}
	var ids []record.ID
	for _, p := range pages {
		for _, u := range p.rows {
			if !f.more || record.CompareIDs(u.Record.ID, f.next) <= 0 {
				ids = append(ids, u.Record.ID)
			}
		}
	}
	slices.SortFunc(ids, record.CompareIDs)
	return slices.Compact(ids)
}

// sums returns how many links each of some records has towards the types of all parts.
func (r *report) sums(ctx context.Context, from record.Type, parts []search, ids []record.ID) ([]int, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	sums := make([]int, len(ids))
	err := r.source.Ask(ctx, func(ask *question.Question) error {
		for _, id := range ids {
			for _, part := range parts {
				ask.Batch.Degrees = append(ask.Batch.Degrees, storage.Degree{Of: record.New(from, id), To: part.key.To})
			}
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i := range sums {
			sums[i] = 0
			for k := range parts {
				sums[i] += ask.Batch.Degrees[i*len(parts)+k].Was.Count
			}
		}
		return nil
	})
	return sums, err
}
