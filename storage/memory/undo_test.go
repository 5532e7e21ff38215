package memory

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/google/btree"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/chunked"
)

// dump is everything that the writer holds, down to the slots of the indexes.
func (s *Store) dump() []any {
	w := &s.writer
	return []any{
		w.live.names.Dump(), w.live.schema, w.live.degrees.Dump(),
		rows(w.live.neighbors), rows(w.live.labelDegrees), rows(w.live.keyed.records), rows(w.live.keyed.recordExpiry),
		rows(w.live.keyed.results), rows(w.live.keyed.resultsByTime), rows(w.live.keyed.metadata),
		w.labels.Dump(), w.sources.Dump(), values(&w.live.labels), values(&w.live.sources), w.live.log.Dump(),
	}
}

func rows[T any](tree *btree.BTreeG[T]) (all []T) {
	tree.Ascend(func(row T) bool {
		all = append(all, row)
		return true
	})
	return all
}

func values[T any](a *chunked.Array[T]) (all []T) {
	for i := range a.Count() {
		all = append(all, *a.At(i))
	}
	return all
}

// writes draws a batch of rows of every kind over few keys.
func writes(t *rapid.T, tx storage.Tx, round int) {
	b := new(storage.Batch)
	ref := func(name string) record.Ref {
		id := rapid.SampledFrom([]string{"1", "2", "x", "yy", fmt.Sprintf("new%d", round)}).Draw(t, name)
		return record.New(record.Type(rapid.SampledFrom([]string{"a", "b", fmt.Sprintf("t%d", round)}).Draw(t, name)), record.ID(id))
	}
	a, c := ref("a"), ref("b")
	set := label.SetOf(label.TypeID{Category: 1, Number: rapid.Uint32Range(1, 4).Draw(t, "label")})
	b.Links = append(b.Links, storage.Link{A: a, B: c})
	b.Degrees = append(b.Degrees, storage.Degree{Of: a, To: c.Type}, storage.Degree{Of: a, To: c.Type, Label: label.TypeID{Category: 1, Number: 1}})
	b.Records = append(b.Records, storage.Record{Of: a})
	name, err := history.NamedOperation(fmt.Sprintf("op%d", rapid.IntRange(0, 9).Draw(t, "name")))
	require.NoError(t, err)
	b.Operations = append(b.Operations, storage.Operation{ID: name})
	b.Metadata = append(b.Metadata, storage.Metadata{Key: "k"})
	require.NoError(t, tx.Read(context.Background(), b))
	if rapid.Bool().Draw(t, "linked") {
		b.Links[0].Now = history.State{Created: 1, Near: history.End{Labels: set, Primary: true}}
		b.Degrees[0].Now, b.Degrees[1].Now = storage.Summary{Count: 1, Primary: c.ID}, storage.Summary{Count: 2}
		b.Records[0].Now = storage.RecordState{Status: storage.Deleted, Expires: record.Time(round)}
		b.Operations[0].Now = storage.StoredResult{At: record.Time(round + 1)}
		b.Metadata[0].Now = string(a.ID)
		b.Schema.Body = []byte(a.ID)
	} else {
		b.Links[0].Now, b.Degrees[0].Now, b.Degrees[1].Now = history.State{}, storage.Summary{}, storage.Summary{}
		b.Records[0].Now, b.Operations[0].Now, b.Metadata[0].Now = storage.RecordState{}, storage.StoredResult{}, ""
	}
	b.Events = append(b.Events, history.Event{A: a, B: c, At: record.Time(round), Operation: name, Group: name, Source: history.ByUser(string(a.ID), ""), Was: b.Links[0].Was, Now: b.Links[0].Now})
	b.DropEvents = append(b.DropEvents, storage.Position{Sequence: rapid.Uint64Range(1, 5).Draw(t, "forget")})
	require.NoError(t, tx.Apply(context.Background(), b))
}

// AllOrNothing: an error, a panic, a Goexit, an ended context and a refused row leave no
// trace, not in the interned texts either.
func TestRollbackLeavesNoTrace(t *testing.T) {
	refused := errors.New("refused")
	rapid.Check(t, func(t *rapid.T) {
		s, round := New(), 0
		for range rapid.IntRange(1, 8).Draw(t, "transactions") {
			before := s.dump()
			ctx, cancel := context.WithCancel(context.Background())
			end := rapid.SampledFrom([]string{"commit", "error", "panic", "goexit", "context", "row"}).Draw(t, "end")
			survive(refused, func() error {
				return s.Update(ctx, nil, func(tx storage.Tx) error {
					for range rapid.IntRange(1, 4).Draw(t, "batches") {
						round++
						writes(t, tx, round)
						if rapid.Bool().Draw(t, "reader") {
							s.snapshots.get()
						}
					}
					switch end {
					case "error":
						return refused
					case "panic":
						panic(refused)
					case "goexit":
						runtime.Goexit()
					case "context":
						cancel()
					case "row":
						b := &storage.Batch{Degrees: []storage.Degree{{Of: record.New("zz", "zz"), To: "zz", Now: storage.Summary{Count: -1}}}}
						require.ErrorIs(t, tx.Apply(ctx, b), storage.ErrTooLarge) // and fn goes on as if nothing was
					}
					return nil
				})
			})
			cancel()
			if end != "commit" {
				require.Equal(t, before, s.dump())
			}
		}
	})
}

// survive calls fn on a goroutine that it may end, and survives the panic that is
// expected. Any other is the test's own.
func survive(expected error, fn func() error) {
	other := make(chan any)
	go func() {
		defer close(other)
		defer func() {
			if p := recover(); p != nil && p != any(expected) {
				other <- p
			}
		}()
		_ = fn()
	}()
	if p := <-other; p != nil {
		panic(p)
	}
}
