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

// A TargetPage is some records that a scope reaches from one record, in Ref order.
type TargetPage struct {
	Of  record.Ref  `json:"of,omitzero"`  // the record, or its survivor if it was merged away
	IDs []record.ID `json:"ids,omitzero"` // of the records that are reached
	// Next is the place of the next page, which may be empty. Zero: there are no more.
	Next Cursor `json:"next,omitzero"`
}

// TargetsMany returns, for each record, which records of type to a scope reaches from it: at
// most so many each, 1 to [storage.MaxPage], or 100 for 0. The records may be of several
// types. after, unless nil, has for each record the cursor where its page begins: the Next of
// its page before, or zero for the first. A cursor belongs to the record as it was given, also
// if that was merged away. It reads them all at once, and without the links' labels and
// times, which [Reader.PageMany] shows.
func (r Reader) TargetsMany(ctx context.Context, of []record.Ref, to record.Type, scope Scope, after []Cursor, most int) (_ []TargetPage, err error) {
	ctx, call := r.observe.begin(ctx, "targets many")
	defer call.end(&err)
	q, err := Query{Scope: scope, Max: most}.checked()
	if err != nil {
		return nil, err
	}
	if after != nil && len(after) != len(of) {
		return nil, fmt.Errorf("%w: %d cursors for the pages of %d records: give one for each", storage.ErrInvalid, len(after), len(of))
	}
	pages := make([]TargetPage, len(of))
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		refs, err := checkRefs(ctx, ask, of, to)
		if err != nil {
			return err
		}
		queries := make([]boundQuery, len(of))
		for i, ref := range of {
			var begin Cursor
			if after != nil {
				begin = after[i]
			}
			if queries[i], err = q.bind(ctx, r.questions, ask, asksTargets, ref, to, begin); err != nil {
				return err
			}
		}
		return ask.Following(refs, func() error { return r.readTargets(ctx, ask, refs, to, queries, pages) })
	})
	return pages, err
}

// readTargets reads one page of targets for each record.
func (r Reader) readTargets(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, queries []boundQuery, pages []TargetPage) error {
	first := make([]int, len(of)+1)
	for i, ref := range of {
		queries[i].askFor(ask, ref, to)
		first[i+1] = len(ask.Batch.NeighborPages)
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	for i, ref := range of {
		page := TargetPage{Of: ref}
		if queries[i].Scope.kind == scopePrimary {
			if id := ask.Batch.Degrees[ask.Batch.Degree(ref, to, label.TypeID{})].Was.Primary; id != "" {
				page.IDs = []record.ID{id}
			}
			pages[i] = page
			continue
		}
		rows, more := queries[i].rows(ask, span{first[i], first[i+1]})
		var err error
		if page.Next, err = queries[i].next(ctx, r.questions, rows, more); err != nil {
			return err
		}
		if len(rows) > 0 {
			page.IDs = make([]record.ID, len(rows))
		}
		for k := range rows {
			page.IDs[k] = rows[k].ID
		}
		pages[i] = page
	}
	return nil
}

// How much one Read of Targets asks for: about so many records, and so many rows of all of
// them together. A record that has more goes on in the next Read, beside the others.
const (
	targetRecords = 500
	targetRows    = 10_000
)

// Targets yields the records of type to that a scope reaches from any of the given
// records, each once: the contacts whose primary company is this one, the carriers of a
// label at one of these five hundred.
//
// It reads in rounds: one Read for each 500 records, and further ones for those of which
// it did not see all. A record is yielded when it is first seen, in Ref order as far as
// it comes from one of the given records and one round. Each round shows the state when it
// is read; in a [Graph.View] all are of one snapshot. It remembers what was yielded, 16
// bytes and the id for each. After an error it ends.
func (r Reader) Targets(ctx context.Context, of []record.Ref, to record.Type, scope Scope) iter.Seq2[record.Ref, error] {
	return func(yield func(record.Ref, error) bool) {
		ctx, call := r.observe.begin(ctx, "targets")
		r.yieldTargets(ctx, call, of, to, scope, yield)
		call.endLoop()
	}
}

func (r Reader) yieldTargets(ctx context.Context, call *call, of []record.Ref, to record.Type, scope Scope, yield func(record.Ref, error) bool) {
	seen := make(map[record.ID]bool)
	for page, err := range r.targetPages(ctx, of, to, scope) {
		if err != nil {
			pass(call, yield, record.Ref{}, err)
			return
		}
		for _, id := range page.IDs {
			if seen[id] {
				continue
			}
			seen[id] = true
			if !pass(call, yield, record.New(to, id), nil) {
				return
			}
		}
	}
}

// targetPages yields the pages of all records, round by round.
func (r Reader) targetPages(ctx context.Context, of []record.Ref, to record.Type, scope Scope) iter.Seq2[TargetPage, error] {
	return func(yield func(TargetPage, error) bool) {
		of = distinct(of)
		for from := 0; from < len(of); from += targetRecords {
			open := of[from:min(from+targetRecords, len(of))]
			after := make([]Cursor, len(open))
			for len(open) > 0 {
				pages, err := r.TargetsMany(ctx, open, to, scope, after, max(targetRows/len(open), 1))
				if err != nil {
					yield(TargetPage{}, err)
					return
				}
				n := 0
				for i, page := range pages {
					if !yield(page, nil) {
						return
					}
					if !page.Next.IsZero() {
						open[n], after[n] = open[i], page.Next
						n++
					}
				}
				open, after = open[:n], after[:n]
			}
		}
	}
}

// distinct returns a copy of refs without repetitions.
func distinct(refs []record.Ref) []record.Ref {
	seen := make(map[record.Ref]bool, len(refs))
	once := make([]record.Ref, 0, len(refs))
	for _, ref := range refs {
		if !seen[ref] {
			seen[ref] = true
			once = append(once, ref)
		}
	}
	return once
}
