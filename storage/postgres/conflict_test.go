package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// An Update that the server refuses runs again, whatever it was refused at, until it
// succeeds or has been tried often enough; other errors are not tried again.
func TestConflictsRunAgain(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, &postgres.Options{Attempts: 5, Pause: time.Microsecond})
	require.NoError(t, err)
	defer db.Close()
	s := newSabotage(t, dsn)
	for _, step := range []string{"read", "apply", "commit"} {
		for _, times := range []int{0, 1, 4} {
			account, attempts := fresh(db), 0
			s.lose(account, step, times)
			require.NoError(t, increment(t.Context(), account, func() { attempts++ }), "%s, %d", step, times)
			require.Equal(t, times+1, attempts, step)
			require.Equal(t, "1", counter(t, account), "%s, %d", step, times)
		}
		account, attempts := fresh(db), 0
		s.lose(account, step, 100)
		err := increment(t.Context(), account, func() { attempts++ })
		require.ErrorIs(t, err, storage.ErrConflict, step)
		require.ErrorContains(t, err, "after 5 attempts")
		require.Equal(t, 5, attempts, step)
		require.Empty(t, counter(t, account), step)
	}
	_, err = s.conn.Exec(t.Context(), "ALTER TABLE relata.memo ADD CHECK (key <> 'counter') NOT VALID")
	require.NoError(t, err)
	attempts := 0
	require.ErrorContains(t, increment(t.Context(), db, func() { attempts++ }), "23514")
	require.Equal(t, 1, attempts, "what another attempt cannot mend")
}

// Waiting for the next attempt ends with the context.
func TestPausesEndWithTheContext(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, &postgres.Options{Pause: time.Hour})
	require.NoError(t, err)
	defer db.Close()
	account := fresh(db)
	newSabotage(t, dsn).lose(account, "read", 100)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, increment(ctx, account, func() {}), context.DeadlineExceeded)
}

// When the connection breaks at COMMIT nobody knows what became of it, and Update says
// so; whether it was made before or not, the operation's id finds out.
func TestLostCommitIsAmbiguous(t *testing.T) {
	db, wire := quick(t, nil)
	for lost, committed := range map[loss]bool{request: false, answer: true} {
		account, attempts := fresh(db), 0
		wire.set(lost)
		require.ErrorIs(t, increment(t.Context(), account, func() { attempts++ }), storage.ErrAmbiguous)
		require.Equal(t, 1, attempts)
		require.Equal(t, committed, counter(t, account) == "1")

		graph, err := association.Open(t.Context(), account, nil)
		require.NoError(t, err)
		id, err := history.NamedOperation("call 7")
		require.NoError(t, err)
		once := association.Once(id, &association.Associate{From: contact(1), To: company(1)})
		wire.set(lost)
		_, err = graph.Do(t.Context(), once)
		require.ErrorIs(t, err, storage.ErrAmbiguous)
		results, err := graph.Do(t.Context(), once)
		require.NoError(t, err)
		require.Equal(t, committed, results[0].Repeated)
		n, err := graph.Count(t.Context(), contact(1), record.Companies)
		require.NoError(t, err)
		require.Equal(t, 1, n, "it has taken effect once")
	}
}

// An Update whose context has ended waits a while for the outcome of its COMMIT, and no
// longer.
func TestWaitingForTheOutcomeEnds(t *testing.T) {
	db, wire := quick(t, &postgres.Options{Grace: 50 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	wire.set(silence)
	done := make(chan error, 1)
	go func() { done <- increment(ctx, db, func() {}) }()
	require.Eventually(t, func() bool { return wire.is(nothing) }, 10*time.Second, time.Millisecond, "COMMIT is sent")
	cancel()
	require.ErrorIs(t, <-done, storage.ErrAmbiguous)
	require.Equal(t, "1", counter(t, db))
}

// A connection that is lost earlier has written nothing, and that is known.
func TestLostConnectionBeforeCommit(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer db.Close()
	admin, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer admin.Close(t.Context())
	kill := func() {
		_, err := admin.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		require.NoError(t, err)
	}
	err = db.Update(t.Context(), []record.Ref{contact(1)}, func(tx storage.Tx) error {
		b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
		if err := tx.Read(t.Context(), &b); err != nil {
			return err
		}
		kill()
		return tx.Read(t.Context(), &storage.Batch{})
	})
	require.Error(t, err)
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.NoError(t, increment(t.Context(), db, func() {}), "the pool has other connections")
	require.Equal(t, "1", counter(t, db))
}

// A context that ends while an Update waits for a lock ends the waiting, in the server
// too, and leaves no transaction open.
func TestEndedContextLeavesNothingOpen(t *testing.T) {
	dsn := postgrestest.Start(t)
	db, err := postgres.Open(t.Context(), dsn, nil)
	require.NoError(t, err)
	defer db.Close()
	locked, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- db.Update(t.Context(), []record.Ref{company(1)}, func(tx storage.Tx) error {
			err := tx.Read(t.Context(), &storage.Batch{})
			close(locked)
			<-leave
			return err
		})
	}()
	<-locked
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = db.Update(ctx, []record.Ref{company(1)}, func(tx storage.Tx) error { return tx.Read(ctx, &storage.Batch{}) })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	admin, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer admin.Close(t.Context())
	var open int
	require.NoError(t, admin.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`).Scan(&open))
	require.Equal(t, 1, open, "only the transaction that holds the lock is open")
	close(leave)
	require.NoError(t, <-done)
}
