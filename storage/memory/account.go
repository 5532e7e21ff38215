package memory

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// An account is a Storage that Accounts.Account returned. Several may have the same name.
type account struct {
	of      *Accounts
	shared  *shared // nil: every call is refused
	name    string
	refused error // all calls are; nil: none is
	calls   calls.Calls
}

var _ storage.Storage = (*account)(nil)

// Traits are those of every Store.
func (a *account) Traits() storage.Traits { return (*Store)(nil).Traits() }

// enter begins a call, which must end with leave.
func (a *account) enter(what string) error {
	if a.refused != nil {
		return wrap(what, a.refused)
	}
	err := a.calls.Enter()
	if err == nil {
		if err = a.shared.checkDropped(); err != nil {
			a.calls.Leave()
		}
	}
	return wrap(what, err)
}

// Read answers from a snapshot.
func (a *account) Read(ctx context.Context, b *storage.Batch) error {
	if err := a.enter("read"); err != nil {
		return err
	}
	defer a.calls.Leave()
	return a.shared.Read(ctx, b)
}

// View gives fn a reader of a snapshot.
func (a *account) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := a.enter("view"); err != nil {
		return err
	}
	defer a.calls.Leave()
	return a.shared.View(ctx, fn)
}

// Update runs fn while no other Update of the account runs.
func (a *account) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if err := a.enter("update"); err != nil {
		return err
	}
	defer a.calls.Leave()
	return a.shared.Update(ctx, anchors, fn)
}

// Close waits for the calls of this Storage. Others of the same account stay open.
func (a *account) Close() error {
	if err := a.calls.Close(); err != nil {
		return wrap("close", err)
	}
	return wrap("close", a.of.close(a))
}

// close forgets the account if no other Storage is open and nothing was ever written.
func (a *Accounts) close(account *account) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return storage.ErrClosed
	}
	s := account.shared
	if s == nil {
		return nil
	}
	s.open--
	if s.open == 0 && a.byName[account.name] == s && !s.isWritten() {
		delete(a.byName, account.name)
	}
	return nil
}
