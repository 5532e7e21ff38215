package kv_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

var errDisk = errors.New("the disk is gone")

// A stage is a store over an engine whose Writes go on when the test says so.
type stage struct {
	*testing.T
	db      *kv.DB
	engine  *memEngine
	writes  chan []kv.Change // each Write, as it begins
	results chan error       // and how it ends
}

func newStage(t *testing.T) *stage {
	s := &stage{T: t, engine: newEngine(), writes: make(chan []kv.Change, 100), results: make(chan error, 100)}
	s.db = open(t, s.engine)
	s.engine.before = func(changes []kv.Change) error {
		s.writes <- changes
		return <-s.results
	}
	return s
}

// set begins an Update that puts metadata, after telling what was there, and returns
// when fn has run.
func (s *stage) set(ctx context.Context, key, text string) (done chan error, calls *[]string) {
	done, calls = make(chan error, 1), new([]string)
	ran := make(chan struct{}, 100)
	go func() {
		done <- s.db.Update(ctx, nil, func(tx storage.Tx) error {
			defer func() { ran <- struct{}{} }()
			b := &storage.Batch{Metadata: []storage.Metadata{{Key: key}, {Key: "a"}}}
			if key == "a" {
				b.Metadata = b.Metadata[:1]
			}
			if err := tx.Read(ctx, b); err != nil {
				return err
			}
			*calls = append(*calls, b.Metadata[len(b.Metadata)-1].Was)
			b.Metadata[0].Now = text
			return tx.Apply(ctx, b)
		})
	}()
	<-ran
	return done, calls
}

// joined returns when every Update whose fn has run is waiting for its Write.
func (s *stage) joined() {
	entered := make(chan struct{})
	ctx, cancel := context.WithCancel(s.Context())
	done := make(chan error, 1)
	go func() {
		done <- s.db.Update(ctx, nil, func(storage.Tx) error {
			close(entered) // whoever came before has passed the turn on
			return errDisk
		})
	}()
	<-entered
	cancel()
	require.ErrorIs(s, <-done, errDisk)
}

func (s *stage) metadata(key string) string {
	b := &storage.Batch{Metadata: []storage.Metadata{{Key: key}}}
	require.NoError(s, s.db.Read(s.Context(), b))
	return b.Metadata[0].Was
}

// While a Write is under way others run, and all of them share the next Write.
func TestCommitsShareAWrite(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "a", "1")
	<-s.writes
	var rest []chan error
	for i := range 5 {
		done, saw := s.set(t.Context(), "b"+strconv.Itoa(i), "2")
		require.Equal(t, []string{"1"}, *saw, "it sees what is not written yet")
		rest = append(rest, done)
	}
	s.joined()
	require.Empty(t, s.metadata("a"), "a Read shows only what is written")
	s.results <- nil
	require.NoError(t, <-first)
	require.Equal(t, "1", s.metadata("a"))
	<-s.writes
	s.results <- nil
	for i, done := range rest {
		require.NoError(t, <-done)
		require.Equal(t, "2", s.metadata("b"+strconv.Itoa(i)))
	}
	require.Equal(t, 3, s.engine.writes, "one of them for the format")
}

// An Update returns when its own Write has, whoever else is still at work.
func TestNobodyWaitsForAnothersWork(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "a", "1")
	<-s.writes
	inside, leave := make(chan struct{}), make(chan struct{})
	second := make(chan error, 1)
	go func() {
		second <- s.db.Update(t.Context(), nil, func(storage.Tx) error {
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	s.results <- nil
	require.NoError(t, <-first)
	close(leave)
	require.NoError(t, <-second)
}

// When a Write fails its Updates say so, and those that saw its changes run again.
func TestAFailedWriteIsSeenByNobody(t *testing.T) {
	for name, failure := range map[string]error{"plain": errDisk, "ambiguous": storage.ErrAmbiguous, "too large": storage.ErrTooLarge} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			first, _ := s.set(t.Context(), "a", "1")
			<-s.writes
			second, saw := s.set(t.Context(), "b", "2")
			s.joined()
			s.results <- failure
			require.ErrorIs(t, <-first, failure)
			<-s.writes
			s.results <- nil
			require.NoError(t, <-second)
			require.Equal(t, []string{"1", ""}, *saw)
			require.Empty(t, s.metadata("a"))
			require.Equal(t, "2", s.metadata("b"))
		})
	}
}

