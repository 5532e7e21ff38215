//go:build unix

package bolt

import (
	"errors"
	"fmt"
	"os/signal"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// limitFiles makes every write after that many bytes of a file fail, as one to a full
// disk does, until the function it returns is called.
func limitFiles(t *testing.T, bytes uint64) (lift func()) {
	t.Helper()
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	limited := before
	limited.Cur = bytes
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited))
	lift = func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) }
	t.Cleanup(lift)
	return lift
}

// A commit for which there is no room writes nothing. The store can be read, and
// written again as soon as there is room.
func TestNoRoom(t *testing.T) {
	path := file(t)
	e, err := openEngine(path, &Options{})
	require.NoError(t, err)
	lift := limitFiles(t, 40<<20)
	write := func(n int) error {
		changes := make([]kv.Change, 1000)
		for i := range changes {
			changes[i] = kv.Change{Key: fmt.Appendf(nil, "%06d %03d", n, i), Value: make([]byte, 1000)}
		}
		return e.Write(t.Context(), changes)
	}
	count := func(e *engine) (keys int) {
		require.NoError(t, e.View(t.Context(), func(r kv.Reader) error {
			return r.Scan([]byte("0"), []byte("9"), false, func(_, _ []byte) bool { keys++; return true })
		}))
		return keys
	}
	written := 0
	for err = write(0); err == nil; err = write(written) {
		written++
		require.Less(t, written, 100, "files are not limited")
	}
	require.False(t, errors.Is(err, storage.ErrAmbiguous), "%v", err)
	require.Equal(t, written*1000, count(e))
	lift()
	require.NoError(t, write(written))
	require.NoError(t, e.Close())
	e, err = openEngine(path, &Options{})
	require.NoError(t, err)
	require.Equal(t, (written+1)*1000, count(e))
	require.NoError(t, e.Close())
}

// When a commit failed after the meta page was written, its outcome is not
// known, and nothing more is written until the store is opened again.
func TestCommitUnknown(t *testing.T) {
	path := file(t)
	e, err := openEngine(path, &Options{})
	require.NoError(t, err)
	require.NoError(t, e.Write(t.Context(), []kv.Change{{Key: []byte("a")}}))
	tx, err := e.db.Begin(false)
	require.NoError(t, err)
	number := tx.ID()
	require.NoError(t, tx.Rollback())

	broken := errors.New("the disk is gone")
	err = e.failed(number+1, broken)
	require.ErrorIs(t, err, broken)
	require.False(t, errors.Is(err, storage.ErrAmbiguous), "readers do not see it")
	require.NoError(t, e.Write(t.Context(), []kv.Change{{Key: []byte("b")}}))
	err = e.failed(number+1, broken)
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, storage.ErrAmbiguous, "readers see it")

	err = e.Write(t.Context(), []kv.Change{{Key: []byte("c")}})
	require.ErrorIs(t, err, broken)
	require.NotErrorIs(t, err, storage.ErrAmbiguous)
	require.NoError(t, e.View(t.Context(), func(kv.Reader) error { return nil }))
	require.NoError(t, e.Close())
	e, err = openEngine(path, &Options{})
	require.NoError(t, err)
	require.NoError(t, e.Write(t.Context(), []kv.Change{{Key: []byte("c")}}))
	require.NoError(t, e.Close())
}
