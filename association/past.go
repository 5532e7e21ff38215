package association

import (
	"context"
	"iter"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// historyPage is how many events a history reads at once, and leastPage how many it reads
// of each id at least where there are many.
const (
	historyPage = 500
	leastPage   = 8
)

// A past is the events of a record, or of an association, and of the ids that were merged
// in: several streams as one, newest first. It holds at most a page of each.
type past struct {
	reader  Reader
	ids     []record.Ref // the survivor, then the ids merged into it
	streams []current
}

// A current is one stream of a past.
type current struct {
	question storage.EventPage // for the next page
	rows     []storage.Event   // read and not told yet
	more     bool
}

// past returns the events of a record towards a type; with a second record those of the
// association of the two.
func (r Reader) past(ctx context.Context, of record.Ref, to record.Type, with ...record.Ref) (*past, error) {
	p := &past{reader: r}
	err := r.ask(ctx, func(a *ask) error {
		if err := a.check(ctx, of, to); err != nil {
			return err
		}
		for _, ref := range with {
			if err := ref.Validate(); err != nil {
				return err
			}
		}
		return p.open(ctx, a, append([]record.Ref{of}, with...), to)
	})
	return p, err
}

// open reads the first page of the one or two records themselves and, in the same Read,
// who was merged into them: where nobody was, that is all.
func (p *past) open(ctx context.Context, a *ask, of []record.Ref, to record.Type) error {
	err := a.following(of, func() error {
		a.EventPages = append(a.EventPages, question(of[0], to, of[1:]))
		for _, ref := range of {
			l := pastLife{of: ref}
			a.EventPages = append(a.EventPages, l.question())
		}
		return a.read(ctx)
	})
	if err != nil {
		return err
	}
	first := current{question: question(of[0], to, of[1:])}
	first.take(a, &a.EventPages[0])
	lives := make([]pastLife, len(of))
	for i, ref := range of {
		lives[i].of = ref
		lives[i].take(a, &a.EventPages[i+1])
	}
	ids := make([][]record.Ref, len(of))
	for i := range of {
		if ids[i], err = a.lineage(ctx, lives[i]); err != nil {
			return err
		}
	}
	p.ids, p.streams = ids[0], append(p.streams[:0], first)
	p.spread(to, ids)
	return nil
}

// question asks for the events of a record towards a type, or with one other record.
func question(of record.Ref, to record.Type, with []record.Ref) storage.EventPage {
	if len(with) == 0 {
		return storage.EventPage{Kind: storage.OfRecord, Of: of, To: to, Max: historyPage}
	}
	return storage.EventPage{Kind: storage.OfPair, Of: of, With: with[0], Max: historyPage}
}

// spread adds the streams of the ids that were merged in, which are still to be read.
func (p *past) spread(to record.Type, ids [][]record.Ref) {
	seen := map[history.Pair]bool{}
	for i, of := range ids[0] {
		if len(ids) == 1 {
			if i > 0 {
				p.streams = append(p.streams, current{question: question(of, to, nil), more: true})
			}
			continue
		}
		for k, with := range ids[1] {
			pair := history.PairOf(of, with)
			if i+k > 0 && of != with && !seen[pair] {
				p.streams = append(p.streams, current{question: question(of, to, []record.Ref{with}), more: true})
			}
			seen[pair] = true
		}
	}
	for i := range p.streams {
		p.streams[i].question.Max = max(historyPage/len(p.streams), leastPage)
	}
}

// take keeps the answer to c's question.
func (c *current) take(a *ask, s *storage.EventPage) {
	c.rows, c.more = slices.Clone(s.Rows(&a.Batch.Batch)), s.More && s.Count > 0
	if n := len(c.rows); n > 0 {
		c.question.After = c.rows[n-1].Position
	}
}

// next returns the newest event that was not told yet, and false when there is none.
func (p *past) next(ctx context.Context) (storage.Event, bool, error) {
	if err := p.refill(ctx); err != nil {
		return storage.Event{}, false, err
	}
	var newest *current
	for i := range p.streams {
		c := &p.streams[i]
		if len(c.rows) > 0 && (newest == nil || storage.ComparePositions(c.rows[0].Position, newest.rows[0].Position) > 0) {
			newest = c
		}
	}
	if newest == nil {
		return storage.Event{}, false, nil
	}
	e := newest.rows[0]
	for i := range p.streams { // an event between two of the ids is in the streams of both
		if c := &p.streams[i]; len(c.rows) > 0 && c.rows[0].Position == e.Position {
			c.rows = c.rows[1:]
		}
	}
	return e, true, nil
}

// refill reads on, at once, in all streams whose page is told.
func (p *past) refill(ctx context.Context) error {
	var dry []*current
	for i := range p.streams {
		if c := &p.streams[i]; len(c.rows) == 0 && c.more {
			dry = append(dry, c)
		}
	}
	if len(dry) == 0 {
		return nil
	}
	return p.reader.ask(ctx, func(a *ask) error {
		for _, c := range dry {
			a.EventPages = append(a.EventPages, c.question)
		}
		if err := a.read(ctx); err != nil {
			return err
		}
		for i, c := range dry {
			c.take(a, &a.EventPages[i])
		}
		return nil
	})
}

// all yields the events, each as the record's own id in it sees it.
func (p *past) all(ctx context.Context) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		for {
			e, found, err := p.next(ctx)
			if err != nil {
				yield(history.Event{}, err)
				return
			}
			if !found || !yield(p.seen(e.Event), nil) {
				return
			}
		}
	}
}

// seen returns the event as the record's own id in it sees it; between two of its ids the
// one that comes first in ids does.
func (p *past) seen(e history.Event) history.Event {
	for _, ref := range p.ids {
		if e.Touches(ref) {
			return e.From(ref)
		}
	}
	return e
}
