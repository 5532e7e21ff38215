package past

import (
	"context"
	"iter"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Timeline is the events of a record towards a type, or of the association of two
// records, newest first. The events of ids that were merged in are part of it. A timeline
// merges a stream for each id and holds at most a page of each.
type Timeline struct {
	source  question.Source
	place   Place
	ids     []record.Ref
	streams []stream
}

// A stream is the events of an id, or of two.
type stream struct {
	question storage.EventPage // for the next page
	rows     []storage.Event   // read and not yielded yet
	more     bool
}

// A Place is where a timeline begins, and how many events it reads at once.
type Place struct {
	After storage.Position // exclusive; the zero Position is before the newest event
	Max   int
}

// newest is the place of a timeline that has all events.
var newest = Place{Max: eventsPage}

// Open returns the timeline of a record towards a type; with a second record that of the
// association of the two. It reads the first page of events and, in the same Read, which ids
// were merged in.
func Open(ctx context.Context, source question.Source, of record.Ref, to record.Type, with ...record.Ref) (*Timeline, error) {
	return openAt(ctx, source, newest, of, to, with)
}

// openAt is [Open] from a place on.
func openAt(ctx context.Context, source question.Source, at Place, of record.Ref, to record.Type, with []record.Ref) (*Timeline, error) {
	t := &Timeline{source: source, place: at}
	err := source.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Check(ctx, of, to); err != nil {
			return err
		}
		for _, ref := range with {
			if err := ref.Validate(); err != nil {
				return err
			}
		}
		return t.open(ctx, ask, append([]record.Ref{of}, with...), to)
	})
	return t, err
}

// open reads the first page of the record or the two records, and their lineage.
func (t *Timeline) open(ctx context.Context, ask *question.Question, of []record.Ref, to record.Type) error {
	err := ask.Following(of, func() error {
		ask.Batch.EventPages = append(ask.Batch.EventPages, t.place.eventsOf(of[0], to, of[1:]))
		for _, ref := range of {
			own := states{of: ref}
			ask.Batch.EventPages = append(ask.Batch.EventPages, own.next())
		}
		return ask.Read(ctx)
	})
	if err != nil {
		return err
	}
	first := stream{question: t.place.eventsOf(of[0], to, of[1:])}
	first.take(ask, &ask.Batch.EventPages[0])
	own := make([]states, len(of))
	for i, ref := range of {
		own[i].of = ref
		own[i].take(ask, &ask.Batch.EventPages[i+1])
	}
	ids := make([][]record.Ref, len(of))
	for i := range of {
		if ids[i], err = lineage(ctx, ask, own[i]); err != nil {
			return err
		}
	}
	t.ids, t.streams = ids[0], append(t.streams[:0], first)
	t.addStreams(to, ids)
	return nil
}

// eventsOf asks for the events of a record towards a type, or with another record.
func (p Place) eventsOf(of record.Ref, to record.Type, with []record.Ref) storage.EventPage {
	if len(with) == 0 {
		return storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, After: p.After, Max: p.Max}
	}
	return storage.EventPage{Kind: storage.OfPair, Of: of, With: with[0], After: p.After, Max: p.Max}
}

// addStreams adds the streams of the ids that were merged in, which are still to be read.
func (t *Timeline) addStreams(to record.Type, ids [][]record.Ref) {
	seen := map[history.Pair]bool{}
	for i, of := range ids[0] {
		if len(ids) == 1 {
			if i > 0 {
				t.streams = append(t.streams, stream{question: t.place.eventsOf(of, to, nil), more: true})
			}
			continue
		}
		for k, with := range ids[1] {
			pair := history.PairOf(of, with)
			if i+k > 0 && of != with && !seen[pair] {
				t.streams = append(t.streams, stream{question: t.place.eventsOf(of, to, []record.Ref{with}), more: true})
			}
			seen[pair] = true
		}
	}
	if n := len(t.streams); n > 1 {
		for i := range t.streams {
			t.streams[i].question.Max = max(t.place.Max/n, leastPage)
		}
	}
}

// take keeps the answer to the stream's question.
func (s *stream) take(ask *question.Question, page *storage.EventPage) {
	s.rows, s.more = slices.Clone(page.Rows(&ask.Batch.Batch)), page.More && page.Count > 0
	if n := len(s.rows); n > 0 {
		s.question.After = s.rows[n-1].Position
	}
}

// IDs returns the record and then the ids that were merged into the record. The caller must not
// change them.
func (t *Timeline) IDs() []record.Ref { return t.ids }

// Events yields the events, each seen from the record's id of that time. After an error the
// sequence ends.
func (t *Timeline) Events(ctx context.Context) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		for {
			e, found, err := t.next(ctx)
			if err != nil {
				yield(history.Event{}, err)
				return
			}
			if !found || !yield(t.seen(e.Event), nil) {
				return
			}
		}
	}
}

// A Page is some events of a timeline, newest first.
type Page struct {
	Events []history.Event
	Last   storage.Position // of the last of the events
	More   bool             // there are older events
}

// ReadPage returns the first events of the timeline that begins at a place, at most as many as
// the place says.
func ReadPage(ctx context.Context, source question.Source, at Place, of record.Ref, to record.Type, with ...record.Ref) (Page, error) {
	t, err := openAt(ctx, source, at, of, to, with)
	if err != nil {
		return Page{}, err
	}
	var page Page
	for len(page.Events) < at.Max {
		e, found, err := t.next(ctx)
		if err != nil {
			return Page{}, err
		}
		if !found {
			return page, nil
		}
		page.Events, page.Last = append(page.Events, t.seen(e.Event)), e.Position
	}
	for i := range t.streams {
		page.More = page.More || len(t.streams[i].rows) > 0 || t.streams[i].more
	}
	return page, nil
}

// next returns the newest event that was not yielded yet, and false when there is none.
func (t *Timeline) next(ctx context.Context) (storage.Event, bool, error) {
	if err := t.refill(ctx); err != nil {
		return storage.Event{}, false, err
	}
	var first *stream
	for i := range t.streams {
		s := &t.streams[i]
		if len(s.rows) > 0 && (first == nil || storage.ComparePositions(s.rows[0].Position, first.rows[0].Position) > 0) {
			first = s
		}
	}
	if first == nil {
		return storage.Event{}, false, nil
	}
	e := first.rows[0]
	for i := range t.streams { // an event between two of the ids is in the streams of both
		if s := &t.streams[i]; len(s.rows) > 0 && s.rows[0].Position == e.Position {
			s.rows = s.rows[1:]
		}
	}
	return e, true, nil
}

// refill reads the next page, at once, of all streams whose page was yielded.
func (t *Timeline) refill(ctx context.Context) error {
	var empty []*stream
	for i := range t.streams {
		if s := &t.streams[i]; len(s.rows) == 0 && s.more {
			empty = append(empty, s)
		}
	}
	if len(empty) == 0 {
		return nil
	}
	return t.source.Ask(ctx, func(ask *question.Question) error {
		for _, s := range empty {
			ask.Batch.EventPages = append(ask.Batch.EventPages, s.question)
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i, s := range empty {
			s.take(ask, &ask.Batch.EventPages[i])
		}
		return nil
	})
}

// seen returns the event as the record's id in it sees it. Between two of its ids the one
// that comes first in ids does.
func (t *Timeline) seen(e history.Event) history.Event {
	for _, ref := range t.ids {
		if e.Touches(ref) {
			return e.From(ref)
		}
	}
	return e
}
