package laws

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// firstTime is the time that the clock of a new fixture shows.
const firstTime = 1_700_000_000_000_000_000

// A fixture is a graph whose clock and operation ids the test decides.
type fixture struct {
	*association.Graph
	ctx   context.Context
	store storage.Storage
	clock *atomic.Int64
}

// open opens a graph on store, with a clock that shows firstTime.
func open(t require.TestingT, store storage.Storage) *fixture { return openWith(t, store, 0) }

// openWith is open, with a time within which records can be restored; zero: the default.
func openWith(t require.TestingT, store storage.Storage, restore time.Duration) *fixture {
	f := &fixture{ctx: context.Background(), store: store, clock: new(atomic.Int64)}
	f.clock.Store(firstTime)
	var ids atomic.Uint64
	var err error
	f.Graph, err = association.Open(f.ctx, store, &association.Options{
		Clock:         f.now,
		NextID:        func() uint64 { return ids.Add(1) },
		RestoreWithin: restore,
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

// link associates a record with others, and moves the clock on before each.
func (f *fixture) link(t require.TestingT, from record.Ref, to ...record.Ref) {
	for _, other := range to {
		f.clock.Add(1)
		_, err := f.Associate(f.ctx, from, other)
		require.NoError(t, err)
	}
}

// at executes one operation at the given time.
func (f *fixture) at(t require.TestingT, clock record.Time, op association.Operation) association.Result {
	f.clock.Store(int64(clock))
	results, err := f.Do(f.ctx, op)
	require.NoError(t, err)
	require.Equal(t, clock, results[0].At)
	return results[0]
}

// primary returns the primary of a record, zero when there is none.
func (f *fixture) primary(t require.TestingT, of record.Ref, to record.Type) record.Ref {
	is, found, err := f.Primary(f.ctx, of, to)
	require.NoError(t, err)
	require.Equal(t, found, !is.IsZero())
	return is
}

// count returns how many links a record has towards a type.
func (f *fixture) count(t require.TestingT, of record.Ref, to record.Type) int {
	n, err := f.Count(f.ctx, of, to)
	require.NoError(t, err)
	return n
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
