package kv_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest"
)

func open(t testing.TB, e kv.Engine) *kv.DB {
	t.Helper()
	db, err := kv.Open(e, nil)
	require.NoError(t, err)
	return db
}

// The adapter keeps every promise of the contract, none skipped.
func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage { return open(t, newEngine()) }, &storagetest.Options{
		Accounts: func(t *testing.T) (one, other storage.Storage) {
			db := open(t, newEngine())
			t.Cleanup(func() { _ = db.Close() })
			return db.Account("one"), db.Account("other")
		},
	})
}
