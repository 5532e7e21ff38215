package pebble

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A fault makes the writes and syncs of the files fail whose names contain one of its
// words, while it is on.
type fault struct {
	words []string
	on    atomic.Bool
}

func (f *fault) MaybeError(op errorfs.Op) error {
	if !f.on.Load() || op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
		return nil
	}
	for _, word := range f.words {
		if strings.Contains(filepath.Base(op.Path), word) {
			return syscall.ENOSPC
		}
	}
	return nil
}

func (f *fault) String() string { return "fault" }

// reports keeps what a store reports.
type reports struct {
	mu     sync.Mutex
	errs   []error
	signal chan struct{} // one came
}

func newReports() *reports { return &reports{signal: make(chan struct{}, 1)} }

func (r *reports) add(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs = append(r.errs, err)
	select {
	case r.signal <- struct{}{}:
	default:
	}
}

func (r *reports) all() []error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.errs
}

// openFaulty opens an engine on files with a fault that is not on yet.
func openFaulty(t *testing.T, path string, options Options, words ...string) (*engine, *fault, *reports) {
	t.Helper()
	f, r := &fault{words: words}, newReports()
	options.Report = r.add
	e, err := openEngine(path, &options, errorfs.Wrap(vfs.Default, f))
	require.NoError(t, err)
	return e, f, r
}

// some are changes that no other n has.
func some(n int) []kv.Change {
	changes := make([]kv.Change, 100)
	for i := range changes {
		changes[i] = kv.Change{Key: fmt.Appendf(nil, "%08d %03d", n, i), Value: make([]byte, 1000)}
	}
	return changes
}

func count(t *testing.T, e *engine) (keys int) {
	t.Helper()
	require.NoError(t, e.View(t.Context(), func(r kv.Reader) error {
		return r.Scan([]byte("0"), []byte("9"), false, func(_, _ []byte) bool { keys++; return true })
	}))
	return keys
}

// within fails when f takes too long: a call that hangs is no better than a process
// that ends.
func within[R any](t *testing.T, what string, f func() R) R {
	t.Helper()
	done := make(chan R, 1)
	go func() { done <- f() }()
	select {
	case got := <-done:
		return got
	case <-time.After(time.Minute):
		require.FailNow(t, "waited in vain", what)
		panic("not reached")
	}
}

// When the log cannot be written, the outcome of that Write is unknown. Every later call
// fails and says why, the process lives, and opening the store again brings back every
// Write that was acknowledged.
func TestLogFails(t *testing.T) {
	for name, options := range map[string]Options{"synced": {}, "not synced": {NoSync: true}} {
		t.Run(name, func(t *testing.T) {
			path := folder(t)
			e, f, told := openFaulty(t, path, options, ".log")
			for n := range 10 {
				require.NoError(t, e.Write(t.Context(), some(n)))
			}
			require.NoError(t, e.Sync())
			f.on.Store(true)
			err := writeUntil(t, e, 10)
			require.ErrorIs(t, err, syscall.ENOSPC)
			if !options.NoSync { // else the log may fail between two Writes
				require.ErrorIs(t, err, storage.ErrAmbiguous)
			}
			require.NotEmpty(t, told.all())
			requireFailed(t, e)
			f.on.Store(false)
			requireReopened(t, path, 1000)
		})
	}
}

// writeUntil writes until a Write fails, and returns its error. Without sync, or when
// the fault is in the background, some are taken before.
func writeUntil(t *testing.T, e *engine, first int) error {
	t.Helper()
	return within(t, "a Write that fails", func() error {
		for n := first; ; n++ {
			if err := e.Write(t.Context(), some(n)); err != nil || n > 10_000 {
				return err
			}
		}
	})
}

// requireFailed requires that a store has failed, and closes it.
func requireFailed(t *testing.T, e *engine) {
	t.Helper()
	for what, call := range map[string]func() error{
		"Write": func() error { return e.Write(t.Context(), some(99)) },
		"View":  func() error { return e.View(t.Context(), func(kv.Reader) error { return nil }) },
		"Sync":  e.Sync,
	} {
		err := within(t, what, call)
		require.ErrorContains(t, err, "opened again", what)
		require.ErrorIs(t, err, syscall.ENOSPC, what)
		require.NotErrorIs(t, err, storage.ErrAmbiguous, "nothing was sent")
	}
	require.ErrorIs(t, within(t, "Close", e.Close), syscall.ENOSPC)
}

