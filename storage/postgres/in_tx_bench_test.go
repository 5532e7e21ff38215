package postgres_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// BenchmarkInTx shows what the order of writes costs: eight writers insert a contact's row
// and associate it with a company, on a server that syncs its commits. With a shared row they
// also update the row of the company. In mixed order half of the writers begin with their
// rows. Beside others, one writer does this while seven associate without rows. calls/op is
// how often the function ran for each transaction.
func BenchmarkInTx(b *testing.B) {
	server := postgrestest.Launch(b, &postgrestest.Options{Durable: true})
	for _, companies := range []int{100, 1} {
		for _, shared := range []bool{false, true} {
			for _, order := range []string{"associations first", "rows first", "mixed"} {
				b.Run(fmt.Sprintf("companies=%d/shared=%t/%s", companies, shared, order), func(b *testing.B) {
					l := openLoad(b, server, companies, shared)
					l.inTx(b, 8, func(writer int) bool {
						return order == "associations first" || order == "mixed" && writer%2 == 0
					})
				})
			}
		}
	}
	for _, order := range []string{"associations first", "rows first"} {
		b.Run("beside others/"+order, func(b *testing.B) {
			l := openLoad(b, server, 1, false)
			defer l.others(b, 7)()
			l.inTx(b, 1, func(int) bool { return order == "associations first" })
		})
	}
}

// An outerLoad is an application whose writers associate contacts with its companies.
type outerLoad struct {
	pool            *pgxpool.Pool
	db              *postgres.DB
	graph           *association.Graph
	companies       int
	shared          bool
	last            atomic.Int64 // the newest contact
	calls, conflict atomic.Int64
}

func openLoad(b *testing.B, server *postgrestest.Server, companies int, shared bool) *outerLoad {
	dsn, err := server.Database(b.Context())
	require.NoError(b, err)
	pool, err := pgxpool.New(b.Context(), dsn+" pool_max_conns=16")
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	for _, sql := range []string{
		"CREATE TABLE contact (id text PRIMARY KEY)",
		"CREATE TABLE company (id text PRIMARY KEY, contacts int NOT NULL DEFAULT 0)",
		"INSERT INTO company SELECT g::text FROM generate_series(0, 99) g",
	} {
		_, err := pool.Exec(b.Context(), sql)
		require.NoError(b, err)
	}
	db, err := postgres.New(b.Context(), pool, nil)
	require.NoError(b, err)
	l := &outerLoad{pool: pool, db: db, companies: companies, shared: shared}
	l.graph, err = association.Open(b.Context(), db, nil)
	require.NoError(b, err)
	return l
}

// inTx runs b.N transactions in some writers.
func (l *outerLoad) inTx(b *testing.B, writers int, associationsFirst func(writer int) bool) {
	var begun atomic.Int64
	var writing sync.WaitGroup
	b.ResetTimer()
	for writer := range writers {
		writing.Go(func() {
			for begun.Add(1) <= int64(b.N) {
				l.transaction(b, associationsFirst(writer))
			}
		})
	}
	writing.Wait()
	b.StopTimer()
	b.ReportMetric(float64(l.calls.Load())/float64(b.N), "calls/op")
	b.ReportMetric(float64(l.conflict.Load()), "conflicts")
}

// transaction adds a contact in one transaction.
func (l *outerLoad) transaction(b *testing.B, associationsFirst bool) {
	n := int(l.last.Add(1))
	err := l.db.InTx(b.Context(), l.pool, "", func(ctx context.Context, tx pgx.Tx, store storage.Storage) error {
		l.calls.Add(1)
		associate := func() error {
			_, err := l.graph.Within(store).Associate(ctx, contact(n), company(n%l.companies))
			return err
		}
		if !associationsFirst {
			if err := l.write(ctx, tx, n); err != nil {
				return err
			}
			return associate()
		}
		if err := associate(); err != nil {
			return err
		}
		return l.write(ctx, tx, n)
	})
	if err != nil {
		require.ErrorIs(b, err, storage.ErrConflict)
		l.conflict.Add(1)
	}
}

// write writes the rows of the application.
func (l *outerLoad) write(ctx context.Context, tx pgx.Tx, n int) error {
	if _, err := tx.Exec(ctx, "INSERT INTO contact VALUES ($1)", fmt.Sprint(n)); err != nil || !l.shared {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE company SET contacts = contacts + 1 WHERE id = $1", fmt.Sprint(n%l.companies))
	return err
}

// others begins writers that associate without rows, until the function that it returns is
// called.
func (l *outerLoad) others(b *testing.B, writers int) (end func()) {
	var stop atomic.Bool
	var writing sync.WaitGroup
	for range writers {
		writing.Go(func() {
			for !stop.Load() {
				if _, err := l.graph.Associate(b.Context(), contact(int(l.last.Add(1))), company(0)); err != nil {
					require.ErrorIs(b, err, storage.ErrConflict)
				}
			}
		})
	}
	return func() { stop.Store(true); writing.Wait() }
}
