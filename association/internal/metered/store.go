package metered

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Over returns a storage that passes every call on to s and adds to the meter of the call's
// context, if there is a meter.
func Over(s storage.Storage) storage.Storage { return store{s} }

// Under returns the storage that was given to [Over], and any other storage unchanged.
func Under(s storage.Storage) storage.Storage {
	if over, is := s.(store); is {
		return over.Storage
	}
	return s
}

type (
	store  struct{ storage.Storage }
	reader struct{ storage.Reader }
	tx     struct{ storage.Tx }
)

// View implements [storage.Storage].
func (s store) View(ctx context.Context, fn func(storage.Reader) error) error {
	return s.Storage.View(ctx, func(r storage.Reader) error { return fn(reader{r}) })
}

// Update implements [storage.Storage]. Each call of fn after the first is a retry.
func (s store) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	again := false
	return s.Storage.Update(ctx, anchors, func(t storage.Tx) error {
		if again {
			Retry(ctx)
		}
		again = true
		return fn(tx{t})
	})
}

// Read implements [storage.Reader].
func (s store) Read(ctx context.Context, b *storage.Batch) error { return read(ctx, s.Storage, b) }

// Read implements [storage.Reader].
func (r reader) Read(ctx context.Context, b *storage.Batch) error { return read(ctx, r.Reader, b) }

// Read implements [storage.Reader].
func (t tx) Read(ctx context.Context, b *storage.Batch) error { return read(ctx, t.Tx, b) }

// Apply implements [storage.Tx].
func (t tx) Apply(ctx context.Context, b *storage.Batch) error {
	if m := From(ctx); m != nil {
		m.StoreCalls++
		m.RowsWritten += changed(b)
	}
	return t.Tx.Apply(ctx, b)
}

func read(ctx context.Context, from storage.Reader, b *storage.Batch) error {
	m := From(ctx)
	if m == nil {
		return from.Read(ctx, b)
	}
	u, before := b.Unread(), inPages(b)
	m.RowsRead += len(u.Records) + len(u.Operations) + len(u.Metadata) + len(u.Degrees) + len(u.Links)
	m.StoreCalls++
	err := from.Read(ctx, b)
	if err == nil {
		m.RowsRead += inPages(b) - before
	}
	return err
}

// inPages returns how many rows the pages of b have.
func inPages(b *storage.Batch) int {
	return len(b.Neighbors) + len(b.DegreeRows) + len(b.EventRows) + len(b.ExpiredRecords) + len(b.ExpiredOperations)
}

// changed returns how many rows an Apply of b writes or drops.
func changed(b *storage.Batch) int {
	n := len(b.Events) + len(b.DropEvents)
	if b.Schema.Body != nil {
		n++
	}
	for i := range b.Records {
		n += count(b.Records[i].Now != b.Records[i].Was)
	}
	for i := range b.Operations {
		n += count(b.Operations[i].Now != b.Operations[i].Was)
	}
	for i := range b.Metadata {
		n += count(b.Metadata[i].Now != b.Metadata[i].Was)
	}
	for i := range b.Degrees {
		n += count(b.Degrees[i].Now != b.Degrees[i].Was)
	}
	for i := range b.Links {
		n += count(b.Links[i].Now != b.Links[i].Was)
	}
	return n
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
