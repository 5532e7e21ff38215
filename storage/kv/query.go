package kv

import (
	"fmt"

	"github.com/relata-go/relata/storage"
)

// A query answers batches from one snapshot of one account. Each kind of page has its
// own part; all parts share the reading. A query is used again for later snapshots, so
// that a Read allocates little.
type query struct {
	read      reading
	events    eventReader
	neighbors neighborPages
	degrees   degreePages
	eventPage eventPages
	expired   expiredPages
}

// newQuery returns a query whose parts share the reading and the feed.
func newQuery() *query {
	q := new(query)
	q.events.read = &q.read
	q.neighbors.read = &q.read
	q.degrees.read = &q.read
	q.eventPage.read, q.eventPage.events = &q.read, &q.events
	q.expired.read, q.expired.events = &q.read, &q.events
	return q
}

// begin makes q ready for a snapshot of an account.
func (q *query) begin(account string, known *known, epoch uint64) {
	q.read.begin(account, known)
	q.events.begin(epoch)
}

// answer answers a batch. Afterwards the reading has no error, since a View may go on
// after a question that was refused.
func (q *query) answer(b *storage.Batch) error {
	q.read.findAccount()
	err := q.fill(b)
	q.read.err = nil
	if err != nil {
		return fmt.Errorf("kv: read: %w", err)
	}
	return nil
}

// fill answers the questions that no Read of b has answered yet. Questions out of range
// are refused before any is answered.
func (q *query) fill(b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return err
	}
	if q.read.batch = b; q.read.err != nil {
		return q.read.err
	}
	q.lookUp(&u)
	q.pages(&u)
	if q.read.batch = nil; q.read.err != nil {
		return q.read.err
	}
	return u.Finish()
}

// lookUp answers the questions that name a key.
func (q *query) lookUp(u *storage.Unread) {
	r := &q.read
	if schema := storage.Take(&u.Schema); schema != nil {
		r.schema(schema)
	}
	records := storage.Take(&u.Records)
	for i := range records {
		q.events.record(&records[i])
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		row := &operations[i]
		row.Was = r.result(row.ID)
		row.Now = row.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		row := &metadata[i]
		row.Was = r.metadata(row.Key)
		row.Now = row.Was
	}
	degrees := storage.Take(&u.Degrees)
	for i := range degrees {
		row := &degrees[i]
		row.Was = r.degree(row)
		row.Now = row.Was
	}
	links := storage.Take(&u.Links)
	for i := range links {
		row := &links[i]
		row.Was = r.link(row.A, row.B)
		row.Now = row.Was
	}
}

// pages answers the questions that have many rows.
func (q *query) pages(u *storage.Unread) {
	for i := range u.NeighborPages {
		q.neighbors.answer(&u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		q.degrees.answer(&u.DegreePages[i])
	}
	for i := range u.EventPages {
		q.eventPage.answer(&u.EventPages[i])
	}
	for i := range u.ExpiredPages {
		q.expired.answer(&u.ExpiredPages[i])
	}
}
