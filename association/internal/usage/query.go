package usage

import (
	"context"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A Query asks which records use limits.
type Query struct {
	Keys    []limits.Key // nil: everything that has a limit
	AtLimit bool         // only records that are at the limit, not those near the limit
	AtLeast int          // not zero: records with so many links or more, whatever the limit
	After   Cursor       // where the page begins
	Max     int          // rows, from 1
}

// A Cursor is a place in a report: after a record, among those of a limit.
type Cursor struct {
	Key limits.Key
	ID  record.ID
}

// A Page is some rows of a report, by limit and then in Ref order.
type Page struct {
	Rows []limits.Usage
	More bool // there may be rows after the last
	Next Cursor
}

// Report answers a query. source is of a snapshot.
func Report(ctx context.Context, source question.Source, q Query) (Page, error) {
	var s *schema.Schema
	err := source.Ask(ctx, func(ask *question.Question) error {
		s = ask.Schema
		return ask.Read(ctx)
	})
	if err != nil {
		return Page{}, err
	}
	searches, err := q.searches(s)
	if err != nil {
		return Page{}, err
	}
	r := report{source: source, schema: s, searches: searches}
	return r.page(ctx, q.Max)
}

// A search looks for the records that use a limit, after a given record.
type search struct {
	key     limits.Key
	max     int // the limit in force; 0: none
	atLeast int // links, from 1
	after   record.ID
	rows    int // at most
}

// row returns the row of a record.
func (s search) row(id record.ID, have int) limits.Usage {
	return limits.Usage{Record: record.New(s.key.From, id), To: s.key.To, Label: s.key.Label, Have: have, Max: s.max}
}

// searches returns a search for each limit, from the place where the page begins.
func (q Query) searches(s *schema.Schema) ([]search, error) {
	keys := q.Keys
	if keys == nil {
		keys = s.Limited()
	}
	keys = slices.Clone(keys)
	slices.SortFunc(keys, limits.Compare)
	keys = slices.Compact(keys)
	searches := make([]search, 0, len(keys))
	for _, k := range keys {
		if err := s.CheckUsage(k); err != nil {
			return nil, err
		}
		one, some := q.search(s, k)
		if !some {
			continue
		}
		switch c := limits.Compare(k, q.After.Key); {
		case c < 0:
			continue
		case c == 0:
			one.after = q.After.ID
		}
		searches = append(searches, one)
	}
	return searches, nil
}

// search returns the search for a limit, and false when there is no limit and so
// nobody is near it.
func (q Query) search(s *schema.Schema, k limits.Key) (search, bool) {
	most, limited := s.Max(k)
	one := search{key: k, max: most, atLeast: max(q.AtLeast, 0)}
	switch {
	case one.atLeast > 0:
	case !limited:
		return one, false
	case q.AtLimit:
		one.atLeast = most
	default:
		one.atLeast = limits.NearThreshold(most)
	}
	return one, true
}
