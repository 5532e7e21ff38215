package association_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// A ruleBackend opens empty stores of one kind.
type ruleBackend struct {
	name string
	open func(*testing.T) storage.Storage
}

// ruleBackends are the stores that every rule is tested on.
var ruleBackends = []ruleBackend{
	{"naive", func(*testing.T) storage.Storage { return storagetest.Naive() }},
	{"memory", func(*testing.T) storage.Storage { return memory.New() }},
	{"strict memory", func(t *testing.T) storage.Storage {
		strict := storagetest.NewStrict(memory.New())
		t.Cleanup(func() { require.NoError(t, strict.Err()) })
		return strict
	}},
}

// A ruleWorld is a graph whose clock goes on by a second with every write, and whose
// operations are numbered from 1.
type ruleWorld struct {
	*association.Graph
	t     *testing.T
	ctx   context.Context
	store storage.Storage
	clock int64
	last  uint64
	lives bool // life was called, which writes no event
}

// ruleStart is the time before the first write.
var ruleStart = time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)

// ruleTest runs a test on every backend. Whatever it does, the laws hold in the end.
func ruleTest(t *testing.T, test func(t *testing.T, w *ruleWorld)) {
	for _, backend := range ruleBackends {
		t.Run(backend.name, func(t *testing.T) {
			w := ruleOpen(t, backend.open(t))
			test(t, w)
			if !w.lives {
				labels := w.schema().Labels()
				require.NoError(t, storagetest.Verify(w.ctx, w.store, labels.Types(), labels.Mirror))
			}
			require.NoError(t, w.store.Close())
		})
	}
}

func ruleOpen(t *testing.T, store storage.Storage) *ruleWorld {
	w := &ruleWorld{t: t, ctx: t.Context(), store: store, clock: ruleStart.UnixNano()}
	var err error
	w.Graph, err = association.Open(w.ctx, store, &association.Options{
		Clock:  func() int64 { return w.clock },
		NextID: func() uint64 { w.last++; return w.last },
	})
	require.NoError(t, err)
	return w
}

// ruleRef reads a reference, as in contacts/1.
func ruleRef(text string) record.Ref {
	if text == "" {
		return record.Ref{}
	}
	ref, err := record.Parse(text)
	if err != nil {
		return record.New("unreadable", record.ID(text))
	}
	return ref
}

func ruleRefs(texts ...string) []record.Ref {
	refs := make([]record.Ref, len(texts))
	for i, text := range texts {
		refs[i] = ruleRef(text)
	}
	return refs
}

// The operations, with records by name.

