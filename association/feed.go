package association

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// A FeedPage is some events of the account, in the order of the feed.
type FeedPage struct {
	Events []history.Event
	Token  Token // to go on from: behind the last of the events, or where the page began
	More   bool  // there are events behind the last already
}

// Feed returns the events of the whole account behind a token, oldest first, at most the
// given number, 1 to [storage.MaxPage]; 0 stands for 100. Every event is there once, and
// none ever appears behind a token that was given already: a host that asks again and
// again, with the token of the page before, misses nothing. It keeps the token with what
// it made of the events, in one transaction of its own if it can. An event may show up a
// moment after the write that made it, while others that began earlier are under way.
//
// The events of a record come in the order of their times. Those of different records need
// not where several processes write.
//
// A text that is no token is a [TokenError] of [ParseToken], a token that is ahead of all
// that happened is one of Feed. Where [Graph.TrimHistory] has dropped events that the
// token's reader has not seen, the error is a [TooOldError]: it begins anew, with the zero
// Token, and gets what is kept.
func (r Reader) Feed(ctx context.Context, after Token, most int) (FeedPage, error) {
	if most == 0 {
		most = defaultMax
	}
	if most < 0 || most > storage.MaxPage {
		return FeedPage{}, fmt.Errorf("%w: a page of %d events: ask for 1 to %d", storage.ErrInvalid, most, storage.MaxPage)
	}
	page, h, err := r.feed(ctx, after, most)
	if err == nil {
		err = h.misses(after)
	}
	if err != nil {
		return FeedPage{}, err
	}
	return page, nil
}

// misses returns an error when something was dropped that a token's reader would have
// come to. What the walk drops that had begun when the reader did, it knows to be gone.
func (h horizon) misses(after Token) error {
	gone, err := storage.ParsePosition(h.Gone)
	if err != nil {
		return fmt.Errorf("%w: memo %q: %w", storage.ErrCorrupt, horizonMemo, err)
	}
	if after.IsZero() || after.walk == h.Walk || storage.ComparePositions(after.place, gone) >= 0 {
		return nil
	}
	return &TooOldError{Token: after, Horizon: h.Since}
}

// feed reads a page of the feed, and the horizon.
func (r Reader) feed(ctx context.Context, after Token, most int) (page FeedPage, h horizon, err error) {
	err = r.ask(ctx, func(a *ask) error {
		a.Metadata = append(a.Metadata, storage.Metadata{Key: horizonMemo})
		a.EventPages = append(a.EventPages, storage.EventPage{Kind: storage.Feed, After: after.place, Max: most})
		if err := a.read(ctx); err != nil {
			return err
		}
		if h, err = horizonOf(&a.Metadata[0]); err != nil {
			return err
		}
		rows := a.EventPages[0].Rows(&a.Batch.Batch)
		page = FeedPage{Token: after, More: a.EventPages[0].More}
		if len(rows) > 0 {
			page.Token.place = rows[len(rows)-1].Position
		}
		if after.IsZero() && len(rows) > 0 {
			page.Token.walk = h.Walk
		}
		page.Events = make([]history.Event, len(rows))
		for i := range rows {
			page.Events[i] = rows[i].Event
		}
		return nil
	})
	if errors.Is(err, storage.ErrPosition) {
		err = &TokenError{Token: after.String()}
	}
	return page, h, err
}

// feedPage is how many events a walk over the feed reads at once.
const feedPage = 1000

// DifferenceOfAll returns what happened in the whole account between two times, since
// exclusive and until inclusive, in Unix nanoseconds: one event for each link that ended up
// another than it was, as [Reader.Difference] has them, in the order of the pairs. It goes
// over the feed behind a token; one that was given before the first time saves reading what
// is older. It holds as many events as there are links that changed.
//
// Over many records it is exact when the clocks that wrote did not run backwards. A time
// before [Reader.RetainedSince] is a [TooOldError].
func (r Reader) DifferenceOfAll(ctx context.Context, after Token, since, until int64) ([]history.Event, error) {
	var failed error
	changed, err := history.Difference(func(yield func(history.Event) bool) {
		for more := true; more; {
			page, h, err := r.feed(ctx, after, feedPage)
			if err == nil && since < h.Since {
				err = &TooOldError{At: since, Horizon: h.Since}
			}
			if err != nil {
				failed = err
				return
			}
			for e := range slices.Values(page.Events) {
				if e.At > since && e.At <= until && !yield(e) {
					return
				}
			}
			more, after = page.More, page.Token
		}
	})
	if failed != nil {
		return nil, failed
	}
	return changed, err
}
