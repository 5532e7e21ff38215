package association

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A then is a question about an earlier time. It reads what stands and steps back over the
// newest events, so that it needs none which is older than the time. Its rows stay until
// it is answered: the batch only grows.
type then struct {
	*ask
	ctx   context.Context
	at    int64 // Unix nanoseconds
	loose bool  // Reads are snapshots of their own, so that there can be one only
	begun bool  // there was a Read
}

// errWhole says that a question takes several Reads, in one snapshot.
var errWhole = errors.New("association: the answer takes a snapshot")

// then calls fn with a question about a time: for one Read where that is enough, else again
// in a snapshot.
func (r Reader) then(ctx context.Context, at int64, fn func(*then) error) error {
	answer := func(r Reader) error {
		return r.ask(ctx, func(a *ask) error {
			return fn(&then{ask: a, ctx: ctx, at: at, loose: r.snapshot == nil})
		})
	}
	err := answer(r)
	if err == errWhole {
		return r.still(ctx, answer)
	}
	return err
}

// on reads what was asked for.
func (t *then) on() error {
	if t.begun && t.loose {
		return errWhole
	}
	t.begun = true
	return t.read(t.ctx)
}

// resolve puts into refs the records that they stood for then, and reads with them what
// question asks about those: the rows and streams that it adds stand behind the refs' own.
// oldest is the time back to which the answer needs events.
func (t *then) resolve(refs []record.Ref, oldest int64, question func()) error {
	for range batch.MaxAliases {
		t.begin(refs)
		question()
		if err := t.on(); err != nil {
			return err
		}
		if err := t.within(oldest); err != nil {
			return err
		}
		merged := false
		for k := range refs {
			life, err := t.life(k, refs[k])
			if err != nil {
				return err
			}
			if life.Status == storage.Merged {
				refs[k], merged = life.Into, true
			}
		}
		if !merged {
			return nil
		}
	}
	return batch.Circle(refs[0])
}

// begin asks for the lives of records and for the horizon.
func (t *then) begin(refs []record.Ref) {
	t.clear()
	t.Metadata = append(t.Metadata, storage.Metadata{Key: horizonMemo})
	for _, ref := range refs {
		t.Record(ref)
		l := pastLife{of: ref}
		t.EventPages = append(t.EventPages, l.question())
	}
}

// within returns an error when events since a time are not there any more.
func (t *then) within(at int64) error {
	h, err := horizonOf(&t.Metadata[0])
	if err == nil && at < h.Since {
		return &TooOldError{At: at, Horizon: h.Since}
	}
	return err
}

// life returns the life that a record had then, whose events are in the k-th stream.
func (t *then) life(k int, of record.Ref) (RecordState, error) {
	is := t.Records[t.Record(of)].Was
	life := RecordState{Status: is.Status}
	if life.Status == storage.Merged {
		life.Into = record.New(of.Type, is.Into)
	}
	events, err := t.after(k, t.at)
	for i := range events {
		if e := &events[i]; e.A == of {
			life = lifeBefore(e)
		}
	}
	return life, err
}

// lifeBefore returns the life that an event of it ended.
func lifeBefore(e *history.Event) RecordState {
	switch {
	case e.Subject != history.Restored:
		return RecordState{}
	case e.B.IsZero():
		return RecordState{Status: storage.Deleted}
	}
	return RecordState{Status: storage.Merged, Into: e.B}
}

// after returns the events of the i-th stream behind a time, exclusive, newest first.
func (t *then) after(i int, at int64) ([]history.Event, error) {
	var events []history.Event
	for {
		s := &t.EventPages[i]
		rows := s.Rows(&t.Batch.Batch)
		for k := range rows {
			if rows[k].At <= at {
				return events, nil
			}
			events = append(events, rows[k].Event)
		}
		if !s.More || len(rows) == 0 {
			return events, nil
		}
		q := *s
		q.After = rows[len(rows)-1].Position
		i = len(t.EventPages)
		t.EventPages = append(t.EventPages, q)
		if err := t.on(); err != nil {
			return nil, err
		}
	}
}

// neighbors returns all rows of the first page, read to its end.
func (t *then) neighbors() ([]storage.Neighbor, error) {
	var rows []storage.Neighbor
	for i := 0; ; i++ {
		p := &t.NeighborPages[i]
		rows = append(rows, p.Rows(&t.Batch.Batch)...)
		if !p.More {
			return rows, nil
		}
		q := *p
		q.After = p.Next
		t.NeighborPages = append(t.NeighborPages, q)
		if err := t.on(); err != nil {
			return nil, err
		}
	}
}
