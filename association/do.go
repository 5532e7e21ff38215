package association

import (
	"context"
	"errors"
	"slices"

	"github.com/relata-go/relata/storage"
)

// Do makes all operations happen, in order, or none: each sees what those before it
// did, every rule holds after each, and they share one time. It returns their results
// by index. The error of a refused operation is an [OperationError]; a store's own
// error comes unchanged.
func (g *Graph) Do(ctx context.Context, ops ...Operation) ([]Result, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	r := g.core.newRun(ctx, g)
	defer r.release()
	r.prepare(ops, false)
	if err := r.validate(); err != nil {
		return nil, err
	}
	if err := r.commit(0, len(ops)); err != nil {
		return nil, err
	}
	return slices.Clone(r.results), nil
}

// An Each is what became of one operation of [Graph.DoEach]: its result, or the error for
// which it wrote nothing. Only of [storage.ErrAmbiguous] it is not known.
type EachResult struct {
	Result Result
	Err    error
}

// DoEach makes every operation happen on its own, in order: a refused one changes
// nothing and the others stand. They are grouped into transactions of the size that
// the store likes, so one by one they would do the same more slowly. It returns what
// became of each, by index, and an error only when the store failed or ctx ended: those
// whose transaction it was and those that were not tried have that error as well.
func (g *Graph) DoEach(ctx context.Context, ops ...Operation) ([]EachResult, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	r := g.core.newRun(ctx, g)
	defer r.release()
	r.prepare(ops, true)
	if err := r.validate(); err != nil {
		return nil, err
	}
	err := r.groups(r.core.traits.Group)
	return r.outcomes(), err
}

// outcomes returns what became of each operation.
func (r *run) outcomes() []EachResult {
	each := make([]EachResult, len(r.ops))
	for i := range each {
		if r.errs[i] != nil {
			each[i].Err = r.refused(i)
		} else {
			each[i].Result = r.results[i]
		}
	}
	return each
}

// groups commits the operations in transactions of the given size, halving it when
// one is too large for the store. Behind a failure nothing more is tried.
func (r *run) groups(size int) error {
	for from := 0; from < len(r.ops); {
		to := min(from+size, len(r.ops))
		err := r.commit(from, to)
		if errors.Is(err, storage.ErrTooLarge) {
			if to-from > 1 {
				size = (to - from + 1) / 2
				continue
			}
			r.errs[from], err = err, nil // no transaction takes this one
		}
		if err != nil {
			for i := from; i < len(r.ops); i++ {
				if r.errs[i] = r.invalid(i); r.errs[i] == nil {
					r.errs[i] = err
				}
				r.results[i] = Result{}
			}
			return err
		}
		from = to
	}
	return nil
}

// do makes the one operation happen that r.single holds.
func (r *run) do(op Operation) (Result, error) {
	defer r.release()
	r.single.ops[0] = op
	r.prepare(r.single.ops[:], false)
	if err := r.validate(); err != nil {
		return Result{}, err
	}
	if err := r.commit(0, 1); err != nil {
		return Result{}, err
	}
	return r.results[0], nil
}
