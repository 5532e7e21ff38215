// Package calls counts the calls under way, so that Close can wait for them.
//
// Every backend enters each call of its Storage here and leaves at the end. The package
// keeps the promise of [storage.Storage] that Close waits for the calls that began
// before it, and that the calls after it are refused. It decides nothing else: contexts
// and the texts of errors are the backend's.
package calls

import (
	"sync"
	"sync/atomic"

	"github.com/relata-go/relata/storage"
)

// Calls counts the calls under way of a Storage. The zero Calls is open. Its methods
// may be called from many goroutines.
type Calls struct {
	underWay atomic.Int64 // plus closing once Close has begun

	closers sync.Mutex    // guards idle until Close has begun
	idle    chan struct{} // the last call has left; nil until Close has begun
}

// closing is greater than any number of calls. A single atomic number holds both the
// count and the fact that Close has begun, so that a call costs no lock.
const closing = 1 << 62

// Enter begins a call, which must end with Leave. Once Close has begun, Enter returns
// [storage.ErrClosed], and then there is nothing to leave.
func (c *Calls) Enter() error {
	if c.underWay.Add(1) >= closing {
		c.Leave()
		return storage.ErrClosed
	}
	return nil
}

// Leave ends a call that Enter began.
func (c *Calls) Leave() {
	if c.underWay.Add(-1) != closing {
		return
	}
	select {
	case c.idle <- struct{}{}:
	default: // Close has not yet received an earlier signal
	}
}

// Close refuses calls from now on, waits until all that entered have left, and returns
// nil. If another Close has begun, Close returns [storage.ErrClosed] at once.
func (c *Calls) Close() error {
	c.closers.Lock()
	if c.underWay.Load() >= closing {
		c.closers.Unlock()
		return storage.ErrClosed
	}
	c.idle = make(chan struct{}, 1)
	c.underWay.Add(closing)
	c.closers.Unlock()
	for c.underWay.Load() != closing {
		<-c.idle
	}
	return nil
}
