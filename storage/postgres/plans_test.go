package postgres

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// A planned statement is one whose plan is looked at. What is sorted is never more than
// what is returned: pages by age walk the links of one record, and where a record may
// be at either end the two halves of the answer are merged.
type planned struct {
	sql   string
	sorts bool
}

func statementsToPlan() map[string]planned {
	all := map[string]planned{
		"records": {sql: sqlRecords}, "operations": {sql: sqlOperations}, "metadata": {sql: sqlMetadata},
		"degrees": {sql: sqlDegrees}, "links": {sql: sqlLinks}, "degrees of a record": {sql: sqlDegreesOf}, "degree page": {sql: sqlDegreePage},
		"expired records": {sql: sqlExpiredRecords}, "expired operations": {sql: sqlExpiredOperations}, "lock records": {sql: sqlLockRecords}, "lock slots": {sql: sqlLockSlots},
		"drop operations": {sql: sqlDropOperations}, "drop metadata": {sql: sqlDropMetadata}, "drop degrees": {sql: sqlDropDegrees},
		"drop links": {sql: sqlDropLinks}, "account names": {sql: sqlAccountNames, sorts: true},
		"schema": {sql: sqlSchema}, "lock the account": {sql: sqlShareAccount}, "newest": {sql: sqlNewest, sorts: true}, "events": {sql: sqlPutEvents},
	}
	for order, kind := range sqlNeighborPages {
		for own, sql := range kind {
			all[fmt.Sprintf("page %d from %d", order, own)] = planned{sql, order > 0 || own == int(endBoth)}
		}
	}
	for own, sql := range sqlPairs {
		all[fmt.Sprintf("pair from %d", own)] = planned{sql, own == int(endBoth)}
	}
	for i, kind := range sqlEventPages {
		all[fmt.Sprintf("event page %d", i)] = planned{kind.sql, strings.Contains(kind.sql, "UNION ALL")}
	}
	return all
}

// Every question, and every write that looks for its rows, goes through an index and
// nothing else: on fresh tables, of which the server knows nothing, and on full ones.
func TestPlansAreIndexScans(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, postgrestest.Start(t), nil)
	require.NoError(t, err)
	defer db.Close()
	requirePlans(t, db, "fresh")

	graph, err := association.Open(ctx, db, nil)
	require.NoError(t, err)
	var ops []association.Operation
	for i := range 5000 {
		ops = append(ops, &association.Associate{
			From: record.New(record.Contacts, record.ID(fmt.Sprint(i))), To: record.New(record.Companies, record.ID(fmt.Sprint(i%3))),
		})
	}
	for i := range 500 {
		id, err := history.NamedOperation(fmt.Sprint("operation ", i))
		require.NoError(t, err)
		ops[i] = association.Once(id, ops[i])
	}
	_, err = graph.DoEach(ctx, ops...)
	require.NoError(t, err)
	_, err = db.database.pool.Exec(ctx, "INSERT INTO relata.memo SELECT '', 'walk ' || n, '' FROM generate_series(1, 5000) n")
	require.NoError(t, err)
	_, err = db.database.pool.Exec(ctx, "ANALYZE")
	require.NoError(t, err)
	requirePlans(t, db, "full")

	// A chunk of a drop finds its rows by where they are, not all rows of the account.
	conn, err := db.database.pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	for _, table := range []string{"record", "memo", "side", "link", "event"} {
		plan := planOf(t, ctx, conn.Conn(), "drop", sqlDropRows(table))
		require.Contains(t, plan, "Tid Scan on "+table, plan)
	}
}

var (
	scans = regexp.MustCompile(`(Seq|Bitmap Heap) Scan on (\w+)`)
	small = map[string]bool{"meta": true, "account": true, "slot": true, "forgotten": true} // of a page or two
)

func requirePlans(t *testing.T, db *DB, when string) {
	t.Helper()
	ctx := t.Context()
	conn, err := db.database.pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
	require.NoError(t, err)
	for name, statement := range statementsToPlan() {
		plan := planOf(t, ctx, conn.Conn(), "look", statement.sql)
		for _, scan := range scans.FindAllStringSubmatch(plan, -1) {
			require.True(t, small[scan[2]], "%s, %s: %s", when, name, plan)
		}
		require.NotContains(t, plan, "Hash", "%s, %s", when, name)
		if !statement.sorts {
			require.NotContains(t, plan, "Sort", "%s, %s: %s", when, name, plan)
		}
	}
}

// planOf returns the plan of a statement whatever its parameters are.
func planOf(t *testing.T, ctx context.Context, conn *pgx.Conn, name, sql string) string {
	t.Helper()
	description, err := conn.Prepare(ctx, name, sql)
	require.NoError(t, err, sql)
	defer func() { require.NoError(t, conn.Deallocate(ctx, name)) }()
	nulls := strings.TrimSuffix(strings.Repeat("NULL, ", len(description.ParamOIDs)), ", ")
	rows, err := conn.Query(ctx, "EXPLAIN EXECUTE "+name+"("+nulls+")", pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}
