package contend

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// Options change how hard and how long the contests are. The zero Options and nil mean
// the defaults.
type Options struct {
	Writers   int           // goroutines that write, in each process; 0: 8
	Processes int           // of [Processes]; 0: 2
	Time      time.Duration // of each contest; 0: 300 ms, with processes 1.5 s
}

// patience is how long the last calls of a contest may take. A call that takes longer is stuck.
const patience = 30 * time.Second

// Run plays every contest with goroutines. Each call of open gives a new and empty Storage; Run
// closes it.
func Run(t *testing.T, open func(t *testing.T) storage.Storage, options *Options) {
	o := options.complete(300 * time.Millisecond)
	for _, c := range contests {
		t.Run(c.name, func(t *testing.T) {
			store := open(t)
			defer store.Close()
			m := &match{contest: c, players: o.Writers, time: o.Time, writers: o.Writers, seed: rand.Uint64()}
			n, err := m.hold(t.Context(), store, func(ctx context.Context) (tally, error) { return m.play(ctx, store, 0) })
			t.Logf("%s by %d goroutines", n, o.Writers)
			require.NoError(t, err, "seed %d", m.seed)
		})
	}
}

// A Backend says how a store that several processes share is reached.
type Backend struct {
	// Place returns where a new and empty store will be, such as a connection string.
	Place func(t *testing.T) string
	// Open opens the store at a place, in any process.
	Open func(ctx context.Context, place string) (storage.Storage, error)
}

// Processes plays every contest with several processes that run the calling test once more,
// each with its own goroutines. The calling test must call Processes first.
func Processes(t *testing.T, backend Backend, options *Options) {
	o := options.complete(1500 * time.Millisecond)
	for _, c := range contests {
		t.Run(c.name, func(t *testing.T) {
			join(t, backend)
			place := backend.Place(t)
			store, err := backend.Open(t.Context(), place)
			require.NoError(t, err)
			defer store.Close()
			m := &match{contest: c, players: o.Writers * o.Processes, time: o.Time, writers: o.Writers, seed: rand.Uint64()}
			n, err := m.hold(t.Context(), store, func(context.Context) (tally, error) { return m.send(t, place) })
			t.Logf("%s by %d processes of %d goroutines", n, o.Processes, o.Writers)
			require.NoError(t, err, "seed %d", m.seed)
		})
	}
}

func (o *Options) complete(length time.Duration) Options {
	var c Options
	if o != nil {
		c = *o
	}
	c.Writers, c.Processes = cmp.Or(c.Writers, 8), cmp.Or(c.Processes, 2)
	c.Time = cmp.Or(c.Time, length)
	return c
}

// A task is the request to a child.
type task struct {
	Place                   string
	Contest                 string
	First, Writers, Players int // the first player's number, how many there are here, and in all
	Seed                    uint64
	Time                    time.Duration
}

// join makes this process play if it is a child, and then does not return.
func join(t *testing.T, backend Backend) {
	var work task
	is, err := child.Task(&work)
	if !is {
		return
	}
	var n tally
	if err == nil {
		n, err = work.play(t.Context(), backend)
	}
	if err != nil {
		n.Failure = err.Error()
	}
	if child.Send(n) != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

func (work task) play(ctx context.Context, backend Backend) (tally, error) {
	store, err := backend.Open(ctx, work.Place)
	if err != nil {
		return tally{}, err
	}
	for _, c := range contests {
		if c.name == work.Contest {
			m := &match{contest: c, players: work.Players, time: work.Time, writers: work.Writers, seed: work.Seed}
			return m.play(ctx, store, work.First)
		}
	}
	return tally{}, fmt.Errorf("no contest is called %q", work.Contest)
}
