package storagetest

import (
	"context"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

// A faultyGraph is a graph on a store that can be made to fail, with a few companies around two
// contacts. The test sets clock and ids, so all faulty graphs are alike.
type faultyGraph struct {
	t        tester
	env      *env
	ctx      context.Context // of the actions
	store    storage.Storage // the store below, without faults
	faulty   *faulty.Store
	graph    *association.Graph
	operator uint64 // the number of the last operation
	once     bool   // operations have ids of their caller's

	boss, friend, unused label.Label // Boss is the word of a pair

	linked  history.OperationID      // linked bob to acme
	made    []association.Operation  // by all actions, in order
	results []association.Result     // of the last action
	each    []association.EachResult // results of the last action, if the operations are independent
}

// firstFree is the number of the first operation of an action, after those of the setup.
const firstFree = 1000

// faultSet is the dataset of the faulty graphs. Their labels have the suite's own numbers.
var faultSet = dataset{
	records: []record.Ref{
		record.New(record.Companies, "9"), acme, inn, company(12), company(13), company(14), ann, bob, note,
	},
	names: []string{"deed 0", "deed 1", "deed 2", "deed 3", "deed 4", "deed 5"},
	page:  100,
}

// newFaultyGraph opens a store and links ann to three companies and bob to a company.
func newFaultyGraph(t tester, s *env, once bool) *faultyGraph {
	t.Helper()
	f := &faultyGraph{t: t, env: s, ctx: s.ctx, store: s.open(), once: once}
	f.reopen(fewAtOnce{f.store})
	friendly := label.Single(record.Contacts, record.Companies, "Friend")
	pair, single, last := &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Companies, "Boss", "Staff")},
		&schema.DefineLabel{Definition: friendly},
		&schema.DefineLabel{Definition: label.Single(record.Contacts, record.Companies, "Unused")}
	require.NoError(t, f.graph.Edit(s.ctx, pair, single, last))
	f.boss, f.friend, f.unused = pair.Defined, single.Defined, last.Defined
	results, err := f.graph.Do(s.ctx,
		&association.Associate{From: ann, To: acme, Labels: []label.Label{f.boss}},
		&association.Associate{From: ann, To: inn, Labels: []label.Label{f.friend}},
		&association.Associate{From: ann, To: company(12)},
		&association.Associate{From: bob, To: acme, Labels: []label.Label{f.friend}})
	require.NoError(t, err)
	f.linked = results[3].Operation
	return f
}

// note is an activity.
var note = record.New(record.Notes, "1")

// close closes the store, since a fault case opens many.
func (f *faultyGraph) close() { _ = f.store.Close() }

// reopen opens the graph on a store: the store below the faulty graph, or a wrapper of that.
func (f *faultyGraph) reopen(store storage.Storage) {
	f.t.Helper()
	f.faulty = faulty.New(store)
	graph, err := association.Open(f.env.ctx, f.faulty, &association.Options{
		Clock:  func() time.Time { return time.Unix(1_700_000_000, 0) },
		NextID: func() uint64 { f.operator++; return f.operator },
	})
	require.NoError(f.t, err)
	f.graph = graph
}

// fewAtOnce makes a graph cut operations into many small pieces.
type fewAtOnce struct{ storage.Storage }

func (s fewAtOnce) Traits() storage.Traits {
	traits := s.Storage.Traits()
	traits.Chunk, traits.Group = 2, 2
	return traits
}

// ops returns the operations of an action, under ids of the caller if the graph is made for
// that.
func (f *faultyGraph) ops(ops ...association.Operation) []association.Operation {
	f.made = append(f.made, ops...)
	if !f.once {
		return ops
	}
	ops = slices.Clone(ops)
	for i, op := range ops {
		ops[i] = association.Once(named(faultSet.names[i]), op)
	}
	return ops
}

// do executes operations together.
func (f *faultyGraph) do(ops ...association.Operation) (err error) {
	f.results, err = f.graph.Do(f.ctx, f.ops(ops...)...)
	return err
}

// run executes an action with a fault on its way, and reports whether the fault happened.
func (f *faultyGraph) run(d action, fault faulty.Fault) (happened bool, err error) {
	f.faulty.Inject(fault)
	f.operator, f.results, f.each = firstFree, nil, nil
	err = d.do(f)
	happened = f.faulty.Happened()
	f.faulty.Inject(faulty.Fault{})
	return happened, err
}

// look returns all rows, after checking that every law holds.
func (f *faultyGraph) look() answers {
	f.t.Helper()
	a, err := faultSet.readAll(f.env.ctx, f.store)
	require.NoError(f.t, err)
	schema, err := f.graph.Schema(f.env.ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, Verify(f.env.ctx, f.store, faultSet.types(), schema.Labels().Mirror))
	return a
}

// withoutIDs returns answers without the fields that differ between two ways to the same end:
// which operation changed a row and when, and how many versions of the schema there were.
func (a answers) withoutIDs() answers {
	plain := a
	plain.Version = 0
	plain.Rows.Operations, plain.Rows.Records, plain.Rows.ExpiredOperations, plain.Rows.ExpiredPages = nil, nil, nil, nil
	plain.Events = map[storage.EventPage][]history.Event{}
	for stream, events := range a.Events {
		bare := make([]history.Event, len(events))
		for i, e := range events {
			e.At, e.Operation, e.Group = 0, history.OperationID{}, history.OperationID{}
			bare[i] = e
		}
		plain.Events[stream] = bare
	}
	return plain
}
