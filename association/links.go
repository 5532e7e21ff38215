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
	// Order is the order of the links: by id, or [storage.OldestFirst] or
	// [storage.NewestFirst] by the time when they were associated. A page by id costs what it
	// returns. A page by age may cost a look at all links of the record to the type.
	Order storage.Order `json:"order,omitzero"`
	// After is where the page begins: the Next of the page before, or zero for the first.
	After Cursor `json:"after,omitzero"`
	// Max is the most links that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A Page is some links of one record towards one type, in the order of the [Query].
type Page struct {
	Links []Link `json:"links,omitzero"`
	// Next is the After of the next page, which may be empty. Zero: there are no more links.
	Next Cursor `json:"next,omitzero"`
}

const defaultMax = 100

// checked returns q with its defaults, or what is wrong with it.
func (q Query) checked() (Query, error) {
	if q.Order > storage.NewestFirst {
		return q, fmt.Errorf("%w: links have no order %d", storage.ErrInvalid, q.Order)
	}
	var err error
	q.Max, err = checkPageSize(q.Max, "links")
	return q, err
}

// A boundQuery is a query about one record, with what its cursors belong to.
type boundQuery struct {
	*Query
	after  storage.Cursor
	labels []label.TypeID // of the scope
	asked  fingerprint
}

// bind returns the query about a record from a cursor on, which it checks. read is asksLinks
// or asksTargets. q was checked.
func (q *Query) bind(ctx context.Context, source question.Source, ask *question.Question, read uint64, of record.Ref, to record.Type, after Cursor) (boundQuery, error) {
	labels, err := q.Scope.resolve(ctx, ask, of.Type, to)
	if err != nil {
		return boundQuery{}, err
	}
	bound := boundQuery{Query: q, labels: labels}
	bound.asked = asking(read).ref(of).text(string(to)).scope(q.Scope, labels).number(uint64(q.Order))
	if !after.IsZero() {
		bound.after = storage.Cursor{Created: after.place.created, ID: after.place.id}
	}
	return bound, checkCursor(ctx, source, after, bound.asked)
}

// Page returns one page of of's links to records of type to.
func (r Reader) Page(ctx context.Context, of record.Ref, to record.Type, q Query) (_ Page, err error) {
	ctx, call := r.observe.begin(ctx, "page")
	defer call.end(&err)
	var page [1]Page
	if q.Scope.kind == scopePrimary && !r.questions.IsSnapshot() && q.After.IsZero() {
		err := r.inSnapshot(ctx, func(r Reader) (err error) {
			page[0], err = r.Page(ctx, of, to, q)
			return err
		})
		return page[0], err
	}
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Check(ctx, of, to); err != nil {
			return err
		}
		query, err := q.checked()
		if err != nil {
			return err
		}
		bound, err := query.bind(ctx, r.questions, ask, asksLinks, of, to, q.After)
		if err != nil {
			return err
		}
		ref, err := ask.About(ctx, of, func(ref record.Ref) { bound.askFor(ask, ref, to) })
		if err != nil {
			return err
		}
		if q.Scope.kind == scopePrimary {
			return readPrimaries(ctx, ask, []record.Ref{ref}, to, page[:])
		}
		page[0], err = bound.page(ctx, r.questions, ask, span{0, len(ask.Batch.NeighborPages)}, ref, to)
		return err
	})
	return page[0], err
}

// PageMany returns the first links of each record to records of type to, as [Reader.Page]
// does for one, which also returns the pages after them. It reads them all at once.
func (r Reader) PageMany(ctx context.Context, of []record.Ref, to record.Type, q Query) (_ []Page, err error) {
	ctx, call := r.observe.begin(ctx, "page many")
	defer call.end(&err)
	pages := make([]Page, len(of))
	if q.Scope.kind == scopePrimary && !r.questions.IsSnapshot() && q.After.IsZero() {
		err := r.inSnapshot(ctx, func(r Reader) (err error) {
			pages, err = r.PageMany(ctx, of, to, q)
			return err
		})
		return pages, err
	}
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		refs, err := checkRefs(ctx, ask, of, to)
		if err != nil {
			return err
		}
		query, err := q.checked()
		if err != nil {
			return err
		}
		queries := make([]boundQuery, len(of))
		for i, ref := range of {
			if queries[i], err = query.bind(ctx, r.questions, ask, asksLinks, ref, to, q.After); err != nil {
				return err
			}
		}
		return ask.Following(refs, func() error { return r.readPages(ctx, ask, refs, to, queries, pages) })
	})
	return pages, err
}

