// Package association decides which records belong together, under which labels,
// which one is primary and how many are allowed, and remembers who changed it.
//
// A [Graph] is the type to hold. Every change is a value, such as [Associate] or
// [SetPrimary], and every write is a plan: the graph reads what the change needs,
// decides the steps by the pure rules of packages label, primary and limits, and
// writes them in one transaction, together with one event for each link it
// changed. [Graph.Plan] shows the same decision without the write.
//
// The application owns its records. The graph learns of a record by its first
// association and knows only its type and id. A question about an unknown record gets
// an empty answer, not an error. A Graph and all its handles may be used from many
// goroutines at once.
package association

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/metered"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Graph is the associations of one account. It is a handle: [Graph.As],
// [Graph.Grouped] and [Graph.Within] give others on the same account, cheaply.
type Graph struct {
	Reader
	core   *core
	source history.Source
	group  history.OperationID
}

// Options change how a graph works. The zero Options and nil mean the defaults.
type Options struct {
	// Clock returns the time. Default: the system's clock.
	Clock func() time.Time
	// NextID returns a number that no operation of the account had before, from
	// 1. Default: milliseconds that grow with every call, and 22 random bits
	// that tell this graph from those of other processes.
	NextID func() uint64
	// RestoreWithin is how long after its deletion a record can be restored, that
	// moment included. Default: [DefaultRestoreWithin]. It is noted with each
	// deletion, so a change holds for later ones.
	RestoreWithin time.Duration
	// Observe is called after every operation and every read, in the goroutine of the
	// caller and with its context, see [Observation]. Many goroutines may call Observe at
	// once. It delays the call, so it should be quick. Nil: no call is measured, and none
	// reads the clock of the process.
	Observe func(ctx context.Context, o Observation)
}

// DefaultRestoreWithin is how long HubSpot keeps a deleted record restorable.
const DefaultRestoreWithin = 90 * 24 * time.Hour

// core is what all handles of one graph share.
type core struct {
	store        storage.Storage
	traits       storage.Traits
	clock        func() record.Time
	nextID       func() uint64
	keep         time.Duration // how long a deleted record can be restored
	schema       *batch.Schemas
	identity     *batch.Identity
	transactions *sync.Pool // of *transaction; one for the handles of all stores
}

// Open returns the graph whose rows store keeps. It reads the account's schema and
// so fails when the store does. The caller closes the store, after the graph's last
// use.
func Open(ctx context.Context, store storage.Storage, options *Options) (_ *Graph, err error) {
	if options == nil {
		options = &Options{}
	}
	if store == nil {
		return nil, errors.New("open a graph: no store")
	}
	if options.Observe != nil {
		store = metered.Over(store)
	}
	c := &core{store: store, traits: traitsOf(store), nextID: options.NextID, transactions: new(sync.Pool)}
	clock := options.Clock
	if clock == nil {
		clock = time.Now
	}
	c.clock = func() record.Time { return record.TimeOf(clock()) }
	if c.keep = options.RestoreWithin; c.keep <= 0 {
		c.keep = DefaultRestoreWithin
	}
	if c.nextID == nil {
		c.nextID = newIDs(c.clock)
	}
	c.schema = batch.NewSchemas()
	g := &Graph{Reader: Reader{question.NewStore(store, c.schema).Newest(), options.Observe}, core: c}
	c.identity = g.questions.Identity()
	ctx, call := g.observe.begin(ctx, "open")
	defer call.end(&err)
	if _, err := g.Schema(ctx); err != nil {
		return nil, err
	}
	return g, nil
}

// traitsOf returns the traits of a store, with the defaults filled in.
func traitsOf(store storage.Storage) storage.Traits {
	traits := store.Traits()
	if traits.Chunk <= 0 {
		traits.Chunk = 16
	}
	if traits.Group <= 0 {
		traits.Group = 1000
	}
	return traits
}

// As returns a handle on the same graph whose writes carry the given source. Of a
// handle that was never given one it is [history.API].
//
// Events that the graph writes under a kind of its own have the user and the request id of
// the source: events of links that a deletion, a merge or a restore changes, and those of
// the job that works off an edit.
func (g *Graph) As(source history.Source) *Graph {
	handle := *g
	handle.source = source
	return &handle
}

// Source returns the source that the handle's writes carry.
func (g *Graph) Source() history.Source { return g.source }

// NextID returns an id that no operation of the account had before, from
// [Options.NextID]. It serves as a group, see [Graph.Grouped].
func (g *Graph) NextID() history.OperationID { return history.Numbered(g.core.nextID()) }

// Grouped returns a handle on the same graph whose operations belong to the given
// group, such as an import. Otherwise the operations of one Do or DoEach are a group,
// named like the first of them, and a single operation is in none.
func (g *Graph) Grouped(group history.OperationID) *Graph {
	handle := *g
	handle.group = group
	return &handle
}

// nodeBits is how many low bits of a made id tell processes apart.
const nodeBits = 22

// newIDs returns a source of increasing numbers: a counter that starts at the
// clock's milliseconds, above random bits drawn once.
func newIDs(clock func() record.Time) func() uint64 {
	var last atomic.Uint64
	last.Store(uint64(max(clock(), 0)/record.Time(time.Millisecond))<<nodeBits | uint64(rand.Uint32()>>(32-nodeBits)))
	return func() uint64 { return last.Add(1 << nodeBits) }
}
