package history

import "iter"

// AsOf returns what the link of p was at a time, that instant's own changes
// included. It starts from what stands now and steps back over the link's events,
// given newest first; it stops at the first one that is not after the time, so
// events older than that need not be kept. States are as p.A sees them, and p's two
// records may stand in either order.
//
// The error is a *[BrokenError] when an event is of another link, or does not lead to
// what stands behind it.
func AsOf(p Pair, stands State, newestFirst iter.Seq[Event], at int64) (State, error) {
	for e := range newestFirst {
		if e.At <= at {
			break
		}
		e = e.From(p.A)
		switch {
		case e.Subject != Link || e.Pair() != PairOf(p.A, p.B):
			return State{}, &BrokenError{Event: e, State: stands, Reason: "it is not of the link that was asked about"}
		case e.Now != stands:
			return State{}, &BrokenError{Event: e, State: stands, Reason: "the link that it left is not the one that stood behind it"}
		}
		stands = e.Was
	}
	return stands, nil
}
