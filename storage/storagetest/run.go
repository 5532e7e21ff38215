package storagetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// A Promise is a part of the contract, called by the name that the contract ends the
// paragraph with.
type Promise string

// The promises, in the order in which [Run] tests them.
const (
	Order     Promise = "order"     // rows come in the order of the contract, whatever the ids are
	Page      Promise = "page"      // answers are complete, cut where they say, and refused out of range
	Atomic    Promise = "atomic"    // an Update remains whole or not at all
	Isolation Promise = "isolation" // no anomaly between Updates that share an anchor, nor in a View
	Retry     Promise = "retry"     // fn may run again, a lost race leaves nothing, waiting honours the context
	Alias     Promise = "alias"     // no memory is shared between caller and backend
	Close     Promise = "close"     // Close waits, and ends everything
	Accounts  Promise = "accounts"  // accounts see nothing of each other
	Feed      Promise = "feed"      // streams and positions
	Schema    Promise = "schema"    // the document and its versions
	Model     Promise = "model"     // random transactions and questions against Naive
	Script    Promise = "scripts"   // stories of the whole library, see [Scripts]
)

// Options say what a backend declares about itself. Nil stands for the zero Options,
// which declare nothing.
type Options struct {
	// Skip holds the promises that the backend does not keep, each with the
	// reason, which the test prints.
	Skip map[Promise]string

	// Accounts opens two accounts that share all that two accounts of the
	// backend can share: a file, a database, a process. Without it the promise
	// accounts fails, unless it is skipped.
	Accounts func(t *testing.T) (one, other storage.Storage)

	// Rows is how many changed rows one commit takes, when that is less than
	// 50,000. Zero: 50,000 or more.
	Rows int

	// Grace is how long a race waits for the other transaction to come as far
	// as its own, before it goes on alone: on a backend that lets it wait it
	// never comes. Zero: 20 ms.
	Grace time.Duration
}

// Run proves the backend that open opens. Each call of open gives a new and empty
// Storage; Run closes it. What else has to be cleaned up is for t.Cleanup in open.
func Run(t *testing.T, open func(t *testing.T) storage.Storage, options *Options) {
	if options == nil {
		options = &Options{}
	}
	for promise, reason := range options.Skip {
		known := slices.ContainsFunc(promises, func(p kept) bool { return p.promise == promise })
		require.True(t, known, "no promise is called %q", promise)
		require.NotEmpty(t, reason, "promise %q is skipped without a reason", promise)
	}
	for _, p := range promises {
		t.Run(string(p.promise), func(t *testing.T) {
			if reason, skip := options.Skip[p.promise]; skip {
				t.Skipf("the backend does not keep this promise: %s", reason)
			}
			for _, sc := range p.scenarios {
				t.Run(sc.name, func(t *testing.T) { runScenario(t, sc, open, options) })
			}
		})
	}
}

func runScenario(t *testing.T, sc scenario, open func(t *testing.T) storage.Storage, options *Options) {
	s := &stand{
		ctx: t.Context(), grace: options.Grace, rows: options.Rows,
		opens: func() storage.Storage { return open(t) },
	}
	if options.Accounts != nil {
		s.accounts = func() (one, other storage.Storage) { return options.Accounts(t) }
	}
	defer s.close()
	sc.hold(t, s)
}

// A kept promise is one with what proves it.
type kept struct {
	promise   Promise
	scenarios []scenario
}

// A scenario is one way in which a promise could be broken.
type scenario struct {
	name string
	hold func(t tester, s *stand)
}

// promises are all there are. Each has a file of its own.
var promises = []kept{
	{Order, orderScenarios},
	{Page, slices.Concat(pageScenarios, censusScenarios, expiryScenarios)},
	{Atomic, atomicScenarios},
	{Isolation, isolationScenarios},
	{Retry, retryScenarios},
	{Alias, aliasScenarios},
	{Close, closeScenarios},
	{Accounts, accountsScenarios},
	{Feed, slices.Concat(feedScenarios, streamScenarios)},
	{Schema, schemaScenarios},
	{Model, modelScenarios},
	{Script, scriptScenarios},
}

// A tester is what a scenario needs of a *testing.T or a *rapid.T. The suite's own tests
// give it one that only takes notes.
type tester interface{ rapid.TB }

// A stand is where a scenario runs: it opens storages and closes them in the end.
type stand struct {
	ctx      context.Context
	grace    time.Duration
	rows     int
	opens    func() storage.Storage
	accounts func() (one, other storage.Storage)

	opened     []storage.Storage
	operations uint64
}

// defaultGrace is Options.Grace when it is not set.
const defaultGrace = 20 * time.Millisecond

// patience is how long the suite waits for what must happen before it gives up. No
// right backend ever makes it wait.
var patience = 20 * time.Second

// open returns a new and empty Storage.
func (s *stand) open() storage.Storage {
	opened := s.opens()
	s.opened = append(s.opened, opened)
	return opened
}

// close closes what was opened. A Storage that a scenario closed says so; whatever
// else Close returns is for the promise of that name.
func (s *stand) close() {
	for _, opened := range s.opened {
		_ = opened.Close()
	}
}

// operation returns the id of the next operation.
func (s *stand) operation() history.OperationID {
	s.operations++
	return history.Numbered(s.operations)
}

// write commits an edit that must succeed.
func (s *stand) write(t tester, to storage.Storage, e edit) {
	t.Helper()
	require.NoError(t, e.commit(s.ctx, to, s.operation()))
}

// link commits changes of links that must succeed.
func (s *stand) link(t tester, to storage.Storage, changes ...change) {
	t.Helper()
	s.write(t, to, edit{links: changes})
}

// read answers b, which must succeed.
func (s *stand) read(t tester, from storage.Reader, b *storage.Batch) *storage.Batch {
	t.Helper()
	require.NoError(t, from.Read(s.ctx, b))
	require.True(t, b.IsRead(), "Read ends with MarkRead")
	return b
}
