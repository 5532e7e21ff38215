package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// fault runs an Update of a Read and an Apply with a fault, and returns its error and the
// metadata afterwards.
func fault(t *testing.T, fault Fault) (now string, err error) {
	store := Reference()
	f := NewFaulty(store)
	f.Inject(fault)
	err = increment(t.Context(), f, func() {})
	require.True(t, f.Happened())
	b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
	require.NoError(t, store.Read(t.Context(), &b))
	require.NoError(t, increment(t.Context(), f, func() {}), "a fault happens once")
	return b.Metadata[0].Was, err
}

func TestFaultyBreaksTheCallThatWasChosen(t *testing.T) {
	for call, at := range []Step{AtUpdate, AtRead, AtApply, AtCommit} {
		for _, f := range []Fault{{Call: call + 1, Err: errBroken}, {At: at, Call: 1, Err: errBroken}} {
			now, err := fault(t, f)
			require.True(t, err == errBroken, "%s: %v", at, err)
			require.Empty(t, now, "%s", at)
		}
	}
	now, err := fault(t, Fault{At: AtCommit, Call: 1, Err: storage.ErrAmbiguous, Committed: true})
	require.ErrorIs(t, err, storage.ErrAmbiguous)
	require.Equal(t, "1", now, "the answer was lost, not the commit")
}

func TestFaultyDoesNothingElse(t *testing.T) {
	f := NewFaulty(Reference())
	ctx, cancel := context.WithCancel(t.Context())
	f.Inject(Fault{At: AtRead, Call: 2, Do: cancel})
	require.NoError(t, increment(ctx, f, func() {}))
	require.False(t, f.Happened())
	require.NoError(t, f.View(ctx, func(r storage.Reader) error {
		defer func() { require.Error(t, ctx.Err()) }()
		return r.Read(ctx, &storage.Batch{})
	}))
	require.True(t, f.Happened())
	require.Equal(t, []int{1, 1, 2, 1, 1, 6}, []int{
		f.Steps(AtUpdate), f.Steps(AtView), f.Steps(AtRead), f.Steps(AtApply), f.Steps(AtCommit), f.Steps(""),
	})
	f.Inject(Fault{})
	require.NoError(t, f.Read(t.Context(), &storage.Batch{}))
	require.False(t, f.Happened())
	require.Equal(t, 1, f.Steps(""))
	require.ErrorIs(t, f.Update(t.Context(), nil, func(storage.Tx) error { return errOwn }), errOwn)
	require.Zero(t, f.Steps(AtCommit), "what its function refuses is not committed")
}

// An application repeats an operation whose outcome it does not know.
func ExampleFaulty() {
	ctx := context.Background()
	faulty := NewFaulty(Reference())
	graph, _ := association.Open(ctx, faulty, nil)
	luke, diner := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	id, _ := history.NamedOperation("order 7")
	link := association.Once(id, &association.Associate{From: luke, To: diner})

	faulty.Inject(Fault{At: AtCommit, Call: 1, Err: storage.ErrAmbiguous, Committed: true})
	_, err := graph.Do(ctx, link)
	fmt.Println(errors.Is(err, storage.ErrAmbiguous))

	results, err := graph.Do(ctx, link)
	fmt.Println(results[0], err)
	// Output:
	// true
	// created; companies/10 becomes primary (repeated) <nil>
}
