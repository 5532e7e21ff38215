package crash

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A Backend says how the store to be tested is reached.
type Backend struct {
	// Place returns the place of a new and empty store: a path, a connection string. Only the
	// parent calls Place, so Place may start a server for the store.
	Place func(t *testing.T) string

	// Open opens the store at a place, in the child or after a kill. It returns when every
	// transaction of the killed process has ended in a commit or a rollback.
	Open func(ctx context.Context, place string) (storage.Storage, error)

	// Crash kills the server of a place, and Restart starts that server again. Without them the
	// writing process is killed. With them the child lives on until each of its writers has met
	// an error.
	Crash, Restart func(t *testing.T, place string)

	// Cut, unless nil, replaces the files by those that would exist if the power went now. The
	// store that is open keeps the old files. Then goroutines of the test itself write and no
	// process is killed.
	Cut func(t *testing.T, place string)
}

// Options change how much is tested. The zero Options and nil mean the defaults.
type Options struct {
	Kills   int           // how many kills, unless the environment's CRASH_KILLS says; 0: 8, with -short 2
	Fresh   int           // kills before a store is replaced by a new store; 0: 20
	Writers int           // goroutines that write; 0: 4
	Longest time.Duration // from the first acknowledgement to the kill, at most; 0: 200 ms
	Seed    uint64        // of the operations and the moments, unless the environment's CRASH_SEED says; 0: by chance
}

// The defaults of Options.
const (
	defaultKills   = 8
	defaultFresh   = 20
	defaultWriters = 4
	defaultLongest = 200 * time.Millisecond
)

// Run tests a backend, and prints a summary. A failure prints the seed, which repeats the
// operations; the moment of a kill depends on the machine as well.
//
// The calling test must call Run first, because the child runs the same test.
func Run(t *testing.T, backend Backend, options *Options) {
	t.Helper()
	tally, err := hunt(t, backend, options)
	t.Log(tally)
	require.NoError(t, err)
}

// A tally sums up a hunt.
type tally struct {
	seed         uint64
	kills        int
	stores       int
	acknowledged int // operations
	refused      int // operations, by a rule or by a failing store
	whole        int // operations that were not acknowledged and are there
	absent       int // operations that were not acknowledged and are not
	seen         int // events that a child saw before its end
	edits        int // of the schema, acknowledged
}

// String returns the summary as a single line.
func (n tally) String() string {
	return fmt.Sprintf("%d kills of %d stores (seed %d): %d operations acknowledged, %d refused; of those without an answer %d whole, %d absent; %d events seen, %d schema edits",
		n.kills, n.stores, n.seed, n.acknowledged, n.refused, n.whole, n.absent, n.seen, n.edits)
}

// hunt is Run with the violation as an error. In a child hunt writes and does not return.
func hunt(t *testing.T, backend Backend, options *Options) (tally, error) {
	var work task
	if is, err := child.Task(&work); is {
		if err == nil {
			err = write(t.Context(), backend, work)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	o := options.complete()
	h := &parent{T: t, backend: backend, options: o, rand: rand.New(rand.NewPCG(o.Seed, 0))}
	h.seed = o.Seed
	for h.kills < o.Kills {
		if err := h.store(min(o.Fresh, o.Kills-h.kills)); err != nil {
			return h.tally, fmt.Errorf("seed %d, kill %d: %w", o.Seed, h.kills, err)
		}
	}
	return h.tally, nil
}

// complete returns the options with the defaults in the place of zeros.
func (o *Options) complete() Options {
	var c Options
	if o != nil {
		c = *o
	}
	kills := uint64(defaultKills)
	if testing.Short() {
		kills = 2
	}
	c.Kills = int(cmp.Or(environment("CRASH_KILLS"), uint64(c.Kills), kills))
	c.Seed = cmp.Or(environment("CRASH_SEED"), c.Seed, rand.Uint64()>>32+1)
	c.Fresh = int(cmp.Or(uint64(c.Fresh), defaultFresh))
	c.Writers = int(cmp.Or(uint64(c.Writers), defaultWriters))
	c.Longest = time.Duration(cmp.Or(uint64(c.Longest), uint64(defaultLongest)))
	return c
}

// environment returns the number that a variable holds, 0 for none.
func environment(name string) uint64 {
	n, _ := strconv.ParseUint(os.Getenv(name), 10, 32)
	return n
}
