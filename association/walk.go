package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A WalkQuery asks for one page of all links between two types.
type WalkQuery struct {
	Scope Scope `json:"scope,omitzero"` // as the record of the first type sees the link
	// After is where the page begins: the Next of the page before, [Reader.CursorAfter] a
	// link, or zero for the first page.
	After Cursor `json:"after,omitzero"`
	// Max is the most links that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A WalkPage is some links between two types: by the record of the first type, then by
// that of the second, both in Ref order.
type WalkPage struct {
	Links []Link `json:"links,omitzero"`
	// Next is the After of the next page, which may be empty. Zero: there are no more links.
	Next Cursor `json:"next,omitzero"`
}

// WalkPage returns one page of all links from records of one type to records of another,
// with labels, marks and times, for reports and for keeping another system in step. Every
// link is there once. Between records of one type it is shown from the end that has it in
// the scope; if both have, from the first of them in Ref order. A page may hold fewer links
// than Max, even none, although there are more. It is one Read.
func (r Reader) WalkPage(ctx context.Context, from, to record.Type, q WalkQuery) (_ WalkPage, err error) {
	ctx, call := r.observe.begin(ctx, "walk page")
	defer call.end(&err)
	if q.Max, err = checkPageSize(q.Max, "links"); err != nil {
		return WalkPage{}, err
	}
	var page WalkPage
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		labels, asked, err := q.Scope.walk(ctx, ask, from, to)
		if err == nil {
			err = checkCursor(ctx, r.questions, q.After, asked)
		}
		if err != nil {
			return err
		}
		rows := storage.NeighborPage{Of: record.Ref{Type: from}, To: to, Max: q.Max}
		if !q.After.IsZero() {
			rows.After = storage.Cursor{Of: q.After.place.of, ID: q.After.place.id}
		}
		if len(labels) == 1 {
			rows.Label = labels[0]
		}
		ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, rows)
		if err := ask.Read(ctx); err != nil {
			return err
		}
		page = WalkPage{Links: walked(ask, q.Scope, labels)}
		if read := &ask.Batch.NeighborPages[0]; read.More {
			page.Next, err = cursorOf(ctx, r.questions, asked, place{of: read.Next.Of, id: read.Next.ID})
		}
		return err
	})
	return page, err
}

// walk returns the labels of the scope in a walk, and what the cursors of the walk belong to.
func (s Scope) walk(ctx context.Context, ask *question.Question, from, to record.Type) ([]label.TypeID, fingerprint, error) {
	if err := ask.Sure(ctx, ask.Schema.Labels().CheckPair(from, to)); err != nil {
		return nil, 0, err
	}
	labels, err := s.resolve(ctx, ask, from, to)
	return labels, asking(asksWalk).text(string(from)).text(string(to)).scope(s, labels), err
}

// CursorAfter returns the place after a link in a walk over the links of its two types in a
// scope. So a walk that was interrupted continues after the last link that it yielded. The link
// need not exist any more.
func (r Reader) CursorAfter(ctx context.Context, link Link, scope Scope) (_ Cursor, err error) {
	ctx, call := r.observe.begin(ctx, "cursor after")
	defer call.end(&err)
	var cursor Cursor
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		_, asked, err := scope.walk(ctx, ask, link.From.Type, link.To.Type)
		if err == nil {
			cursor, err = cursorOf(ctx, r.questions, asked, place{of: link.From.ID, id: link.To.ID})
		}
		return err
	})
	return cursor, err
}

// walked returns those links of the page that was asked for which are in the scope.
func walked(ask *question.Question, scope Scope, labels []label.TypeID) (links []Link) {
	read := &ask.Batch.NeighborPages[0]
	for _, row := range read.Rows(&ask.Batch.Batch) {
		of := record.New(read.Of.Type, row.Of)
		again := of.Type == read.To && record.CompareIDs(row.Of, row.ID) > 0 && scope.holds(labels, row.State.Flip())
		if again || !scope.holds(labels, row.State) {
			continue
		}
		links = append(links, linkOf(ask.Schema, of, read.To, &row))
	}
	return links
}

// Walk yields all links from records of one type to records of another, in pages; see
// [Reader.WalkPage]. It begins after the given cursor, see [Reader.CursorAfter]. Each page shows
// the state when it is read; in a [Graph.View] all are of one snapshot. After an error it ends.
func (r Reader) Walk(ctx context.Context, from, to record.Type, scope Scope, after Cursor) iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		ctx, call := r.observe.begin(ctx, "walk")
		r.yieldWalk(ctx, call, from, to, scope, after, yield)
		call.endLoop()
	}
}

func (r Reader) yieldWalk(ctx context.Context, call *call, from, to record.Type, scope Scope, after Cursor, yield func(Link, error) bool) {
	q := WalkQuery{Scope: scope, After: after, Max: question.WalkPage}
	for more := true; more; {
		page, err := r.WalkPage(ctx, from, to, q)
		if err != nil {
			pass(call, yield, Link{}, err)
			return
		}
		for _, link := range page.Links {
			if !pass(call, yield, link, nil) {
				return
			}
		}
		q.After = page.Next
		more = !q.After.IsZero()
	}
}
