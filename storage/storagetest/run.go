package storagetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
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
	Accounts  Promise = "accounts"  // accounts see nothing of each other, are listed and dropped
	Feed      Promise = "feed"      // lists of events and positions
	Schema    Promise = "schema"    // the schema document and its versions
	Model     Promise = "model"     // random transactions and questions against Reference
	Script    Promise = "scripts"   // stories of the whole library, see [Scripts]
	Law       Promise = "laws"      // laws of random accounts, see package laws
	Rule      Promise = "rules"     // the rules of the domain, see package laws
	Durable   Promise = "durable"   // committed rows are there after the place is opened again
	Faults    Promise = "faults"    // a failing call leaves nothing half done, whatever the whole library was doing
)

// Cases of [Retry] that only the backend itself can cause. A backend declares the hook in
// [Options], or the reason for having none under Skip.
const (
	Conflicts Promise = Retry + "/conflicts"        // see Options.Conflict
	Unknown   Promise = Retry + "/unknown outcomes" // see Options.Lose
)

// Options are declarations of a backend about itself. Nil is the same as the zero Options,
// which declare nothing.
type Options struct {
	// Skip holds the promises that the backend does not keep, each with the reason, which the
	// test prints. The key of a single case is the promise, a slash and the case's name.
	Skip map[Promise]string

	// Accounts opens a new place without accounts: a file, a database, a process.
	// The suite closes it. Without it the promise accounts fails, unless it is
	// skipped.
	Accounts func(t *testing.T) storage.Accounts

	// Durable makes a new and empty place, such as a file, and returns a function that opens
	// the place. The suite closes a store before it opens the place again. If nil, the promise
	// durable fails, unless that is skipped.
	Durable func(t *testing.T) (open func() storage.Storage)

	// Conflict makes the next transactions of s, which open opened, lose at a step: at that
	// Read, Apply or Commit the backend acts as if the store below had reported a conflict with
	// another transaction. That happens times times in all, also in the attempts after the
	// first. Zero times: no more. If nil, the case [Conflicts] fails, unless that is skipped:
	// by a backend that never calls fn again.
	Conflict func(s storage.Storage, at faulty.Step, times int)

	// Lose makes the answer to the next commit of s get lost: after the commit if committed,
	// otherwise before the commit. If nil, the case [Unknown] fails, unless that is skipped: by
	// a backend that always knows the outcome.
	Lose func(s storage.Storage, committed bool)

	// Rows is how many changed rows a commit takes, if that is less than 50,000. Zero: 50,000
	// or more.
	Rows int

	// Grace is how long a transaction in a race waits for the other to come to the same place.
	// After that the first continues alone: on a backend that makes the other wait, the other
	// never comes. Zero: 20 ms.
	Grace time.Duration

	// Checks is how many random histories each property tries. Zero: 100 of
	// plain transactions for model and durable, 10 of whole accounts for each
	// law. A backend that takes milliseconds for a commit asks for fewer, and is
	// then spared the rules that need thousands of links; -rapid.checks holds
	// instead of either number.
	Checks int
}

// Run proves the backend that open opens. Each call of open gives a new and empty Storage; Run
// closes it. open registers every other cleanup with t.Cleanup. In the end Run logs how many
// cases passed, and the skipped cases with their reasons.
func Run(t *testing.T, open func(t *testing.T) storage.Storage, options *Options) {
	if options == nil {
		options = &Options{}
	}
	checkSkips(t, options.Skip)
	var total tally
	for _, p := range promises {
		t.Run(string(p.promise), func(t *testing.T) {
			if total.skips(t, options, p.promise) {
				return
			}
			for _, sc := range p.scenarios {
				t.Run(sc.name, func(t *testing.T) {
					if total.skips(t, options, p.promise+"/"+Promise(sc.name)) {
						return
					}
					total.cases++
					runScenario(t, sc, open, options)
				})
			}
		})
	}
	t.Logf("%s: %d cases of %d promises; skipped: %s", t.Name(), total.cases, len(promises), total.skippedOnes())
}

// checkSkips fails when a skip is of nothing that is known, or has no reason.
func checkSkips(t *testing.T, skip map[Promise]string) {
	for promise, reason := range skip {
		known := slices.ContainsFunc(promises, func(p proof) bool {
			return p.promise == promise || slices.ContainsFunc(p.scenarios, func(sc scenario) bool {
				return p.promise+"/"+Promise(sc.name) == promise
			})
		})
		require.True(t, known, "no promise is called %q", promise)
		require.NotEmpty(t, reason, "promise %q is skipped without a reason", promise)
	}
}

