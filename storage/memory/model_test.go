package memory_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// The rows that the model writes need make no sense: a backend stores what it is told.
// Ids are of every kind that has a form of its own: numbers, numbers that are texts,
// numbers at and beyond what a row id holds.
var (
	someTypes = []record.Type{"contacts", "companies", "deals"}
	someIDs   = []record.ID{
		"0", "1", "2", "9", "10", "11", "99", "100", "a", "b", "1a", "zz", "00", "01", "007", "é", "-1",
		"9007199254740989", "9007199254740990", "9007199254740991", "9007199254740992", "99999999999999999",
		"00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b",
	}
	unknownIDs = append([]record.ID{"", "5", "c", "~", "1b", "0000000000000000", "9999999999999999"}, someIDs...)
	someTimes  = []int64{1, 2, 3, 5, 8, -4, 1 << 62, -1 << 63}
	someLabels = []label.TypeID{{Category: 1, Number: 1}, {Category: 2, Number: 1}, {Category: 255, Number: 1<<32 - 1}}
)

func draw[V any](t *rapid.T, from []V, name string) V { return rapid.SampledFrom(from).Draw(t, name) }

func drawRef(t *rapid.T, name string) record.Ref {
	return record.New(draw(t, someTypes, name+" type"), draw(t, someIDs, name))
}

func drawOperation(t *rapid.T, name string) history.OperationID {
	switch n := rapid.IntRange(0, 9).Draw(t, name); {
	case n == 9:
		return history.Numbered(1<<64 - 1)
	case n == 8:
		return history.Numbered(1<<63 + 1)
	case n > 4:
		id, _ := history.NamedOperation(string(rune('a' + n)))
		return id
	default:
		return history.Numbered(uint64(n))
	}
}

func drawState(t *rapid.T, name string) history.State {
	if rapid.IntRange(0, 3).Draw(t, name) == 0 {
		return history.State{}
	}
	sets := func(end string) label.Set {
		return label.SetOf(rapid.SliceOfN(rapid.SampledFrom(someLabels), 0, 2).Draw(t, name+end)...)
	}
	return history.State{
		Created: record.Time(draw(t, someTimes, name+" created")),
		Near:    history.End{Labels: sets(" mine"), Primary: rapid.Bool().Draw(t, name+" mine")},
		Far:     history.End{Labels: sets(" theirs"), Primary: rapid.Bool().Draw(t, name+" theirs")},
	}
}

func drawEvent(t *rapid.T, clock *int64) history.Event {
	*clock += rapid.Int64Range(0, 2).Draw(t, "wait")
	sources := []history.Source{history.By(history.API), history.By(history.Job), history.ByUser("7", "Rosa").WithRequest("r1"), history.By(history.API).WithRequest("r2")}
	e := history.Event{
		Subject:   history.Subject(rapid.IntRange(0, 3).Draw(t, "subject")),
		At:        record.Time(*clock), // grows, as the engine sees to
		Operation: drawOperation(t, "operation"), Group: drawOperation(t, "group"),
		Source: draw(t, sources, "source"),
		A:      drawRef(t, "a"), B: drawRef(t, "b"),
	}
	if e.Subject != history.Link {
		if e.Subject != history.Merged {
			e.B = record.Ref{}
		}
		return e
	}
	e.A, e.B = ordered(e.A, e.B)
	e.Causes = history.Causes{Near: primary.Cause(rapid.Uint8().Draw(t, "cause")), Far: primary.Cause(rapid.IntRange(0, 12).Draw(t, "cause"))}
	e.Was, e.Now = drawState(t, "was"), drawState(t, "now")
	if rapid.Bool().Draw(t, "fresh") {
		e.Was, e.Now.Created = history.State{}, e.At
	}
	return e
}

// ordered returns two different records in Ref order.
func ordered(a, b record.Ref) (record.Ref, record.Ref) {
	if a == b {
		b.ID += "x"
	}
	pair := history.PairOf(a, b)
	return pair.A, pair.B
}

// A wish is what a transaction writes: the keys of a batch, and what becomes of them.
type wish struct {
	keys   func(b *storage.Batch)
	change func(b *storage.Batch)
}

