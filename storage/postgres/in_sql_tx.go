package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// errNotPgx says that a database/sql connection is of another driver.
var errNotPgx = errors.New("the connection is not of the driver github.com/jackc/pgx/v5/stdlib")

// InSQLTx is [DB.InTx] for an application that uses database/sql, with pgx's driver
// (github.com/jackc/pgx/v5/stdlib). Everything that InTx says holds here too.
func (db *DB) InSQLTx(ctx context.Context, pool *sql.DB, name string, fn func(ctx context.Context, tx *sql.Tx, store storage.Storage) error) error {
	return db.database.inside(ctx, name, func(ctx context.Context, a *account) (own, err error) {
		return a.attemptOnSQL(ctx, pool, fn)
	})
}

// attemptOnSQL is attemptOnPool for database/sql. The transaction has a context that ends
// later than ctx, because database/sql rolls back at once, on another goroutine, when the
// context of a transaction ends, even while COMMIT is under way.
func (a *account) attemptOnSQL(ctx context.Context, pool *sql.DB, fn func(context.Context, *sql.Tx, storage.Storage) error) (own, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	longer, cancel := a.database.graceContext(ctx)
	defer cancel()
	tx, err := conn.BeginTx(longer, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	w := &outerTx{account: a, send: sendToSQL(conn)}
	defer func() { _ = w.Close() }() // fn may have closed it
	own = fn(ctx, tx, w)
	if ended := onSQL(conn, transactionEnded); ended != nil {
		return endedBy(own, ended)
	}
	return w.commit(ctx, own, func(context.Context) error { return tx.Commit() })
}

// WithinSQL is [DB.Within] for a connection of database/sql, with pgx's driver, on which
// the application has begun a transaction. A library over database/sql, such as sqlx, has a
// way to such a connection and to a transaction of it:
//
//	conn, err := db.Connx(ctx)
//	tx, err := conn.BeginTxx(ctx, nil)
//	graph := graph.Within(crm.WithinSQL(conn.Conn, "portal 7")) // crm is the *postgres.DB
//
// If the connection is in no transaction, calls return [sql.ErrTxDone].
func (db *DB) WithinSQL(conn *sql.Conn, account string) storage.Storage {
	return &outerTx{account: db.database.account(account), send: sendToSQL(conn)}
}

// sendToSQL returns the sendFunc of a connection of database/sql.
func sendToSQL(conn *sql.Conn) sendFunc {
	return func(ctx context.Context, t *roundTrip) error {
		return onSQL(conn, func(c *pgx.Conn) error {
			if transactionEnded(c) == errEnded {
				return sql.ErrTxDone
			}
			return t.run(ctx, c)
		})
	}
}

// onSQL calls fn with pgx's connection below conn. Meanwhile database/sql does not use it.
func onSQL(conn *sql.Conn, fn func(*pgx.Conn) error) error {
	return conn.Raw(func(driver any) error {
		holds, is := driver.(interface{ Conn() *pgx.Conn })
		if !is {
			return errNotPgx
		}
		return fn(holds.Conn())
	})
}
