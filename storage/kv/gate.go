package kv

import (
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// A gate counts the calls that are under way, until it is closed.
type gate struct {
	calls atomic.Int64  // under way; closing and more once it was closed
	idle  chan struct{} // the last call ended
}

// closing is above any number of calls.
const closing = 1 << 62

func newGate() gate { return gate{idle: make(chan struct{}, 1)} }

// enter counts a call in, which ends with leave.
func (g *gate) enter(what string) error {
	if g.calls.Add(1) >= closing {
		g.leave()
		return fmt.Errorf("kv: %s: %w", what, storage.ErrClosed)
	}
	return nil
}

func (g *gate) leave() {
	if g.calls.Add(-1) == closing {
		select {
		case g.idle <- struct{}{}:
		default:
		}
	}
}

// close lets nobody in any more and waits for those who are inside.
func (g *gate) close() error {
	for {
		calls := g.calls.Load()
		if calls >= closing {
			return fmt.Errorf("kv: close: %w", storage.ErrClosed)
		}
		if g.calls.CompareAndSwap(calls, calls+closing) {
			break
		}
	}
	for g.calls.Load() != closing {
		<-g.idle
	}
	return nil
}
