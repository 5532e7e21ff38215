package past

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A moment is a question about an earlier time. The batch only grows until the question is
// answered: the state events of the records come first, then the pages of the answer.
type moment struct {
	ask     *question.Question
	ctx     context.Context
	at      record.Time // the changes of that instant are included
	oneRead bool        // a second Read would see another state, since there is no snapshot
	begun   bool        // there was a Read
}

// errSnapshot says that an answer takes several Reads, so they must share a snapshot.
// Only [atTime] handles it.
var errSnapshot = errors.New("association: the answer takes a snapshot")

// atTime calls fn with a question about a time. Most answers take a single Read, which needs no
// snapshot. If fn needs another Read, fn is called again in a snapshot.
func atTime(ctx context.Context, source question.Source, at record.Time, fn func(*moment) error) error {
	answer := func(source question.Source) error {
		return source.Ask(ctx, func(ask *question.Question) error {
			return fn(&moment{ask: ask, ctx: ctx, at: at, oneRead: !source.IsSnapshot()})
		})
	}
	err := answer(source)
	if err == errSnapshot {
		return source.Snapshot(ctx, answer)
	}
	return err
}

// read answers the questions of the batch.
func (m *moment) read() error {
	if m.begun && m.oneRead {
		return errSnapshot
	}
	m.begun = true
	return m.ask.Read(m.ctx)
}

// resolve replaces each of refs by its survivor at that time, and reads
// with their states the pages that add adds about them. oldest is the time back to which
// the answer needs events.
func (m *moment) resolve(refs []record.Ref, oldest record.Time, add func()) error {
	for range batch.MaxAliases {
		m.begin(refs)
		add()
		if err := m.read(); err != nil {
			return err
		}
		if err := m.checkRetained(oldest); err != nil {
			return err
		}
		merged := false
		for k := range refs {
			state, err := m.recordState(k, refs[k])
			if err != nil {
				return err
			}
			if state.Status == storage.Merged {
				refs[k], merged = state.Into, true
			}
		}
		if !merged {
			return nil
		}
	}
	return batch.Circle(refs[0])
}

// begin asks for the states of records, their state events, and the limit of retention.
func (m *moment) begin(refs []record.Ref) {
	m.ask.Clear()
	b := &m.ask.Batch
	b.Metadata = append(b.Metadata, storage.Metadata{Key: retention.Key})
	for _, ref := range refs {
		b.Record(ref)
		own := states{of: ref}
		b.EventPages = append(b.EventPages, own.next())
	}
}

// checkRetained returns an error when events since a time may have been dropped.
func (m *moment) checkRetained(since record.Time) error {
	row, err := retention.Parse(&m.ask.Batch.Metadata[0])
	if err != nil {
		return err
	}
	return row.Check(since)
}

// A RecordState says whether a record was alive, and into which record that was merged.
type RecordState struct {
	Status storage.RecordStatus
	Into   record.Ref // of a merged record, else zero
}

// recordState returns the state that a record had then. Its state events are the k-th event page.
func (m *moment) recordState(k int, of record.Ref) (RecordState, error) {
	is := m.ask.Batch.Records[m.ask.Batch.Record(of)].Was
	state := RecordState{Status: is.Status}
	if is.Status == storage.Merged {
		state.Into = record.New(of.Type, is.Into)
	}
	events, err := m.eventsAfter(k, m.at)
	for i := range events {
		if e := &events[i]; e.A == of {
			state = recordStateBefore(e)
		}
	}
	return state, err
}

// recordStateBefore returns the state of a record that a state event ended.
func recordStateBefore(e *history.Event) RecordState {
	switch {
	case e.Subject != history.Restored:
		return RecordState{}
	case e.B.IsZero():
		return RecordState{Status: storage.Deleted}
	}
	return RecordState{Status: storage.Merged, Into: e.B}
}

// eventsAfter returns the events of the i-th event page that are later than a time, newest
// first, reading on where the page ends before.
func (m *moment) eventsAfter(i int, at record.Time) ([]history.Event, error) {
	var events []history.Event
	for {
		page := &m.ask.Batch.EventPages[i]
		rows := page.Rows(&m.ask.Batch.Batch)
		for k := range rows {
			if rows[k].At <= at {
				return events, nil
			}
			events = append(events, rows[k].Event)
		}
		if !page.More || len(rows) == 0 {
			return events, nil
		}
		next := *page
		next.After = rows[len(rows)-1].Position
		i = len(m.ask.Batch.EventPages)
		m.ask.Batch.EventPages = append(m.ask.Batch.EventPages, next)
		if err := m.read(); err != nil {
			return nil, err
		}
	}
}
