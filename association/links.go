package association

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Query asks for one page of links.
type Query struct {
	Scope Scope `json:"scope,omitzero"`
	// After is where the page begins: the Next of the page before it, or the zero
	// id for the first page. It need not be associated any more.
	After record.ID `json:"after,omitzero"`
	// Max is the most links that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A Page is some links of one record towards one type, in Ref order.
type Page struct {
	Links []Link    `json:"links,omitzero"`
	More  bool      `json:"more,omitzero"` // there are links after the last
	Next  record.ID `json:"next,omitzero"` // the After of the next page
}

const defaultMax = 100

// checked returns q with its defaults, or what is wrong with it.
func (q Query) checked() (Query, error) {
	if q.Max == 0 {
		q.Max = defaultMax
	}
	if q.Max < 0 || q.Max > storage.MaxPage {
		return q, fmt.Errorf("%w: a page of %d links: ask for 1 to %d", storage.ErrInvalid, q.Max, storage.MaxPage)
	}
	return q, nil
}

// Page returns one page of of's links to records of type to, in Ref order.
func (r Reader) Page(ctx context.Context, of record.Ref, to record.Type, q Query) (Page, error) {
	var page Page
	if q.Scope.kind == scopePrimary && !r.questions.IsSnapshot() {
		err := r.inSnapshot(ctx, func(r Reader) (err error) {
			page, err = r.Page(ctx, of, to, q)
			return err
		})
		return page, err
	}
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Check(ctx, of, to); err != nil {
			return err
		}
		query, err := q.checked()
		if err != nil {
			return err
		}
		labels, err := q.Scope.resolve(ctx, ask, of.Type, to)
		if err != nil {
			return err
		}
		ref, err := ask.About(ctx, of, func(ref record.Ref) { query.askFor(ask, ref, to, labels) })
		if err != nil {
			return err
		}
		if query.Scope.kind == scopePrimary {
			return readPrimaries(ctx, ask, []record.Ref{ref}, to, query, []*Page{&page})
		}
		page = pageOf(ask, 0, len(ask.Batch.NeighborPages), ref, to, query.Max)
		return nil
	})
	return page, err
}

// askFor adds the rows of one page of links, in as many pages of storage as it takes.
func (q Query) askFor(ask *question.Question, of record.Ref, to record.Type, labels []label.TypeID) {
	page := storage.NeighborPage{Of: of, To: to, Max: q.Max, After: storage.Cursor{ID: q.After}}
	switch q.Scope.kind {
	case scopePrimary:
		ask.Batch.Degree(of, to, label.TypeID{})
		return
	case scopePrimaryOf:
		page.PrimaryOf = true
	case scopeLabeled:
		for _, id := range labels {
			page.Label = id
			ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, page)
		}
		return
	}
	ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, page)
}

// pageOf joins pages of storage from, inclusive, to upto, exclusive, into one page of links.
func pageOf(ask *question.Question, from, upto int, of record.Ref, to record.Type, most int) Page {
	rows, more := joinedRows(ask, from, upto, most)
	page := Page{Links: linksOf(ask.Schema, of, to, rows), More: more}
	if n := len(rows); n > 0 {
		page.Next = rows[n-1].ID
	}
	return page
}

// joinedRows returns the rows of pages of storage from, inclusive, to upto, exclusive: each
// once and at most so many, and whether there are more. Pages of several labels overlap,
// since a link may carry them all. The rows may be the batch's own.
func joinedRows(ask *question.Question, from, upto, most int) (rows []storage.Neighbor, more bool) {
	if upto-from == 1 {
		p := &ask.Batch.NeighborPages[from]
		return p.Rows(&ask.Batch.Batch), p.More
	}
	for i := from; i < upto; i++ {
		rows = append(rows, ask.Batch.NeighborPages[i].Rows(&ask.Batch.Batch)...)
		more = more || ask.Batch.NeighborPages[i].More
	}
	slices.SortFunc(rows, func(x, y storage.Neighbor) int { return record.CompareIDs(x.ID, y.ID) })
	rows = slices.CompactFunc(rows, func(x, y storage.Neighbor) bool { return x.ID == y.ID })
	if len(rows) > most {
		return rows[:most], true
	}
	return rows, more
}

