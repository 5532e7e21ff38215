package laws

import (
	"context"
	"errors"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A hooked store calls before ahead of each call, and committed after a commit. An error of
// before becomes the error of the call. So does an error of committed, although the commit has
// happened.
type hooked struct {
	storage.Storage
	traits    *storage.Traits
	before    func(call string) error // "read", "view", "update", "apply" or "commit"
	committed func() error
}

func (w *hooked) Traits() storage.Traits {
	if w.traits != nil {
		return *w.traits
	}
	return w.Storage.Traits()
}

func (w *hooked) call(name string) error {
	if w.before == nil {
		return nil
	}
	return w.before(name)
}

func (w *hooked) Read(ctx context.Context, b *storage.Batch) error {
	if err := w.call("read"); err != nil {
		return err
	}
	return w.Storage.Read(ctx, b)
}

func (w *hooked) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := w.call("view"); err != nil {
		return err
	}
	return w.Storage.View(ctx, func(r storage.Reader) error { return fn(hookedReader{r, w}) })
}

func (w *hooked) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := w.call("update"); err != nil {
		return err
	}
	err := w.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		if err := fn(hookedTx{hookedReader{tx, w}, tx}); err != nil {
			return err
		}
		return w.call("commit")
	})
	if err == nil && w.committed != nil {
		return w.committed()
	}
	return err
}

type hookedReader struct {
	storage.Reader
	w *hooked
}

func (r hookedReader) Read(ctx context.Context, b *storage.Batch) error {
	if err := r.w.call("read"); err != nil {
		return err
	}
	return r.Reader.Read(ctx, b)
}

type hookedTx struct {
	hookedReader
	tx storage.Tx
}

func (tx hookedTx) Apply(ctx context.Context, b *storage.Batch) error {
	if err := tx.w.call("apply"); err != nil {
		return err
	}
	return tx.tx.Apply(ctx, b)
}

// errBroken is the error of a broken store.
var errBroken = errors.New("the store broke")

// failAt returns a before that fails the n-th call, from 1, and no other.
func failAt(n int, err error) func(string) error {
	calls := 0
	return func(string) error {
		if calls++; calls == n {
			return err
		}
		return nil
	}
}
