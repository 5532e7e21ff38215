package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
	"github.com/relata-go/relata/storage/storagetest/crash"
)

// A hall is a server of the test's own, started when the first place is asked for: a
// child, which runs the same test, never asks. A shared server would not do: the feed
// waits for every open transaction of the server, whoever's it is.
type hall struct {
	durable bool
	server  *postgrestest.Server
}

func (h *hall) place(t *testing.T) string {
	if h.server == nil {
		h.server = postgrestest.Launch(t, &postgrestest.Options{
			Durable: h.durable, Settings: []string{"recovery_init_sync_method=syncfs"}, // else it looks at each of its files
		})
	}
	dsn, err := h.server.Database(t.Context())
	require.NoError(t, err)
	return dsn
}

// patience is how long a server may take to end what a killed client had begun, and to
// start again.
const patience = time.Minute

// longer leaves the writers time for as many transactions as an embedded store makes, and
// kills less often, since a server takes its time to recover.
var longer = &crash.Options{Kills: 4, Longest: 500 * time.Millisecond}

// openQuiet opens a store once the server has noticed that all other clients are gone.
func openQuiet(ctx context.Context, dsn string) (storage.Storage, error) {
	err := soon(ctx, func() error {
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		others := 0
		err = conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&others)
		if err == nil && others > 0 {
			err = fmt.Errorf("%d clients are still there", others)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return postgres.Open(ctx, dsn, nil)
}

// soon calls try until it succeeds.
func soon(ctx context.Context, try func() error) error {
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-pause.C:
		case <-late.C:
			return err
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

// What was acknowledged outlives the client that wrote it, and what the client had not
// finished is not there by half.
func TestCrashOfClient(t *testing.T) {
	h := &hall{}
	crash.Run(t, crash.Backend{Place: h.place, Open: openQuiet}, longer)
}

// What was acknowledged outlives a server that is stopped at once, with fsync on.
func TestCrashOfServer(t *testing.T) {
	h := &hall{durable: true}
	crash.Run(t, crash.Backend{
		Place: h.place, Open: openQuiet, Restart: h.restart,
		Crash: func(t *testing.T, _ string) { require.NoError(t, h.server.Kill()) },
	}, longer)
}

// The same, when the first process of the server is killed and the others find out.
func TestCrashOfPostmaster(t *testing.T) {
	h := &hall{durable: true}
	crash.Run(t, crash.Backend{
		Place: h.place, Open: openQuiet, Restart: h.restart,
		Crash: func(t *testing.T, dsn string) {
			process, err := os.FindProcess(postmaster(t, dsn))
			require.NoError(t, err)
			require.NoError(t, process.Kill())
			require.NoError(t, h.server.Kill()) // it sees that nothing is to be done
		},
	}, longer)
}

// restart waits until the processes that are left over have let go of the shared memory.
func (h *hall) restart(t *testing.T, _ string) {
	require.NoError(t, soon(t.Context(), func() error { return h.server.Restart(t.Context()) }))
}

// postmaster returns the id of the server's first process.
func postmaster(t *testing.T, dsn string) int {
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	var folder string
	require.NoError(t, conn.QueryRow(t.Context(), "SHOW data_directory").Scan(&folder))
	text, err := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(text), "\n")
	id, err := strconv.Atoi(first)
	require.NoError(t, err)
	return id
}
