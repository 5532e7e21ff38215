package laws

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A context that ends before a call, or in the middle of a call, leaves no trace.
func testAllOrNothingEndedContext(t tester, s *Subject) {
	store := s.Open()
	refusingAccount(t, store)
	ops := []association.Operation{
		&association.Associate{From: deal("2"), To: contact("1")},
		&association.SetPrimary{From: contact("1"), To: company("11")},
		&association.Dissociate{From: contact("1"), To: company("11"), Unattended: true},
	}
	done := false
	for n := 0; !done; n++ {
		require.Less(t, n, 50, "a Do makes few calls")
		before := everything(t, store)
		ctx, cancel := context.WithCancel(s.Context)
		calls := 0
		f := open(t, &hooked{Storage: store, before: func(string) error {
			if calls++; calls == n {
				cancel()
			}
			return nil
		}})
		if calls = 0; n == 0 {
			cancel()
		}
		results, err := f.Do(ctx, ops...)
		cancel()
		if done = err == nil; done {
			require.Len(t, results, len(ops))
			require.NotEqual(t, before, everything(t, store))
			continue
		}
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, before, everything(t, store), "cancelled at call %d", n)
	}
}

// The result of a cancelled DoEach says of each operation whether it was written.
func testAllOrNothingEndedContextOfDoEach(t tester, s *Subject) {
	store := s.Open()
	ctx, cancel := context.WithCancel(s.Context)
	updates := 0
	f := open(t, &hooked{Storage: store, traits: &storage.Traits{Group: 2}, before: func(call string) error {
		if call == "update" {
			if updates++; updates == 2 {
				cancel()
			}
		}
		return nil
	}})
	var ops []association.Operation
	for _, id := range []record.ID{"1", "2", "3", "4", "5"} {
		ops = append(ops, &association.Associate{From: contact(id), To: company("1")})
	}
	each, err := f.DoEach(ctx, ops...)
	require.ErrorIs(t, err, context.Canceled)
	for i, one := range each {
		if i < 2 {
			require.NoError(t, one.Err)
			require.Equal(t, association.Created, one.Result.Outcome)
			continue
		}
		require.ErrorIs(t, one.Err, context.Canceled)
		require.Zero(t, one.Result)
	}
	require.Equal(t, 2, f.count(t, company("1"), record.Contacts))
}

// Every call on a closed store says so.
func testAllOrNothingClosedStore(t tester, s *Subject) {
	store := s.Open()
	f := refusingAccount(t, store)
	plan, err := f.Plan(f.ctx, &association.Associate{From: deal("3"), To: contact("1")})
	require.NoError(t, err)
	require.NoError(t, store.Close())
	calls := map[string]func() error{
		"associate": func() error { _, err := f.Associate(f.ctx, deal("3"), contact("1")); return err },
		"do": func() error {
			_, err := f.Do(f.ctx, &association.SetPrimary{From: contact("1"), To: company("11")})
			return err
		},
		"plan": func() error {
			_, err := f.Plan(f.ctx, &association.SetPrimary{From: contact("1"), To: company("11")})
			return err
		},
		"apply":   func() error { _, err := f.Apply(f.ctx, plan); return err },
		"dry run": func() error { return f.DryRun(f.ctx, func(*association.DryRun) error { return nil }) },
		"edit":    func() error { return f.Edit(f.ctx, &schema.DefineType{Type: "boats"}) },
		"forget":  func() error { _, err := f.TrimOperations(f.ctx, record.Time(firstTime).Time()); return err },
		"linked":  func() error { _, _, err := f.Linked(f.ctx, deal("1"), contact("1")); return err },
		"primary": func() error { _, _, err := f.Primary(f.ctx, contact("1"), record.Companies); return err },
		"page":    func() error { _, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{}); return err },
		"card":    func() error { _, err := f.Card(f.ctx, contact("1"), 0); return err },
		"why":     func() error { _, _, err := f.Why(f.ctx, contact("1"), record.Companies); return err },
		"view":    func() error { return f.View(f.ctx, func(association.Reader) error { return nil }) },
		"open":    func() error { _, err := association.Open(f.ctx, store, nil); return err },
	}
	for name, call := range calls {
		require.ErrorIs(t, call(), storage.ErrClosed, name)
	}
	each, err := f.DoEach(f.ctx, &association.Associate{From: deal("3"), To: contact("1")})
	require.ErrorIs(t, err, storage.ErrClosed)
	require.ErrorIs(t, each[0].Err, storage.ErrClosed)
	for _, err := range f.Links(f.ctx, contact("1"), record.Companies) {
		require.ErrorIs(t, err, storage.ErrClosed)
	}
}
