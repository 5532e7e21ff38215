package sqlite

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

func openedEngine(t *testing.T, path string) *engine {
	e, err := openEngine(path, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func put(t *testing.T, e *engine, key string, size int) error {
	t.Helper()
	return e.Write(context.WithoutCancel(t.Context()), []kv.Change{{Key: []byte(key), Value: make([]byte, size)}})
}

// A database without room takes nothing of a Write, and goes on as soon as there is room.
func TestNoRoom(t *testing.T) {
	e := openedEngine(t, file(t))
	require.NoError(t, put(t, e, "a", 1))
	require.NoError(t, e.writer.run("PRAGMA max_page_count = 10"))
	err := put(t, e, "b", 1<<20)
	require.ErrorContains(t, err, "full")
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.NoError(t, e.writer.run("PRAGMA max_page_count = 1000000"))
	require.NoError(t, put(t, e, "c", 1<<20))
	require.NoError(t, e.View(t.Context(), func(r kv.Reader) error {
		return r.Scan([]byte("a"), []byte("z"), false, func(key, _ []byte) bool {
			require.NotEqual(t, "b", string(key))
			return true
		})
	}))
}

// After a commit of unknown outcome nothing is written until the store is opened again.
func TestCommitUnknown(t *testing.T) {
	path := file(t)
	e := openedEngine(t, path)
	require.NoError(t, put(t, e, "a", 1))
	broken := errors.New("the disk is gone")
	err := e.failed(broken)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, storage.ErrAmbiguous)
	err = put(t, e, "b", 1)
	require.ErrorIs(t, err, broken)
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.NoError(t, e.View(t.Context(), func(kv.Reader) error { return nil }))
	require.NoError(t, e.Close())
	require.NoError(t, put(t, openedEngine(t, path), "b", 1))
}

// Another program may read while the store is open and written.
func TestOtherReader(t *testing.T) {
	path := file(t)
	e := openedEngine(t, path)
	require.NoError(t, put(t, e, "a", 1))
	tool, err := connect(path, 0)
	require.NoError(t, err)
	require.NoError(t, tool.run("BEGIN", "SELECT * FROM relata"))
	require.NoError(t, put(t, e, "b", 1))
	row, err := tool.row("SELECT count(*) FROM relata")
	require.NoError(t, err)
	require.Equal(t, int64(1), row[0])
	require.NoError(t, tool.Close())
}

// A Write waits while another program holds the write lock.
func TestOtherWriter(t *testing.T) {
	path := file(t)
	e := openedEngine(t, path)
	tool, err := connect(path, 0)
	require.NoError(t, err)
	require.NoError(t, tool.run("BEGIN IMMEDIATE"))
	written := make(chan error, 1)
	go func() { written <- put(t, e, "a", 1) }()
	require.NoError(t, tool.run("COMMIT"))
	require.NoError(t, <-written)

	require.NoError(t, e.writer.run("PRAGMA busy_timeout = 1"))
	require.NoError(t, tool.run("BEGIN IMMEDIATE"))
	err = put(t, e, "b", 1)
	require.ErrorContains(t, err, "locked")
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.NoError(t, tool.Close())
	require.NoError(t, put(t, e, "b", 1))
}
