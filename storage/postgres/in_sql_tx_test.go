package postgres_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// A contactRow is a row of the application.
type contactRow struct{ ID, Email string }

// A querier is a database or a transaction, as repositories over database/sql take them.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A contactRows is a repository of an application.
type contactRows struct{ on querier }

func (r contactRows) insert(ctx context.Context, c contactRow) error {
	_, err := r.on.ExecContext(ctx, "INSERT INTO contact (id, email) VALUES ($1, $2)", c.ID, c.Email)
	return err
}

func (r contactRows) all(ctx context.Context) (all []contactRow, err error) {
	rows, err := r.on.QueryContext(ctx, "SELECT id, email FROM contact ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c contactRow
		if err := rows.Scan(&c.ID, &c.Email); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// A service creates a contact and reads it back, in one transaction through its repository
// and the graph.
type service struct {
	pool  *sql.DB
	db    *postgres.DB
	graph *association.Graph
}

func (s service) create(ctx context.Context, c contactRow, at record.Ref) error {
	return s.db.InSQLTx(ctx, s.pool, "portal 7", func(ctx context.Context, tx *sql.Tx, store storage.Storage) error {
		graph, contacts := s.graph.Within(store), contactRows{tx}
		if err := contacts.insert(ctx, c); err != nil {
			return err
		}
		ref := record.New(record.Contacts, record.ID(c.ID))
		if _, err := graph.Associate(ctx, ref, at); err != nil {
			return err
		}
		all, err := contacts.all(ctx)
		if err != nil {
			return err
		}
		if n, err := graph.Count(ctx, at, record.Contacts); err != nil || n != len(all) {
			return fmt.Errorf("%d associations of %d contacts: %w", n, len(all), err)
		}
		return nil
	})
}

// A service over database/sql, as its author would write it, with pools of its own.
func TestServiceOverDatabaseSQL(t *testing.T) {
	ctx := t.Context()
	dsn := postgrestest.Start(t)
	pool, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.ExecContext(ctx, "CREATE TABLE contact (id text PRIMARY KEY, email text NOT NULL)")
	require.NoError(t, err)
	db, err := postgres.Open(ctx, dsn, nil)
	require.NoError(t, err)
	defer db.Close()
	s := service{pool: pool, db: db}
	s.graph, err = association.Open(ctx, db.Account("portal 7"), nil)
	require.NoError(t, err)

	require.NoError(t, s.create(ctx, contactRow{"1", "ann@example.com"}, company(1)))
	require.NoError(t, s.create(ctx, contactRow{"2", "bob@example.com"}, company(1)))
	require.Error(t, s.create(ctx, contactRow{"2", "eve@example.com"}, company(1)), "the id is taken")
	all, err := contactRows{pool}.all(ctx)
	require.NoError(t, err)
	require.Equal(t, []contactRow{{"1", "ann@example.com"}, {"2", "bob@example.com"}}, all)
	n, err := s.graph.Count(ctx, company(1), record.Contacts)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}

// A library that begins its own transactions, such as sqlx, uses WithinSQL.
func TestWithinSQL(t *testing.T) {
	ctx := t.Context()
	app := openCRM(t, nil)
	conn, err := app.sql.Conn(ctx)
	require.NoError(t, err)
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	require.NoError(t, err)
	store := app.db.WithinSQL(conn, app.main)
	_, err = app.graph.Within(store).Associate(ctx, contact(1), company(1))
	require.NoError(t, err)
	require.NoError(t, contactRows{tx}.insert(ctx, contactRow{"1", "ann@example.com"}))
	require.Equal(t, [2]int{0, 0}, app.has(t))
	require.NoError(t, tx.Commit())
	require.Equal(t, [2]int{1, 1}, app.has(t))

	_, err = app.graph.Within(store).Associate(ctx, contact(2), company(1))
	require.ErrorIs(t, err, sql.ErrTxDone, "never outside of a transaction")
	require.Equal(t, [2]int{1, 1}, app.has(t))
}

// A connection of another driver is refused.
func TestInSQLTxOfAnotherDriver(t *testing.T) {
	app := openCRM(t, nil)
	pool := sql.OpenDB(otherDriver{})
	defer pool.Close()
	err := app.db.InSQLTx(t.Context(), pool, app.main, func(ctx context.Context, _ *sql.Tx, store storage.Storage) error {
		_, err := app.graph.Within(store).Associate(ctx, contact(1), company(1))
		return err
	})
	require.ErrorContains(t, err, "the connection is not of the driver github.com/jackc/pgx/v5/stdlib")
	err = app.db.InSQLTx(t.Context(), pool, app.main, func(context.Context, *sql.Tx, storage.Storage) error { return nil })
	require.EqualError(t, err, "postgres: transaction: the connection is not of the driver github.com/jackc/pgx/v5/stdlib")
}

// An otherDriver has connections that begin transactions and nothing else.
type otherDriver struct{}

func (d otherDriver) Connect(context.Context) (driver.Conn, error) { return d, nil }
func (d otherDriver) Driver() driver.Driver                        { return nil }
func (d otherDriver) Prepare(string) (driver.Stmt, error)          { return nil, errors.ErrUnsupported }
func (d otherDriver) Close() error                                 { return nil }
func (d otherDriver) Begin() (driver.Tx, error)                    { return d, nil }
func (d otherDriver) Commit() error                                { return nil }
func (d otherDriver) Rollback() error                              { return nil }

func (d otherDriver) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return d, nil }
