package history

import (
	"iter"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Projection is the state after a sequence of events: the links with their labels,
// marks and creation times, and the records that are deleted or merged away. The
// zero Projection is an account before any event.
//
// A Projection keeps everything in memory, for checks, tools and small accounts.
type Projection struct {
	links   map[Pair]State
	ended   map[record.Ref]Event // the event that ended the record
	newest  map[record.Ref]stamp // of the newest event that touched the record
	trimmed *trimmed             // of a history that lacks old events, else nil
}

// A stamp is a time and the group that wrote then: only events of the same group have the same
// time at one record.
type stamp struct {
	at    record.Time
	group OperationID
}

// Replay applies events, oldest first, and returns the state after them. The events are
// a whole history from the beginning, perhaps up to a time only. The error is a
// *[BrokenError].
func Replay(events iter.Seq[Event]) (*Projection, error) {
	p := new(Projection)
	for e := range events {
		if err := p.Apply(e); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Apply takes the next event. Apply returns a *[BrokenError], and changes nothing, if the event
// is not well formed, if either record has a newer event already, or if the state that
// the event says was before is not the state that exists.
func (p *Projection) Apply(e Event) error {
	if err := p.check(e); err != nil {
		return err
	}
	e = e.From(e.Pair().A)
	p.grow()
	switch e.Subject {
	case Link:
		p.set(e.Pair(), e.Now)
	case Deleted, Merged:
		p.ended[e.A] = e
	case Restored:
		delete(p.ended, e.A)
	}
	p.trimmed.took(e)
	p.newest[e.A] = stamp{e.At, e.Group}
	if !e.B.IsZero() {
		p.newest[e.B] = stamp{e.At, e.Group}
	}
	return nil
}

func (p *Projection) grow() {
	if p.links == nil {
		p.links, p.ended, p.newest = map[Pair]State{}, map[record.Ref]Event{}, map[record.Ref]stamp{}
	}
}

func (p *Projection) set(pair Pair, s State) {
	if s.Linked() {
		p.links[pair] = s
	} else {
		delete(p.links, pair)
	}
}

// Link returns the state of the link between a and b as a sees the link. The zero State
// is no link.
func (p *Projection) Link(a, b record.Ref) State {
	pair := PairOf(a, b)
	s := p.links[pair]
	if pair.A != a {
		return s.Flip()
	}
	return s
}

// Len returns how many links exist.
func (p *Projection) Len() int { return len(p.links) }

// Links returns the links that exist, in the order of [ComparePairs].
func (p *Projection) Links() iter.Seq2[Pair, State] {
	return func(yield func(Pair, State) bool) {
		for _, pair := range slices.SortedFunc(maps.Keys(p.links), ComparePairs) {
			if !yield(pair, p.links[pair]) {
				return
			}
		}
	}
}

// End returns the event that ended ref, whose subject is [Deleted] or [Merged], or
// false when ref is alive. A record that no event touched is alive.
func (p *Projection) End(ref record.Ref) (Event, bool) {
	e, ended := p.ended[ref]
	return e, ended
}

// Ends returns, for each record that is not alive, the event that ended the record, in Ref order.
func (p *Projection) Ends() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, ref := range slices.SortedFunc(maps.Keys(p.ended), record.Compare) {
			if !yield(p.ended[ref]) {
				return
			}
		}
	}
}
