package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
)

// An inTx runs fn in a transaction of the application. exec is a statement of fn's own, and
// end a commit or rollback of fn's own.
type inTx func(ctx context.Context, account string, fn func(ctx context.Context, tx ownTx) error) error

// An ownTx is what the function of an inTx works with.
type ownTx struct {
	exec  func(ctx context.Context, sql string, args ...any) error
	end   func(ctx context.Context) error
	store storage.Storage
}

// eachInTx calls fn with InTx and with InSQLTx, each in a database of its own.
func eachInTx(t *testing.T, options *postgres.Options, fn func(*testing.T, *crm, inTx)) {
	t.Run("pgx", func(t *testing.T) {
		app := openCRM(t, options)
		fn(t, app, func(ctx context.Context, account string, fn func(context.Context, ownTx) error) error {
			return app.db.InTx(ctx, app.pool, account, func(ctx context.Context, tx pgx.Tx, store storage.Storage) error {
				exec := func(ctx context.Context, sql string, args ...any) error {
					_, err := tx.Exec(ctx, sql, args...)
					return err
				}
				return fn(ctx, ownTx{exec, tx.Commit, store})
			})
		})
	})
	t.Run("database/sql", func(t *testing.T) {
		app := openCRM(t, options)
		fn(t, app, func(ctx context.Context, account string, fn func(context.Context, ownTx) error) error {
			return app.db.InSQLTx(ctx, app.sql, account, func(ctx context.Context, tx *sql.Tx, store storage.Storage) error {
				exec := func(ctx context.Context, sql string, args ...any) error {
					_, err := tx.ExecContext(ctx, sql, args...)
					return err
				}
				return fn(ctx, ownTx{exec, func(context.Context) error { return tx.Commit() }, store})
			})
		})
	})
}

// A crm is an application that has a table of its own beside the associations of one account.
type crm struct {
	pool  *pgxpool.Pool
	sql   *sql.DB
	wire  *wire
	db    *postgres.DB
	main  string // the name of the account
	graph *association.Graph
}

func openCRM(t *testing.T, options *postgres.Options) *crm {
	pool, db, wire := tappedApplication(t, options)
	graph, err := association.Open(t.Context(), db, nil)
	require.NoError(t, err)
	app := &crm{pool: pool, sql: stdlib.OpenDBFromPool(pool), wire: wire, db: db, graph: graph}
	t.Cleanup(func() { _ = app.sql.Close() })
	return app
}

// add associates contact n with company 1 and writes its row.
func (app *crm) add(ctx context.Context, tx ownTx, n int) error {
	if _, err := app.graph.Within(tx.store).Associate(ctx, contact(n), company(1)); err != nil {
		return err
	}
	return app.insert(ctx, tx, n)
}

// insert writes the row of contact n.
func (app *crm) insert(ctx context.Context, tx ownTx, n int) error {
	return tx.exec(ctx, "INSERT INTO contact VALUES ($1, 'ann@example.com')", fmt.Sprint(n))
}

// has returns how many contacts and how many links there are.
func (app *crm) has(t *testing.T) [2]int { return standing(t, app.pool, app.db) }

// The application's rows and the associations commit together.
func TestInTxCommitsTogether(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			if err := app.add(ctx, tx, 1); err != nil {
				return err
			}
			return app.add(ctx, tx, 2)
		}))
		require.Equal(t, [2]int{2, 2}, app.has(t))
	})
}

// Neither is there when the function fails, panics, ends its goroutine, or its context ends.
func TestInTxRollsBackTogether(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		run := func(ctx context.Context, then func() error) error {
			return inTx(ctx, app.main, func(ctx context.Context, tx ownTx) error {
				require.NoError(t, app.add(ctx, tx, 1))
				return then()
			})
		}
		require.Equal(t, errOwn, run(t.Context(), func() error { return errOwn }), "unchanged")
		require.PanicsWithValue(t, "own", func() { _ = run(t.Context(), func() error { panic("own") }) })
		var gone sync.WaitGroup
		gone.Go(func() { _ = run(t.Context(), func() error { runtime.Goexit(); return nil }) })
		gone.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		require.ErrorIs(t, run(ctx, func() error { cancel(); return nil }), context.Canceled)
		require.ErrorIs(t, run(ctx, nil), context.Canceled, "not begun")
		err := inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			require.NoError(t, app.add(ctx, tx, 1))
			require.Error(t, tx.exec(ctx, "INSERT INTO nowhere VALUES (1)"))
			return nil // ignores it
		})
		require.ErrorContains(t, err, "the server has not committed, because a statement had failed")
		require.NotErrorIs(t, err, storage.ErrAmbiguous)
		require.Equal(t, [2]int{0, 0}, app.has(t))
		require.NoError(t, run(t.Context(), func() error { return nil }), "all connections are as before")
		require.Equal(t, [2]int{1, 1}, app.has(t))
	})
}

