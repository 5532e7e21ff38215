package postgres_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
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

// accounts numbers the accounts of this process, and names holds their names.
var (
	accounts atomic.Int64
	names    sync.Map
)

// fresh returns an account that nobody has used.
func fresh(store *postgres.DB) storage.Storage {
	name := fmt.Sprintf("account %d", accounts.Add(1))
	account := store.Account(name)
	names.Store(account, name)
	return account
}

// The store keeps every promise of the contract, none skipped. Every account is one of
// many in one database.
func TestContract(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, wire := over(t, dsn, nil)
	sabotage := newSabotage(t, dsn)
	storagetest.Run(t, func(*testing.T) storage.Storage { return fresh(db) }, &storagetest.Options{
		Accounts: func(t *testing.T) storage.Accounts {
			db, err := postgres.Open(t.Context(), dsn, &postgres.Options{Schema: fmt.Sprintf("accounts %d", accounts.Add(1))})
			require.NoError(t, err)
			return db
		},
		Durable: func(t *testing.T) func() storage.Storage {
			dsn := postgrestest.Start(t)
			return func() storage.Storage {
				db, err := postgres.Open(t.Context(), dsn, nil)
				require.NoError(t, err)
				return db
			}
		},
		Conflict: func(s storage.Storage, at faulty.Step, times int) { sabotage.lose(s, string(at), times) },
		Lose: func(_ storage.Storage, committed bool) {
			if committed {
				wire.set(answer)
			} else {
				wire.set(request)
			}
		},
		Checks: checks,
	})
}

// checks is how many random histories are tried: each has hundreds of transactions, of
// milliseconds each. More are tried with -rapid.checks.
const checks = 3

// So does one account alone, under a schema of another name.
func TestContractOfTheStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Storage {
		return open(t, &postgres.Options{Schema: `other "schema"`})
	}, &storagetest.Options{
		Skip: map[storagetest.Promise]string{
			storagetest.Accounts:  alone,
			storagetest.Model:     slow,
			storagetest.Script:    slow,
			storagetest.Law:       slow,
			storagetest.Rule:      slow,
			storagetest.Faults:    slow,
			storagetest.Durable:   slow,
			storagetest.Conflicts: slow,
			storagetest.Unknown:   slow,
		},
	})
}

const (
	alone = "two stores have two databases here; TestContract has the accounts"
	slow  = "as in TestContract, at the cost of a database for each of many stores"
)
