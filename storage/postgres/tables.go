package postgres

import (
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// defaultSchema is the schema in the texts of all statements.
const defaultSchema = "relata"

// tables replaces the default schema in statements by the schema of the store.
type tables struct {
	schema string
	known  sync.Map // statements that were replaced already
}

// in returns the statement for the store's schema. All names in it are qualified, so it does
// not depend on the search path of the connection.
func (t *tables) in(sql string) string {
	if t.schema == defaultSchema {
		return sql
	}
	if known, ok := t.known.Load(sql); ok {
		return known.(string)
	}
	other := strings.ReplaceAll(sql, defaultSchema+".", pgx.Identifier{t.schema}.Sanitize()+".")
	t.known.Store(sql, other)
	return other
}

// in returns a statement for the store's schema.
func (a *account) in(sql string) string { return a.database.tables.in(sql) }

const (
	// sqlSnapshot begins a Read or a View.
	sqlSnapshot = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`

	// sqlGeneric makes the server plan a statement once, not again for each length of
	// its arrays, and never compile it: both take longer than the statement. It is set
	// in each transaction, because a pooler in front of the server may give each
	// transaction another session.
	sqlGeneric = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true)`
)
