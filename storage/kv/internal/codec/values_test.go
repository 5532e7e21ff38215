package codec

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
			Created: record.Time(rapid.OneOf(rapid.Just(int64(7)), rapid.Int64()).Draw(t, "created")),
			Near:    history.End{Labels: labels.Draw(t, "own"), Primary: rapid.Bool().Draw(t, "primary")},
			Far:     history.End{Labels: labels.Draw(t, "other"), Primary: rapid.Bool().Draw(t, "primary of the other")},
		}
	})
}

// What is written is read back, to its last byte.
func TestValuesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p bytealloc.Strings
		var sets LabelSets
		state := anyState().Draw(t, "state")
		s := NewDecoder(AppendState(nil, &state))
		require.Equal(t, state, s.State(&sets))
		require.True(t, s.IsDone())

		summary := storage.Summary{Count: rapid.IntRange(0, 1<<62).Draw(t, "count"), Primary: anyID().Draw(t, "primary")}
		s = NewDecoder(AppendSummary(nil, summary))
		require.Equal(t, summary, s.Summary(&p))
		require.True(t, s.IsDone())

		life := storage.RecordState{
			Status: storage.RecordStatus(rapid.Byte().Draw(t, "life")), At: record.Time(rapid.Int64().Draw(t, "at")),
			Expires: record.Time(rapid.Int64().Draw(t, "expires")), Operation: anyOperation().Draw(t, "operation"), Into: anyID().Draw(t, "into"),
		}
		s = NewDecoder(AppendRecordState(nil, &life))
		require.Equal(t, life, s.RecordState())
		require.True(t, s.IsDone())

		done := storage.StoredResult{At: life.At, Result: rapid.String().Draw(t, "result")}
		copy(done.Fingerprint[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "fingerprint"))
		s = NewDecoder(AppendResult(nil, &done))
		require.Equal(t, done, s.Result())
		require.True(t, s.IsDone())
	})
}

func anyEvent() *rapid.Generator[history.Event] {
	return rapid.Custom(func(t *rapid.T) history.Event {
		e := history.Event{
			Subject: history.Subject(rapid.Byte().Draw(t, "subject")),
			Causes:  history.Causes{Near: primary.Cause(rapid.ByteRange(0, 2).Draw(t, "cause")), Far: primary.Cause(rapid.ByteRange(0, 2).Draw(t, "other cause"))},
			A:       record.Ref{ID: anyID().Draw(t, "a")}, At: record.Time(rapid.SampledFrom([]int64{7, -7, 1 << 62}).Draw(t, "at")),
			Operation: anyOperation().Draw(t, "operation"), Group: anyOperation().Draw(t, "group"),
			Source: history.Source{Kind: history.SourceKind(rapid.Byte().Draw(t, "kind")), UserID: rapid.String().Draw(t, "id"), UserName: rapid.String().Draw(t, "name"), RequestID: rapid.String().Draw(t, "request")},
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
		e, of := anyEvent().Draw(t, "event"), EventTypes{1, 2}
		requireReadBack(t, e, of)
	})
}

func requireReadBack(t require.TestingT, e history.Event, of EventTypes) {
	var back history.Event
	s := NewDecoder(AppendEvent(nil, &e, of))
	require.Equal(t, of, s.Event(&back, new(bytealloc.Strings), new(LabelSets)))
	require.True(t, s.IsDone())
	require.Equal(t, e, back)
}

// Whatever the bytes are, reading them neither panics nor goes beyond their end; what
// is a whole event can be written and read again.
func FuzzValues(f *testing.F) {
	e := history.Event{A: record.Ref{ID: "1"}, B: record.Ref{ID: "2"}, At: 9, Operation: history.Numbered(3), Source: history.ByUser("7", "Ann").WithRequest("r")}
	e.Now.Created = 9
	e.Now.Near.Labels = label.SetOf(label.TypeID{Category: 2, Number: 1})
	f.Add(AppendEvent(nil, &e, EventTypes{1, 2}))
	f.Add(AppendState(nil, &e.Now))
	f.Add(AppendRecordState(nil, &storage.RecordState{Status: storage.Merged, Into: "1", At: 2}))
	f.Add(AppendFeed(nil, &Feed{Last: 3, Newest: 4, epochs: []epochStart{{0, 1}, {5, 2}}}))
	f.Add([]byte("\x08contacts\x09companies"))
	f.Fuzz(func(t *testing.T, value []byte) {
		var p bytealloc.Strings
		var sets LabelSets
		for _, read := range []func(s *Decoder){
			func(s *Decoder) { s.State(&sets) },
			func(s *Decoder) { s.Summary(&p) },
			func(s *Decoder) { s.RecordState() },
			func(s *Decoder) { s.Result() },
			func(s *Decoder) { s.Feed() },
			func(s *Decoder) { s.Types() },
			func(s *Decoder) { s.TypeName(); s.Label() },
			func(s *Decoder) { s.Operation(); s.Number() },
		} {
			d := NewDecoder(value)
			read(&d)
		}
		var e history.Event
		s := NewDecoder(value)
		if of := s.Event(&e, &p, &sets); s.IsDone() {
			requireReadBack(t, e, of)
		}
	})
}
