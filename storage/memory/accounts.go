package memory

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Accounts are accounts that share nothing: each has rows, a lock and snapshots. Closing them
// drops all rows. The methods may be called from many goroutines.
type Accounts struct {
	calls calls.Calls // of AccountNames and DropAccount

	mu     sync.Mutex
	byName map[string]*shared // that exist or are open
	closed bool
}

var _ storage.Accounts = (*Accounts)(nil)

// NewAccounts returns Accounts of which none exists.
func NewAccounts() *Accounts { return &Accounts{byName: map[string]*shared{}} }

// A shared is the Store of an account, which all Storages of that account use.
type shared struct {
	*Store
	open int // Storages that are not closed; Accounts.mu guards it
}

// isWritten reports whether the account exists, that is whether something was written.
func (s *shared) isWritten() bool {
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	return s.writer.written
}

// Account implements [storage.Accounts]. An account that is open and was never written to
// takes a few kilobytes until the last Storage is closed.
func (a *Accounts) Account(name string) storage.Storage {
	account := &account{of: a, name: name, refused: storage.CheckAccountName(name)}
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		account.refused = storage.ErrClosed
	case account.refused == nil:
		account.shared = a.byName[name]
		if account.shared == nil {
			account.shared = &shared{Store: New()}
			a.byName[name] = account.shared
		}
		account.shared.open++
	}
	return account
}

// AccountNames implements [storage.Accounts].
func (a *Accounts) AccountNames(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		names, err := a.names(ctx)
		if err != nil {
			yield("", wrap("list accounts", err))
			return
		}
		for _, name := range names {
			if err := ctx.Err(); err != nil {
				yield("", wrap("list accounts", err))
				return
			}
			if !yield(name, nil) {
				return
			}
		}
	}
}

// names returns the names of the accounts that exist, in order.
func (a *Accounts) names(ctx context.Context) ([]string, error) {
	if err := a.calls.Enter(); err != nil {
		return nil, err
	}
	defer a.calls.Leave()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.mu.Lock()
	all := maps.Clone(a.byName)
	a.mu.Unlock()
	maps.DeleteFunc(all, func(_ string, s *shared) bool { return !s.isWritten() })
	return slices.Sorted(maps.Keys(all)), nil
}

// DropAccount implements [storage.Accounts]. The account is gone at once, so no drop is ever
// unfinished. The garbage collector takes the rows when no View reads them any more.
func (a *Accounts) DropAccount(ctx context.Context, name string) error {
	if err := a.calls.Enter(); err != nil {
		return wrap("drop account", err)
	}
	defer a.calls.Leave()
	err := storage.CheckAccountName(name)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = a.drop(ctx, name)
	}
	return wrap("drop account", err)
}

func (a *Accounts) drop(ctx context.Context, name string) error {
	a.mu.Lock()
	s := a.byName[name]
	a.mu.Unlock()
	if s == nil {
		return &storage.NoAccountError{Account: name}
	}
	if err := s.waitForTurn(ctx); err != nil {
		return err
	}
	defer func() { <-s.turn }()
	if s.checkDropped() != nil || !s.isWritten() { // dropped while the turn was another's
		return &storage.NoAccountError{Account: name}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.byName, name)
	s.dropped.Store(&storage.DroppedError{Account: name})
	return nil
}

// Close implements [storage.Accounts].
func (a *Accounts) Close() error {
	if err := a.calls.Close(); err != nil {
		return wrap("close", err)
	}
	a.mu.Lock()
	all := slices.Collect(maps.Values(a.byName))
	a.closed = true
	a.mu.Unlock()
	for _, s := range all {
		_ = s.Close() // nobody else closes it
	}
	return nil
}

// wrap adds the name of the call to err. Nil stays nil.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("memory: %s: %w", what, err)
}
