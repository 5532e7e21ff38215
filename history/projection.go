package history

import (
	"iter"
	"maps"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Projection is what stands after a sequence of events: the links with their labels,
// marks and creation times, and the records that are deleted or merged away. The
// zero Projection is an account before its first event.
//
// It is the plain meaning of a history, kept in memory whole: for checks, tools and
// small accounts.
type Projection struct {
	links  map[Pair]State
	ended  map[record.Ref]Event // the event that ended the record
	newest map[record.Ref]stamp // of the newest event that touched the record
	gaps   *gaps                // of a history that is not whole, else nil
}

// A stamp is a time and the group that wrote at it: only events that came together
// share a time at one record.
type stamp struct {
	at    int64
	group OperationID
}

// Replay folds events, oldest first, and returns what stands after them. The events
// are a whole history from its beginning, or up to a time. The error is a
// *[BrokenError].
func Replay(events iter.Seq[Event]) (*Projection, error) {
	l := new(Projection)
	for e := range events {
		if err := l.Apply(e); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Apply takes the next event. It returns a *[BrokenError], and changes nothing, when
// the event is not well formed, is older than one that came before at one of its
// records, or when what it says stood before is not what stands.
func (l *Projection) Apply(e Event) error {
	if err := l.check(e); err != nil {
		return err
	}
	e = e.From(e.Pair().A)
	l.grow()
	switch e.Subject {
	case Link:
		l.set(e.Pair(), e.Now)
	case Deleted, Merged:
		l.ended[e.A] = e
	case Restored:
		delete(l.ended, e.A)
	}
	l.gaps.took(e)
	l.newest[e.A] = stamp{e.At, e.Group}
	if !e.B.IsZero() {
		l.newest[e.B] = stamp{e.At, e.Group}
	}
	return nil
}

func (l *Projection) grow() {
	if l.links == nil {
		l.links, l.ended, l.newest = map[Pair]State{}, map[record.Ref]Event{}, map[record.Ref]stamp{}
	}
}

func (l *Projection) set(p Pair, s State) {
	if s.Linked() {
		l.links[p] = s
	} else {
		delete(l.links, p)
	}
}

// Link returns the state of the link between a and b as a sees it. The zero State
// is no link.
func (l *Projection) Link(a, b record.Ref) State {
	p := PairOf(a, b)
	s := l.links[p]
	if p.A != a {
		return s.Flip()
	}
	return s
}

// Len returns how many links stand.
func (l *Projection) Len() int { return len(l.links) }

// Links returns the links that stand, in the order of [ComparePairs].
func (l *Projection) Links() iter.Seq2[Pair, State] {
	return func(yield func(Pair, State) bool) {
		for _, p := range slices.SortedFunc(maps.Keys(l.links), ComparePairs) {
			if !yield(p, l.links[p]) {
				return
			}
		}
	}
}

// End returns the event that ended ref, whose subject is [Deleted] or [Merged], or
// false when ref is alive. A record that no event touched is alive.
func (l *Projection) End(ref record.Ref) (Event, bool) {
	e, ended := l.ended[ref]
	return e, ended
}

// Ends returns the events that ended the records which are not alive, in Ref order.
func (l *Projection) Ends() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, ref := range slices.SortedFunc(maps.Keys(l.ended), record.Compare) {
			if !yield(l.ended[ref]) {
				return
			}
		}
	}
}
