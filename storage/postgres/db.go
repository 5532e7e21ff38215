package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

// Options change how a DB works. The zero Options and nil mean the defaults.
type Options struct {
	// Schema is the database schema that holds the tables. Stores in different
	// schemas are independent. Default: relata.
	Schema string

	// Attempts is how often an Update or a Read is begun, at most, before it
	// gives up with storage.ErrConflict. Default: 20.
	Attempts int

	// Pause is the longest pause before the second attempt. Each later limit is
	// twice the one before, up to 64 times Pause. A pause is random, from zero to
	// its limit. Default: 2 ms.
	Pause time.Duration

	// Grace is how long an Update waits for the outcome of a COMMIT after its
	// context has ended. After that it returns storage.ErrAmbiguous. Default: 5 s.
	Grace time.Duration
}

// withDefaults returns the options with every default filled in. o may be nil.
func (o *Options) withDefaults() Options {
	var full Options
	if o != nil {
		full = *o
	}
	if full.Schema == "" {
		full.Schema = "relata"
	}
	if full.Attempts <= 0 {
		full.Attempts = 20
	}
	if full.Pause <= 0 {
		full.Pause = 2 * time.Millisecond
	}
	if full.Grace <= 0 {
		full.Grace = 5 * time.Second
	}
	return full
}

// A DB is the [storage.Accounts] in a schema of a database. The DB is also the Storage of
// the account whose name is empty. Its methods may be called from many goroutines.
type DB struct {
	main     *account
	database *database
}

// A database is shared by all accounts of a DB.
type database struct {
	pool    *pgxpool.Pool
	owned   bool // the pool is closed with the DB
	tables  tables
	options Options
	calls   calls.Calls
}

// Open connects to a database, creates or migrates the schema, and returns the DB,
// which keeps a pool of connections until it is closed. dsn is a connection string as
// pgx reads it, pool settings included. It returns [ErrVersion] if a later version of this
// package has migrated the schema, and [ErrEncoding] if the database is not in UTF-8.
func Open(ctx context.Context, dsn string, options *Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	config.ConnConfig.BuildContextWatcherHandler = cancelRequest
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	db, err := New(ctx, pool, options)
	if err != nil {
		pool.Close()
		return nil, err
	}
	db.database.owned = true
	return db, nil
}

// cancelRequest makes a call whose context ends ask the server to cancel the statement and
// wait a second for the answer. Otherwise pgx would close the connection, and the process
// in the server would go on waiting for its locks.
func cancelRequest(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: time.Second}
}

// New is [Open] with a pool of the application, which the application closes after the DB.
func New(ctx context.Context, pool *pgxpool.Pool, options *Options) (*DB, error) {
	full := options.withDefaults()
	d := &database{pool: pool, tables: tables{schema: full.Schema}, options: full}
	if err := d.prepare(ctx); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	return &DB{main: d.account(""), database: d}, nil
}

// Read implements [storage.Reader] for the account whose name is empty.
func (db *DB) Read(ctx context.Context, b *storage.Batch) error { return db.main.Read(ctx, b) }

// View implements [storage.Storage] for the account whose name is empty.
func (db *DB) View(ctx context.Context, fn func(storage.Reader) error) error {
	return db.main.View(ctx, fn)
}

// Update implements [storage.Storage] for the account whose name is empty.
func (db *DB) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	return db.main.Update(ctx, anchors, fn)
}

// Traits say that many operations should share a round trip.
func (db *DB) Traits() storage.Traits { return db.main.Traits() }

// Account implements [storage.Accounts]. It costs nothing: no connection, no row. Every key
// contains the name, so short names save space.
func (db *DB) Account(name string) storage.Storage { return db.database.account(name) }

// account returns a new Storage of an account.
func (d *database) account(name string) *account {
	return &account{database: d, name: name, illegal: storage.CheckAccountName(name)}
}

// Close waits for the calls under way of all accounts and closes the connections that Open
// made. Later calls, also those of accounts, return [storage.ErrClosed].
func (db *DB) Close() error {
	err := db.database.calls.Close()
	if err == nil && db.database.owned {
		db.database.pool.Close()
	}
	return wrap("close", err)
}

// wrap adds the call to err. Nil stays nil.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("postgres: %s: %w", what, err)
}

// errOver is the error of a Tx or a Reader that is used after its function returned.
var errOver = errors.New("used after its function returned")

var (
	_ storage.Storage = (*DB)(nil)
	_ storage.Storage = (*account)(nil)
)
