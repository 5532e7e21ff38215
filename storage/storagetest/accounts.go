package storagetest

import (
	"context"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var accountsScenarios = []scenario{
	{"apart", accountsAreApart},
	{"one account twice", accountTwice},
	{"closed", accountsClosed},
	{"names", accountNames},
	{"illegal names", illegalNames},
	{"exist", accountsExist},
	{"listed while others write", listedMeanwhile},
	{"drop", dropAccount},
	{"drop what does not exist", dropMissing},
	{"drop while used", dropWhileUsed},
	{"drop interrupted", dropInterrupted},
	{"drop and write at once", dropRace},
}

// newAccounts opens a new and empty place of accounts, which is closed in the end.
func (s *env) newAccounts(t tester) storage.Accounts {
	t.Helper()
	require.NotNil(t, s.accounts, "set Options.Accounts, or declare in Options.Skip why this backend has no accounts")
	a := s.accounts()
	s.places = append(s.places, a)
	return a
}

// account opens an account, which is closed in the end.
func (s *env) account(of storage.Accounts, name string) storage.Storage {
	a := of.Account(name)
	s.opened = append(s.opened, a)
	return a
}

// namesOf returns the names of all accounts.
func namesOf(t tester, s *env, of storage.Accounts) (names []string) {
	t.Helper()
	for name, err := range of.AccountNames(s.ctx) {
		require.NoError(t, err)
		names = append(names, name)
	}
	return names
}

// Rows are written in the first of two accounts. The other account shows none of them: no row,
// no count, no event, no document, no operation. Closing an account leaves the other open.
func accountsAreApart(t tester, s *env) {
	place := s.newAccounts(t)
	one, two := s.account(place, "one"), s.account(place, "two")
	nothing := mustReadAll(t, s, two)

	s.write(t, one, everything())
	first := mustReadAll(t, s, one)
	require.Equal(t, uint64(1), first.Version)
	require.Equal(t, nothing, mustReadAll(t, s, two), "one account's rows are seen in the other")

	// The same keys, with other values.
	s.write(t, two, edit{
		links:    []change{linked(ann, acme, 99, friend), linked(ann, inn, 98).asPrimary()},
		states:   []stateChange{{inn, storage.RecordState{Status: storage.Deleted, At: 7, Expires: 8}}},
		metadata: []metadataChange{{"a", "of the other"}}, name: "first", document: []byte("of the other"), clock: 50,
	})
	second := mustReadAll(t, s, two)
	require.Equal(t, first, mustReadAll(t, s, one), "a write to one account has changed the other")
	s.link(t, one, unlinked(ann, acme))
	require.Equal(t, second, mustReadAll(t, s, two), "a removal in one account has changed the other")

	require.NoError(t, one.Close())
	require.ErrorIs(t, one.Read(s.ctx, &storage.Batch{}), storage.ErrClosed)
	require.Equal(t, second, mustReadAll(t, s, two), "closing one account has closed the other")
	s.link(t, two, linked(bob, record.New(record.Deals, "1"), 3))
}

// Two Storages of an account have the same rows, and closing the first leaves the second open.
func accountTwice(t tester, s *env) {
	place := s.newAccounts(t)
	one, again := s.account(place, "one"), s.account(place, "one")
	s.write(t, one, everything())
	require.Equal(t, mustReadAll(t, s, one), mustReadAll(t, s, again))
	require.NoError(t, one.Close())
	require.ErrorIs(t, one.Close(), storage.ErrClosed)
	s.link(t, again, unlinked(ann, acme))
	require.Equal(t, mustReadAll(t, s, again), mustReadAll(t, s, s.account(place, "one")))
}

// Closing the place ends every Storage, and every call on the place.
func accountsClosed(t tester, s *env) {
	place := s.newAccounts(t)
	one, unused := s.account(place, "one"), s.account(place, "unused")
	s.write(t, one, everything())
	require.NoError(t, place.Close())
	require.ErrorIs(t, place.Close(), storage.ErrClosed)
	for _, store := range []storage.Storage{one, unused, place.Account("one")} {
		require.ErrorIs(t, store.Read(s.ctx, &storage.Batch{}), storage.ErrClosed)
		require.ErrorIs(t, store.View(s.ctx, func(storage.Reader) error { return errOwn }), storage.ErrClosed)
		require.ErrorIs(t, store.Update(s.ctx, nil, func(storage.Tx) error { return errOwn }), storage.ErrClosed)
	}
	require.ErrorIs(t, one.Close(), storage.ErrClosed)
	require.ErrorIs(t, place.DropAccount(s.ctx, "one"), storage.ErrClosed)
	for _, err := range place.AccountNames(s.ctx) {
		require.ErrorIs(t, err, storage.ErrClosed)
	}
}

// awkwardNames are legal, in order.
var awkwardNames = []string{
	"", "\x01", " ", "%", "'", "A", "B", "a", "aa", "ab", "b", `b\`, "ä", "日本", "\U0010ffff", "\U0010ffff" + strings.Repeat("x", storage.MaxAccountName-4),
}

// Every legal name has other rows, and the names come in the order of their bytes.
func accountNames(t tester, s *env) {
	place := s.newAccounts(t)
	require.Empty(t, namesOf(t, s, place))
	for i := range awkwardNames { // in another order
		name := awkwardNames[(i*5+3)%len(awkwardNames)]
		s.write(t, s.account(place, name), edit{metadata: []metadataChange{{"a", "of " + name}}})
	}
	require.Equal(t, awkwardNames, namesOf(t, s, place))
	for _, name := range awkwardNames {
		b := s.read(t, s.account(place, name), &storage.Batch{Metadata: []storage.Metadata{{Key: "a"}}})
		require.Equal(t, "of "+name, b.Metadata[0].Was)
	}

	var first []string
	for name, err := range place.AccountNames(s.ctx) { // a caller may stop
		require.NoError(t, err)
		if first = append(first, name); len(first) == 3 {
			break
		}
	}
	require.Equal(t, awkwardNames[:3], first)
	ended, end := context.WithCancel(s.ctx)
	end()
	for _, err := range place.AccountNames(ended) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

// An illegal name is refused by every call, with the name.
func illegalNames(t tester, s *env) {
	place := s.newAccounts(t)
	for _, name := range []string{strings.Repeat("x", storage.MaxAccountName+1), "\x00", "a\x00b", "\xff", "a\xc3"} {
		store := s.account(place, name)
		for what, err := range map[string]error{
			"Read":        store.Read(s.ctx, questions()),
			"View":        store.View(s.ctx, func(r storage.Reader) error { return r.Read(s.ctx, questions()) }),
			"Update":      store.Update(s.ctx, nil, func(storage.Tx) error { return errOwn }),
			"DropAccount": place.DropAccount(s.ctx, name),
		} {
			var illegal *storage.AccountNameError
			require.ErrorAs(t, err, &illegal, "%s of %q", what, name)
			require.Equal(t, name, illegal.Account)
			require.ErrorIs(t, err, storage.ErrInvalid)
		}
		require.NoError(t, store.Close())
	}
	require.Empty(t, namesOf(t, s, place))
}

// An account exists from the first Update that wrote something: neither opening nor
// reading creates it, and an Update that fails does not either.
func accountsExist(t tester, s *env) {
	place := s.newAccounts(t)
	store := s.account(place, "one")
	nothing := mustReadAll(t, s, store)
	require.NoError(t, store.View(s.ctx, func(r storage.Reader) error { return r.Read(s.ctx, questions()) }))
	anchors := []record.Ref{ann}
	require.NoError(t, store.Update(s.ctx, anchors, func(tx storage.Tx) error {
		return tx.Read(s.ctx, &storage.Batch{Records: []storage.Record{{Of: ann}}})
	}))
	e, operation := everything(), s.operation()
	require.ErrorIs(t, store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		require.NoError(t, e.in(s.ctx, tx, operation))
		return errOwn
	}), errOwn)
	require.Empty(t, namesOf(t, s, place))
	require.Equal(t, nothing, mustReadAll(t, s, store))

	require.NoError(t, store.View(s.ctx, func(r storage.Reader) error { // it goes on without the account
		require.Equal(t, nothing, mustReadAll(t, s, r))
		s.write(t, store, edit{metadata: []metadataChange{{"a", "one"}}})
		require.Equal(t, nothing, mustReadAll(t, s, r))
		return nil
	}))
	require.Equal(t, []string{"one"}, namesOf(t, s, place))
	s.write(t, store, edit{metadata: []metadataChange{{"a", ""}}})
	require.Equal(t, []string{"one"}, namesOf(t, s, place), "an account that is empty again exists until it is dropped")
}

// While accounts are created and dropped, those that remain are listed once, in order.
func listedMeanwhile(t tester, s *env) {
	place := s.newAccounts(t)
	memo := edit{metadata: []metadataChange{{"a", "one"}}}
	for _, name := range []string{"b", "d", "f", "h"} {
		s.write(t, s.account(place, name), memo)
	}
	var listed []string
	for name, err := range place.AccountNames(s.ctx) {
		require.NoError(t, err)
		if listed = append(listed, name); name != "b" {
			continue
		}
		for _, created := range []string{"a", "c", "g"} {
			s.write(t, s.account(place, created), memo)
		}
		require.NoError(t, place.DropAccount(s.ctx, "d"))
	}
	require.True(t, slices.IsSorted(listed), "%q", listed)
	remained := slices.DeleteFunc(listed, func(name string) bool { return strings.Contains("acgd", name) })
	require.Equal(t, []string{"b", "f", "h"}, remained)
	require.Equal(t, []string{"a", "b", "c", "f", "g", "h"}, namesOf(t, s, place))
}
