package storagetest

import (
	"context"
	"iter"
	"slices"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// brokenAccounts are right but for the functions that are set.
type brokenAccounts struct {
	*memory.Accounts
	account func(*memory.Accounts, string) storage.Storage
	names   func([]string) []string
	drop    func(ctx context.Context, a *memory.Accounts, name string) error
}

func (b *brokenAccounts) Account(name string) storage.Storage {
	if b.account != nil {
		return b.account(b.Accounts, name)
	}
	return b.Accounts.Account(name)
}

func (b *brokenAccounts) AccountNames(ctx context.Context) iter.Seq2[string, error] {
	if b.names == nil {
		return b.Accounts.AccountNames(ctx)
	}
	return func(yield func(string, error) bool) {
		var all []string
		for name := range b.Accounts.AccountNames(ctx) {
			all = append(all, name)
		}
		for _, name := range b.names(all) {
			if !yield(name, nil) {
				return
			}
		}
	}
}

func (b *brokenAccounts) DropAccount(ctx context.Context, name string) error {
	if b.drop != nil {
		return b.drop(ctx, b.Accounts, name)
	}
	return b.Accounts.DropAccount(ctx, name)
}

// withAccounts returns the environment of accounts that are broken as spoil says.
func withAccounts(spoil func(*brokenAccounts)) func() *env {
	return func() *env {
		return &env{
			opens: func() storage.Storage { return Reference() },
			accounts: func() storage.Accounts {
				b := &brokenAccounts{Accounts: memory.NewAccounts()}
				spoil(b)
				return b
			},
		}
	}
}

// accountDefects are of places with many accounts.
var accountDefects = []defect{
	{name: "accounts share their rows", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.account = func(a *memory.Accounts, _ string) storage.Storage { return a.Account("shared") }
	})},
	{name: "each Storage of an account has rows of its own", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.account = func(*memory.Accounts, string) storage.Storage { return memory.New() }
	})},
	{name: "accounts are listed in another order", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.names = func(all []string) []string { slices.Reverse(all); return all }
	})},
	{name: "the account without a name is not listed", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.names = func(all []string) []string {
			return slices.DeleteFunc(all, func(name string) bool { return name == "" })
		}
	})},
	{name: "names are cut", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.account = func(a *memory.Accounts, name string) storage.Storage { return a.Account(name[:min(len(name), 3)]) }
	})},
	{name: "opening creates the account", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.account = func(a *memory.Accounts, name string) storage.Storage {
			store := a.Account(name)
			_ = store.Update(context.Background(), nil, func(tx storage.Tx) error {
				return tx.Apply(context.Background(), &storage.Batch{})
			})
			return store
		}
	})},
	{name: "a drop does nothing", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.drop = func(context.Context, *memory.Accounts, string) error { return nil }
	})},
	{name: "a drop of nothing is no error", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.drop = func(ctx context.Context, a *memory.Accounts, name string) error {
			_ = a.DropAccount(ctx, name)
			return ctx.Err()
		}
	})},
	{name: "a drop ignores its context", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.drop = func(ctx context.Context, a *memory.Accounts, name string) error {
			return a.DropAccount(context.WithoutCancel(ctx), name)
		}
	})},
	{name: "a drop takes other accounts as well", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.drop = func(ctx context.Context, a *memory.Accounts, name string) error {
			_ = a.DropAccount(ctx, name+" and more")
			return a.DropAccount(ctx, name)
		}
	})},
	{name: "an open Storage begins the dropped account anew", promise: Accounts, env: withAccounts(func(b *brokenAccounts) {
		b.account = func(a *memory.Accounts, name string) storage.Storage { return &reopening{a.Account(name), a, name} }
	})},
}

// A reopening Storage does not notice a drop of the account.
type reopening struct {
	storage.Storage
	of   *memory.Accounts
	name string
}

func (r *reopening) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return r.of.Account(r.name).Update(ctx, anchors, fn)
}