func ruleAssociate(from, to string, labels ...label.Label) *association.Associate {
	return &association.Associate{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleMark(from, to string, mark association.Mark) *association.Associate {
	return &association.Associate{From: ruleRef(from), To: ruleRef(to), Mark: mark}
}

func ruleDissociate(from, to, successor string) *association.Dissociate {
	return &association.Dissociate{From: ruleRef(from), To: ruleRef(to), Successor: ruleRef(successor)}
}

func ruleAddLabels(from, to string, labels ...label.Label) *association.AddLabels {
	return &association.AddLabels{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleSetPrimary(from, to string) *association.SetPrimary {
	return &association.SetPrimary{From: ruleRef(from), To: ruleRef(to)}
}

func (w *ruleWorld) tick() { w.clock += int64(time.Second) }

// do makes operations that must succeed, each on its own and a second after the other,
// and returns the last result.
func (w *ruleWorld) do(ops ...association.Operation) association.Result {
	w.t.Helper()
	var last association.Result
	for _, op := range ops {
		w.tick()
		results, err := w.Do(w.ctx, op)
		require.NoError(w.t, err)
		last = results[0]
	}
	return last
}

// link associates a record with others.
func (w *ruleWorld) link(from string, to ...string) {
	w.t.Helper()
	for _, other := range to {
		require.Equal(w.t, association.Created, w.do(ruleAssociate(from, other)).Outcome, "%s - %s", from, other)
	}
}

// refused makes operations as one Do that must be refused with the wanted error and
// must write nothing.
func (w *ruleWorld) refused(want error, ops ...association.Operation) error {
	w.t.Helper()
	before := w.feed()
	w.tick()
	_, err := w.Do(w.ctx, ops...)
	require.ErrorIs(w.t, err, want)
	require.Equal(w.t, before, w.feed(), "a refused operation wrote something")
	return err
}

// quiet makes an operation that must succeed and change nothing.
func (w *ruleWorld) quiet(op association.Operation) association.Result {
	w.t.Helper()
	before := w.feed()
	result := w.do(op)
	require.Equal(w.t, before, w.feed(), "an operation that changes nothing wrote an event")
	require.Zero(w.t, result.At)
	return result
}

func (w *ruleWorld) edit(edits ...association.Edit) {
	w.t.Helper()
	w.tick()
	require.NoError(w.t, w.Edit(w.ctx, edits...))
}

func (w *ruleWorld) schema() *association.Schema {
	w.t.Helper()
	s, err := w.Schema(w.ctx)
	require.NoError(w.t, err)
	return s
}

func (w *ruleWorld) define(d label.Definition) label.Label {
	w.t.Helper()
	l, err := w.Define(w.ctx, d)
	require.NoError(w.t, err)
	return l
}

// inverse returns the other direction of a label.
func (w *ruleWorld) inverse(l label.Label) label.Label {
	w.t.Helper()
	back, found := w.schema().Labels().Lookup(l.Inverse)
	require.True(w.t, found)
	return back
}

// limit configures a limit.
func (w *ruleWorld) limit(from, to record.Type, id label.TypeID, most int) {
	w.t.Helper()
	w.edit(&association.SetLimit{Key: limits.Key{From: from, To: to, Label: id}, Max: most})
}

// shows fails unless a record's links to a type are as wanted: the ids in Ref order,
// "*" behind the primary, "<" where the record is the other's primary, labels in
// brackets, as in "10* [Boss], 11".
func (w *ruleWorld) shows(of string, to record.Type, want string) {
	w.t.Helper()
	require.Equal(w.t, want, w.list(of, to), "%s towards %s", of, to)
}

func (w *ruleWorld) list(of string, to record.Type, scope ...association.Scope) string {
	w.t.Helper()
	var words []string
	for l, err := range w.Links(w.ctx, ruleRef(of), to, scope...) {
		require.NoError(w.t, err)
		words = append(words, ruleLinkWords(l))
	}
	return strings.Join(words, ", ")
}

func ruleLinkWords(l association.Link) string {
	text := string(l.To.ID)
	if l.Primary {
		text += "*"
	}
	if l.PrimaryOf {
		text += "<"
	}
	if labels := l.Labels(); len(labels) > 0 {
		text += " " + fmt.Sprint(labels)
	}
	return text
}

// feed returns every event there is, in the order of the feed.
func (w *ruleWorld) feed() []history.Event {
	w.t.Helper()
	var b storage.Batch
	b.Streams = append(b.Streams, storage.Stream{Kind: storage.Feed, Max: storage.MaxPage})
	require.NoError(w.t, w.store.Read(w.ctx, &b))
	var events []history.Event
	for _, e := range b.Streams[0].Rows(&b) {
		events = append(events, e.Event)
	}
	return events
}

// life writes what became of a record, as deleting and merging do.
func (w *ruleWorld) life(of string, life storage.Life) {
	w.t.Helper()
	w.lives = true
	ref := ruleRef(of)
	life.At, life.Operation = w.clock, history.Numbered(1_000_000)
	require.NoError(w.t, w.store.Update(w.ctx, []record.Ref{ref}, func(tx storage.Tx) error {
		var b storage.Batch
		b.Records = append(b.Records, storage.Record{Of: ref})
		if err := tx.Read(w.ctx, &b); err != nil {
			return err
		}
		b.Records[0].Now = life
		return tx.Apply(w.ctx, &b)
	}))
}
