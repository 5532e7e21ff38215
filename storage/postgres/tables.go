package postgres

import (
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// defaultSchema is how the statements of this package name the schema.
const defaultSchema = "relata"

// tables turns statements over the default schema into those over another one.
type tables struct {
	schema string
	known  sync.Map // from the one to the other
}

// in returns the statement over the schema that was chosen. All names in it are
// qualified, so that it does not depend on a search path of the host's.
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

// in returns a statement over the store's own tables.
func (a *Account) in(sql string) string { return a.database.tables.in(sql) }

const (
	// sqlSnapshot begins what reads only.
	sqlSnapshot = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`

	// sqlGeneric keeps the server from planning each statement anew for the length
	// of its arrays, and from compiling one that it takes to be long: either takes
	// longer than the statement. It is said in each transaction since a pooler between
	// here and the server may hand out another session.
	sqlGeneric = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true)`
)