// askFor adds the rows of one page of links, in as many pages of storage as it takes.
func (q *boundQuery) askFor(ask *question.Question, of record.Ref, to record.Type) {
	page := storage.NeighborPage{Of: of, To: to, Max: q.Max, Order: q.Order, After: q.after}
	switch q.Scope.kind {
	case scopePrimary:
		ask.Batch.Degree(of, to, label.TypeID{})
		return
	case scopePrimaryOf:
		page.PrimaryOf = true
	case scopeLabeled:
		for _, id := range q.labels {
			page.Label = id
			ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, page)
		}
		return
	}
	ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, page)
}

// page returns the page of links that some pages of storage answer.
func (q *boundQuery) page(ctx context.Context, source question.Source, ask *question.Question, read span, of record.Ref, to record.Type) (Page, error) {
	rows, more := q.rows(ask, read)
	next, err := q.next(ctx, source, rows, more)
	return Page{linksOf(ask.Schema, of, to, rows), next}, err
}

// next returns the cursor after the rows of a page, zero if there are no more.
func (q *boundQuery) next(ctx context.Context, source question.Source, rows []storage.Neighbor, more bool) (Cursor, error) {
	if !more || len(rows) == 0 {
		return Cursor{}, nil
	}
	last := &rows[len(rows)-1]
	at := place{id: last.ID}
	if q.Order != storage.ByID {
		at.created = last.State.Created
	}
	return cursorOf(ctx, source, q.asked, at)
}

// rows returns the rows of some pages of storage: each once, in the order of the query and at
// most so many, and whether there are more. Pages of several labels overlap, since a link may
// carry them all. The rows may be the batch's own.
func (q *boundQuery) rows(ask *question.Question, read span) (rows []storage.Neighbor, more bool) {
	if read.to-read.from == 1 {
		p := &ask.Batch.NeighborPages[read.from]
		return p.Rows(&ask.Batch.Batch), p.More
	}
	for i := read.from; i < read.to; i++ {
		rows = append(rows, ask.Batch.NeighborPages[i].Rows(&ask.Batch.Batch)...)
		more = more || ask.Batch.NeighborPages[i].More
	}
	slices.SortFunc(rows, func(x, y storage.Neighbor) int { return q.Order.CompareCursors(x.Cursor(), y.Cursor()) })
	rows = slices.CompactFunc(rows, func(x, y storage.Neighbor) bool { return x.ID == y.ID })
	if len(rows) > q.Max {
		return rows[:q.Max], true
	}
	return rows, more
}

// readPages reads one page for each record. The records may be of several types.
func (r Reader) readPages(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, queries []boundQuery, pages []Page) error {
	first := make([]int, len(of)+1)
	for i, ref := range of {
		queries[i].askFor(ask, ref, to)
		first[i+1] = len(ask.Batch.NeighborPages)
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	if len(queries) > 0 && queries[0].Scope.kind == scopePrimary {
		return readPrimaries(ctx, ask, of, to, pages)
	}
	for i, ref := range of {
		var err error
		if pages[i], err = queries[i].page(ctx, r.questions, ask, span{first[i], first[i+1]}, ref, to); err != nil {
			return err
		}
	}
	return nil
}

// readPrimaries reads the links with the primaries that the degrees name: one page for each
// of the records.
func readPrimaries(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, pages []Page) error {
	clear(pages)
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
		if !links[k].IsZero() {
			pages[i].Links = links[k : k+1 : k+1]
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
		ctx, call := r.observe.begin(ctx, "links")
		r.yieldLinks(ctx, call, of, to, q, scope, yield)
		call.endLoop()
	}
}

func (r Reader) yieldLinks(ctx context.Context, call *call, of record.Ref, to record.Type, q Query, scope []Scope, yield func(Link, error) bool) {
	if err := checkScopes(scope); err != nil {
		pass(call, yield, Link{}, err)
		return
	}
	for {
		page, err := r.Page(ctx, of, to, q)
		if err != nil {
			pass(call, yield, Link{}, err)
			return
		}
		for _, link := range page.Links {
			if !pass(call, yield, link, nil) {
				return
			}
		}
		if q.After = page.Next; q.After.IsZero() {
			return
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
