package main

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/open"
	"github.com/relata-go/relata/storage/postgres"
)

// Rows are the records that the service owns: here a name for each. The library keeps
// references only.
type rows interface {
	// save stores the name and makes the operations.
	save(ctx context.Context, graph *association.Graph, of record.Ref, name string, ops []association.Operation) ([]association.Result, error)
	// names is an [association.NameLookup].
	names(ctx context.Context, refs []record.Ref) ([]string, error)
}

// account is the name of the service's account in its store.
const account = "crm"

// newService opens the store of a URL. On postgres the names are a table of the same database.
func newService(ctx context.Context, url string, options *association.Options) (*service, error) {
	s := &service{rows: &memoryRows{byRef: map[record.Ref]string{}}}
	store, err := open.Storage(ctx, url, account)
	if err != nil {
		return nil, err
	}
	s.Closer = store
	if dsn, is := strings.CutPrefix(url, "postgres:"); is {
		table, err := openTable(ctx, strings.Replace(dsn, "//", "postgres://", 1), store)
		if err != nil {
			_ = store.Close()
			return nil, err
		}
		s.rows, s.Closer = table, table
	}
	if s.graph, err = association.Open(ctx, store, options); err == nil {
		_, err = s.graph.Ensure(ctx, declared)
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// memoryRows are the names beside an embedded store, for as long as the process lasts.
type memoryRows struct {
	mu    sync.Mutex
	byRef map[record.Ref]string
}

func (m *memoryRows) save(ctx context.Context, graph *association.Graph, of record.Ref, name string, ops []association.Operation) ([]association.Result, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	results, err := graph.Do(ctx, ops...)
	if err == nil {
		m.byRef[of] = name
	}
	return results, err
}

func (m *memoryRows) names(_ context.Context, refs []record.Ref) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := make([]string, len(refs))
	for i, ref := range refs {
		names[i] = m.byRef[ref]
	}
	return names, nil
}

// A table has the names in the database of the associations, written in one transaction with
// them.
type table struct {
	pool     *pgxpool.Pool
	database *postgres.DB
	store    storage.Storage // of the graph, closed with the table
}

func openTable(ctx context.Context, dsn string, store storage.Storage) (*table, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, err
	}
	t := &table{pool: pool, store: store}
	if t.database, err = postgres.New(ctx, pool, nil); err == nil {
		_, err = pool.Exec(ctx, "CREATE TABLE IF NOT EXISTS record_name (ref text PRIMARY KEY, name text NOT NULL)")
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return t, nil
}

func (t *table) save(ctx context.Context, graph *association.Graph, of record.Ref, name string, ops []association.Operation) (results []association.Result, err error) {
	err = t.database.InTx(ctx, t.pool, account, func(ctx context.Context, tx pgx.Tx, store storage.Storage) error {
		if results, err = graph.Within(store).Do(ctx, ops...); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO record_name VALUES ($1, $2) ON CONFLICT (ref) DO UPDATE SET name = $2", of.String(), name)
		return err
	})
	return results, err
}

func (t *table) names(ctx context.Context, refs []record.Ref) ([]string, error) {
	texts := make([]string, len(refs))
	for i, ref := range refs {
		texts[i] = ref.String()
	}
	rows, err := t.pool.Query(ctx, "SELECT coalesce(n.name, '') FROM unnest($1::text[]) WITH ORDINALITY AS a (ref, at) LEFT JOIN record_name n USING (ref) ORDER BY at", texts)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (t *table) Close() error {
	defer t.pool.Close()
	return errors.Join(t.database.Close(), t.store.Close())
}
