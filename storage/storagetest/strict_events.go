package storagetest

import (
	"context"
	"maps"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// checkEvents checks that the events of b describe exactly the changes of the links, at times
// that can follow the earlier events.
func (tx *strictTx) checkEvents(ctx context.Context, b *storage.Batch, changed []storage.Link) error {
	told, err := tx.before(ctx, b.Events, changed)
	if err != nil {
		return err
	}
	becomes := maps.Clone(told)
	for _, l := range changed {
		becomes[history.Pair{A: l.A, B: l.B}] = l.Now
	}
	seen := map[linkChange]bool{}
	for _, e := range b.Events {
		if err := tx.checkTime(e, b.Clock); err != nil {
			return err
		}
		if e.Subject != history.Link {
			continue
		}
		if err := tx.checkEvent(e, told[e.Pair()], seen); err != nil {
			return err
		}
		told[e.Pair()] = e.Now
	}
	for p, state := range becomes {
		if told[p] != state {
			return tx.strict.offence("link %s - %s becomes %+v, and its events lead to %+v", p.A, p.B, state, told[p])
		}
	}
	return nil
}

// A linkChange identifies the change that has a single event: a link and an operation.
type linkChange struct {
	history.Pair
	operation history.OperationID
}

// checkEvent checks an event of a link, whose state before the event is given.
func (tx *strictTx) checkEvent(e history.Event, was history.State, seen map[linkChange]bool) error {
	key := linkChange{e.Pair(), e.Operation}
	switch {
	case e.Pair().A != e.A:
		return tx.strict.offence("event %q: A does not come before B", e)
	case seen[key]:
		return tx.strict.offence("event %q: operation %q has another event of the link", e, e.Operation)
	case e.Was == e.Now:
		return tx.strict.offence("event %q changes nothing", e)
	case e.Was != was:
		return tx.strict.offence("event %q begins at %+v, and the link is %+v then", e, e.Was, was)
	}
	seen[key] = true
	return nil
}

// before returns the stored links that are changed or have events, and learns the newest time
// of every record that is met for the first time.
func (tx *strictTx) before(ctx context.Context, events []history.Event, changed []storage.Link) (map[history.Pair]history.State, error) {
	var b storage.Batch
	links, asked := map[history.Pair]history.State{}, map[record.Ref]bool{}
	askLink := func(p history.Pair) {
		if _, twice := links[p]; !twice {
			links[p] = history.State{}
			b.Links = append(b.Links, storage.Link{A: p.A, B: p.B})
		}
	}
	askRecord := func(ref record.Ref) {
		if _, known := tx.newest[ref]; !known && !asked[ref] && !ref.IsZero() {
			asked[ref] = true
			b.Records = append(b.Records, storage.Record{Of: ref})
		}
	}
	for _, e := range events {
		if e.Subject == history.Link {
			askLink(e.Pair())
		}
		askRecord(e.A)
		askRecord(e.B)
	}
	for _, l := range changed {
		askLink(history.Pair{A: l.A, B: l.B})
	}
	if err := tx.inner.Read(ctx, &b); err != nil {
		return nil, err
	}
	for _, l := range b.Links {
		links[history.Pair{A: l.A, B: l.B}] = l.Was
	}
	for _, r := range b.Records {
		tx.newest[r.Of] = r.Newest + 1 // the first time that is free
	}
	return links, nil
}

// checkTime checks the records and the time of an event. Within a transaction events of a
// record may share a time, since operations that came together do.
func (tx *strictTx) checkTime(e history.Event, clock record.Time) error {
	if e.At < clock {
		return tx.strict.offence("event %q is at %d, before the Batch's clock %d", e, e.At, clock)
	}
	for _, ref := range []record.Ref{e.A, e.B} {
		switch {
		case ref.IsZero():
		case !tx.isAnchor(ref):
			return tx.strict.offence("event %q names %s, which is not an anchor", e, ref)
		case e.At < tx.newest[ref]:
			return tx.strict.offence("event %q is at %d, and %s cannot have one before %d", e, e.At, ref, tx.newest[ref])
		default:
			tx.newest[ref] = e.At
		}
	}
	return nil
}
