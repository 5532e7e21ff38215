package calls_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
)

func TestCallsAreRefusedAfterClose(t *testing.T) {
	var c calls.Calls
	require.NoError(t, c.Enter())
	c.Leave()
	require.NoError(t, c.Close())
	require.ErrorIs(t, c.Enter(), storage.ErrClosed)
	require.ErrorIs(t, c.Close(), storage.ErrClosed)
}

// While a call is under way Close has not returned, and calls and a second Close are
// refused at once.
func TestCloseWaitsForTheCallsUnderWay(t *testing.T) {
	var c calls.Calls
	require.NoError(t, c.Enter())
	closed := make(chan error, 1)
	go func() { closed <- c.Close() }()
	for c.Enter() == nil { // until Close has begun
		c.Leave()
	}
	require.ErrorIs(t, c.Close(), storage.ErrClosed)
	select {
	case err := <-closed:
		require.FailNow(t, "Close has not waited", "it returned %v", err)
	default:
	}
	c.Leave()
	require.NoError(t, <-closed)
}

// Whatever the order in which calls and Closes come, one Close returns nil, and no call
// is under way from then on.
func TestCallsAndClosesTogether(t *testing.T) {
	for range 200 {
		var c calls.Calls
		var underWay, left, closes atomic.Int64 // left: under way when a Close returned nil
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for c.Enter() == nil {
					underWay.Add(1)
					underWay.Add(-1)
					c.Leave()
				}
			})
		}
		for range 2 {
			all.Go(func() {
				if c.Close() == nil {
					closes.Add(1)
					left.Add(underWay.Load())
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, closes.Load())
		require.Zero(t, left.Load())
	}
}

func TestCallsAllocateNothing(t *testing.T) {
	var c calls.Calls
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_ = c.Enter()
		c.Leave()
	}))
}
