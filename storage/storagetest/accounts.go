package storagetest

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var accountsScenarios = []scenario{{"apart", accountsAreApart}}

// Rows are written in the first of two accounts. The other account shows none of them: no row,
// no count, no event, no document, no operation. Closing an account leaves the other open.
func accountsAreApart(t tester, s *env) {
	require.NotNil(t, s.accounts, "set Options.Accounts, or declare in Options.Skip why this backend has no accounts")
	one, two := s.accounts()
	s.opened = append(s.opened, one, two)
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