// requireReopened opens a store again and counts its keys.
func requireReopened(t *testing.T, path string, atLeast int) {
	t.Helper()
	e, err := openEngine(path, nil, vfs.Default)
	require.NoError(t, err)
	require.GreaterOrEqual(t, count(t, e), atLeast)
	require.NoError(t, e.Write(t.Context(), some(100)))
	require.NoError(t, e.Close())
}

// A table that cannot be written is told, and tried again: nothing is lost, and the
// store needs no help when there is room again.
func TestTableFails(t *testing.T) {
	path := folder(t)
	e, f, told := openFaulty(t, path, Options{MemTable: 1 << 20}, ".sst")
	f.on.Store(true)
	for n := range 20 { // two tables full
		require.NoError(t, e.Write(t.Context(), some(n)))
	}
	<-told.signal
	require.ErrorIs(t, told.all()[0], syscall.ENOSPC)
	f.on.Store(false)
	for n := range 100 {
		require.NoError(t, within(t, "a Write after room was made", func() error { return e.Write(t.Context(), some(n)) }))
	}
	require.Equal(t, 10_000, count(t, e))
	require.NoError(t, within(t, "Close", e.Close))
	requireReopened(t, path, 10_000)
}

// When the list of files cannot be written, which happens in the background, every
// call fails from then on, those that wait for it too.
func TestManifestFails(t *testing.T) {
	path := folder(t)
	e, f, told := openFaulty(t, path, Options{MemTable: 1 << 20}, "MANIFEST", "marker.manifest")
	f.on.Store(true)
	acknowledged := 0
	err := within(t, "Writes until one fails", func() error {
		for ; acknowledged < 10_000; acknowledged++ {
			if err := e.Write(t.Context(), some(acknowledged)); err != nil {
				return err
			}
		}
		return nil
	})
	require.Error(t, err)
	require.NotEmpty(t, told.all())
	requireFailed(t, e)
	f.on.Store(false)
	requireReopened(t, path, acknowledged*100)
}

// A table that is damaged fails the reads that need it, one that is gone the Open, and
// neither ends the process.
func TestTableLost(t *testing.T) {
	path := folder(t)
	e, _, _ := openFaulty(t, path, Options{})
	for n := range 50 {
		require.NoError(t, e.Write(t.Context(), some(n)))
	}
	require.NoError(t, e.db.Compact(t.Context(), []byte("0"), []byte("9"), false)) // so that nothing moves them later
	require.NoError(t, e.Close())
	tables, err := filepath.Glob(filepath.Join(path, "*.sst"))
	require.NoError(t, err)
	require.NotEmpty(t, tables)

	e, _, told := openFaulty(t, path, Options{})
	for _, table := range tables {
		content, err := os.ReadFile(table)
		require.NoError(t, err)
		for i := range content[:len(content)/2] {
			content[i] ^= 0xff
		}
		require.NoError(t, os.WriteFile(table, content, 0o600))
	}
	require.ErrorIs(t, e.View(t.Context(), func(r kv.Reader) error {
		return r.Scan([]byte("0"), []byte("9"), false, func(_, _ []byte) bool { return true })
	}), storage.ErrCorrupt)
	require.NotEmpty(t, told.all())
	require.NoError(t, within(t, "Close", e.Close))

	require.NoError(t, os.Remove(tables[0]))
	_, err = openEngine(path, nil, vfs.Default)
	require.ErrorContains(t, err, strings.TrimSuffix(filepath.Base(tables[0]), ".sst"))
	_, err = openEngine(path, nil, vfs.Default)
	require.NotErrorIs(t, err, ErrLocked, "an Open that failed has released the folder")
}

// More than a batch takes is refused before anything is written.
func TestTooLarge(t *testing.T) {
	e, _, _ := openFaulty(t, folder(t), Options{})
	e.limit = 100_000
	require.ErrorIs(t, e.Write(t.Context(), some(1)), storage.ErrTooLarge)
	require.Zero(t, count(t, e))
	require.NoError(t, e.Write(t.Context(), some(1)[:90]))
	require.NoError(t, e.Close())
}
