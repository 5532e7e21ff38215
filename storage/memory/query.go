package memory

import (
	"fmt"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A reading is a Read under way: the state to read from and the batch to fill. The
// look-ups and the kinds of pages share it.
type reading struct {
	state   *state
	batch   *storage.Batch
	strings bytealloc.Strings // of the ids in answers

	// prefetched is written with the results of Prefetch, so that the compiler does not
	// leave the prefetching out.
	prefetched rowid.ID
}

// A query answers a batch. Each kind of page has a part of its own, and all parts share
// the reading. A query is used again for later batches, so that a Read does not allocate.
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

// forget drops the last batch and its state.
func (q *query) forget() {
	q.read.state, q.read.batch, q.neighbors.page = nil, nil, nil
}

// answer answers the questions of b that no Read has answered yet. If a question is out
// of its range, none is answered.
func (q *query) answer(from *state, b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	q.read.state, q.read.batch = from, b
	q.read.lookUp(&u)
	err := q.pages(&u)
	if err == nil {
		err = u.Finish()
	}
	if err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return nil
}

// pages answers the questions for pages, which have many rows.
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
