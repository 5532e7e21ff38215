package pebble

import (
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// shown is the snapshot that Views read: of the Writes that have returned. Pebble itself
// shows a commit before it is on disk, and what somebody has read must not be taken back
// by a crash.
type shown struct {
	*failure
	mu  sync.Mutex
	now *snapshot // nil once the store is closed
}

// A snapshot is open while anybody uses it; that it is shown is a use.
type snapshot struct {
	*pebble.Snapshot
	uses int // guarded by shown.mu
}

// renew shows what db holds now, from a goroutine whose commit has returned.
func (s *shown) renew(db *pebble.DB) error {
	next := &snapshot{Snapshot: db.NewSnapshot(), uses: 1}
	s.mu.Lock()
	last := s.now
	s.now = next
	s.mu.Unlock()
	return s.give(last)
}

// take begins a use, which give ends.
func (s *shown) take() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.uses++
	return s.now
}

// give ends a use. Pebble may look for work when a snapshot is closed, and wait for its
// list of files to be written.
func (s *shown) give(last *snapshot) error {
	if last == nil {
		return nil
	}
	s.mu.Lock()
	last.uses--
	unused := last.uses == 0
	s.mu.Unlock()
	if !unused {
		return nil
	}
	return s.await(last.Close)
}

// end shows nothing any more, when all Views have ended.
func (s *shown) end() error {
	s.mu.Lock()
	last := s.now
	s.now = nil
	s.mu.Unlock()
	return s.give(last)
}
