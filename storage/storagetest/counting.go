package storagetest

import (
	"context"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Counts are numbers of calls of a Storage. Calls that failed are counted too.
type Counts struct {
	Reads       int // Reads of the Storage itself, outside of View and Update
	Views       int
	ViewReads   int // Reads inside of Views
	Updates     int
	Attempts    int // calls of the functions given to Update; more than Updates when some ran again
	UpdateReads int // Reads inside of Updates
	Applies     int

	Asked   int // questions that Reads had to answer: rows, pages and schemas
	Written int // changed rows, documents, events and dropped events that Applies were given
}

// RoundTrips is how many times a caller waited for the backend to answer or to write,
// commits not counted.
func (c Counts) RoundTrips() int { return c.Reads + c.ViewReads + c.UpdateReads + c.Applies }

// A Counting is a Storage that counts every call and passes it on. Many goroutines may use a
// Counting at once.
type Counting struct {
	storage.Storage

	mu     sync.Mutex
	counts Counts
}

// NewCounting returns a Counting over s, whose counts are zero.
func NewCounting(s storage.Storage) *Counting { return &Counting{Storage: s} }

// Counts returns the counts since the last Reset.
func (c *Counting) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts
}

// Reset sets all counts to zero.
func (c *Counting) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts = Counts{}
}

func (c *Counting) count(add func(*Counts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	add(&c.counts)
}

// Read implements [storage.Reader].
func (c *Counting) Read(ctx context.Context, b *storage.Batch) error {
	c.count(func(n *Counts) { n.Reads++; n.Asked += questionsIn(b) })
	return c.Storage.Read(ctx, b)
}

// View implements [storage.Storage].
func (c *Counting) View(ctx context.Context, fn func(storage.Reader) error) error {
	c.count(func(n *Counts) { n.Views++ })
	return c.Storage.View(ctx, func(r storage.Reader) error { return fn(countingReader{r, c}) })
}

// Update implements [storage.Storage].
func (c *Counting) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	c.count(func(n *Counts) { n.Updates++ })
	return c.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		c.count(func(n *Counts) { n.Attempts++ })
		return fn(countingTx{tx, c})
	})
}

type countingReader struct {
	storage.Reader
	*Counting
}

func (r countingReader) Read(ctx context.Context, b *storage.Batch) error {
	r.count(func(n *Counts) { n.ViewReads++; n.Asked += questionsIn(b) })
	return r.Reader.Read(ctx, b)
}

type countingTx struct {
	storage.Tx
	*Counting
}

func (tx countingTx) Read(ctx context.Context, b *storage.Batch) error {
	tx.count(func(n *Counts) { n.UpdateReads++; n.Asked += questionsIn(b) })
	return tx.Tx.Read(ctx, b)
}

func (tx countingTx) Apply(ctx context.Context, b *storage.Batch) error {
	tx.count(func(n *Counts) { n.Applies++; n.Written += wishesIn(b) })
	return tx.Tx.Apply(ctx, b)
}

// questionsIn counts the questions that the next Read of b has to answer.
func questionsIn(b *storage.Batch) int {
	u := b.Unread()
	n := len(u.Records) + len(u.Operations) + len(u.Metadata) + len(u.Degrees) + len(u.Links) +
		len(u.NeighborPages) + len(u.DegreePages) + len(u.EventPages) + len(u.ExpiredPages)
	if u.Schema != nil {
		n++
	}
	return n
}

// wishesIn counts the rows that Apply has to write from b.
func wishesIn(b *storage.Batch) int {
	w := wishesOf(b)
	n := len(w.records) + len(w.operations) + len(w.metadata) + len(w.degrees) + len(w.links) + len(b.Events) + len(b.DropEvents)
	if b.Schema.Body != nil {
		n++
	}
	return n
}

// wishes are the rows of a Batch that Apply writes.
type wishes struct {
	records    []storage.Record
	operations []storage.Operation
	metadata   []storage.Metadata
	degrees    []storage.Degree
	links      []storage.Link
}

func wishesOf(b *storage.Batch) (w wishes) {
	for _, r := range b.Records {
		if r.Was != r.Now {
			w.records = append(w.records, r)
		}
	}
	for _, o := range b.Operations {
		if o.Was != o.Now {
			w.operations = append(w.operations, o)
		}
	}
	for _, m := range b.Metadata {
		if m.Was != m.Now {
			w.metadata = append(w.metadata, m)
		}
	}
	for _, s := range b.Degrees {
		if s.Was != s.Now {
			w.degrees = append(w.degrees, s)
		}
	}
	for _, l := range b.Links {
		if l.Was != l.Now {
			w.links = append(w.links, l)
		}
	}
	return w
}
