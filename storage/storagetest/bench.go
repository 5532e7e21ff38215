package storagetest

import (
	"context"
	"testing"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// benchHub is how many companies the benchmarks' contact has.
const benchHub = 1000

// Bench measures a backend at the level of the contract, without an engine: an Update
// that makes one link as Associate would, a link by its key, an exact count, a page of
// 100 neighbours and the newest 100 events of a record. Each call of open gives a new
// and empty Storage; Bench closes it.
func Bench(b *testing.B, open func(b *testing.B) storage.Storage) {
	b.Run("associate", func(b *testing.B) { benchAssociate(b, open(b)) })
	read := func(name string, ask func(*storage.Batch)) {
		b.Run(name, func(b *testing.B) { benchRead(b, open(b), ask) })
	}
	read("point", func(q *storage.Batch) {
		q.Links = append(q.Links, storage.Link{A: company(benchHub / 2), B: ann})
	})
	read("count", func(q *storage.Batch) {
		q.Sides = append(q.Sides, storage.Side{Of: ann, To: record.Companies})
	})
	read("page of 100", func(q *storage.Batch) {
		q.Pages = append(q.Pages, pageOf(ann, record.Companies, 100))
	})
	read("newest 100 events", func(q *storage.Batch) {
		q.Streams = append(q.Streams, storage.Stream{Kind: storage.OfRecord, Of: ann, Max: 100})
	})
}

// benchAssociate links a new contact to one of many companies in each turn.
func benchAssociate(b *testing.B, store storage.Storage) {
	defer store.Close()
	ctx := context.Background()
	var batch storage.Batch
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		of := record.New(record.Contacts, company(n).ID)
		e := edit{links: []change{linked(of, company(n%benchHub), int64(n)).asPrimary()}, clock: int64(n)}
		err := store.Update(ctx, e.anchors(), func(tx storage.Tx) error {
			batch.Reset()
			e.ask(&batch)
			if err := tx.Read(ctx, &batch); err != nil {
				return err
			}
			e.wish(&batch, numbered(uint64(n)))
			return tx.Apply(ctx, &batch)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// benchRead asks one question of a hub in each turn.
func benchRead(b *testing.B, store storage.Storage, ask func(*storage.Batch)) {
	defer store.Close()
	ctx := context.Background()
	var e edit
	for n := 1; n <= benchHub; n++ {
		e.links = append(e.links, linked(ann, company(n), 1))
	}
	if err := e.commit(ctx, store, numbered(1)); err != nil {
		b.Fatal(err)
	}
	var batch storage.Batch
	b.ReportAllocs()
	for b.Loop() {
		batch.Reset()
		ask(&batch)
		if err := store.Read(ctx, &batch); err != nil {
			b.Fatal(err)
		}
	}
}