// An Update that runs while what it rests on fails begins again when it has ended,
// also when it wrote nothing or refused.
func TestWhatRestsOnAFailedWriteIsNotBelieved(t *testing.T) {
	refusal := errors.New("there is metadata already")
	for name, outcome := range map[string]func(was string) error{
		"refuses": func(was string) error {
			if was != "" {
				return refusal
			}
			return nil
		},
		"writes nothing": func(string) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			first, _ := s.set(t.Context(), "a", "1")
			<-s.writes
			var saw []string
			ran, second := make(chan struct{}, 9), make(chan error, 1)
			go func() {
				second <- s.db.Update(t.Context(), nil, func(tx storage.Tx) error {
					b := &storage.Batch{Metadata: []storage.Metadata{{Key: "a"}}}
					if err := tx.Read(t.Context(), b); err != nil {
						return err
					}
					saw = append(saw, b.Metadata[0].Was)
					ran <- struct{}{}
					return outcome(b.Metadata[0].Was)
				})
			}()
			<-ran
			require.Empty(t, second, "it is told nothing that could be lost")
			s.results <- errDisk
			require.ErrorIs(t, <-first, errDisk)
			require.NoError(t, <-second)
			require.Equal(t, []string{"1", ""}, saw)
		})
	}
}

// So does one that goes on to write.
func TestWhatSawAFailedWriteIsNotWritten(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "a", "1")
	<-s.writes
	var saw []string
	inside, leave, second := make(chan struct{}, 9), make(chan struct{}), make(chan error, 1)
	go func() {
		second <- s.db.Update(t.Context(), nil, func(tx storage.Tx) error {
			b := &storage.Batch{Metadata: []storage.Metadata{{Key: "a"}, {Key: "b"}}}
			if err := tx.Read(t.Context(), b); err != nil {
				return err
			}
			saw = append(saw, b.Metadata[0].Was)
			inside <- struct{}{}
			<-leave
			b.Metadata[1].Now = "after " + b.Metadata[0].Was
			return tx.Apply(t.Context(), b)
		})
	}()
	<-inside
	s.results <- errDisk
	require.ErrorIs(t, <-first, errDisk)
	close(leave)
	<-s.writes
	s.results <- nil
	require.NoError(t, <-second)
	require.Equal(t, []string{"1", ""}, saw)
	require.Equal(t, "after ", s.metadata("b"))
}

// A refusal comes back unchanged once what it rests on is written.
func TestARefusalWaitsForWhatItRestsOn(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "a", "1")
	<-s.writes
	inside, second := make(chan struct{}), make(chan error, 1)
	go func() {
		second <- s.db.Update(t.Context(), nil, func(storage.Tx) error {
			close(inside)
			return errDisk
		})
	}()
	<-inside
	require.Empty(t, second)
	s.results <- nil
	require.NoError(t, <-first)
	require.Equal(t, errDisk, <-second)
}

// A caller that gives up before its Write begins has written nothing; the others of its
// group run again without it.
func TestCancelledBeforeTheWriteBegins(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "x", "1")
	<-s.writes
	ctx, cancel := context.WithCancel(t.Context())
	second, _ := s.set(ctx, "a", "2")
	third, saw := s.set(t.Context(), "c", "3")
	s.joined()
	cancel()
	require.ErrorIs(t, <-second, context.Canceled)
	s.results <- nil
	require.NoError(t, <-first)
	<-s.writes
	s.results <- nil
	require.NoError(t, <-third)
	require.Equal(t, []string{"2", ""}, *saw)
	require.Empty(t, s.metadata("a"))
	require.Equal(t, "3", s.metadata("c"))
}

// A quiet context ends without telling those that wait for it.
type quiet struct {
	context.Context
	ended atomic.Bool
}

func (q *quiet) Done() <-chan struct{} { return nil }

func (q *quiet) Err() error {
	if q.ended.Load() {
		return context.Canceled
	}
	return nil
}

// No Write begins for a caller whose context has ended, also if the caller has not noticed.
func TestCancelledUnnoticed(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "x", "1")
	<-s.writes
	ctx := &quiet{Context: t.Context()}
	second, _ := s.set(ctx, "a", "2")
	s.joined()
	ctx.ended.Store(true)
	s.results <- nil
	require.NoError(t, <-first)
	require.ErrorIs(t, <-second, context.Canceled)
	require.Empty(t, s.writes)
	require.Empty(t, s.metadata("a"))
}

