package storagetest

import (
	"context"
	"slices"
	"testing"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// benchHub is how many companies the benchmarks' contact has.
const benchHub = 1000

// Bench measures a backend at the level of the contract, without an engine: every kind of
// question, each in its own Read about a contact with 1,000 companies, and every kind of write,
// each in an Update with its Read, its Apply and its commit. Besides the time it reports
// allocations; those of a write include the few that the suite needs to prepare the write, the
// same on every backend. Each call of open gives a new and empty Storage; Bench closes it.
func Bench(b *testing.B, open func(b *testing.B) storage.Storage) {
	b.Run("read", func(b *testing.B) {
		h := openBenched(b, open(b))
		defer h.store.Close()
		for _, q := range h.questions() {
			b.Run(q.name, func(b *testing.B) { h.read(b, q.ask) })
		}
	})
	b.Run("write", func(b *testing.B) {
		for _, w := range benchWrites {
			b.Run(w.name, func(b *testing.B) {
				h := openBenched(b, open(b))
				defer h.store.Close()
				h.write(b, w)
			})
		}
	})
}

// A benched store has a contact with many companies, the hub.
type benched struct {
	ctx    context.Context
	store  storage.Storage
	last   uint64             // operation
	fills  int                // how often the links were made
	events []storage.Position // of the setup, ascending
}

// openBenched links the contact to the companies in a single transaction.
func openBenched(b *testing.B, store storage.Storage) *benched {
	b.Helper()
	h := &benched{ctx: context.Background(), store: store}
	h.refill(b)
	e := edit{
		name: "first", metadata: []metadataChange{{"a", "x"}}, document: make([]byte, 10_000),
		states: []stateChange{{inn, storage.RecordState{Status: storage.Deleted, At: 1, Expires: 5}}},
	}
	h.commit(b, e)
	return h
}

// commit makes an edit that must succeed.
func (h *benched) commit(b *testing.B, e edit) {
	h.last++
	if err := e.commit(h.ctx, h.store, numbered(h.last)); err != nil {
		b.Fatal(err)
	}
}

// refill makes the links of the contact, or changes the labels of existing links, and remembers
// where the events of the whole feed are.
func (h *benched) refill(b *testing.B) {
	var e edit
	carried := []label.TypeID{friend, other}[h.fills%2]
	h.fills++
	for n := range benchHub {
		e.links = append(e.links, linked(ann, company(benchFirst+n), record.Time(n+1), friend, carried))
	}
	e.links[0] = e.links[0].asPrimary()
	h.commit(b, e)
	rows, err := walkStream(h.ctx, h.store, storage.EventPage{Kind: storage.Feed, Max: storage.MaxPage})
	if err != nil {
		b.Fatal(err)
	}
	h.events = h.events[:0]
	for i := range rows {
		h.events = append(h.events, rows[i].Position)
	}
}

// benchFirst is the id of the hub's first company, after the ids of the small dataset.
const benchFirst = 100

// read asks a question in each turn.
func (h *benched) read(b *testing.B, ask func(*storage.Batch)) {
	var batch storage.Batch
	b.ReportAllocs()
	for b.Loop() {
		batch.Reset()
		ask(&batch)
		if err := h.store.Read(h.ctx, &batch); err != nil {
			b.Fatal(err)
		}
	}
}

// write makes a write in each turn. When the writes have used up the hub, write stops the timer
// and fills the hub again.
func (h *benched) write(b *testing.B, w benchWrite) {
	var batch storage.Batch
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if w.uses && n > 0 && n%benchHub == 0 {
			b.StopTimer()
			h.refill(b)
			b.StartTimer()
		}
		h.last++
		var write writable
		if w.edit != nil {
			e := w.edit(h, n)
			write = &e
		} else {
			write = newLinks(n*w.links, w.links)
		}
		err := h.store.Update(h.ctx, write.anchors(), func(tx storage.Tx) error {
			batch.Reset()
			write.ask(&batch)
			batch.Schema.Have = 1 // as in an engine that has read the document before
			if err := tx.Read(h.ctx, &batch); err != nil {
				return err
			}
			write.wish(&batch, numbered(h.last))
			return tx.Apply(h.ctx, &batch)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if w.links > 0 {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*w.links), "ns/link")
	}
}

// A writable is an edit, or many links. From the rows of a Read it makes a transaction's
// changes.
type writable interface {
	anchors() []record.Ref
	ask(b *storage.Batch)
	wish(b *storage.Batch, operation history.OperationID) (at record.Time)
}

// freshLinks are links of new contacts to a company each. They share no row, so unlike in an
// edit nothing has to be searched.
type freshLinks []change

func newLinks(first, count int) freshLinks {
	f := make(freshLinks, count)
	for i := range f {
		f[i] = newLink(first + i)
	}
	return f
}

func (f freshLinks) anchors() []record.Ref {
	refs := make([]record.Ref, 0, 2*len(f))
	for _, c := range f {
		refs = append(refs, c.a, c.b)
	}
	slices.SortFunc(refs, record.Compare)
	return refs
}

func (f freshLinks) ask(b *storage.Batch) {
	for _, c := range f {
		b.Records = append(b.Records, storage.Record{Of: c.a}, storage.Record{Of: c.b})
		b.Degrees = append(b.Degrees, storage.Degree{Of: c.a, To: c.b.Type}, storage.Degree{Of: c.b, To: c.a.Type})
		b.Links = append(b.Links, storage.Link{A: c.b, B: c.a})
	}
}

func (f freshLinks) wish(b *storage.Batch, operation history.OperationID) (at record.Time) {
	at = f[0].now.Created + 2*benchHub // after all events of the hub
	for i, c := range f {
		link := &b.Links[i]
		link.Now = c.now.Flip()
		b.Degrees[2*i].Now = storage.Summary{Count: 1, Primary: c.b.ID}
		b.Degrees[2*i+1].Now.Count++
		b.Events = append(b.Events, history.Event{A: link.A, B: link.B, At: at, Operation: operation, Now: link.Now})
	}
	return at
}