// A tally counts the cases that ran and remembers those that did not.
type tally struct {
	cases   int
	skipped []string
}

// skips reports whether the backend declares that it does not keep a promise, and prints the
// reason. The rest of a subtest is then left out.
func (y *tally) skips(t *testing.T, options *Options, promise Promise) bool {
	reason, skip := options.Skip[promise]
	if skip {
		y.skipped = append(y.skipped, fmt.Sprintf("%s (%s)", promise, reason))
		t.Skipf("the backend does not keep this promise: %s", reason)
	}
	return skip
}

func (y *tally) skippedOnes() string {
	if len(y.skipped) == 0 {
		return "nothing"
	}
	return strings.Join(y.skipped, ", ")
}

func runScenario(t *testing.T, sc scenario, open func(t *testing.T) storage.Storage, options *Options) {
	s := &env{
		ctx: t.Context(), grace: options.Grace, rows: options.Rows, checks: options.Checks,
		opens:    func() storage.Storage { return open(t) },
		conflict: options.Conflict, lose: options.Lose,
	}
	if options.Accounts != nil {
		s.accounts = func() storage.Accounts { return options.Accounts(t) }
	}
	if options.Durable != nil {
		s.durable = func() func() storage.Storage { return options.Durable(t) }
	}
	defer s.close()
	sc.hold(t, s)
}

// A proof is a promise with the scenarios that prove it.
type proof struct {
	promise   Promise
	scenarios []scenario
}

// A scenario is a way in which a promise could be broken.
type scenario struct {
	name string
	hold func(t tester, s *env)
}

// promises are all promises. Each has a file.
var promises = []proof{
	{Order, orderScenarios},
	{Page, slices.Concat(pageScenarios, degreeScenarios, expiredScenarios)},
	{Atomic, atomicScenarios},
	{Isolation, isolationScenarios},
	{Retry, retryScenarios},
	{Alias, aliasScenarios},
	{Close, closeScenarios},
	{Accounts, accountsScenarios},
	{Feed, slices.Concat(feedScenarios, eventScenarios, sourceScenarios)},
	{Schema, schemaScenarios},
	{Model, modelScenarios},
	{Script, scriptScenarios},
	{Law, lawScenarios},
	{Rule, ruleScenarios},
	{Durable, durableScenarios},
	{Faults, faultScenarios},
}

// A tester is the part of a *testing.T or a *rapid.T that a scenario needs. The suite's own
// tests pass a tester that only takes notes.
type tester interface{ rapid.TB }

// An env is the place of a scenario: it opens storages and closes them in the end.
type env struct {
	ctx      context.Context
	grace    time.Duration
	rows     int
	checks   int
	opens    func() storage.Storage
	accounts func() storage.Accounts
	durable  func() (open func() storage.Storage)
	conflict func(s storage.Storage, at faulty.Step, times int)
	lose     func(s storage.Storage, committed bool)

	opened     []storage.Storage
	places     []storage.Accounts
	operations uint64
}

// defaultGrace is Options.Grace when it is not set.
const defaultGrace = 20 * time.Millisecond

// patience is how long the suite waits for an event before a test fails. No correct backend
// takes that long.
var patience = 20 * time.Second

// open returns a new and empty Storage.
func (s *env) open() storage.Storage {
	opened := s.opens()
	s.opened = append(s.opened, opened)
	return opened
}

// close closes the storages that were opened. A Storage that a scenario has closed may return
// ErrClosed. Other errors of Close are checked by the promise of that name.
func (s *env) close() {
	for _, opened := range s.opened {
		_ = opened.Close()
	}
	for _, place := range s.places {
		_ = place.Close()
	}
}

// operation returns the id of the next operation.
func (s *env) operation() history.OperationID {
	s.operations++
	return history.Numbered(s.operations)
}

// write commits an edit that must succeed.
func (s *env) write(t tester, to storage.Storage, e edit) {
	t.Helper()
	require.NoError(t, e.commit(s.ctx, to, s.operation()))
}

// link commits changes of links that must succeed.
func (s *env) link(t tester, to storage.Storage, changes ...change) {
	t.Helper()
	s.write(t, to, edit{links: changes})
}

// read answers b, which must succeed.
func (s *env) read(t tester, from storage.Reader, b *storage.Batch) *storage.Batch {
	t.Helper()
	require.NoError(t, from.Read(s.ctx, b))
	require.True(t, b.IsRead(), "Read ends with Finish")
	return b
}
