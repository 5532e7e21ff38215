package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// dropChunk is how many rows a transaction of DropAccount deletes, at most.
const dropChunk = 5000

const (
	sqlMarkDropped = `UPDATE relata.account SET dropping = true WHERE account = $1 RETURNING id::text`
	sqlIsDropping  = `SELECT count(*) FROM relata.account WHERE account = $1 AND id = $2::uuid`
)

// droppedTables are the tables with rows of accounts, besides that of the accounts themselves.
var droppedTables = []string{"slot", "record", "operation", "memo", "side", "link", "event", "forgotten"}

// sqlDropRows returns the statement that deletes rows of a table. Another DropAccount may have
// finished, and the account may have begun anew with another id, and may even be dropped
// again. Then the statement deletes nothing.
func sqlDropRows(table string) string {
	return `DELETE FROM relata.` + table + `
		WHERE account = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM relata.` + table + ` WHERE account = $1 LIMIT $3))
			AND EXISTS (SELECT 1 FROM relata.account WHERE account = $1 AND id = $2::uuid AND dropping)`
}

// sqlEndDropped deletes the row of an account that has no other row. Two calls may drop one
// account: a call that finds all rows of a page deleted by the other would end too early.
var sqlEndDropped = func() string {
	sql := `DELETE FROM relata.account WHERE account = $1 AND id = $2::uuid AND dropping`
	for _, table := range droppedTables {
		sql += `
			AND NOT EXISTS (SELECT 1 FROM relata.` + table + ` WHERE account = $1)`
	}
	return sql
}()

// DropAccount implements [storage.Accounts]. The first transaction marks the account, and
// the mark refuses all calls. The others delete the rows, and the last deletes the account's
// row. The DB itself is a Storage of the account whose name is empty, and ends with that
// account. If an outer transaction has written to the account, DropAccount waits for the end
// of that transaction.
func (db *DB) DropAccount(ctx context.Context, name string) error {
	d := db.database
	if err := d.calls.Enter(); err != nil {
		return wrap("drop account", err)
	}
	defer d.calls.Leave()
	err := storage.CheckAccountName(name)
	if err == nil && d.isInside(ctx, name) {
		err = ErrNested
	}
	if err == nil {
		err = d.drop(ctx, name)
	}
	return wrap("drop account", err)
}

func (d *database) drop(ctx context.Context, name string) error {
	var id string
	err := d.change(ctx, func() error {
		return d.pool.QueryRow(ctx, d.tables.in(sqlMarkDropped), name).Scan(&id)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = &storage.NoAccountError{Account: name}
	}
	for dropping := err == nil; dropping && err == nil; {
		dropping, err = d.dropRows(ctx, name, id)
	}
	return err
}

// dropRows deletes the rows of the account with the given id, and then the account's row. It
// reports whether the account is still there, since another call deletes rows too.
func (d *database) dropRows(ctx context.Context, name, id string) (dropping bool, err error) {
	for _, table := range droppedTables {
		for deleted := int64(dropChunk); deleted == dropChunk; {
			if deleted, err = d.delete(ctx, sqlDropRows(table), name, id, dropChunk); err != nil {
				return false, err
			}
		}
	}
	if ended, err := d.delete(ctx, sqlEndDropped, name, id); err != nil || ended > 0 {
		return false, err
	}
	var left int
	err = d.change(ctx, func() error {
		return d.pool.QueryRow(ctx, d.tables.in(sqlIsDropping), name, id).Scan(&left)
	})
	return left > 0, err
}

// delete runs and commits a statement, and returns how many rows it deleted.
func (d *database) delete(ctx context.Context, sql string, args ...any) (rows int64, err error) {
	err = d.change(ctx, func() error {
		tag, err := d.pool.Exec(ctx, d.tables.in(sql), args...)
		rows = tag.RowsAffected()
		return err
	})
	return rows, err
}

// change runs a statement, again after a conflict.
func (d *database) change(ctx context.Context, run func() error) error {
	return d.retry(ctx, func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return withContextError(ctx, run())
	})
}
