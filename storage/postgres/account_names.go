package postgres

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// namesPage is how many names a round trip reads.
const namesPage = 1000

const sqlAccountNames = `SELECT account FROM relata.account WHERE account >= $1 ORDER BY account LIMIT $2`

var _ storage.Accounts = (*DB)(nil)

// AccountNames implements [storage.Accounts]. No connection is held while a name is yielded.
func (db *DB) AccountNames(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		from := ""
		for more := true; more; {
			names, err := db.accountNames(ctx, from)
			if err != nil {
				yield("", wrap("list accounts", err))
				return
			}
			for _, name := range names {
				if !yield(name, nil) {
					return
				}
			}
			if more = len(names) == namesPage; more {
				from = names[namesPage-1] + "\x01" // the next legal name
			}
		}
	}
}

// accountNames returns the names of a page, which begins with from.
func (db *DB) accountNames(ctx context.Context, from string) (names []string, err error) {
	d := db.database
	if err := d.calls.Enter(); err != nil {
		return nil, err
	}
	defer d.calls.Leave()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = d.retry(ctx, func() error {
		rows, err := d.pool.Query(ctx, d.tables.in(sqlAccountNames), from, namesPage)
		if err == nil {
			names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return withContextError(ctx, err)
	})
	return names, err
}
