package pebble

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
)

// A countdown makes writes of any file fail: after so many that pass, the next one or all later ones.
type countdown struct {
	pass atomic.Int64
	once bool
}

func (c *countdown) MaybeError(op errorfs.Op) error {
	if op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
		return nil
	}
	if left := c.pass.Add(-1); left == -1 || left < -1 && !c.once {
		return syscall.ENOSPC
	}
	return nil
}

func (c *countdown) String() string { return "countdown" }

// Whichever write fails, of whichever file, in Open, in a Write, in the background or in
// Close: no call hangs, the process lives, a View goes on reading what it saw, and what
// was acknowledged is there when the store is opened again, in the same process.
func TestEveryWriteMayFail(t *testing.T) {
	for round := range 20 {
		pass, once := rand.Int64N(500), round%2 == 0
		if round < 10 {
			pass = int64(round) * 3 // in Open
		}
		c := &countdown{once: once}
		c.pass.Store(pass)
		path := folder(t)
		acknowledged := untilFailure(t, path, &Options{NoSync: round%3 == 0, MemTable: 512 << 10}, c)

		e, err := openEngine(path, nil, vfs.Default)
		require.NoError(t, err, "after %d writes, once: %v", pass, once)
		kept := count(t, e)
		require.Zero(t, kept%100, "a Write is there by half")
		require.GreaterOrEqual(t, kept, acknowledged*100, "after %d writes, once: %v", pass, once)
		require.NoError(t, e.Write(t.Context(), some(1000)))
		require.NoError(t, e.Close())
	}
}

// untilFailure opens a store, writes, looks at it and closes it, and returns how many
// Writes are durable for sure.
func untilFailure(t *testing.T, path string, options *Options, c *countdown) (durable int) {
	t.Helper()
	options.Report = func(error) {}
	type opening struct {
		e   *engine
		err error
	}
	opened := within(t, "Open", func() opening {
		e, err := openEngine(path, options, errorfs.Wrap(vfs.Default, c))
		return opening{e, err}
	})
	e := opened.e
	if opened.err != nil {
		require.ErrorIs(t, opened.err, syscall.ENOSPC)
		return 0
	}
	var views sync.WaitGroup
	end := make(chan struct{})
	for n := range 40 {
		err := within(t, "Write", func() error { return e.Write(t.Context(), some(n)) })
		if err == nil && options.NoSync {
			err = within(t, "Sync", e.Sync)
		}
		if err != nil {
			require.ErrorIs(t, err, syscall.ENOSPC)
			break
		}
		durable++
		if n%10 == 0 {
			began := make(chan struct{})
			views.Go(func() { stay(t, e, durable*100, began, end) })
			<-began
		}
	}
	close(end)
	within(t, "the Views that were under way", func() bool { views.Wait(); return true })
	if err := within(t, "Close", e.Close); err != nil {
		require.ErrorIs(t, err, syscall.ENOSPC)
	}
	return durable
}

// stay reads the same from a View when it begins, and when the end has come.
func stay(t *testing.T, e *engine, want int, began, end chan struct{}) {
	err := e.View(t.Context(), func(r kv.Reader) error {
		for _, wait := range []chan struct{}{nil, end} {
			if wait != nil {
				close(began)
				<-wait
			}
			keys := 0
			err := r.Scan([]byte("0"), []byte("9"), false, func(_, _ []byte) bool { keys++; return true })
			if err != nil {
				return err
			}
			if keys != want {
				t.Errorf("a View has %d keys of %d", keys, want)
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	t.Errorf("a View: %v", err)
	select {
	case <-began:
	default:
		close(began)
	}
}
