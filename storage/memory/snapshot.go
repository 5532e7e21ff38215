package memory

import "runtime"

// snapshot returns what is committed, as a state that never changes. It is cut only
// when somebody comes for it: the published one serves until the next commit.
func (s *Store) snapshot() *state {
	if !s.seen.Load() { // most often it is set, and a store would slow other readers down
		s.seen.Store(true)
	}
	if cut := s.current.Load(); cut != nil {
		return cut
	}
	s.waiting.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting.Add(-1)
	return s.cut()
}

// cut returns the published snapshot, and publishes one if there is none. The caller
// holds mu.
func (s *Store) cut() *state {
	if cut := s.current.Load(); cut != nil {
		return cut
	}
	cut := s.writer.base
	s.writer.committed(&cut)
	cut.texts, cut.run = new(textOrders), new(countedRun)
	s.current.Store(&cut)
	return &cut
}

const (
	patience = 64 // times that the writer lets others run while a reader waits

	// How many changes a reader may have to undo on its snapshot: few while readers
	// come, more while none does, since a snapshot makes the writer copy nodes.
	undoWithReaders = 1 << 10
	undoAlone       = 1 << 13

	remembered = 64 // transactions for which readers are expected to come again
)

// lock takes mu for the writer. A reader that waits for mu has to be woken first, and
// a writer that takes it again at once would always be faster.
func (s *Store) lock() {
	for i := 0; i < patience && s.waiting.Load() > 0; i++ {
		runtime.Gosched()
	}
	s.mu.Lock()
}

// breathe lets readers in between two rows of the writer, who holds mu. Before the
// undo of a large transaction becomes work that a reader would notice, it has a
// snapshot cut that later readers find.
func (s *Store) breathe() {
	if s.waiting.Load() > 0 {
		s.mu.Unlock()
		s.lock()
	}
	undo := len(s.writer.items.undo) + len(s.writer.headers.undo)
	if undo < undoWithReaders || undo < undoAlone && s.writer.readers == 0 && !s.seen.Load() {
		return
	}
	if s.current.Load() == nil {
		s.cut()
	}
}

// expectReaders notes whether a reader came since the last transaction began.
func (s *Store) expectReaders() {
	switch w := &s.writer; {
	case s.seen.Load():
		s.seen.Store(false)
		w.readers = remembered
	case w.readers > 0:
		w.readers--
	}
}
