package pebble

import (
	"sync"

	"github.com/cockroachdb/pebble/v2"
)

// snapshots holds the snapshot that new Views read: the state after the newest Write that
// has returned. Views do not read the database itself, because Pebble shows a commit
// before it is on disk, and a crash must not take back what a View has read.
type snapshots struct {
	*fatal
	mu     sync.Mutex
	latest *snapshot // nil once the store is closed
}

// A snapshot stays open while it is the latest one or a View reads it.
type snapshot struct {
	*pebble.Snapshot
	users int // Views, and one more while it is the latest; guarded by snapshots.mu
}

// advance makes the present state of db the latest snapshot. It is called after a commit
// has returned.
func (s *snapshots) advance(db *pebble.DB) error {
	next := &snapshot{Snapshot: db.NewSnapshot(), users: 1}
	s.mu.Lock()
	before := s.latest
	s.latest = next
	s.mu.Unlock()
	return s.release(before)
}

// acquire returns the latest snapshot for a View, which ends with release.
func (s *snapshots) acquire() *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest.users++
	return s.latest
}

// release closes the snapshot when nobody uses it any more. It calls Pebble through
// await, because closing a snapshot may start a compaction, which writes files.
func (s *snapshots) release(of *snapshot) error {
	if of == nil {
		return nil
	}
	s.mu.Lock()
	of.users--
	unused := of.users == 0
	s.mu.Unlock()
	if !unused {
		return nil
	}
	return s.await(of.Close)
}

// close releases the latest snapshot after all Views have ended.
func (s *snapshots) close() error {
	s.mu.Lock()
	before := s.latest
	s.latest = nil
	s.mu.Unlock()
	return s.release(before)
}
