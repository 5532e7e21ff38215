package association

import (
	"context"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A pastLife is what was read of a record's life so far, newest first.
type pastLife struct {
	of   record.Ref
	rows []storage.Event
	more bool // there is more to read
}

// question asks for the events of a record's life behind those that l has.
func (l *pastLife) question() storage.EventPage {
	q := storage.EventPage{Kind: storage.OfRecordState, Of: l.of, Max: historyPage}
	if n := len(l.rows); n > 0 {
		q.After = l.rows[n-1].Position
	}
	return q
}

// take adds the answer to the life's question.
func (l *pastLife) take(a *ask, s *storage.EventPage) {
	l.rows = append(l.rows, s.Rows(&a.Batch.Batch)...)
	l.more = s.More
}

// mergedIn returns the ids that were merged into the record itself. Of each the newest
// event tells: a merge that was undone since does not count.
func (l *pastLife) mergedIn() []record.Ref {
	var ids []record.Ref
	seen := map[record.Ref]bool{l.of: true}
	for i := range l.rows {
		e := &l.rows[i]
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

// lineage returns a record and behind it the ids that were merged into it, directly or
// through others. life is what is known of the record's own; only where it says that
// something was merged in is anything read, once for each generation of merges.
func (a *ask) lineage(ctx context.Context, life pastLife) ([]record.Ref, error) {
	var ids []record.Ref
	seen := map[record.Ref]bool{life.of: true}
	for lives := []pastLife{life}; len(lives) > 0; {
		if err := a.readLives(ctx, lives); err != nil {
			return nil, err
		}
		var next []pastLife
		for i := range lives {
			ids = append(ids, lives[i].of)
			for _, ref := range lives[i].mergedIn() {
				if !seen[ref] {
					seen[ref] = true
					next = append(next, pastLife{of: ref, more: true})
				}
			}
		}
		lives = next
	}
	return ids, nil
}

// readLives reads lives to their beginnings, all at once.
func (a *ask) readLives(ctx context.Context, lives []pastLife) error {
	for {
		a.clear()
		var asked []*pastLife
		for i := range lives {
			if l := &lives[i]; l.more {
				asked = append(asked, l)
				a.EventPages = append(a.EventPages, l.question())
			}
		}
		if len(asked) == 0 {
			return nil
		}
		if err := a.read(ctx); err != nil {
			return err
		}
		for i, l := range asked {
			l.take(a, &a.EventPages[i])
		}
	}
}