// Once the Write has begun its outcome counts, whatever becomes of the context.
func TestCancelledDuringTheWrite(t *testing.T) {
	s := newStage(t)
	ctx, cancel := context.WithCancel(t.Context())
	done, _ := s.set(ctx, "a", "1")
	<-s.writes
	cancel()
	require.Empty(t, done)
	s.results <- nil
	require.NoError(t, <-done)
	require.Equal(t, "1", s.metadata("a"))
}

// Transactions that are too large together are written one by one.
func TestTooLargeTogether(t *testing.T) {
	s := newStage(t)
	first, _ := s.set(t.Context(), "x", "1")
	<-s.writes
	second, _ := s.set(t.Context(), "b", "2")
	third, _ := s.set(t.Context(), "c", "3")
	s.joined()
	s.results <- nil
	require.NoError(t, <-first)
	require.Len(t, <-s.writes, 2)
	s.results <- storage.ErrTooLarge
	for range 2 {
		require.Len(t, <-s.writes, 1)
		s.results <- nil
	}
	require.NoError(t, <-second)
	require.NoError(t, <-third)
	require.Equal(t, "2", s.metadata("b"))
	require.Equal(t, "3", s.metadata("c"))
}

// After a full group the next transaction waits until its Write begins, so that no
// Write grows without end.
func TestAFullGroupIsWrittenFirst(t *testing.T) {
	kv.SetFullGroup(t, 2)
	s := newStage(t)
	first, _ := s.set(t.Context(), "x", "1")
	<-s.writes
	second, _ := s.set(t.Context(), "b", "2")
	third, _ := s.set(t.Context(), "c", "3")
	fourth, begun := make(chan error, 1), make(chan struct{})
	go func() {
		fourth <- s.db.Update(t.Context(), nil, func(storage.Tx) error {
			close(begun)
			return nil
		})
	}()
	s.results <- nil
	require.NoError(t, <-first)
	require.Len(t, <-s.writes, 2, "the group that was full")
	<-begun // its Write has begun, and has not ended
	s.results <- nil
	require.NoError(t, <-second)
	require.NoError(t, <-third)
	require.NoError(t, <-fourth)
}

// An engine that panics leaves the outcome unknown, and the others at work.
func TestAPanicOfTheEngine(t *testing.T) {
	e := newEngine()
	db := open(t, e)
	write := func() error {
		return db.Update(t.Context(), nil, func(tx storage.Tx) error {
			return tx.Apply(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: "a", Now: "1"}}})
		})
	}
	e.before = func([]kv.Change) error { panic(errDisk) }
	require.PanicsWithError(t, errDisk.Error(), func() { _ = write() })
	e.before = nil
	require.NoError(t, write())
	require.NoError(t, db.Close())
}

// Whichever Write fails, what was acknowledged exists and nothing else does.
func TestAWriteFailsAnywhere(t *testing.T) {
	const writers, each = 8, 5
	for failing := range 12 {
		e := newEngine()
		db := open(t, e)
		n := 0
		e.before = func([]kv.Change) error {
			if n++; n%12 == failing {
				return errDisk
			}
			return nil
		}
		var all sync.WaitGroup
		acknowledged := make(chan struct{}, writers*each)
		for range writers {
			all.Go(func() {
				for range each {
					if increment(t, db) == nil {
						acknowledged <- struct{}{}
					}
				}
			})
		}
		all.Wait()
		b := &storage.Batch{Metadata: []storage.Metadata{{Key: "n"}}}
		require.NoError(t, db.Read(t.Context(), b))
		require.Equal(t, strconv.Itoa(len(acknowledged)), b.Metadata[0].Was)
	}
}

func increment(t *testing.T, db *kv.DB) error {
	return db.Update(t.Context(), nil, func(tx storage.Tx) error {
		b := &storage.Batch{Metadata: []storage.Metadata{{Key: "n"}}}
		if err := tx.Read(t.Context(), b); err != nil {
			return err
		}
		n, _ := strconv.Atoi(b.Metadata[0].Was)
		b.Metadata[0].Now = strconv.Itoa(n + 1)
		return tx.Apply(t.Context(), b)
	})
}
