package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Linked returns the link between two records as from sees it, and whether there is one.
func (r Reader) Linked(ctx context.Context, from, to record.Ref) (_ Link, _ bool, err error) {
	ctx, call := r.observe.begin(ctx, "linked")
	defer call.end(&err)
	var link Link
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.CheckBoth(ctx, from, to); err != nil {
			return err
		}
		ends := [2]record.Ref{from, to}
		var found [1]Link
		err := ask.Following(ends[:], func() error { return readLinks(ctx, ask, ends[:], found[:]) })
		link = found[0]
		return err
	})
	return link, !link.IsZero(), err
}

// LinkedMany returns, for each pair of records, the link between them as the first of
// the two sees it, or the zero Link. It reads them all at once.
func (r Reader) LinkedMany(ctx context.Context, pairs [][2]record.Ref) (_ []Link, err error) {
	ctx, call := r.observe.begin(ctx, "linked many")
	defer call.end(&err)
	links := make([]Link, len(pairs))
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		ends := make([]record.Ref, 0, 2*len(pairs))
		for _, p := range pairs {
			if err := ask.CheckBoth(ctx, p[0], p[1]); err != nil {
				return err
			}
			ends = append(ends, p[0], p[1])
		}
		return ask.Following(ends, func() error { return readLinks(ctx, ask, ends, links) })
	})
	return links, err
}

// readLinks reads the links between the records at 2i and 2i+1 of ends into links.
func readLinks(ctx context.Context, ask *question.Question, ends []record.Ref, links []Link) error {
	rows := make([]int, len(links))
	for i := range links {
		if from, to := ends[2*i], ends[2*i+1]; from != to {
			rows[i] = ask.Batch.Link(from, to)
		}
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	for i := range links {
		from, to := ends[2*i], ends[2*i+1]
		if from == to {
			continue // no record is associated with itself
		}
		row := &ask.Batch.Links[rows[i]]
		n := storage.Neighbor{ID: to.ID, State: row.Was}
		if !n.State.Linked() {
			continue
		}
		if row.A != from {
			n.State = n.State.Flip()
		}
		links[i] = linkOf(ask.Schema, from, to.Type, &n)
	}
	return nil
}

// Primary returns the record of type to that is of's primary, and whether there is one.
func (r Reader) Primary(ctx context.Context, of record.Ref, to record.Type) (_ record.Ref, _ bool, err error) {
	ctx, call := r.observe.begin(ctx, "primary")
	defer call.end(&err)
	side, err := r.summary(ctx, of, to)
	if err != nil || side.Primary == "" {
		return record.Ref{}, false, err
	}
	return record.New(to, side.Primary), true, nil
}

// Count returns how many records of type to are associated with of. It costs the same
// however many there are.
func (r Reader) Count(ctx context.Context, of record.Ref, to record.Type) (_ int, err error) {
	ctx, call := r.observe.begin(ctx, "count")
	defer call.end(&err)
	side, err := r.summary(ctx, of, to)
	return side.Count, err
}

// summary returns the count and the primary of a record towards a type.
func (r Reader) summary(ctx context.Context, of record.Ref, to record.Type) (storage.Summary, error) {
	var summary storage.Summary
	err := r.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Check(ctx, of, to); err != nil {
			return err
		}
		_, err := ask.About(ctx, of, func(ref record.Ref) {
			ask.Batch.Degrees = append(ask.Batch.Degrees, storage.Degree{Of: ref, To: to})
		})
		if err == nil {
			summary = ask.Batch.Degrees[0].Was
		}
		return err
	})
	return summary, err
}

// PrimaryMany returns, for each record, its primary of type to, or the zero Ref. It
// reads them all at once.
func (r Reader) PrimaryMany(ctx context.Context, of []record.Ref, to record.Type) (_ []record.Ref, err error) {
	ctx, call := r.observe.begin(ctx, "primary many")
	defer call.end(&err)
	primaries := make([]record.Ref, len(of))
	err = r.summaries(ctx, of, to, func(i int, summary storage.Summary) {
		if summary.Primary != "" {
			primaries[i] = record.New(to, summary.Primary)
		}
	})
	return primaries, err
}

// CountMany returns, for each record, how many records of type to are associated with
// it. It reads them all at once.
func (r Reader) CountMany(ctx context.Context, of []record.Ref, to record.Type) (_ []int, err error) {
	ctx, call := r.observe.begin(ctx, "count many")
	defer call.end(&err)
	counts := make([]int, len(of))
	err = r.summaries(ctx, of, to, func(i int, summary storage.Summary) { counts[i] = summary.Count })
	return counts, err
}

// summaries reads the counts and primaries of many records towards a type.
func (r Reader) summaries(ctx context.Context, of []record.Ref, to record.Type, each func(int, storage.Summary)) error {
	return r.many(ctx, of, to, func(ask *question.Question, refs []record.Ref) error {
		return ask.ReadDegrees(ctx, refs, to, each)
	})
}

// many calls fn with the survivors of the given records, when all of them are legal.
func (r Reader) many(ctx context.Context, of []record.Ref, to record.Type, fn func(*question.Question, []record.Ref) error) error {
	return r.questions.Ask(ctx, func(ask *question.Question) error {
		refs, err := checkRefs(ctx, ask, of, to)
		if err != nil {
			return err
		}
		return ask.Following(refs, func() error { return fn(ask, refs) })
	})
}

// checkRefs returns a copy of the given records, when all of them are legal.
func checkRefs(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type) ([]record.Ref, error) {
	refs := append([]record.Ref(nil), of...)
	for _, ref := range refs {
		if err := ask.Check(ctx, ref, to); err != nil {
			return nil, err
		}
	}
	return refs, nil
}
