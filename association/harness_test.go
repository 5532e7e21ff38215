package association_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// firstTime is what the clock of a fixture shows at first.
const firstTime = 1_700_000_000_000_000_000

// A fixture is a graph whose clock and operation ids the test decides.
type fixture struct {
	*association.Graph
	ctx   context.Context
	store storage.Storage
	clock *atomic.Int64
}

// open opens a graph on store, with a clock that stands at firstTime.
func open(t require.TestingT, store storage.Storage) *fixture {
	f := &fixture{ctx: context.Background(), store: store, clock: new(atomic.Int64)}
	f.clock.Store(firstTime)
	var ids atomic.Uint64
	var err error
	f.Graph, err = association.Open(f.ctx, store, &association.Options{
		Clock:  f.now,
		NextID: func() uint64 { return ids.Add(1) },
	})
	require.NoError(t, err)
	return f
}

// now returns the time of the clock.
func (f *fixture) now() time.Time { return time.Unix(0, f.clock.Load()) }

// edit makes edits that must succeed.
func (f *fixture) edit(t require.TestingT, edits ...schema.Edit) {
	require.NoError(t, f.Edit(f.ctx, edits...))
}

// link associates a record with others, and lets the clock go on before each.
func (f *fixture) link(t require.TestingT, from record.Ref, to ...record.Ref) {
	for _, other := range to {
		f.clock.Add(1)
		_, err := f.Associate(f.ctx, from, other)
		require.NoError(t, err)
	}
}

// operation returns the id that a caller gives.
func operation(t require.TestingT, name string) history.OperationID {
	id, err := history.NamedOperation(name)
	require.NoError(t, err)
	return id
}

func contact(id record.ID) record.Ref { return record.New(record.Contacts, id) }
func company(id record.ID) record.Ref { return record.New(record.Companies, id) }
func deal(id record.ID) record.Ref    { return record.New(record.Deals, id) }
func note(id record.ID) record.Ref    { return record.New(record.Notes, id) }

// A store withTraits says of itself what the test decides.
type withTraits struct {
	storage.Storage
	traits storage.Traits
}

func (s withTraits) Traits() storage.Traits { return s.traits }

// plan returns a plan that must be possible.
func (f *fixture) plan(t require.TestingT, ops ...association.Operation) *association.Plan {
	plan, err := f.Plan(f.ctx, ops...)
	require.NoError(t, err)
	return plan
}

// oneOf is the predicate that holds for some records.
func oneOf(good ...record.Ref) criteria.Predicate {
	return func(_ context.Context, records []record.Ref) ([]bool, error) {
		answers := make([]bool, len(records))
		for i, ref := range records {
			answers[i] = slices.Contains(good, ref)
		}
		return answers, nil
	}
}

// chooseAll is the host for which every record is eligible.
func chooseAll(_ context.Context, candidates []record.Ref) ([]record.Ref, error) {
	return candidates, nil
}

// hold runs the cases of rules of docs/semantics.md on memory. On every backend they are
// run by storagetest.Run.
func hold(t *testing.T, rules ...string) {
	storagetest.Rules(t, func(*testing.T) storage.Storage { return memory.New() }, rules...)
}
