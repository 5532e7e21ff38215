package memory

import (
	"fmt"

	"github.com/relata-go/relata/storage"
)

// A query answers a batch. Each kind of page has a part of its own; all parts share the
// reading. A query is used again for later batches, so that a Read does not allocate.
type query struct {
	read      reading
	neighbors neighborPages
	degrees   degreePages
	events    eventPages
	expired   expiredPages
}

// newQuery returns a query whose parts share its reading.
func newQuery() *query {
	q := new(query)
	q.neighbors.read = &q.read
	q.degrees.read = &q.read
	q.events.read = &q.read
	q.expired.read = &q.read
	return q
}

// forget drops what belongs to the last batch.
func (q *query) forget() {
	q.read.state, q.read.batch, q.neighbors.page = nil, nil, nil
}

// answer fills in what no Read of b has answered yet. It refuses questions out of their
// range before it answers any.
func (q *query) answer(from *state, b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	q.read.state, q.read.batch = from, b
	q.lookUp(&u)
	err := q.pages(&u)
	if err == nil {
		err = u.Finish()
	}
	if err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return nil
}

// lookUp answers what has one row.
func (q *query) lookUp(u *storage.Unread) {
	r := &q.read
	if schema := storage.Take(&u.Schema); schema != nil {
		r.schema(schema)
	}
	records := storage.Take(&u.Records)
	for i := range records {
		r.record(&records[i])
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		row := &operations[i]
		row.Was = r.state.keyed.result(row.ID)
		row.Now = row.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		row := &metadata[i]
		row.Was = r.state.keyed.metadataOf(row.Key)
		row.Now = row.Was
	}
	// Degrees before links: their rows are then in the processor's cache, see link.
	degrees, links := storage.Take(&u.Degrees), storage.Take(&u.Links)
	r.degrees(degrees)
	for i := range links {
		row := &links[i]
		row.Was = r.link(row, len(degrees) > 0)
		row.Now = row.Was
	}
}

// pages answers what has many rows.
func (q *query) pages(u *storage.Unread) error {
	for i := range u.NeighborPages {
		q.neighbors.answer(&u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		q.degrees.answer(&u.DegreePages[i])
	}
	for i := range u.EventPages {
		if err := q.events.answer(&u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		q.expired.answer(&u.ExpiredPages[i])
	}
	return nil
}
