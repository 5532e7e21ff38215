package postgres

import (
	"context"

	"github.com/relata-go/relata/storage"
)

// dropChunk is how many rows a transaction of DropAccount deletes, at most.
const dropChunk = 5000

const (
	sqlMarkDropped = `UPDATE relata.account SET dropping = true WHERE account = $1`
	sqlEndDropped  = `DELETE FROM relata.account WHERE account = $1 AND dropping`
)

// sqlDropRows delete rows of each table. If another DropAccount has finished, the account
// may have begun anew; then they delete nothing.
var sqlDropRows = []string{
	dropRows("slot"), dropRows("record"), dropRows("operation"), dropRows("memo"),
	dropRows("side"), dropRows("link"), dropRows("event"), dropRows("forgotten"),
}

// dropRows returns the statement that deletes rows of a table.
func dropRows(table string) string {
	return `DELETE FROM relata.` + table + `
		WHERE account = $1 AND ctid = ANY (ARRAY(SELECT ctid FROM relata.` + table + ` WHERE account = $1 LIMIT $2))
			AND EXISTS (SELECT 1 FROM relata.account WHERE account = $1 AND dropping)`
}

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
	marked, err := d.change(ctx, sqlMarkDropped, name)
	if err == nil && marked == 0 {
		err = &storage.NoAccountError{Account: name}
	}
	if err != nil {
		return err
	}
	for _, sql := range sqlDropRows {
		for deleted := int64(dropChunk); deleted == dropChunk; {
			if deleted, err = d.change(ctx, sql, name, dropChunk); err != nil {
				return err
			}
		}
	}
	_, err = d.change(ctx, sqlEndDropped, name)
	return err
}

// change runs and commits a statement, and returns how many rows changed.
func (d *database) change(ctx context.Context, sql string, args ...any) (rows int64, err error) {
	err = d.retry(ctx, func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		tag, err := d.pool.Exec(ctx, d.tables.in(sql), args...)
		rows = tag.RowsAffected()
		return withContextError(ctx, err)
	})
	return rows, err
}
