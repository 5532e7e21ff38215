package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// open returns a store in a database of its own.
func open(t testing.TB, options *postgres.Options) *postgres.DB {
	t.Helper()
	store, err := postgres.Open(t.Context(), postgrestest.Start(t), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() }) // closed already where the test did
	return store
}

// accounts numbers the accounts of this process.
var accounts atomic.Int64

// fresh returns an account that nobody has used.
func fresh(store *postgres.DB) *postgres.Account {
	return store.Account(fmt.Sprintf("account %d", accounts.Add(1)))
}

// The store keeps every promise of the contract, none skipped. Every account is one of
// many in one database.
func TestContract(t *testing.T) {
	store := open(t, nil)
	storagetest.Run(t, func(*testing.T) storage.Storage { return fresh(store) }, &storagetest.Options{
		Accounts: func(*testing.T) (one, other storage.Storage) { return fresh(store), fresh(store) },
	})
}

// So does one account alone, under a schema of another name.
func TestContractOfTheStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage {
		return open(t, &postgres.Options{Schema: `other "schema"`})
	}, &storagetest.Options{
		Skip: map[storagetest.Promise]string{
			storagetest.Accounts: "two stores have two databases here; TestContract has the accounts",
			storagetest.Model:    "as in TestContract, at the cost of a database for each of hundreds of stores",
			storagetest.Script:   "as in TestContract, at the cost of a database for each of many stores",
		},
	})
}