// A context that ends while the transaction waits for a lock rolls it back.
func TestInTxContextEndsWhileWaiting(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		require.NoError(t, inTx(t.Context(), app.main, func(holder context.Context, tx ownTx) error {
			require.NoError(t, app.add(holder, tx, 1))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := inTx(ctx, app.main, func(ctx context.Context, tx ownTx) error {
				require.NoError(t, app.insert(ctx, tx, 2))
				cancel()
				_, err := app.graph.Within(tx.store).Associate(ctx, contact(2), company(1))
				return err
			})
			require.ErrorIs(t, err, context.Canceled)
			return nil
		}))
		require.Equal(t, [2]int{1, 1}, app.has(t))
	})
}

// Two transactions write their row first, so both have a number when they meet at the
// company. The one with the lesser number loses and runs again.
func TestInTxRunsAgainWhenOvertaken(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		for name, end := range map[string]func(error) error{
			"returned": func(err error) error { return err },
			"ignored":  func(error) error { return nil },
			"hidden": func(err error) error {
				if err == nil {
					return nil
				}
				return fmt.Errorf("own text: %v", err)
			},
		} {
			before := app.has(t)
			calls := 0
			require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
				calls++
				n := before[0] + 1
				require.NoError(t, app.insert(ctx, tx, n), name)
				if calls == 1 {
					require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
						return app.add(ctx, tx, n+1)
					}))
				}
				_, err := app.graph.Within(tx.store).Associate(ctx, contact(n), company(1))
				return end(err)
			}), name)
			require.Equal(t, 2, calls, name)
			require.Equal(t, [2]int{before[0] + 2, before[1] + 2}, app.has(t), name)
		}
	})
}

// A transaction that loses every time ends with ErrConflict, and leaves nothing.
func TestInTxGivesUp(t *testing.T) {
	eachInTx(t, &postgres.Options{Attempts: 3}, func(t *testing.T, app *crm, inTx inTx) {
		calls := 0
		err := inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			calls++
			require.NoError(t, app.insert(ctx, tx, 99))
			_, err := app.graph.Associate(t.Context(), contact(calls), company(1))
			require.NoError(t, err)
			return app.add(ctx, tx, 98)
		})
		require.ErrorIs(t, err, storage.ErrConflict)
		require.Equal(t, 3, calls)
		require.Equal(t, [2]int{0, 3}, app.has(t))
	})
}

// Two transactions that lock rows of the application in opposite order deadlock: the server
// ends one, which runs again.
func TestInTxRunsAgainAfterDeadlock(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		_, err := app.pool.Exec(t.Context(), "INSERT INTO contact VALUES ('1', 'a'), ('2', 'b')")
		require.NoError(t, err)
		var both sync.WaitGroup // each has its first row
		both.Add(2)
		var contenders sync.WaitGroup
		calls, errs := [2]int{}, [2]error{}
		for i := range 2 {
			contenders.Go(func() {
				errs[i] = inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
					if err := tx.exec(ctx, "SET LOCAL deadlock_timeout = '10ms'"); err != nil {
						return err
					}
					calls[i]++
					lock := "UPDATE contact SET email = email || $2 WHERE id = $1"
					if err := tx.exec(ctx, lock, fmt.Sprint(1+i), fmt.Sprint(i)); err != nil {
						return err
					}
					if calls[i] == 1 {
						both.Done()
						both.Wait()
					}
					if err := tx.exec(ctx, lock, fmt.Sprint(2-i), fmt.Sprint(i)); err != nil {
						return err
					}
					_, err := app.graph.Within(tx.store).Associate(ctx, contact(1+i), company(1))
					return err
				})
			})
		}
		contenders.Wait()
		require.NoError(t, errs[0])
		require.NoError(t, errs[1])
		require.GreaterOrEqual(t, calls[0]+calls[1], 3)
		var emails int
		require.NoError(t, app.pool.QueryRow(t.Context(), "SELECT sum(length(email)) FROM contact").Scan(&emails))
		require.Equal(t, 6, emails, "each has written each row once")
		require.Equal(t, [2]int{2, 2}, app.has(t))
	})
}

// If the answer to COMMIT is lost the outcome is unknown, and the function does not run again.
func TestInTxOfUnknownOutcome(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		for n, l := range []loss{request, answer} {
			calls := 0
			err := inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
				calls++
				if err := app.add(ctx, tx, n); err != nil {
					return err
				}
				app.wire.set(l)
				return nil
			})
			require.ErrorIs(t, err, storage.ErrAmbiguous)
			require.Equal(t, 1, calls)
			require.Equal(t, [2]int{n, n}, app.has(t), "both or neither")
		}
	})
}

