package association

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Query asks for one page of links.
type Query struct {
	Scope Scope
	// After is where the page begins: the Next of the page before it, or the zero
	// id for the first page. It need not be associated any more.
	After record.ID
	// Max is the most links that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int
}

// A Page is some links of one record towards one type, in Ref order.
type Page struct {
	Links []Link
	More  bool      // there are links behind the last
	Next  record.ID // the After of the next page
}

const defaultMax = 100

// resolved returns q with its defaults, and the ids of its labels from one type to
// another.
func (a *ask) resolved(ctx context.Context, from, to record.Type, q Query) (Query, []label.TypeID, error) {
	if q.Max == 0 {
		q.Max = defaultMax
	}
	if q.Max < 0 || q.Max > storage.MaxPage {
		return q, nil, fmt.Errorf("%w: a page of %d links: ask for 1 to %d", storage.ErrInvalid, q.Max, storage.MaxPage)
	}
	ids, err := a.resolve(ctx, from, to, q.Scope)
	return q, ids, err
}

// Page returns one page of of's links to records of type to, in Ref order.
func (r Reader) Page(ctx context.Context, of record.Ref, to record.Type, q Query) (Page, error) {
	var page Page
	if q.Scope.kind == scopePrimary && r.snapshot == nil {
		err := r.still(ctx, func(r Reader) (err error) {
			page, err = r.Page(ctx, of, to, q)
			return err
		})
		return page, err
	}
	err := r.ask(ctx, func(a *ask) error {
		if err := a.check(ctx, of, to); err != nil {
			return err
		}
		query, ids, err := a.resolved(ctx, of.Type, to, q)
		if err != nil {
			return err
		}
		ref, err := a.about(ctx, of, func(ref record.Ref) { a.question(ref, to, query, ids) })
		if err != nil {
			return err
		}
		if query.Scope.kind == scopePrimary {
			return a.primaries(ctx, []record.Ref{ref}, to, query, []*Page{&page})
		}
		page = a.page(0, len(a.NeighborPages), ref, to, query.Max)
		return nil
	})
	return page, err
}

// question asks for the rows of one page, in as many pages of storage as it takes.
func (a *ask) question(of record.Ref, to record.Type, q Query, labels []label.TypeID) {
	page := storage.NeighborPage{Of: of, To: to, Max: q.Max, After: storage.Cursor{ID: q.After}}
	switch q.Scope.kind {
	case scopePrimary:
		a.Degree(of, to, label.TypeID{})
		return
	case scopePrimaryOf:
		page.PrimaryOf = true
	case scopeLabeled:
		for _, id := range labels {
			page.Label = id
			a.NeighborPages = append(a.NeighborPages, page)
		}
		return
	}
	a.NeighborPages = append(a.NeighborPages, page)
}

// page joins pages from, inclusive, to upto, exclusive, into one. Several overlap: a
// link is there once, and the first most links of them all are the page.
func (a *ask) page(from, upto int, of record.Ref, to record.Type, most int) Page {
	rows, more := a.joined(from, upto, most)
	page := Page{Links: a.seen(of, to, rows), More: more}
	if n := len(rows); n > 0 {
		page.Next = rows[n-1].ID
	}
	return page
}

// joined returns the rows of pages from, inclusive, to upto, exclusive, each once and at
// most so many, and whether there are more. They may be the batch's own.
func (a *ask) joined(from, upto, most int) (rows []storage.Neighbor, more bool) {
	if upto-from == 1 {
		p := &a.NeighborPages[from]
		return p.Rows(&a.Batch.Batch), p.More
	}
	for i := from; i < upto; i++ {
		rows = append(rows, a.NeighborPages[i].Rows(&a.Batch.Batch)...)
		more = more || a.NeighborPages[i].More
	}
	slices.SortFunc(rows, func(x, y storage.Neighbor) int { return record.CompareIDs(x.ID, y.ID) })
	rows = slices.CompactFunc(rows, func(x, y storage.Neighbor) bool { return x.ID == y.ID })
	if len(rows) > most {
		return rows[:most], true
	}
	return rows, more
}

// seen returns rows as links that of sees, in memory of their own.
func (a *ask) seen(of record.Ref, to record.Type, rows []storage.Neighbor) []Link {
	if len(rows) == 0 {
		return nil
	}
	links := make([]Link, len(rows))
	for i := range rows {
		links[i] = linkOf(a.schema, of, to, &rows[i])
	}
	return links
}

// primaries reads the links with the primaries that the sides show, one page for each.
func (a *ask) primaries(ctx context.Context, of []record.Ref, to record.Type, q Query, pages []*Page) error {
	var ends []record.Ref
	var asked []int // the page of the i-th link
	for i, ref := range of {
		if id := a.Degrees[a.Degree(ref, to, label.TypeID{})].Was.Primary; id != "" {
			ends, asked = append(ends, ref, record.New(to, id)), append(asked, i)
		}
	}
	links := make([]Link, len(asked))
	if err := a.between(ctx, ends, links); err != nil {
		return err
	}
	for k, i := range asked {
		if link := links[k]; !link.IsZero() && (q.After == "" || record.CompareIDs(link.To.ID, q.After) > 0) {
			*pages[i] = Page{Links: links[k : k+1 : k+1], Next: link.To.ID}
		}
	}
	return nil
}

// linksPage is how many links Links reads at once.
const linksPage = 500

// Links yields of's links to records of type to, in Ref order: all of them, or those in
// the one given scope. It reads them in pages, each of which shows what stands when it is
// read; in a [Graph.View] all are of one snapshot. After an error it ends.
func (r Reader) Links(ctx context.Context, of record.Ref, to record.Type, scope ...Scope) iter.Seq2[Link, error] {
	q := Query{Max: linksPage}
	if len(scope) > 0 {
		q.Scope = scope[0]
	}
	return func(yield func(Link, error) bool) {
		if len(scope) > 1 {
			yield(Link{}, fmt.Errorf("%w: %d scopes: ask for one", storage.ErrInvalid, len(scope)))
			return
		}
		for {
			page, err := r.Page(ctx, of, to, q)
			if err != nil {
				yield(Link{}, err)
				return
			}
			for _, link := range page.Links {
				if !yield(link, nil) {
					return
				}
			}
			if !page.More {
				return
			}
			q.After = page.Next
		}
	}
}
