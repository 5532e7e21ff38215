package history_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

var (
	ann   = record.New(record.Contacts, "1")
	bob   = record.New(record.Contacts, "2")
	carl  = record.New(record.Contacts, "10")
	diner = record.New(record.Companies, "10")
	inn   = record.New(record.Companies, "9")

	manager  = label.TypeID{Category: label.UserDefined, Number: 1}
	report   = label.TypeID{Category: label.UserDefined, Number: 2}
	billing  = label.TypeID{Category: label.UserDefined, Number: 3}
	sources  = []history.Source{history.By(history.API), history.By(history.Import), history.ByUser("7", "Rosa")}
	everyone = []record.Ref{ann, bob, carl, diner, inn}
)

// A view is what one record sees of another: the model keeps every link twice, once
// for each end, and knows nothing of pairs.
type view struct {
	created record.Time
	labels  label.Set
	primary bool
}

type ends struct{ from, to record.Ref }

// A world is the model: what exists, and the events that say so.
type world struct {
	views  map[ends]view
	dead   map[record.Ref]history.Event // what ended it
	events []history.Event
	clock  record.Time
	ops    uint64
	source history.Source // of the present operation
}

func newWorld() *world {
	return &world{views: map[ends]view{}, dead: map[record.Ref]history.Event{}, clock: 1_000}
}

func (w *world) copy() *world {
	c := *w
	c.views, c.dead, c.events = maps.Clone(w.views), maps.Clone(w.dead), slices.Clone(w.events)
	return &c
}

// state is the link between a and b as a sees it.
func (w *world) state(a, b record.Ref) history.State {
	mine, theirs := w.views[ends{a, b}], w.views[ends{b, a}]
	return history.State{
		Created: mine.created,
		Near:    history.End{Labels: mine.labels, Primary: mine.primary},
		Far:     history.End{Labels: theirs.labels, Primary: theirs.primary},
	}
}

func (w *world) put(a, b record.Ref, s history.State) {
	w.views[ends{a, b}] = view{s.Created, s.Near.Labels, s.Near.Primary}
	w.views[ends{b, a}] = view{s.Created, s.Far.Labels, s.Far.Primary}
	if !s.Linked() {
		delete(w.views, ends{a, b})
		delete(w.views, ends{b, a})
	}
}

// operate draws one operation of one to four changes and returns its events.
func (w *world) operate(t *rapid.T) []history.Event {
	w.clock += record.Time(rapid.Int64Range(1, 3).Draw(t, "wait"))
	w.ops++
	w.source = rapid.SampledFrom(sources).Draw(t, "source")
	first := len(w.events)
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		if rapid.IntRange(0, 5).Draw(t, "life") == 0 {
			w.live(t)
		} else {
			w.link(t)
		}
	}
	return w.events[first:]
}

func (w *world) write(e history.Event) {
	e.At, e.Operation, e.Group = w.clock, history.Numbered(w.ops), history.Numbered(w.ops)
	e.Source = w.source
	w.events = append(w.events, e)
}

func (w *world) link(t *rapid.T) {
	two := rapid.Permutation(everyone).Draw(t, "records")
	slices.SortFunc(two[:2], record.Compare)
	was := w.state(two[0], two[1])
	now := w.anyState(t, was)
	if now == was {
		return
	}
	w.put(two[0], two[1], now)
	w.write(history.Event{A: two[0], B: two[1], Was: was, Now: now})
}

// anyState draws no link, a new one, or a changed one, sometimes with an older time.
func (w *world) anyState(t *rapid.T, was history.State) history.State {
	if was.Linked() && rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
		return history.State{}
	}
	now := history.State{Created: was.Created}
	if !was.Linked() || rapid.IntRange(0, 9).Draw(t, "move") == 0 {
		now.Created = w.clock - record.Time(rapid.Int64Range(0, 1).Draw(t, "older")*500)
	}
	for _, end := range []*history.End{&now.Near, &now.Far} {
		some := rapid.SliceOfN(rapid.SampledFrom([]label.TypeID{manager, report, billing}), 0, 2)
		end.Labels = label.SetOf(some.Draw(t, "labels")...)
		end.Primary = rapid.Bool().Draw(t, "primary")
	}
	return now
}

func (w *world) live(t *rapid.T) {
	two := rapid.Permutation([]record.Ref{ann, bob, carl}).Draw(t, "records")
	end, ended := w.dead[two[0]]
	if ended {
		delete(w.dead, two[0])
		w.write(history.Event{Subject: history.Restored, A: two[0], B: end.B})
		return
	}
	e := history.Event{Subject: history.Deleted, A: two[0]}
	if rapid.Bool().Draw(t, "merge") {
		e.Subject, e.B = history.Merged, two[1]
	}
	w.dead[e.A] = e
	w.write(e)
}

// requireSame compares a projection with the model, seen from every record.
func (w *world) requireSame(t require.TestingT, l *history.Projection) {
	for _, a := range everyone {
		end, ended := l.End(a)
		want, dead := w.dead[a]
		require.Equal(t, dead, ended, "life of %s", a)
		require.Equal(t, []any{want.Subject, want.B}, []any{end.Subject, end.B})
		for _, b := range everyone {
			require.Equal(t, w.state(a, b), l.Link(a, b), "%s - %s", a, b)
		}
	}
	require.Equal(t, len(w.views), 2*l.Len())
}

func anyHistory(t *rapid.T) *world {
	w := newWorld()
	for range rapid.IntRange(1, 12).Draw(t, "operations") {
		w.operate(t)
	}
	return w
}

func newestFirst(events []history.Event) []history.Event {
	back := slices.Clone(events)
	slices.Reverse(back)
	return back
}

func linked(at record.Time, ids ...label.TypeID) history.State {
	return history.State{Created: at, Near: history.End{Labels: label.SetOf(ids...)}, Far: history.End{Labels: label.SetOf(ids...)}}
}

// The worlds that the properties draw do contain every kind of change.
func TestWorldHasEveryKind(t *testing.T) {
	var seen history.Kinds
	for seed := range 60 {
		for _, e := range rapid.Custom(anyHistory).Example(seed).events {
			seen |= e.Kinds()
		}
	}
	require.Equal(t, history.Kinds(1<<12-1), seen, "missing: %s", (1<<12-1)&^seen)
}
