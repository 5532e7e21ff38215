package kv_test

import (
	"sync"
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

// The adapter keeps every promise of the contract.
func TestContract(t *testing.T) {
	var engines sync.Map // by store
	storagetest.Run(t, func(t *testing.T) storage.Storage {
		e := newEngine()
		db := open(t, e)
		engines.Store(db, e)
		return db
	}, &storagetest.Options{
		Accounts: func(t *testing.T) storage.Accounts { return open(t, newEngine()) },
		Durable: func(t *testing.T) func() storage.Storage {
			e := newEngine() // whose Close keeps what it has
			return func() storage.Storage { return open(t, e) }
		},
		Lose: func(s storage.Storage, committed bool) {
			e, _ := engines.Load(s)
			e.(*memEngine).lose(committed)
		},
		Checks: 5,
		Skip: map[storagetest.Promise]string{
			storagetest.Conflicts: "Updates run one at a time, so none loses against another",
		},
	})
}
