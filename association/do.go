package association

import (
	"context"
	"errors"
	"slices"

	"github.com/relata-go/relata/storage"
)

// Do makes all operations happen, in order, or none: each sees the changes of those before
// it, every rule holds after each, and they share one time. It returns their results by
// index. The error of a refused operation is an [OperationError]; a store's own error comes
// unchanged.
func (g *Graph) Do(ctx context.Context, ops ...Operation) ([]Result, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	t := g.begin(ctx, "do")
	defer t.release()
	t.prepare(ops, false)
	if err := t.commitAll(); err != nil {
		return nil, err
	}
	return slices.Clone(t.work.results), nil
}

// DoEach makes every operation happen on its own, in order: a refused one changes nothing
// and the others succeed. They are grouped into transactions of the size that the store
// likes, so one by one they would do the same more slowly. It returns what became of each,
// by index, and an error only when the store failed or ctx ended: the operations of that
// transaction and those that were not tried have that error as well.
func (g *Graph) DoEach(ctx context.Context, ops ...Operation) ([]EachResult, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	t := g.begin(ctx, "do each")
	defer t.release()
	t.prepare(ops, true)
	if err := t.validate(); err != nil {
		t.observeOperations(span{0, len(ops)}, err)
		return nil, err
	}
	err := t.commitGroups(t.core.traits.Group)
	return t.work.outcomes(), err
}

// commitGroups commits the operations in transactions of the given size, halving it when
// one is too large for the store. After a failure nothing more is tried.
func (t *transaction) commitGroups(size int) error {
	w := &t.work
	for from := 0; from < len(w.ops); {
		to := min(from+size, len(w.ops))
		err := t.commit(span{from, to})
		if errors.Is(err, storage.ErrTooLarge) {
			if to-from > 1 {
				size = (to - from + 1) / 2
				t.retry()
				continue
			}
			w.errs[from], err = err, nil // no transaction takes this one
		}
		if err != nil {
			w.fail(from, err)
			t.observeOperations(span{from, len(w.ops)}, nil)
			return err
		}
		t.observeOperations(span{from, to}, nil)
		from = to
	}
	return nil
}

// commitAll commits all operations in one transaction.
func (t *transaction) commitAll() error {
	all := span{0, len(t.work.ops)}
	err := t.validate()
	if err == nil {
		err = t.commit(all)
	}
	t.observeOperations(all, err)
	return err
}

// do makes one operation happen.
func (t *transaction) do(op Operation) (Result, error) {
	defer t.release()
	t.single.ops[0] = op
	t.prepare(t.single.ops[:], false)
	if err := t.commitAll(); err != nil {
		return Result{}, err
	}
	return t.work.results[0], nil
}
