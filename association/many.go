package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// LinkedMany returns, for each pair of records, the link between them as the first of
// the two sees it, or the zero Link. It reads them all at once.
func (r Reader) LinkedMany(ctx context.Context, pairs [][2]record.Ref) ([]Link, error) {
	links := make([]Link, len(pairs))
	err := r.ask(ctx, func(a *ask) error {
		ends := make([]record.Ref, 0, 2*len(pairs))
		for _, p := range pairs {
			if err := a.checkBoth(ctx, p[0], p[1]); err != nil {
				return err
			}
			ends = append(ends, p[0], p[1])
		}
		return a.following(ends, func() error { return a.between(ctx, ends, links) })
	})
	return links, err
}

// between reads the links between the records that stand at 2i and 2i+1 of ends.
func (a *ask) between(ctx context.Context, ends []record.Ref, links []Link) error {
	rows := make([]int, len(links))
	for i := range links {
		if from, to := ends[2*i], ends[2*i+1]; from != to {
			rows[i] = a.Link(from, to)
		}
	}
	if err := a.read(ctx); err != nil {
		return err
	}
	for i := range links {
		from, to := ends[2*i], ends[2*i+1]
		if from == to {
			continue
		}
		row := &a.Links[rows[i]]
		n := storage.Neighbor{ID: to.ID, State: row.Was}
		if !n.State.Linked() {
			continue
		}
		if row.A != from {
			n.State = n.State.Flip()
		}
		links[i] = linkOf(a.schema, from, to.Type, &n)
	}
	return nil
}

// following calls fn, which asks about refs and reads, in the same Read as it asks what
// became of them, and again with the survivors when some of them were merged away.
func (a *ask) following(refs []record.Ref, fn func() error) error {
	for range batch.MaxAliases {
		a.clear()
		a.repeats = a.repeated(refs)
		if err := fn(); err != nil {
			return err
		}
		merged := false
		for i, ref := range refs {
			row := i
			if a.repeats {
				row = a.Record(ref)
			}
			refs[i] = a.survivor(row)
			merged = merged || refs[i] != ref
		}
		if !merged {
			return nil
		}
	}
	return batch.Circle(refs[0])
}

// PrimaryMany returns, for each record, its primary of type to, or the zero Ref. It
// reads them all at once.
func (r Reader) PrimaryMany(ctx context.Context, of []record.Ref, to record.Type) ([]record.Ref, error) {
	primaries := make([]record.Ref, len(of))
	err := r.sides(ctx, of, to, func(i int, side storage.Summary) {
		if side.Primary != "" {
			primaries[i] = record.New(to, side.Primary)
		}
	})
	return primaries, err
}

// CountMany returns, for each record, how many records of type to are associated with
// it. It reads them all at once.
func (r Reader) CountMany(ctx context.Context, of []record.Ref, to record.Type) ([]int, error) {
	counts := make([]int, len(of))
	err := r.sides(ctx, of, to, func(i int, side storage.Summary) { counts[i] = side.Count })
	return counts, err
}

// sides reads the sides of many records towards a type.
func (r Reader) sides(ctx context.Context, of []record.Ref, to record.Type, each func(int, storage.Summary)) error {
	return r.many(ctx, of, to, func(a *ask, refs []record.Ref) error {
		for _, ref := range refs {
			a.addSide(ref, to)
		}
		if err := a.read(ctx); err != nil {
			return err
		}
		for i, ref := range refs {
			row := i
			if a.repeats {
				row = a.Degree(ref, to, label.TypeID{})
			}
			each(i, a.Degrees[row].Was)
		}
		return nil
	})
}

// PageMany returns the first links of each record to records of type to, in Ref order,
// as [Reader.Page] does for one. It reads them all at once.
func (r Reader) PageMany(ctx context.Context, of []record.Ref, to record.Type, q Query) ([]Page, error) {
	pages := make([]Page, len(of))
	if q.Scope.kind == scopePrimary && r.snapshot == nil {
		err := r.still(ctx, func(r Reader) (err error) {
			pages, err = r.PageMany(ctx, of, to, q)
			return err
		})
		return pages, err
	}
	err := r.many(ctx, of, to, func(a *ask, refs []record.Ref) error {
		return a.pages(ctx, refs, to, q, pages)
	})
	return pages, err
}

// pages reads one page for each record. The records may be of several types.
func (a *ask) pages(ctx context.Context, of []record.Ref, to record.Type, q Query, pages []Page) error {
	first := make([]int, len(of)+1)
	for i, ref := range of {
		query, ids, err := a.resolved(ctx, ref.Type, to, q)
		if err != nil {
			return err
		}
		q = query
		a.question(ref, to, query, ids)
		first[i+1] = len(a.NeighborPages)
	}
	if err := a.read(ctx); err != nil {
		return err
	}
	if q.Scope.kind == scopePrimary {
		into := make([]*Page, len(pages))
		for i := range pages {
			into[i] = &pages[i]
		}
		return a.primaries(ctx, of, to, q, into)
	}
	for i, ref := range of {
		pages[i] = a.page(first[i], first[i+1], ref, to, q.Max)
	}
	return nil
}

// many calls fn with the records that of stands for, when all of them are legal.
func (r Reader) many(ctx context.Context, of []record.Ref, to record.Type, fn func(*ask, []record.Ref) error) error {
	return r.ask(ctx, func(a *ask) error {
		refs := append([]record.Ref(nil), of...)
		for _, ref := range refs {
			if err := a.check(ctx, ref, to); err != nil {
				return err
			}
		}
		return a.following(refs, func() error { return fn(a, refs) })
	})
}

// repeated asks for the rows of refs, in their order, and reports whether some of them are
// one record: two ids that were merged may stand for one. If not, the rows of other
// families may be asked for in the same order.
func (a *ask) repeated(refs []record.Ref) bool {
	for i, ref := range refs {
		if i > 0 && record.Compare(refs[i-1], ref) >= 0 {
			for _, ref := range refs[i:] {
				a.Record(ref)
			}
			return len(a.Records) < len(refs)
		}
		a.Records = append(a.Records, storage.Record{Of: ref})
	}
	return false
}

// addSide asks for a side of one of the records that repeated was called with.
func (a *ask) addSide(of record.Ref, to record.Type) {
	if a.repeats {
		a.Degree(of, to, label.TypeID{})
		return
	}
	a.Degrees = append(a.Degrees, storage.Degree{Of: of, To: to})
}
