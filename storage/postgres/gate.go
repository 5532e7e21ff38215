package postgres

import (
	"sync"

	"github.com/relata-go/relata/storage"
)

// A gate counts calls in and out, and closes once.
type gate struct {
	mu     sync.Mutex
	closed bool
	calls  sync.WaitGroup // the calls under way
}

// enter begins a call, which ends with leave.
func (g *gate) enter() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return storage.ErrClosed
	}
	g.calls.Add(1)
	return nil
}

func (g *gate) leave() { g.calls.Done() }

// close lets no further call in and waits for those under way.
func (g *gate) close() error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return storage.ErrClosed
	}
	g.closed = true
	g.mu.Unlock()
	g.calls.Wait()
	return nil
}
