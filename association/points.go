package association

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Linked returns the link between two records as from sees it, and whether there is
// one.
func (r Reader) Linked(ctx context.Context, from, to record.Ref) (Link, bool, error) {
	var link Link
	err := r.ask(ctx, func(a *ask) error {
		if err := a.checkBoth(ctx, from, to); err != nil {
			return err
		}
		return a.linked(ctx, from, to, &link)
	})
	return link, !link.IsZero(), err
}

// linked puts the link between two records, if there is one, into link.
func (a *ask) linked(ctx context.Context, from, to record.Ref, link *Link) error {
	ends := [2]record.Ref{from, to}
	var found [1]Link
	err := a.following(ends[:], func() error { return a.between(ctx, ends[:], found[:]) })
	*link = found[0]
	return err
}

// survivor returns the record that row i of Records stands for, as far as that row
// knows.
func (a *ask) survivor(i int) record.Ref {
	row := &a.Records[i]
	if row.Was.Status == storage.Merged {
		return record.New(row.Of.Type, row.Was.Into)
	}
	return row.Of
}

func (a *ask) checkBoth(ctx context.Context, from, to record.Ref) error {
	if err := to.Validate(); err != nil {
		return err
	}
	return a.check(ctx, from, to.Type)
}

// Primary returns the record of type to that is of's primary, and whether there is one.
func (r Reader) Primary(ctx context.Context, of record.Ref, to record.Type) (record.Ref, bool, error) {
	side, err := r.side(ctx, of, to)
	if err != nil || side.Primary == "" {
		return record.Ref{}, false, err
	}
	return record.New(to, side.Primary), true, nil
}

// Count returns how many records of type to are associated with of. It costs the same
// however many there are.
func (r Reader) Count(ctx context.Context, of record.Ref, to record.Type) (int, error) {
	side, err := r.side(ctx, of, to)
	return side.Count, err
}

// side returns the count and the primary of a record towards a type.
func (r Reader) side(ctx context.Context, of record.Ref, to record.Type) (storage.Summary, error) {
	var side storage.Summary
	err := r.ask(ctx, func(a *ask) error {
		if err := a.check(ctx, of, to); err != nil {
			return err
		}
		_, err := a.about(ctx, of, func(ref record.Ref) {
			a.Degrees = append(a.Degrees, storage.Degree{Of: ref, To: to})
		})
		if err == nil {
			side = a.Degrees[0].Was
		}
		return err
	})
	return side, err
}
