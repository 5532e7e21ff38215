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
	Of   record.Ref  `json:"of,omitzero"`   // the record, or its survivor if it was merged away
	IDs  []record.ID `json:"ids,omitzero"`  // of the records that are reached
	More bool        `json:"more,omitzero"` // there are more after the last
}

// TargetsMany returns, for each record, which records of type to a scope reaches from it: at
// most so many each, 1 to [storage.MaxPage], or 100 for 0. The records may be of several
// types. after, unless nil, has for each record the id after which its page begins, "" for
// the first; the next page begins after the last id of the page before. It reads them all
// at once, and without the links' labels and times, which [Reader.PageMany] shows.
func (r Reader) TargetsMany(ctx context.Context, of []record.Ref, to record.Type, scope Scope, after []record.ID, most int) ([]TargetPage, error) {
	q, err := Query{Scope: scope, Max: most}.checked()
	if err != nil {
		return nil, err
	}
	if after != nil && len(after) != len(of) {
		return nil, fmt.Errorf("%w: %d places for the pages of %d records: give one for each", storage.ErrInvalid, len(after), len(of))
	}
	pages := make([]TargetPage, len(of))
	err = r.many(ctx, of, to, func(ask *question.Question, refs []record.Ref) error {
		return readTargets(ctx, ask, refs, to, q, after, pages)
	})
	return pages, err
}

// readTargets reads one page of targets for each record.
func readTargets(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type, q Query, after []record.ID, pages []TargetPage) error {
	first := make([]int, len(of)+1)
	var labels []label.TypeID
	var err error
	for i, ref := range of {
		if i == 0 || ref.Type != of[i-1].Type {
			if labels, err = q.Scope.resolve(ctx, ask, ref.Type, to); err != nil {
				return err
			}
		}
		if after != nil {
			q.After = after[i]
		}
		q.askFor(ask, ref, to, labels)
		first[i+1] = len(ask.Batch.NeighborPages)
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	for i, ref := range of {
		pages[i] = TargetPage{Of: ref}
		if q.Scope.kind == scopePrimary {
			pages[i].IDs = primaryAfter(ask, ref, to, after, i)
			continue
		}
		rows, more := joinedRows(ask, first[i], first[i+1], q.Max)
		pages[i].More = more
		if len(rows) > 0 {
			pages[i].IDs = make([]record.ID, len(rows))
		}
		for k := range rows {
			pages[i].IDs[k] = rows[k].ID
		}
	}
	return nil
}

// primaryAfter returns the id of a record's primary, unless it is before the place where the
// i-th page begins.
func primaryAfter(ask *question.Question, of record.Ref, to record.Type, after []record.ID, i int) []record.ID {
	id := ask.Batch.Degrees[ask.Batch.Degree(of, to, label.TypeID{})].Was.Primary
	if id == "" || after != nil && after[i] != "" && record.CompareIDs(id, after[i]) <= 0 {
		return nil
	}
	return []record.ID{id}
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
		seen := make(map[record.ID]bool)
		for page, err := range r.targetPages(ctx, of, to, scope) {
			if err != nil {
				yield(record.Ref{}, err)
				return
			}
			for _, id := range page.IDs {
				if seen[id] {
					continue
				}
				seen[id] = true
				if !yield(record.New(to, id), nil) {
					return
				}
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
			after := make([]record.ID, len(open))
			for len(open) > 0 {
				pages, err := r.TargetsMany(ctx, open, to, scope, after, max(targetRows/len(open), 1))
				if err != nil {
					yield(TargetPage{}, err)
					return
				}
				n := 0
				for _, page := range pages {
					if !yield(page, nil) {
						return
					}
					if page.More {
						open[n], after[n] = page.Of, page.IDs[len(page.IDs)-1]
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
