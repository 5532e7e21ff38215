package associationtest

import (
	"sync/atomic"
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
	"github.com/relata-go/relata/storage/memory"
)

// A Graph is a graph for a test, together with its clock and its store. The code under test
// takes the [association.Graph] that is embedded.
type Graph struct {
	*association.Graph
	Clock *Clock        // at Start in the beginning; moved by the test and by scripts
	Store *faulty.Store // lets calls of the graph fail, see [faulty.Store.Inject]
}

// New returns an empty graph in memory, which is closed when the test ends.
func New(t testing.TB) *Graph {
	t.Helper()
	return Open(t, memory.New())
}

// Open returns a graph on another store, such as that of the backend that the application uses.
// The store is closed when the test ends. The ids of operations are counted from 1, so the store
// must be empty.
func Open(t testing.TB, store storage.Storage) *Graph {
	t.Helper()
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	g := &Graph{Clock: new(Clock), Store: faulty.New(store)}
	var ids atomic.Uint64
	graph, err := association.Open(t.Context(), g.Store, &association.Options{
		Clock:  g.Clock.Now,
		NextID: func() uint64 { return ids.Add(1) },
	})
	if err != nil {
		t.Fatalf("open the graph: %v", err)
	}
	g.Graph = graph
	return g
}
