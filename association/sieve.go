package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// sievePage is how many events a sieve looks at, and sieveBack how many of a link or a
// side it reads to see which is the newest of its kind. Where that does not show it, the
// event stays.
const (
	sievePage = 500
	sieveBack = 20
)

// A sieve tells which events of a page of the feed are dropped. What it has asked for it
// finds by the positions in its batch, which only grows.
type sieve struct {
	*ask
	horizon int64
	now     int64
	begin   storage.Position // behind which the page begins
	old     []storage.Event  // those of the page that are older than the horizon

	pairs   map[history.Pair]int      // streams
	towards map[batch.DegreeKey]int   // streams
	lives   map[record.Ref]int        // streams
	kept    map[storage.Position]bool // events of the page

	upTo storage.Position   // how far the page came
	drop []storage.Position // ascending
	done bool               // there is nothing older behind it
}

// sieve looks at the page of the feed that a walk has come to. r is of one snapshot.
func (r Reader) sieve(ctx context.Context, walk horizon) (sieve, error) {
	begin, err := storage.ParsePosition(walk.At)
	if err != nil {
		return sieve{}, err
	}
	var s sieve
	err = r.ask(ctx, func(a *ask) error {
		s = sieve{ask: a, horizon: walk.Since, now: r.core.clock(), begin: begin, upTo: begin}
		a.EventPages = append(a.EventPages, storage.EventPage{Kind: storage.Feed, After: begin, Max: sievePage})
		if err := a.read(ctx); err != nil {
			return err
		}
		s.page(&a.EventPages[0])
		if len(s.old) == 0 {
			return nil
		}
		if err := s.learn(ctx); err != nil {
			return err
		}
		for i := range s.old {
			if e := &s.old[i]; s.keeps(e) {
				s.kept[e.Position] = true
			} else {
				s.drop = append(s.drop, e.Position)
			}
		}
		return nil
	})
	s.ask = nil // its rows are not to be looked at any more
	return s, err
}

// page takes the events.
func (s *sieve) page(feed *storage.EventPage) {
	rows := feed.Rows(&s.Batch.Batch)
	for i := range rows {
		if s.upTo = rows[i].Position; rows[i].At < s.horizon {
			s.old = append(s.old, rows[i])
		}
	}
	s.done = !feed.More || len(s.old) == 0
}

// stream asks for the newest events of a link or a side.
func (s *sieve) stream(q storage.EventPage) int {
	q.Max = sieveBack
	s.EventPages = append(s.EventPages, q)
	return len(s.EventPages) - 1
}

// learn asks for all that the decisions look at: at once, and then what the records stand
// for that were merged.
func (s *sieve) learn(ctx context.Context) error {
	s.pairs, s.towards, s.kept = map[history.Pair]int{}, map[batch.DegreeKey]int{}, map[storage.Position]bool{}
	s.lives = map[record.Ref]int{}
	for i := range s.old {
		e := &s.old[i]
		if s.Record(e.A); e.Subject != history.Link {
			s.needTurns(&e.Event)
			continue
		}
		p := e.Pair()
		s.Record(e.B)
		s.Link(p.A, p.B)
		if _, asked := s.pairs[p]; !asked {
			s.pairs[p] = s.stream(storage.EventPage{Kind: storage.OfPair, Of: p.A, With: p.B})
		}
		s.needSide(e.From(p.A))
		s.needSide(e.From(p.B))
	}
	if err := s.read(ctx); err != nil {
		return err
	}
	if err := s.learnSurvivors(ctx); err != nil {
		return err
	}
	for i := range s.old {
		if e := &s.old[i]; isBeginning(&e.Event) {
			if p := s.survivors(e.Pair()); p.A != p.B {
				s.Link(p.A, p.B)
			}
		}
	}
	return s.read(ctx)
}

// needTurns asks for the life of a record that was deleted or restored.
func (s *sieve) needTurns(e *history.Event) {
	if _, asked := s.lives[e.A]; !asked && turns(e, e.A) {
		s.lives[e.A] = s.stream(storage.EventPage{Kind: storage.OfRecordState, Of: e.A})
	}
}

// needSide asks about the side of an event's A, when the event took its mark.
func (s *sieve) needSide(e history.Event) {
	if !takesMark(&e) {
		return
	}
	key := batch.DegreeKey{Of: e.A, To: e.B.Type}
	s.Degree(key.Of, key.To, label.TypeID{})
	if _, asked := s.towards[key]; !asked {
		s.towards[key] = s.stream(storage.EventPage{Kind: storage.OfRecord, Of: key.Of, To: key.To})
	}
}

// learnSurvivors follows the records that were merged to those that they stand for.
func (s *sieve) learnSurvivors(ctx context.Context) error {
	for from := 0; from < len(s.Records); {
		n := len(s.Records)
		for ; from < n; from++ {
			if life := &s.Records[from].Was; life.Status == storage.Merged {
				s.Record(record.New(s.Records[from].Of.Type, life.Into))
			}
		}
		if len(s.Records) > n {
			if err := s.read(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// survivors returns the pair of what two records stand for.
func (s *sieve) survivors(p history.Pair) history.Pair {
	return history.PairOf(s.survivor(p.A), s.survivor(p.B))
}

// survivor returns the record that ref stands for.
func (s *sieve) survivor(ref record.Ref) record.Ref {
	for range batch.MaxAliases {
		life := s.life(ref)
		if life.Status != storage.Merged {
			break
		}
		ref = record.New(ref.Type, life.Into)
	}
	return ref
}

func (s *sieve) life(ref record.Ref) storage.RecordState { return s.Records[s.Record(ref)].Was }

// standing returns the link of a pair as A sees it.
func (s *sieve) standing(p history.Pair) history.State { return s.Links[s.Link(p.A, p.B)].Was }
