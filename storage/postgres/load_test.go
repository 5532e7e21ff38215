package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest"
)

// BenchmarkLoad loads RELATA_LOAD associations in batches of 1,000 into a server that
// syncs what it acknowledges, and measures single verbs on what was loaded.
func BenchmarkLoad(b *testing.B) {
	server := postgrestest.Launch(b, &postgrestest.Options{Durable: true})
	var dsn string
	storagetest.Load(b, storagetest.Loading{
		Open: func(b *testing.B) storage.Storage {
			var err error
			dsn, err = server.Database(b.Context())
			require.NoError(b, err)
			db, err := postgres.Open(b.Context(), dsn, nil)
			require.NoError(b, err)
			return db
		},
		Size: func() int64 { return sizeOf(b, dsn) },
	})
	report(b, dsn)
}

const sqlSizes = `SELECT relname, pg_total_relation_size(c.oid), pg_indexes_size(c.oid)
	FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'relata' AND relkind = 'r' ORDER BY 2 DESC`

// sizeOf returns what all tables take with their indexes, in bytes.
func sizeOf(b *testing.B, dsn string) (total int64) {
	each(b, dsn, func(_ string, size, _ int64) { total += size })
	return total
}

// report logs what each table takes.
func report(b *testing.B, dsn string) {
	each(b, dsn, func(name string, size, indexes int64) {
		b.Logf("%-10s %12d bytes, %12d of them in indexes", name, size, indexes)
	})
}

func each(b *testing.B, dsn string, take func(name string, size, indexes int64)) {
	conn, err := pgx.Connect(b.Context(), dsn)
	require.NoError(b, err)
	defer conn.Close(b.Context())
	rows, err := conn.Query(b.Context(), sqlSizes)
	require.NoError(b, err)
	var name string
	var size, indexes int64
	_, err = pgx.ForEachRow(rows, []any{&name, &size, &indexes}, func() error {
		take(name, size, indexes)
		return nil
	})
	require.NoError(b, err)
}
