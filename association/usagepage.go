package association

import (
	"context"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// usagePage is how many records a report asks for at once.
const usagePage = 1000

// A usageQuery asks which records use a limit, behind one of them.
type usageQuery struct {
	key     limits.Key
	max     int // the limit in force
	atLeast int // from 1
	after   record.ID
	most    int // rows
}

// A usages is the answer to a usageQuery. It may hold fewer rows although there are more.
type usages struct {
	rows []limits.Usage
	more bool
	next record.ID
}

func (q usageQuery) row(id record.ID, have int) limits.Usage {
	return limits.Usage{Record: record.New(q.key.From, id), To: q.key.To, Label: q.key.Label, Have: have, Max: q.max}
}

// usagePage answers one query.
func (r Reader) usagePage(ctx context.Context, s *schema.Schema, q usageQuery) (usages, error) {
	if !isStored(s, q.key) {
		return r.tallyPage(ctx, q)
	}
	parts := partsOf(s, q)
	pages, err := r.censusPages(ctx, parts)
	if err != nil {
		return usages{}, err
	}
	return r.whole(ctx, q, parts, pages)
}

// isStored reports whether what k counts, or adds up, stands in rows of the store.
func isStored(s *schema.Schema, k limits.Key) bool {
	return k.Label.IsZero() || s.IsCounted(k) && !s.IsCounting(k)
}

// parts returns the questions about stored counts that answer q: itself, or one for each
// type that a sum adds up. Whoever reaches a sum has a share of it of one type at least,
// so only those are looked at.
func partsOf(s *schema.Schema, q usageQuery) []usageQuery {
	if q.key.To != "" {
		return []usageQuery{q}
	}
	_, types, _ := s.Limits().SumOf(q.key.From)
	parts := make([]usageQuery, 0, len(types))
	for _, t := range types {
		if s.Labels().CheckPair(q.key.From, t) == nil {
			part := q
			part.key.To = t
			part.atLeast = max((q.atLeast+len(types)-1)/len(types), 1)
			parts = append(parts, part)
		}
	}
	return parts
}

// censusPages answers queries from stored counts, in one Read.
func (r Reader) censusPages(ctx context.Context, queries []usageQuery) ([]usages, error) {
	pages := make([]usages, len(queries))
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		for _, q := range queries {
			ask.Batch.DegreePages = append(ask.Batch.DegreePages, storage.DegreePage{
				Of: record.Ref{Type: q.key.From}, To: q.key.To, Label: q.key.Label, AtLeast: q.atLeast, After: q.after, Max: q.most,
			})
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i, q := range queries {
			c := &ask.Batch.DegreePages[i]
			pages[i] = usages{more: c.More, next: c.Next}
			for _, t := range c.Rows(&ask.Batch.Batch) {
				pages[i].rows = append(pages[i].rows, q.row(t.Of, t.Summary.Count))
			}
		}
		return nil
	})
	return pages, err
}

// firstID is the first id there is, for a cursor behind which a record begins.
const firstID record.ID = "\x01"

// tallyPage counts the carriers of a label that nobody counts, by walking over its links.
func (r Reader) tallyPage(ctx context.Context, q usageQuery) (usages, error) {
	var page usages
	var of record.ID
	have := 0
	flush := func() {
		if have >= q.atLeast {
			page.rows, page.next = append(page.rows, q.row(of, have)), of
		}
		have = 0
	}
	walked := storage.NeighborPage{Of: record.Ref{Type: q.key.From}, To: q.key.To, Label: q.key.Label}
	if q.after != "" {
		walked.After = storage.Cursor{Of: q.after, ID: firstID}
	}
	err := r.walk(ctx, walked, func(rows []storage.Neighbor) (bool, error) {
		for i := range rows {
			id := rows[i].Of
			if id == q.after {
				continue // the rest of the one before
			}
			if id != of {
				flush()
				of = id
			}
			if page.more = len(page.rows) >= q.most; page.more {
				return false, nil
			}
			have++
		}
		return true, nil
	})
	if err == nil && !page.more {
		flush()
	}
	return page, err
}

// whole returns the answer to q from those to its parts.
func (r Reader) whole(ctx context.Context, q usageQuery, parts []usageQuery, pages []usages) (usages, error) {
	if q.key.To != "" {
		return pages[0], nil
	}
	var page usages
	ids := page.merge(pages)
	sums, err := r.sums(ctx, q.key.From, parts, ids)
	for i, sum := range sums {
		if sum >= q.atLeast {
			page.rows = append(page.rows, q.row(ids[i], sum))
		}
	}
	return page, err
}

// merge returns the records of several pages, in order and each once, as far as all of
// them were read, and goes on behind that.
func (page *usages) merge(pages []usages) []record.ID {
	for _, p := range pages {
		if p.more && (!page.more || record.CompareIDs(p.next, page.next) < 0) {
			page.more, page.next = true, p.next
		}
	}
	var ids []record.ID
	for _, p := range pages {
		for _, u := range p.rows {
			if !page.more || record.CompareIDs(u.Record.ID, page.next) <= 0 {
				ids = append(ids, u.Record.ID)
			}
		}
	}
	slices.SortFunc(ids, record.CompareIDs)
	return slices.Compact(ids)
}

// sums returns how many records of the types of all parts each of some records has.
func (r Reader) sums(ctx context.Context, from record.Type, parts []usageQuery, ids []record.ID) ([]int, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	sums := make([]int, len(ids))
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
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
