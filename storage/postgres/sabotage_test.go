package postgres_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

// A sabotage makes the server itself refuse transactions, as one that lost against
// others is refused: triggers raise the errors. It counts by a sequence, which no
// rollback turns back.
type sabotage struct {
	t    testing.TB
	conn *pgx.Conn
}

const sabotageSQL = `
CREATE TABLE sabotage (account text PRIMARY KEY, step text, times bigint);
CREATE SEQUENCE lost;
CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
	IF EXISTS (SELECT FROM sabotage s WHERE s.account = new.account AND s.step = tg_argv[0]) THEN
		n := nextval('lost');
		IF n <= (SELECT s.times FROM sabotage s WHERE s.account = new.account) THEN
			CASE n % 3
				WHEN 1 THEN RAISE 'sabotage' USING ERRCODE = '40001';
				WHEN 2 THEN RAISE 'sabotage' USING ERRCODE = '40P01';
				ELSE RAISE 'could not commit transaction for shard 7' USING ERRCODE = 'XX000';
			END CASE;
		END IF;
	END IF;
	RETURN new;
END $$;
CREATE TRIGGER at_read BEFORE INSERT ON relata.account FOR EACH ROW EXECUTE FUNCTION sabotage('read');
CREATE TRIGGER at_apply BEFORE INSERT ON relata.memo FOR EACH ROW EXECUTE FUNCTION sabotage('apply');
CREATE TRIGGER at_apply BEFORE INSERT ON relata.event FOR EACH ROW EXECUTE FUNCTION sabotage('apply');
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON relata.memo
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sabotage('commit');
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON relata.event
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sabotage('commit');
`

// newSabotage prepares the database of a store, which is open.
func newSabotage(t testing.TB, dsn string) *sabotage {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	_, err = conn.Exec(t.Context(), sabotageSQL, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	return &sabotage{t, conn}
}

// lose makes the next transactions of an account lose at a step: read, apply or commit.
func (s *sabotage) lose(account storage.Storage, step string, times int) {
	name, known := names.Load(account)
	require.True(s.t, known, "the account is not one of fresh's")
	_, err := s.conn.Exec(context.Background(), `INSERT INTO sabotage VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET step = $2, times = $3`, name, step, times)
	require.NoError(s.t, err)
	_, err = s.conn.Exec(context.Background(), `SELECT setval('lost', 1, false)`)
	require.NoError(s.t, err)
}

// increment adds one to a memo in an Update of its own, after it has called inside.
func increment(ctx context.Context, store storage.Storage, inside func()) error {
	return store.Update(ctx, nil, func(tx storage.Tx) error {
		inside()
		return addOne(ctx, tx)
	})
}

// addOne adds one to the memo.
func addOne(ctx context.Context, tx storage.Tx) error {
	b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
	if err := tx.Read(ctx, &b); err != nil {
		return err
	}
	n, _ := strconv.Atoi(b.Metadata[0].Was) // "" is zero
	b.Metadata[0].Now = strconv.Itoa(n + 1)
	return tx.Apply(ctx, &b)
}

// counter returns what the memo says.
func counter(t testing.TB, store storage.Storage) string {
	t.Helper()
	b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
	require.NoError(t, store.Read(t.Context(), &b))
	return b.Metadata[0].Was
}
