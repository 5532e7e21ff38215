package kv

import (
	"testing"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

func anyState() *rapid.Generator[history.State] {
	labels := rapid.Custom(func(t *rapid.T) (set label.Set) {
		var ids []label.TypeID
		for range rapid.IntRange(0, 3).Draw(t, "labels") {
			ids = append(ids, label.TypeID{Category: label.Category(rapid.ByteRange(1, 255).Draw(t, "category")), Number: rapid.Uint32().Draw(t, "number")})
		}
		return label.SetOf(ids...)
	})
	return rapid.Custom(func(t *rapid.T) history.State {
		return history.State{
			Created: rapid.OneOf(rapid.Just(int64(7)), rapid.Int64()).Draw(t, "created"),
			Near:    history.End{Labels: labels.Draw(t, "own"), Primary: rapid.Bool().Draw(t, "primary")},
			Far:     history.End{Labels: labels.Draw(t, "other"), Primary: rapid.Bool().Draw(t, "primary of the other")},
		}
	})
}

// What is written is read back, to its last byte.
func TestValuesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p bytealloc.Strings
		var sets labelSets
		state := anyState().Draw(t, "state")
		s := scanner{left: appendState(nil, &state, 0, false)}
		require.Equal(t, state, s.state(0, false, &sets))
		require.True(t, s.isDone())

		summary := storage.Summary{Count: rapid.IntRange(0, 1<<62).Draw(t, "count"), Primary: anyID().Draw(t, "primary")}
		s = scanner{left: appendSummary(nil, summary)}
		require.Equal(t, summary, s.summary(&p))
		require.True(t, s.isDone())

		life := storage.RecordState{
			Status: storage.RecordStatus(rapid.Byte().Draw(t, "life")), At: rapid.Int64().Draw(t, "at"),
			Expires: rapid.Int64().Draw(t, "expires"), Operation: anyOperation().Draw(t, "operation"), Into: anyID().Draw(t, "into"),
		}
		s = scanner{left: appendLife(nil, &life)}
		require.Equal(t, life, s.life())
		require.True(t, s.isDone())

		done := storage.StoredResult{At: life.At, Result: rapid.String().Draw(t, "result")}
		copy(done.Fingerprint[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "fingerprint"))
		s = scanner{left: appendDone(nil, &done)}
		require.Equal(t, done, s.done())
		require.True(t, s.isDone())
	})
}

func anyEvent() *rapid.Generator[history.Event] {
	return rapid.Custom(func(t *rapid.T) history.Event {
		e := history.Event{
			Subject: history.Subject(rapid.Byte().Draw(t, "subject")),
			Causes:  history.Causes{Near: primary.Cause(rapid.ByteRange(0, 2).Draw(t, "cause")), Far: primary.Cause(rapid.ByteRange(0, 2).Draw(t, "other cause"))},
			A:       record.Ref{ID: anyID().Draw(t, "a")}, At: rapid.SampledFrom([]int64{7, -7, 1 << 62}).Draw(t, "at"),
			Operation: anyOperation().Draw(t, "operation"), Group: anyOperation().Draw(t, "group"),
			Source: history.Source{Kind: history.SourceKind(rapid.Byte().Draw(t, "kind")), ID: rapid.String().Draw(t, "id"), Name: rapid.String().Draw(t, "name")},
			Was:    anyState().Draw(t, "was"), Now: anyState().Draw(t, "now"),
		}
		if rapid.Bool().Draw(t, "near") {
			e.Group = history.Numbered(e.Operation.Number() + uint64(rapid.Int64Range(-3, 3).Draw(t, "distance")))
		}
		if rapid.Bool().Draw(t, "other end") {
			e.B.ID = anyID().Draw(t, "b")
		}
		if rapid.Bool().Draw(t, "begins") {
			e.Was = history.State{}
		}
		return e
	})
}

// An event comes back with all it had.
func TestEventsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, of := anyEvent().Draw(t, "event"), ends{1, 2}
		requireReadBack(t, e, of)
	})
}

func requireReadBack(t require.TestingT, e history.Event, of ends) {
	var back history.Event
	s := scanner{left: appendEvent(nil, &e, of)}
	require.Equal(t, of, s.event(&back, new(bytealloc.Strings), new(labelSets)))
	require.True(t, s.isDone())
	require.Equal(t, e, back)
}

// Whatever the bytes are, reading them neither panics nor goes beyond their end; what
// is a whole event can be written and read again.
func FuzzValues(f *testing.F) {
	e := history.Event{A: record.Ref{ID: "1"}, B: record.Ref{ID: "2"}, At: 9, Operation: history.Numbered(3), Source: history.ByUser("7", "Ann")}
	e.Now.Created = 9
	e.Now.Near.Labels = label.SetOf(label.TypeID{Category: 2, Number: 1})
	f.Add(appendEvent(nil, &e, ends{1, 2}))
	f.Add(appendState(nil, &e.Now, 0, false))
	f.Add(appendLife(nil, &storage.RecordState{Status: storage.Merged, Into: "1", At: 2}))
	f.Add(appendHead(nil, &head{last: 3, newest: 4, spans: []span{{0, 1}, {5, 2}}}))
	f.Add([]byte("\x08contacts\x09companies"))
	f.Fuzz(func(t *testing.T, value []byte) {
		var p bytealloc.Strings
		var sets labelSets
		for _, read := range []func(s *scanner){
			func(s *scanner) { s.state(0, false, &sets) },
			func(s *scanner) { s.summary(&p) },
			func(s *scanner) { s.life() },
			func(s *scanner) { s.done() },
			func(s *scanner) { s.head() },
			func(s *scanner) { s.types() },
			func(s *scanner) { s.text(); s.label() },
			func(s *scanner) { s.operation(); s.number() },
		} {
			read(&scanner{left: value})
		}
		var e history.Event
		s := scanner{left: value}
		if of := s.event(&e, &p, &sets); s.isDone() {
			requireReadBack(t, e, of)
		}
	})
}

// Places are compared by epoch first, whatever the sequences say.
func TestPlacesOfEpochs(t *testing.T) {
	h := head{last: 9, spans: []span{{0, 1}, {1, 4}, {5, 8}}}
	for _, c := range []struct {
		after storage.Position
		want  uint64
	}{
		{storage.Position{}, 1},
		{storage.Position{Sequence: 2}, 3},
		{storage.Position{Sequence: 3}, 4},
		{storage.Position{Sequence: 100}, 4},
		{storage.Position{Transaction: 1}, 4},
		{storage.Position{Epoch: 1, Sequence: 2}, 4},
		{storage.Position{Epoch: 1, Sequence: 4}, 5},
		{storage.Position{Epoch: 1, Sequence: 7}, 8},
		{storage.Position{Epoch: 3}, 8},
		{storage.Position{Epoch: 5, Sequence: 9}, 10},
		{storage.Position{Epoch: 5, Sequence: 1<<64 - 1}, 10},
		{storage.Position{Epoch: 6}, 10},
	} {
		require.Equal(t, c.want, h.behind(c.after), "behind %s", c.after)
	}
	for n := uint64(1); n <= h.last; n++ {
		require.Equal(t, n, h.from(h.position(n)))
		require.Equal(t, n+1, h.behind(h.position(n)))
	}
}
