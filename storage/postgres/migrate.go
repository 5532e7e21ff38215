package postgres

import (
	"context"
	"embed"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/relata-go/relata/failure"
)

// ErrVersion says that a later version of this package has migrated the schema.
var ErrVersion = failure.Sentinel(failure.Unavailable, "postgres.ErrVersion", "the database schema is of a later version")

// ErrEncoding says that the database does not store texts in UTF-8. Other encodings cannot
// store every legal id.
var ErrEncoding = failure.Sentinel(failure.Unavailable, "postgres.ErrEncoding", "the database is not encoded in UTF-8")

//go:embed migrations
var migrations embed.FS

// latest is the version of the schema that this package reads and writes. Version n
// comes from n-1 by the statements in migrations/n.sql.
const latest = 3

// prepare migrates the schema to the latest version and begins a new epoch if necessary.
func (d *database) prepare(ctx context.Context) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer d.rollback(conn)
	if encoding := conn.Conn().PgConn().ParameterStatus("server_encoding"); encoding != "UTF8" {
		return fmt.Errorf("%w but in %s: create it with ENCODING 'UTF8' TEMPLATE template0", ErrEncoding, encoding)
	}
	version, err := d.version(ctx, conn.Conn())
	if err == nil && version < latest {
		err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return d.migrate(ctx, tx) })
	}
	if err != nil {
		return err
	}
	return d.renew(ctx, conn.Conn())
}

// A querier is a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// version returns the version of the schema, or 0 if it does not exist. It takes no lock
// and needs no right to create anything.
func (d *database) version(ctx context.Context, conn querier) (version int, err error) {
	var found bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, d.tables.in("relata.version")).Scan(&found); err != nil || !found {
		return 0, err
	}
	if err := conn.QueryRow(ctx, d.tables.in(`SELECT coalesce(max(version), 0) FROM relata.version`)).Scan(&version); err != nil {
		return 0, err
	}
	if version > latest {
		return 0, fmt.Errorf("%w: %d, and this package knows %d: upgrade it", ErrVersion, version, latest)
	}
	return version, nil
}

// migrate runs the migrations that are missing. Processes that start together migrate one
// after the other, and the later ones find nothing to do.
func (d *database) migrate(ctx context.Context, tx pgx.Tx) error {
	begin := []string{
		`SELECT pg_advisory_xact_lock(hashtext('relata migration'))`,
		`CREATE SCHEMA IF NOT EXISTS ` + pgx.Identifier{d.tables.schema}.Sanitize(),
		`CREATE TABLE IF NOT EXISTS relata.version (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`,
	}
	for _, sql := range begin {
		if _, err := tx.Exec(ctx, d.tables.in(sql)); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	version, err := d.version(ctx, tx)
	if err != nil {
		return err
	}
	for n := version + 1; n <= latest; n++ {
		if err := d.migrateTo(ctx, tx, n); err != nil {
			return fmt.Errorf("migrate to version %d: %w", n, err)
		}
	}
	return nil
}

// migrateTo migrates the schema from version n-1 to version n.
func (d *database) migrateTo(ctx context.Context, tx pgx.Tx, n int) error {
	text, err := migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", n))
	if err != nil {
		return err
	}
	// A file has several statements, which the simple protocol sends as one text.
	if _, err := tx.Conn().PgConn().Exec(ctx, d.tables.in(string(text))).ReadAll(); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, d.tables.in(`INSERT INTO relata.version (version) VALUES ($1)`), n)
	return err
}
