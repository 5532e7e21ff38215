package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A reading is one Read under way: the state that it reads and the batch that it fills.
// The kinds of pages share it. Its methods turn rows into what the caller is shown.
type reading struct {
	state   *state
	batch   *storage.Batch
	strings bytealloc.Strings // of the ids in answers

	// prefetched is written with what Prefetch returned, so that the compiler does not
	// leave the prefetching out.
	prefetched rowid.ID
}

// recordID returns the id of a record as the caller wrote it.
func (r *reading) recordID(id rowid.ID) record.ID {
	return r.state.names.RecordID(id, &r.strings)
}

// summary returns count and primary of a row of the degree table.
func (r *reading) summary(row *degree.Row) storage.Summary {
	return storage.Summary{Count: row.Count(), Primary: r.recordID(row.Primary())}
}

// labelSummary returns count and primary of a degree by label. The zero row has the
// zero Summary.
func (r *reading) labelSummary(row *adjacency.Row) storage.Summary {
	count, primary := row.Degree()
	return storage.Summary{Count: count, Primary: r.recordID(primary)}
}

// linkState returns the link of a row of the neighbour index, as From sees it.
func (r *reading) linkState(row *adjacency.Row) history.State {
	return linkstate.State(row.Created(), r.state.labels.At(row.Labels()), row.Marks())
}

// event returns event i as it was written.
func (r *reading) event(i uint32) history.Event {
	s := r.state
	e := s.log.At(i)
	run := s.log.RunOf(i)
	was, now := s.log.States(e, &s.labels)
	return history.Event{
		Subject:   e.Subject(),
		Causes:    e.Causes(),
		A:         s.names.Ref(e.A, &r.strings),
		B:         s.names.Ref(e.B, &r.strings),
		At:        e.At,
		Operation: s.names.OperationID(e.Operation),
		Group:     s.names.OperationID(run.Group),
		Source:    *s.sources.At(run.Source),
		Was:       was,
		Now:       now,
	}
}