// readPrimaries reads the links with the primaries that the degrees name: one page for each
// of the records.
func readPrimaries(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, q Query, pages []*Page) error {
	var ends []record.Ref
	var asked []int // the page of the i-th link
	for i, ref := range of {
		if id := ask.Batch.Degrees[ask.Batch.Degree(ref, to, label.TypeID{})].Was.Primary; id != "" {
			ends, asked = append(ends, ref, record.New(to, id)), append(asked, i)
		}
	}
	links := make([]Link, len(asked))
	if err := readLinks(ctx, ask, ends, links); err != nil {
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
// the one given scope. It reads them in pages, each of which shows the state when it is
// read; in a [Graph.View] all are of one snapshot. After an error it ends.
func (r Reader) Links(ctx context.Context, of record.Ref, to record.Type, scope ...Scope) iter.Seq2[Link, error] {
	q := Query{Max: linksPage}
	if len(scope) > 0 {
		q.Scope = scope[0]
	}
	return func(yield func(Link, error) bool) {
		if err := checkScopes(scope); err != nil {
			yield(Link{}, err)
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

// checkScopes returns an error when a call that takes one scope, or none, was given more.
func checkScopes(scopes []Scope) error {
	if len(scopes) > 1 {
		return fmt.Errorf("%w: %d scopes: ask for one", storage.ErrInvalid, len(scopes))
	}
	return nil
}

// PageMany returns the first links of each record to records of type to, in Ref order,
// as [Reader.Page] does for one. It reads them all at once.
func (r Reader) PageMany(ctx context.Context, of []record.Ref, to record.Type, q Query) ([]Page, error) {
	pages := make([]Page, len(of))
	if q.Scope.kind == scopePrimary && !r.questions.IsSnapshot() {
		err := r.inSnapshot(ctx, func(r Reader) (err error) {
			pages, err = r.PageMany(ctx, of, to, q)
			return err
		})
		return pages, err
	}
	err := r.many(ctx, of, to, func(ask *question.Question, refs []record.Ref) error {
		return readPages(ctx, ask, refs, to, q, pages)
	})
	return pages, err
}

// readPages reads one page for each record. The records may be of several types.
func readPages(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, q Query, pages []Page) error {
	q, err := q.checked()
	if err != nil {
		return err
	}
	first := make([]int, len(of)+1)
	for i, ref := range of {
		labels, err := q.Scope.resolve(ctx, ask, ref.Type, to)
		if err != nil {
			return err
		}
		q.askFor(ask, ref, to, labels)
		first[i+1] = len(ask.Batch.NeighborPages)
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	if q.Scope.kind == scopePrimary {
		into := make([]*Page, len(pages))
		for i := range pages {
			into[i] = &pages[i]
		}
		return readPrimaries(ctx, ask, of, to, q, into)
	}
	for i, ref := range of {
		pages[i] = pageOf(ask, first[i], first[i+1], ref, to, q.Max)
	}
	return nil
}

// A Link is an association as its From record sees it. The zero Link is none.
type Link struct {
	From record.Ref `json:"from,omitzero"`
	To   record.Ref `json:"to,omitzero"`
	// Labels are the labels of the link, in TypeID order, as From sees To. The type that every
	// link has and primary marks are not among them. Links with the same labels share the
	// slice, so it must not be changed.
	Labels    []label.Label `json:"labels,omitempty"`
	Primary   bool          `json:"primary,omitzero"`   // To is From's primary of its type
	PrimaryOf bool          `json:"primaryOf,omitzero"` // From is To's primary of its type
	Created   time.Time     `json:"created,omitzero"`   // when the records were associated, UTC
}

// Set returns the ids of the link's labels as a set.
func (l Link) Set() label.Set {
	ids := make([]label.TypeID, len(l.Labels))
	for i, of := range l.Labels {
		ids[i] = of.ID
	}
	return label.SetOf(ids...)
}

// String returns the link in words, as in "contacts/1 - companies/10: Manager, primary".
func (l Link) String() string {
	if l.IsZero() {
		return "no link"
	}
	words := make([]string, 0, 4)
	for _, label := range l.Labels {
		words = append(words, label.Text)
	}
	if l.Primary {
		words = append(words, "primary")
	}
	if len(words) == 0 {
		words = append(words, "no label")
	}
	return fmt.Sprintf("%s - %s: %s", l.From, l.To, strings.Join(words, ", "))
}

// IsZero reports whether l is no link.
func (l Link) IsZero() bool { return l.From.IsZero() }

// linkOf returns the link that a page shows as n.
func linkOf(s *schema.Schema, of record.Ref, to record.Type, n *storage.Neighbor) Link {
	return Link{
		From: of, To: record.New(to, n.ID), Labels: s.LabelsOf(n.State.Near.Labels),
		Primary: n.State.Near.Primary, PrimaryOf: n.State.Far.Primary,
		Created: n.State.Created.Time(),
	}
}

// linksOf returns the rows of a page as the links that of sees, in memory of their own.
func linksOf(s *schema.Schema, of record.Ref, to record.Type, rows []storage.Neighbor) []Link {
	if len(rows) == 0 {
		return nil
	}
	links := make([]Link, len(rows))
	for i := range rows {
		links[i] = linkOf(s, of, to, &rows[i])
	}
	return links
}
