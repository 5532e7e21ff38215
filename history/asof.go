package history

import (
	"iter"

	"github.com/relata-go/relata/record"
)

// AsOf returns the state that the link of p had at a time, with the changes of that very
// time. AsOf starts from the state of now and steps back over the link's events, which are
// given newest first. AsOf stops at the first event that is not after the time, so older
// events need not be kept. States are as p.A sees them. The two records of p may be in
// either order.
//
// The error is a *[BrokenError] if an event is of another link, or did not leave the state
// that the next event found.
func AsOf(p Pair, now State, newestFirst iter.Seq[Event], at record.Time) (State, error) {
	for e := range newestFirst {
		if e.At <= at {
			break
		}
		e = e.From(p.A)
		switch {
		case e.Subject != Link || e.Pair() != PairOf(p.A, p.B):
			return State{}, &BrokenError{Event: e, State: now, Reason: "it is not of the link that was asked about"}
		case e.Now != now:
			return State{}, &BrokenError{Event: e, State: now, Reason: "the link that it left is not the one that existed after it"}
		}
		now = e.Was
	}
	return now, nil
}
