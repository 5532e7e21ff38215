package association

import (
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A ReportQuery asks for one page of a report on the limits of the whole account.
type ReportQuery struct {
	// Keys are the limits that are looked at. A key without To is the sum of
	// activities. Nil: everything that has a limit.
	Keys []limits.Key
	// AtLimit leaves out the records that are near their limit and not at it.
	AtLimit bool
	// AtLeast, when it is not zero, asks for the records with so many links or more
	// instead, however far the limit is. So a limit of n would break what a report
	// from n+1 has.
	AtLeast int
	// After is where the page begins: the Next of the page before it, or the zero
	// place for the first page.
	After ReportCursor
	// Max is the most rows that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int
}

// A ReportCursor is a place in a report: behind a record, among those of one limit.
type ReportCursor struct {
	Key limits.Key
	ID  record.ID
}

// A ReportPage is some rows of a report: by limit, as [limits.Compare] orders them, then
// in Ref order.
type ReportPage struct {
	Rows []limits.Usage
	More bool         // there may be rows behind the last
	Next ReportCursor // the After of the next page
}

// reportCounts is how many kinds of counts one Read looks at, about.
const reportCounts = 64

// Report returns one page of the records that are at a limit or near it, of all pairs,
// labels and activity sums of the account. One Read looks at some 64 limits, another one at
// the activities of those that may have too many; a page is of one moment. Only records
// with that many links are looked at, as far as the store has an index on counts.
func (r Reader) Report(ctx context.Context, q ReportQuery) (ReportPage, error) {
	if q.Max == 0 {
		q.Max = defaultMax
	}
	if q.Max < 0 || q.Max > storage.MaxPage {
		return ReportPage{}, fmt.Errorf("%w: a report of %d rows: ask for 1 to %d", storage.ErrInvalid, q.Max, storage.MaxPage)
	}
	var page ReportPage
	err := r.inSnapshot(ctx, func(r Reader) error {
		schema, err := r.Schema(ctx)
		if err != nil {
			return err
		}
		queries, err := q.queries(schema)
		if err != nil {
			return err
		}
		page, err = r.report(ctx, schema, queries, q.Max)
		return err
	})
	return page, err
}

// queries returns what is asked of each limit, from the place where the page begins.
func (q ReportQuery) queries(s *schema.Schema) ([]usageQuery, error) {
	keys := q.Keys
	if keys == nil {
		keys = s.Limited()
	}
	keys = slices.Clone(keys)
	slices.SortFunc(keys, limits.Compare)
	keys = slices.Compact(keys)
	queries := make([]usageQuery, 0, len(keys))
	for _, k := range keys {
		if err := s.CheckUsage(k); err != nil {
			return nil, err
		}
		most, limited := s.Max(k)
		ask := usageQuery{key: k, max: most, atLeast: max(q.AtLeast, 0)}
		switch {
		case ask.atLeast > 0:
		case !limited:
			continue
		case q.AtLimit:
			ask.atLeast = most
		default:
			ask.atLeast = limits.NearThreshold(most)
		}
		switch c := limits.Compare(k, q.After.Key); {
		case c < 0:
			continue
		case c == 0:
			ask.after = q.After.ID
		}
		queries = append(queries, ask)
	}
	return queries, nil
}

// report answers queries until the page is full.
func (r Reader) report(ctx context.Context, s *schema.Schema, queries []usageQuery, most int) (ReportPage, error) {
	var page ReportPage
	for len(queries) > 0 && len(page.Rows) < most {
		some, answers, err := r.answer(ctx, s, queries, most-len(page.Rows))
		if err != nil {
			return ReportPage{}, err
		}
		done := len(some)
		for i, answer := range answers {
			room := most - len(page.Rows)
			if room == 0 {
				done = i
				break
			}
			if len(answer.rows) > room {
				answer.more, answer.next = true, answer.rows[room-1].Record.ID
				answer.rows = answer.rows[:room]
			}
			page.Rows = append(page.Rows, answer.rows...)
			if answer.more {
				queries[i].after, done = answer.next, i
				break
			}
		}
		queries = queries[done:]
	}
	if page.More = len(queries) > 0; page.More {
		page.Next = ReportCursor{queries[0].key, queries[0].after}
	}
	return page, nil
}

// answer answers the first of the queries: as many as one Read can.
func (r Reader) answer(ctx context.Context, s *schema.Schema, queries []usageQuery, most int) ([]usageQuery, []usages, error) {
	var parts []usageQuery
	var first []int // the first part of each query
	for i := range queries {
		queries[i].most = min(most, usagePage)
		if len(parts) >= reportCounts || !isStored(s, queries[i].key) {
			break
		}
		first = append(first, len(parts))
		parts = append(parts, partsOf(s, queries[i])...)
	}
	if len(first) == 0 {
		page, err := r.tallyPage(ctx, queries[0])
		return queries[:1], []usages{page}, err
	}
	pages, err := r.censusPages(ctx, parts)
	if err != nil {
		return nil, nil, err
	}
	some := queries[:len(first)]
	answers := make([]usages, len(some))
	for i, from := range first {
		upto := len(parts)
		if i+1 < len(first) {
			upto = first[i+1]
		}
		if answers[i], err = r.whole(ctx, some[i], parts[from:upto], pages[from:upto]); err != nil {
			return nil, nil, err
		}
	}
	return some, answers, nil
}
