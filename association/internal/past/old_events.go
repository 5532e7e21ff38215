package past

import (
	"context"
	"time"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// trimPage is how many events are decided at once. newestRows is how many events of a link
// or a side are read to see which is the newest of a kind; an event that is not among
// them, and may be the newest, stays.
const (
	trimPage   = 500
	newestRows = 20
)

// decided is the decision about a page of the feed.
type decided struct {
	upTo storage.Position   // how far the page came
	drop []storage.Position // ascending
	done bool               // there is nothing older after the page
}

// oldEvents are the events of a page of the feed that are older than the limit of retention,
// with the rows that decide which of them stay. The batch only grows, so that the pages are
// found by their positions.
type oldEvents struct {
	ask   *question.Question
	begin storage.Position // the page begins after this position
	now   record.Time
	keep  time.Duration // see Trim

	events  []storage.Event
	pairs   map[history.Pair]int      // the event page of a link
	towards map[batch.DegreeKey]int   // the event page of a side
	states  map[record.Ref]int        // the event page of a record's state
	kept    map[storage.Position]bool // those of events that stay, as far as they are decided
}

// decide looks at the page of the feed that a trim has come to. source is of a snapshot.
func (t Trim) decide(ctx context.Context, source question.Source, row retention.Row) (decided, error) {
	begin, err := storage.ParsePosition(row.At)
	if err != nil {
		return decided{}, err
	}
	var found decided
	err = source.Ask(ctx, func(ask *question.Question) error {
		ask.Batch.EventPages = append(ask.Batch.EventPages, storage.EventPage{Kind: storage.Feed, After: begin, Max: trimPage})
		if err := ask.Read(ctx); err != nil {
			return err
		}
		o := oldEvents{ask: ask, begin: begin, now: t.Clock(), keep: t.Keep}
		found = o.take(row.Since)
		if len(o.events) == 0 {
			return nil
		}
		if err := o.learn(ctx); err != nil {
			return err
		}
		for i := range o.events {
			if e := &o.events[i]; o.keeps(e) {
				o.kept[e.Position] = true
			} else {
				found.drop = append(found.drop, e.Position)
			}
		}
		return nil
	})
	return found, err
}

// take takes the events of the page that are older than a time.
func (o *oldEvents) take(since record.Time) decided {
	page := &o.ask.Batch.EventPages[0]
	rows := page.Rows(&o.ask.Batch.Batch)
	found := decided{upTo: o.begin}
	for i := range rows {
		if found.upTo = rows[i].Position; rows[i].At < since {
			o.events = append(o.events, rows[i])
		}
	}
	found.done = !page.More || len(o.events) == 0
	return found
}

// addPage asks for the newest events of a link, a side or a record's state.
func (o *oldEvents) addPage(q storage.EventPage) int {
	q.Max = newestRows
	o.ask.Batch.EventPages = append(o.ask.Batch.EventPages, q)
	return len(o.ask.Batch.EventPages) - 1
}

// learn reads the rows that the decisions look at: first everything that the events name, then what
// merged-away records became, and then the links of their survivors.
func (o *oldEvents) learn(ctx context.Context) error {
	o.pairs, o.towards = map[history.Pair]int{}, map[batch.DegreeKey]int{}
	o.states, o.kept = map[record.Ref]int{}, map[storage.Position]bool{}
	for i := range o.events {
		e := &o.events[i]
		if o.ask.Batch.Record(e.A); e.Subject != history.Link {
			o.needStates(&e.Event)
			continue
		}
		p := e.Pair()
		o.ask.Batch.Record(e.B)
		o.ask.Batch.Link(p.A, p.B)
		if _, asked := o.pairs[p]; !asked {
			o.pairs[p] = o.addPage(storage.EventPage{Kind: storage.OfPair, Of: p.A, With: p.B})
		}
		o.needSide(e.From(p.A))
		o.needSide(e.From(p.B))
	}
	if err := o.ask.Read(ctx); err != nil {
		return err
	}
	if err := o.learnSurvivors(ctx); err != nil {
		return err
	}
	for i := range o.events {
		if e := &o.events[i]; isBeginning(&e.Event) {
			if p := o.survivors(e.Pair()); p.A != p.B {
				o.ask.Batch.Link(p.A, p.B)
			}
		}
	}
	return o.ask.Read(ctx)
}

// needStates asks for the state events of a record that was deleted or restored.
func (o *oldEvents) needStates(e *history.Event) {
	if _, asked := o.states[e.A]; !asked && IsDeletionOrRestore(e, e.A) {
		o.states[e.A] = o.addPage(storage.EventPage{Kind: storage.OfRecordState, Of: e.A})
	}
}

// needSide asks about the side of an event's A, when the event took the mark.
func (o *oldEvents) needSide(e history.Event) {
	if !takesMark(&e) {
		return
	}
	key := batch.DegreeKey{Of: e.A, To: e.B.Type}
	o.ask.Batch.Degree(key.Of, key.To, label.TypeID{})
	if _, asked := o.towards[key]; !asked {
		o.towards[key] = o.addPage(storage.EventPage{Kind: storage.OfRecord, Of: key.Of, To: key.To})
	}
}

// learnSurvivors asks for the states of the records into which others were merged.
func (o *oldEvents) learnSurvivors(ctx context.Context) error {
	b := &o.ask.Batch
	for from := 0; from < len(b.Records); {
		n := len(b.Records)
		for ; from < n; from++ {
			if state := &b.Records[from].Was; state.Status == storage.Merged {
				b.Record(record.New(b.Records[from].Of.Type, state.Into))
			}
		}
		if len(b.Records) > n {
			if err := o.ask.Read(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// survivors returns the pair of the records into which two were merged.
func (o *oldEvents) survivors(p history.Pair) history.Pair {
	return history.PairOf(o.survivor(p.A), o.survivor(p.B))
}

// survivor returns the record into which ref was merged, else ref.
func (o *oldEvents) survivor(ref record.Ref) record.Ref {
	for range batch.MaxAliases {
		state := o.state(ref)
		if state.Status != storage.Merged {
			break
		}
		ref = record.New(ref.Type, state.Into)
	}
	return ref
}

func (o *oldEvents) state(ref record.Ref) storage.RecordState {
	return o.ask.Batch.Records[o.ask.Batch.Record(ref)].Was
}

// linkNow returns the link of a pair of now, seen from A.
func (o *oldEvents) linkNow(p history.Pair) history.State {
	return o.ask.Batch.Links[o.ask.Batch.Link(p.A, p.B)].Was
}
