package past

import (
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Difference answers what changed in a record's links towards a type between two times,
// since exclusive and until inclusive: an event for each link that
// differs, seen from the record and in the order of the others.
func Difference(ctx context.Context, source question.Source, of record.Ref, to record.Type, since, until record.Time) ([]history.Event, error) {
	if since > until {
		return nil, fmt.Errorf("%w: a difference from %s back to %s: exchange them", storage.ErrInvalid, retention.Stamp(since), retention.Stamp(until))
	}
	if until <= 0 {
		return nil, nil // nothing has happened yet
	}
	var changed []history.Event
	err := atTime(ctx, source, until, func(m *moment) error {
		if err := m.ask.Check(ctx, of, to); err != nil {
			return err
		}
		refs := []record.Ref{of}
		err := m.resolve(refs, since, func() {
			page := newest.eventsOf(refs[0], to, nil)
			page.Until = until
			m.ask.Batch.EventPages = append(m.ask.Batch.EventPages, page)
		})
		if err != nil {
			return err
		}
		events, err := m.eventsAfter(len(refs), since)
		if err != nil {
			return err
		}
		slices.Reverse(events)
		if changed, err = history.Difference(slices.Values(events)); err != nil {
			return err
		}
		for i := range changed {
			changed[i] = changed[i].From(refs[0])
		}
		slices.SortFunc(changed, func(a, b history.Event) int { return record.Compare(a.B, b.B) })
		return nil
	})
	return changed, err
}
