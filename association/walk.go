package association

import (
	"context"
	"fmt"
	"iter"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A WalkQuery asks for one page of all links between two types.
type WalkQuery struct {
	Scope Scope `json:"scope,omitzero"` // as the record of the first type sees the link
	// After is where the page begins: the Next of the page before it, the
	// [Link.Cursor] of a link, or the zero place for the first page. The records that it
	// names need not be associated any more.
	After WalkCursor `json:"after,omitzero"`
	// Max is the most links that the page holds, 1 to [storage.MaxPage]. Zero: 100.
	Max int `json:"max,omitzero"`
}

// A WalkCursor is a place in a walk over all links between two types: after a link.
type WalkCursor struct {
	From record.ID `json:"from,omitzero"`
	To   record.ID `json:"to,omitzero"` // of its records of the first and of the second type
}

// Cursor returns the place after the link in a walk that showed it.
func (l Link) Cursor() WalkCursor { return WalkCursor{l.From.ID, l.To.ID} }

// A WalkPage is some links between two types: by the record of the first type, then by
// that of the second, both in Ref order.
type WalkPage struct {
	Links []Link     `json:"links,omitzero"`
	More  bool       `json:"more,omitzero"` // there may be links after the last
	Next  WalkCursor `json:"next,omitzero"` // the After of the next page
}

// WalkPage returns one page of all links from records of one type to records of another,
// with labels, marks and times, for reports and for keeping another system in step. Every
// link is there once. Between records of one type it is shown from the end that has it in
// the scope; if both have, from the first of them in Ref order. A page may hold fewer links
// than Max, even none, although there are more. It is one Read.
func (r Reader) WalkPage(ctx context.Context, from, to record.Type, q WalkQuery) (WalkPage, error) {
	if q.Max == 0 {
		q.Max = defaultMax
	}
	if q.Max < 0 || q.Max > storage.MaxPage {
		return WalkPage{}, fmt.Errorf("%w: a page of %d links: ask for 1 to %d", storage.ErrInvalid, q.Max, storage.MaxPage)
	}
	var page WalkPage
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Sure(ctx, ask.Schema.Labels().CheckPair(from, to)); err != nil {
			return err
		}
		labels, err := q.Scope.resolve(ctx, ask, from, to)
		if err != nil {
			return err
		}
		asked := storage.NeighborPage{
			Of: record.Ref{Type: from}, To: to, Max: q.Max,
			After: storage.Cursor{Of: q.After.From, ID: q.After.To},
		}
		if len(labels) == 1 {
			asked.Label = labels[0]
		}
		ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, asked)
		if err := ask.Read(ctx); err != nil {
			return err
		}
		page = walked(ask, q.Scope, labels)
		return nil
	})
	return page, err
}

// walked returns those links of the page that was asked for which are in the scope.
func walked(ask *question.Question, scope Scope, labels []label.TypeID) WalkPage {
	read := &ask.Batch.NeighborPages[0]
	page := WalkPage{More: read.More, Next: WalkCursor{read.Next.Of, read.Next.ID}}
	for _, row := range read.Rows(&ask.Batch.Batch) {
		of := record.New(read.Of.Type, row.Of)
		again := of.Type == read.To && record.CompareIDs(row.Of, row.ID) > 0 && scope.holds(labels, row.State.Flip())
		if again || !scope.holds(labels, row.State) {
			continue
		}
		page.Links = append(page.Links, linkOf(ask.Schema, of, read.To, &row))
	}
	return page
}

// Walk yields all links from records of one type to records of another, in pages; see
// [Reader.WalkPage]. It begins after the given place, so a walk that was interrupted goes on
// after the last link it yielded. Each page shows the state when it is read; in a
// [Graph.View] all are of one snapshot. After an error it ends.
func (r Reader) Walk(ctx context.Context, from, to record.Type, scope Scope, after WalkCursor) iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		q := WalkQuery{Scope: scope, After: after, Max: question.WalkPage}
		for more := true; more; {
			page, err := r.WalkPage(ctx, from, to, q)
			if err != nil {
				yield(Link{}, err)
				return
			}
			for _, link := range page.Links {
				if !yield(link, nil) {
					return
				}
			}
			more, q.After = page.More, page.Next
		}
	}
}