// Calls that would wait for the transaction they are part of are refused.
func TestInTxNested(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		other := "other"
		otherGraph, err := association.Open(t.Context(), app.db.Account(other), nil)
		require.NoError(t, err)
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			require.NoError(t, app.add(ctx, tx, 1))
			nothing := func(context.Context, ownTx) error { return nil }
			require.ErrorIs(t, inTx(ctx, app.main, nothing), postgres.ErrNested)
			require.ErrorIs(t, inTx(ctx, other, nothing), postgres.ErrNested)
			_, err := app.graph.Associate(ctx, contact(2), company(1))
			require.ErrorIs(t, err, postgres.ErrNested)
			require.ErrorContains(t, err, "postgres: update: called inside a transaction of InTx or InSQLTx: use the Storage of that transaction")
			require.ErrorIs(t, app.db.DropAccount(ctx, app.main), postgres.ErrNested)
			_, err = otherGraph.Associate(ctx, contact(3), company(1)) // waits for nothing of this one
			require.NoError(t, err)
			_, linked, err := app.graph.Linked(ctx, contact(1), company(1))
			require.NoError(t, err)
			require.False(t, linked, "reads outside do not wait and do not see it")
			return nil
		}))
		require.Equal(t, [2]int{1, 1}, app.has(t))
	})
}

// A function that ends the transaction itself is told so, and nothing runs again.
func TestInTxEndedByItsFunction(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		for n, own := range []error{nil, errOwn, storage.ErrConflict} {
			calls := 0
			err := inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
				calls++
				require.NoError(t, app.add(ctx, tx, n))
				require.NoError(t, tx.end(ctx))
				require.Error(t, tx.store.Read(ctx, &storage.Batch{}))
				return own
			})
			require.ErrorContains(t, err, map[bool]string{true: "the function has ended the transaction itself"}[own == nil])
			if own != nil {
				require.Equal(t, own, err)
			}
			require.Equal(t, 1, calls)
		}
	})
}

// After the transaction its Storage is closed. A closed pool and a closed store begin none.
func TestInTxClosed(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		var kept *association.Graph
		nothing := func(_ context.Context, tx ownTx) error { kept = app.graph.Within(tx.store); return nil }
		require.NoError(t, inTx(t.Context(), app.main, nothing))
		_, err := kept.Associate(t.Context(), contact(1), company(1))
		require.ErrorIs(t, err, storage.ErrClosed)
		require.ErrorIs(t, inTx(t.Context(), "\x00", nothing), storage.ErrInvalid)
		app.pool.Close()
		require.ErrorContains(t, inTx(t.Context(), app.main, nothing), "postgres: transaction: closed pool")
		require.NoError(t, app.db.Close())
		require.ErrorIs(t, inTx(t.Context(), app.main, nothing), storage.ErrClosed)
	})
}

// A graph does not write to the transaction of another account.
func TestWithinOfAnotherAccount(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		err := inTx(t.Context(), "other", func(ctx context.Context, tx ownTx) error {
			return app.add(ctx, tx, 1)
		})
		require.ErrorIs(t, err, storage.ErrInvalid)
		require.ErrorContains(t, err, `the graph is of account "", and its transaction of account "other"`)
		require.Equal(t, [2]int{0, 0}, app.has(t))
	})
}

// A graph whose account was dropped, and begun anew by others, does not write to the new one
// under the schema of the old one. That holds too if only transactions have used the account.
func TestWithinAfterADrop(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error { return app.add(ctx, tx, 1) }))
		require.NoError(t, app.db.DropAccount(t.Context(), app.main))
		anew, err := association.Open(t.Context(), app.db.Account(app.main), nil)
		require.NoError(t, err)
		_, err = anew.Associate(t.Context(), contact(7), company(7))
		require.NoError(t, err)
		err = inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error { return app.add(ctx, tx, 2) })
		require.ErrorIs(t, err, storage.ErrDropped)
	})
}

// A transaction that begins the account and is run again finds no account of another id.
func TestInTxBeginsTheAccountTwice(t *testing.T) {
	eachInTx(t, nil, func(t *testing.T, app *crm, inTx inTx) {
		calls := 0
		require.NoError(t, inTx(t.Context(), app.main, func(ctx context.Context, tx ownTx) error {
			if err := app.add(ctx, tx, 1); err != nil {
				return err
			}
			if _, err := app.graph.Within(tx.store).Count(ctx, company(1), "contacts"); err != nil {
				return err
			}
			if calls++; calls == 1 {
				return storage.ErrConflict
			}
			return nil
		}))
		require.Equal(t, 2, calls)
		require.Equal(t, [2]int{1, 1}, app.has(t))
	})
}
