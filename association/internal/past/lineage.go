package past

import (
	"context"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// eventsPage is how many events are read at once, and leastPage how many of each id at
// least when a timeline has many ids.
const (
	eventsPage = 500
	leastPage  = 8
)

// states are the state events of a record, newest first, as far as they were read: its own
// deletions, restores and merges, and the merges of others into the record.
type states struct {
	of   record.Ref
	rows []storage.Event
	more bool // there are more to read
}

// next asks for the state events after those that were read.
func (s *states) next() storage.EventPage {
	page := storage.EventPage{Kind: storage.OfRecordState, Of: s.of, Max: eventsPage}
	if n := len(s.rows); n > 0 {
		page.After = s.rows[n-1].Position
	}
	return page
}

// take adds the answer.
func (s *states) take(ask *question.Question, page *storage.EventPage) {
	s.rows = append(s.rows, page.Rows(&ask.Batch.Batch)...)
	s.more = page.More
}

// mergedIn returns the ids that were merged into the record directly. The newest event of
// an id decides, so a merge that was undone does not count.
func (s *states) mergedIn() []record.Ref {
	var ids []record.Ref
	seen := map[record.Ref]bool{s.of: true}
	for i := range s.rows {
		e := &s.rows[i]
		if seen[e.A] {
			continue
		}
		seen[e.A] = true
		if e.Subject == history.Merged {
			ids = append(ids, e.A)
		}
	}
	return ids
}

// lineage returns a record and then the ids that were merged into the record, directly or
// through others. own are the record's state events that were read already. Only if they
// name merged ids is anything read, once for each generation of merges.
func lineage(ctx context.Context, ask *question.Question, own states) ([]record.Ref, error) {
	var ids []record.Ref
	seen := map[record.Ref]bool{own.of: true}
	for generation := []states{own}; len(generation) > 0; {
		if err := readStates(ctx, ask, generation); err != nil {
			return nil, err
		}
		var next []states
		for i := range generation {
			ids = append(ids, generation[i].of)
			for _, ref := range generation[i].mergedIn() {
				if !seen[ref] {
					seen[ref] = true
					next = append(next, states{of: ref, more: true})
				}
			}
		}
		generation = next
	}
	return ids, nil
}

// readStates reads the state events of several records to their beginnings, all at once.
func readStates(ctx context.Context, ask *question.Question, of []states) error {
	for {
		ask.Clear()
		var asked []*states
		for i := range of {
			if s := &of[i]; s.more {
				asked = append(asked, s)
				ask.Batch.EventPages = append(ask.Batch.EventPages, s.next())
			}
		}
		if len(asked) == 0 {
			return nil
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i, s := range asked {
			s.take(ask, &ask.Batch.EventPages[i])
		}
	}
}
