package storagetest

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// LoadEnv names the environment variable that says how many associations [Load] makes,
// such as 1000000. Without it they are 20,000.
const LoadEnv = "RELATA_LOAD"

// loadBatch is how many associations are in a DoEach.
const loadBatch = 1000

// A Loading is a backend that [Load] measures. Open is required.
type Loading struct {
	// Open opens a new and empty store.
	Open func(b *testing.B) storage.Storage

	// Reopen opens the store that was closed last. With synced false commits return before they
	// are on disk; a backend that has no such mode returns nil. A nil Reopen says that a store
	// does not outlive Close.
	Reopen func(b *testing.B, synced bool) storage.Storage

	// Size returns the size of the store in bytes: of the closed store on disk, or, without
	// Reopen, of the open store in memory.
	Size func() int64

	// Compact, unless nil, makes the closed store as small as possible.
	Compact func(b *testing.B)
}

// Load measures a backend under the whole library. It loads associations through a Graph in
// batches of 1,000, with limits, primaries, counts and an event each, and then measures single
// verbs on the loaded account. It reports associations per second, the processor time of this
// process, and bytes per association, after the load and when compacted. The links are the same
// on every backend.
func Load(b *testing.B, l Loading) {
	n := 20_000
	if text := os.Getenv(LoadEnv); text != "" {
		var err error
		n, err = strconv.Atoi(text)
		require.NoError(b, err, LoadEnv)
	}
	f := &loaded{Loading: l, work: newWork(n), held: n}
	defer f.close(b)
	b.Run("load", f.load)
	f.require(b)
	for _, v := range loadVerbs {
		b.Run(v.name, func(b *testing.B) { f.measure(b, v.call) })
	}
	if l.Reopen != nil {
		b.Run("associate unsynced", f.unsynced)
	}
	if l.Compact != nil {
		b.Run("compact", f.compact)
	}
}

// A loaded is a store with the links of a work, before, during or after the load.
type loaded struct {
	Loading
	*work
	store storage.Storage // nil while the store is closed
	graph *association.Graph
	held  int // associations
	turn  int // of all verbs
}

// load makes a store anew in each turn, so that b counts loads.
func (f *loaded) load(b *testing.B) {
	var spent, wall time.Duration
	for b.Loop() {
		b.StopTimer()
		f.close(b)
		f.use(b, f.Open(b))
		b.StartTimer()
		cpu, begun := processorTime(), time.Now()
		f.fill(b)
		wall += time.Since(begun)
		spent += processorTime() - cpu
	}
	rows := float64(b.N) * float64(f.held)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rows/wall.Seconds(), "rows/s")
	b.ReportMetric(float64(spent.Nanoseconds())/rows, "cpu-ns/row")
	f.weigh(b)
}

// require loads when the benchmark of that name was not asked for.
func (f *loaded) require(b *testing.B) {
	if f.graph == nil {
		f.use(b, f.Open(b))
		f.fill(b)
	}
	if f.store == nil {
		f.use(b, f.Reopen(b, true))
	}
}

func (f *loaded) use(b *testing.B, store storage.Storage) {
	g, err := association.Open(context.Background(), store, nil)
	require.NoError(b, err)
	f.store, f.graph = store, g
}

func (f *loaded) close(b *testing.B) {
	if f.store != nil {
		require.NoError(b, f.store.Close())
		f.store = nil
	}
}

// fill associates all links of the work.
func (f *loaded) fill(b *testing.B) {
	operations, ops := make([]association.Associate, loadBatch), make([]association.Operation, loadBatch)
	for from := 0; from < len(f.links); from += loadBatch {
		batch := f.links[from:min(from+loadBatch, len(f.links))]
		for i, link := range batch {
			operations[i] = association.Associate{From: link[0], To: link[1]}
			ops[i] = &operations[i]
		}
		each, err := f.graph.DoEach(context.Background(), ops[:len(batch)]...)
		require.NoError(b, err)
		for _, one := range each {
			if one.Err != nil {
				require.NoError(b, one.Err)
			}
		}
	}
}

// weigh reports the size, of a closed store if the rows outlive Close.
func (f *loaded) weigh(b *testing.B) {
	if f.Size == nil {
		return
	}
	if f.Reopen != nil {
		f.close(b)
	}
	b.ReportMetric(float64(f.Size())/float64(f.held), "B/association")
}

// A loadVerb is a call on the loaded account; link is a loaded link.
type loadVerb struct {
	name string
	call func(f *loaded, link [2]record.Ref) error
}

var loadVerbs = []loadVerb{
	{"associate", (*loaded).associate},
	{"point", func(f *loaded, link [2]record.Ref) error {
		_, _, err := f.graph.Linked(context.Background(), link[0], link[1])
		return err
	}},
	{"count", func(f *loaded, link [2]record.Ref) error {
		_, err := f.graph.Count(context.Background(), link[1], record.Contacts)
		return err
	}},
	{"primary", func(f *loaded, link [2]record.Ref) error {
		_, _, err := f.graph.Primary(context.Background(), link[0], record.Companies)
		return err
	}},
	{"page of a contact", func(f *loaded, link [2]record.Ref) error {
		_, err := f.graph.Page(context.Background(), link[0], record.Companies, association.Query{})
		return err
	}},
	{"page of 100", func(f *loaded, link [2]record.Ref) error {
		_, err := f.graph.Page(context.Background(), link[1], record.Contacts, association.Query{Max: 100})
		return err
	}},
}

// associate links a new contact, every second time to the company of link. When there were as
// many turns as links, the links repeat. From then on all companies are new, so that none
// exceeds the limit of contacts.
func (f *loaded) associate(link [2]record.Ref) error {
	contact := workRef(record.Contacts, f.contacts+f.turn)
	company := workRef(record.Companies, len(f.links)+f.turn/10)
	if f.turn%2 == 0 && f.turn < len(f.links) {
		company = link[1]
	}
	f.held++
	_, err := f.graph.Associate(context.Background(), contact, company)
	return err
}

// measure makes calls with links from all over the work.
func (f *loaded) measure(b *testing.B, call func(f *loaded, link [2]record.Ref) error) {
	b.ReportAllocs()
	cpu := processorTime()
	for b.Loop() {
		f.turn++
		if err := call(f, f.links[f.turn*7919%len(f.links)]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processorTime()-cpu).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// unsynced measures associate with commits that do not wait for the disk.
func (f *loaded) unsynced(b *testing.B) {
	f.close(b)
	store := f.Reopen(b, false)
	if store == nil {
		b.Skip("the backend syncs every commit")
	}
	f.use(b, store)
	f.measure(b, (*loaded).associate)
}

// compact reports the size of the compacted store.
func (f *loaded) compact(b *testing.B) {
	f.close(b)
	for b.Loop() {
		f.Compact(b)
	}
	f.weigh(b)
}