func drawWish(t *rapid.T, clock *int64) wish {
	links, degrees := map[history.Pair]history.State{}, map[storage.Degree]storage.Summary{}
	for range rapid.IntRange(0, 4).Draw(t, "links") {
		a, b := ordered(drawRef(t, "a"), drawRef(t, "b"))
		links[history.Pair{A: a, B: b}] = drawState(t, "link")
	}
	for range rapid.IntRange(0, 3).Draw(t, "degrees") {
		degree := storage.Degree{Of: drawRef(t, "of"), To: draw(t, someTypes, "to")}
		now := storage.Summary{Count: rapid.IntRange(0, 3).Draw(t, "count")}
		if rapid.IntRange(0, 2).Draw(t, "labeled") == 0 {
			degree.Label = draw(t, someLabels, "label")
		} else {
			now.Primary = draw(t, append([]record.ID{""}, someIDs...), "primary")
		}
		degrees[degree] = now
	}
	var events []history.Event
	for range rapid.IntRange(0, 4).Draw(t, "events") {
		events = append(events, drawEvent(t, clock))
	}
	var forget []storage.Position
	for _, n := range rapid.SliceOfNDistinct(rapid.Uint64Range(1, 30), 0, 2, rapid.ID).Draw(t, "forget") {
		forget = append(forget, storage.Position{Sequence: n})
	}
	slices.SortFunc(forget, storage.ComparePositions)
	rare := drawRare(t)
	return wish{
		keys: func(b *storage.Batch) {
			for _, pair := range sortedPairs(links) {
				b.Links = append(b.Links, storage.Link{A: pair.A, B: pair.B})
			}
			for degree := range degrees {
				b.Degrees = append(b.Degrees, degree)
			}
			rare.keys(b)
		},
		change: func(b *storage.Batch) {
			for i := range b.Links {
				b.Links[i].Now = links[history.Pair{A: b.Links[i].A, B: b.Links[i].B}]
			}
			for i := range b.Degrees {
				s := b.Degrees[i]
				b.Degrees[i].Now = degrees[storage.Degree{Of: s.Of, To: s.To, Label: s.Label}]
			}
			rare.change(b)
			b.Events, b.DropEvents = append(b.Events, events...), append(b.DropEvents, forget...)
		},
	}
}

func sortedPairs(links map[history.Pair]history.State) []history.Pair {
	var pairs []history.Pair
	for pair := range links {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, history.ComparePairs)
	return pairs
}

// drawRare draws a change of a record, an operation, metadata or the schema.
func drawRare(t *rapid.T) wish {
	nothing := func(*storage.Batch) {}
	switch rapid.IntRange(0, 6).Draw(t, "rare") {
	case 0:
		of := drawRef(t, "deleted")
		life := storage.RecordState{
			Status: storage.RecordStatus(rapid.IntRange(0, 2).Draw(t, "life")), Expires: record.Time(draw(t, []int64{0, 1, 2, -5}, "expires")),
			Operation: drawOperation(t, "deleted by"), Into: draw(t, []record.ID{"", "1", "z"}, "into"),
		}
		return wish{
			func(b *storage.Batch) { b.Records = append(b.Records, storage.Record{Of: of}) },
			func(b *storage.Batch) { b.Records[0].Now = life },
		}
	case 1:
		id := drawOperation(t, "done")
		done := storage.StoredResult{At: record.Time(draw(t, someTimes, "done at")), Result: draw(t, []string{"", "yes"}, "result")}
		if rapid.IntRange(0, 3).Draw(t, "purge") == 0 {
			done = storage.StoredResult{}
		}
		return wish{
			func(b *storage.Batch) { b.Operations = append(b.Operations, storage.Operation{ID: id}) },
			func(b *storage.Batch) { b.Operations[0].Now = done },
		}
	case 2:
		key, text := draw(t, []string{"walk", "since"}, "metadata"), draw(t, []string{"", "x", "y"}, "text")
		return wish{
			func(b *storage.Batch) { b.Metadata = append(b.Metadata, storage.Metadata{Key: key}) },
			func(b *storage.Batch) { b.Metadata[0].Now = text },
		}
	case 3:
		body := []byte(draw(t, []string{"schema one", "schema two"}, "schema"))
		return wish{nothing, func(b *storage.Batch) { b.Schema.Body = body }}
	}
	return wish{nothing, nothing}
}

var errUndo = errors.New("undo")

// Whatever rows are written, committed or taken back, every question has the answer
// that the reference store gives: before, inside and after the transaction, and in a view
// that was opened earlier.
func TestAnswersAsTheReferenceStore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store, reference := memory.New(), storagetest.Reference()
		defer func() { require.NoError(t, store.Close()) }()
		ctx, clock := context.Background(), rapid.Int64Range(1, 3).Draw(t, "clock")
		for range rapid.IntRange(1, 8).Draw(t, "transactions") {
			var wishes []wish
			for range rapid.IntRange(1, 3).Draw(t, "batches") {
				wishes = append(wishes, drawWish(t, &clock))
			}
			undo := rapid.IntRange(0, 2).Draw(t, "undo") == 0
			inside, before := drawQuestions(t), drawQuestions(t)
			run := func(on storage.Storage) (answers []any) {
				old := ask(t, on, before)
				require.NoError(t, on.View(ctx, func(r storage.Reader) error {
					err := on.Update(ctx, nil, func(tx storage.Tx) error {
						for _, w := range wishes {
							b := new(storage.Batch)
							w.keys(b)
							require.NoError(t, tx.Read(ctx, b))
							w.change(b)
							require.NoError(t, tx.Apply(ctx, b))
							require.Equal(t, old, ask(t, on, before), "a reader saw what is not committed")
						}
						answers = append(answers, ask(t, tx, inside))
						if undo {
							return errUndo
						}
						return nil
					})
					require.Equal(t, undo, err != nil)
					require.Equal(t, old, ask(t, r, before), "a view changed")
					return nil
				}))
				return append(answers, old, ask(t, on, inside))
			}
			require.Equal(t, run(reference), run(store))
		}
	})
}
