package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// An accountRow is the row of an account at the time of a call. If the account is dropped and
// begins anew, the new row has another id.
type accountRow struct {
	id         string // "": there is none
	isDropping bool
}

// check returns a [*storage.DroppedError] if the account is being dropped, or if earlier
// calls of a found another id. known is the id before the snapshot with the row was taken,
// since an older snapshot may not have the row yet.
func (a *account) check(row accountRow, known *string) error {
	if row.isDropping || known != nil && *known != row.id {
		return &storage.DroppedError{Account: a.name, Unfinished: row.isDropping}
	}
	return nil
}

// remember keeps the id, if there is a row, for later calls of a to check.
func (a *account) remember(row accountRow) {
	if row.id != "" && a.id.Load() == nil {
		a.id.CompareAndSwap(nil, &row.id) // if two calls found two, the later drop is noticed at the next call
	}
}

// errGone says that a row which the transaction waited for was deleted meanwhile: the
// account was dropped. The next attempt finds another row or makes a new row.
var errGone = errors.New("the account was dropped meanwhile")

// takeAccount receives the row of the account that the transaction has locked.
func (t *tx) takeAccount(rows pgx.Rows) error {
	if err := rows.Scan(&t.row.id, &t.row.isDropping); err != nil {
		return err
	}
	if t.row.id == "" {
		return errGone
	}
	return t.account.check(t.row, t.account.id.Load())
}
