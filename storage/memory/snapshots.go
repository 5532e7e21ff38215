package memory

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// snapshots give readers the committed state. A snapshot is made only when a reader
// asks. All readers share that snapshot until the next commit.
type snapshots struct {
	current   atomic.Pointer[state] // nil: nobody has read since the last commit
	waiting   atomic.Int32          // readers that wait for mu
	requested atomic.Bool           // a reader came since the last transaction began

	// expected is for how many more transactions the writer expects readers to come
	// again. Only the running Update uses expected.
	expected int

	// mu is held for each step of a transaction, never for all of it, and while a
	// snapshot is made. mu guards the tables of the writer.
	mu  sync.Mutex
	cut func() *state // copies the committed state; the caller holds mu
}

// get returns the committed state, which never changes.
func (s *snapshots) get() *state {
	if !s.requested.Load() { // mostly true already, and a store would slow other readers down
		s.requested.Store(true)
	}
	if shared := s.current.Load(); shared != nil {
		return shared
	}
	// The writer looks at waiting between two rows, and gives mu to the readers.
	s.waiting.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting.Add(-1)
	return s.publish()
}

// publish returns the shared snapshot, a new snapshot if there is none. The caller
// holds mu.
func (s *snapshots) publish() *state {
	if shared := s.current.Load(); shared != nil {
		return shared
	}
	shared := s.cut()
	s.current.Store(shared)
	return shared
}

// discard ends the sharing of a snapshot that is out of date. Readers that already have
// the snapshot keep it. The caller holds mu.
func (s *snapshots) discard() { s.current.Store(nil) }

const (
	maxYields = 64 // how often the writer lets others run while a reader waits

	// How many changes a reader may have to undo on its snapshot. The limit is low
	// while readers come, and higher while none comes, since after a snapshot the
	// writer copies the memory that it changes next.
	maxUndoWithReaders = 1 << 10
	maxUndoAlone       = 1 << 13

	expectReadersFor = 64 // transactions for which readers are expected to come again
)

// lock takes mu for the writer. The writer yields first: a reader that waits for mu has
// to be woken up, and without the pause the writer would always take mu again before.
func (s *snapshots) lock() {
	for i := 0; i < maxYields && s.waiting.Load() > 0; i++ {
		runtime.Gosched()
	}
	s.mu.Lock()
}

// betweenRows lets readers in between two rows of the writer, which holds mu. A reader
// has to undo the changes of the transaction on its snapshot. Before they are so many
// that a reader would notice, a snapshot is made that later readers find. Only the two
// large tables are counted.
func (s *snapshots) betweenRows(t *tables) {
	if s.waiting.Load() > 0 {
		s.mu.Unlock()
		s.lock()
	}
	changes := len(t.neighbors.Log) + len(t.degrees.Log)
	if changes < maxUndoWithReaders || changes < maxUndoAlone && s.expected == 0 && !s.requested.Load() {
		return
	}
	// The snapshot has the state before this transaction, which every reader gets until
	// the transaction commits.
	if s.current.Load() == nil {
		s.publish()
	}
}

// transactionBegins notes whether a reader came since the last transaction began.
func (s *snapshots) transactionBegins() {
	switch {
	case s.requested.Load():
		s.requested.Store(false)
		s.expected = expectReadersFor
	case s.expected > 0:
		s.expected--
	}
}
