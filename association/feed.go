package association

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Feed returns the events of the whole account after a token, oldest first, at most the
// given number, 1 to [storage.MaxPage]; 0 means 100. Every event is there once, and
// none ever appears before a token that was given already: an application that asks again
// and again, with the token of the page before, misses nothing. It stores the token together
// with what it derived from the events, in one transaction of its own if it can. An event may show up a
// moment after the write that made it, while others that began earlier are under way.
//
// The events of a record come in the order of their times. Those of different records need
// not where several processes write.
//
// A text that is no token is a [feed.TokenError] of [feed.ParseToken], a token that is ahead of all
// events is one of Feed. Where [Graph.TrimHistory] has dropped events that the
// token's reader has not seen, the error is a [retention.TooOldError]: it begins anew, with the zero
// Token, and gets what is kept.
func (r Reader) Feed(ctx context.Context, after feed.Token, most int) (_ feed.Page, err error) {
	ctx, call := r.observe.begin(ctx, "feed")
	defer call.end(&err)
	if most == 0 {
		most = defaultMax
	}
	if most < 0 || most > storage.MaxPage {
		return feed.Page{}, fmt.Errorf("%w: a page of %d events: ask for 1 to %d", storage.ErrInvalid, most, storage.MaxPage)
	}
	page, row, err := r.feed(ctx, after, most)
	if err == nil {
		err = checkMissed(after, row)
	}
	if err != nil {
		return feed.Page{}, err
	}
	return page, nil
}

// checkMissed returns an error when events were dropped that the token's reader would still
// have read. A reader that began after the last trim had begun began without those events.
func checkMissed(after feed.Token, row retention.Row) error {
	gone, err := storage.ParsePosition(row.Gone)
	if err != nil {
		return fmt.Errorf("%w: memo %q: %w", storage.ErrCorrupt, retention.Key, err)
	}
	if after.IsZero() || after.Trim() == row.Walk || storage.ComparePositions(after.Place(), gone) >= 0 {
		return nil
	}
	return &retention.TooOldError{Token: after.String(), Since: row.Since}
}

// feed reads a page of the feed, and the row of retention.
func (r Reader) feed(ctx context.Context, after feed.Token, most int) (page feed.Page, row retention.Row, err error) {
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		ask.Batch.Metadata = append(ask.Batch.Metadata, storage.Metadata{Key: retention.Key})
		ask.Batch.EventPages = append(ask.Batch.EventPages, storage.EventPage{Kind: storage.Feed, After: after.Place(), Max: most})
		if err := ask.Read(ctx); err != nil {
			return err
		}
		if row, err = retention.Parse(&ask.Batch.Metadata[0]); err != nil {
			return err
		}
		rows := ask.Batch.EventPages[0].Rows(&ask.Batch.Batch)
		page = feed.Page{Token: after, More: ask.Batch.EventPages[0].More}
		if len(rows) > 0 {
			trim := after.Trim()
			if after.IsZero() {
				trim = row.Walk
			}
			page.Token = feed.At(rows[len(rows)-1].Position, trim)
		}
		page.Events = make([]history.Event, len(rows))
		for i := range rows {
			page.Events[i] = rows[i].Event
		}
		return nil
	})
	if errors.Is(err, storage.ErrPosition) {
		err = &feed.TokenError{Token: after.String()}
	}
	return page, row, err
}

// feedPage is how many events a walk over the feed reads at once.
const feedPage = 1000

// DifferenceOfAll returns what happened in the whole account between two times, since
// exclusive and until inclusive: one event for each link that ended up
// another than it was, as [Reader.Difference] has them, in the order of the pairs. It goes
// over the feed after a token; one that was given before the first time saves reading what
// is older. It holds as many events as there are links that changed.
//
// Over many records it is exact when the clocks that wrote did not run backwards. A time
// before [Reader.RetainedSince] is a [retention.TooOldError].
func (r Reader) DifferenceOfAll(ctx context.Context, after feed.Token, since, until time.Time) (_ []history.Event, err error) {
	ctx, call := r.observe.begin(ctx, "difference of all")
	defer call.end(&err)
	from, to := record.TimeOf(since), record.TimeOf(until)
	var failed error
	changed, err := history.Difference(func(yield func(history.Event) bool) {
		for more := true; more; {
			page, row, err := r.feed(ctx, after, feedPage)
			if err == nil {
				err = row.Check(from)
			}
			if err != nil {
				failed = err
				return
			}
			for e := range slices.Values(page.Events) {
				if e.At > from && e.At <= to && !yield(e) {
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
