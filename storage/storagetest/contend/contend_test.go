package contend

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

func TestContend(t *testing.T) {
	Run(t, func(*testing.T) storage.Storage { return storagetest.Reference() }, nil)
}

// A loose store decides over a snapshot and writes the decision without reading again. Its
// Updates exclude each other as far as locks says.
type loose struct {
	storage.Storage
	mu     sync.Mutex
	locked map[record.Ref]*sync.Mutex
	locks  func(anchors []record.Ref) []record.Ref
	slow   int64 // each slow-th Update takes long between decision and write; 0: none

	updates atomic.Int64
}

func (l *loose) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	for _, ref := range l.locks(anchors) {
		l.mu.Lock()
		if l.locked[ref] == nil {
			l.locked[ref] = new(sync.Mutex)
		}
		lock := l.locked[ref]
		l.mu.Unlock()
		lock.Lock()
		defer lock.Unlock()
	}
	tx := &looseTx{}
	if err := l.View(ctx, func(r storage.Reader) error {
		tx.Reader = r
		return fn(tx)
	}); err != nil {
		return err
	}
	if l.slow > 0 && l.updates.Add(1)%l.slow == 0 {
		<-time.After(5 * time.Millisecond) // others are quicker
	}
	return l.Storage.Update(ctx, anchors, func(to storage.Tx) error {
		for _, b := range tx.applied {
			if err := to.Apply(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loose) Traits() storage.Traits { return storage.Traits{} }

type looseTx struct {
	storage.Reader
	applied []*storage.Batch
}

func (tx *looseTx) Apply(_ context.Context, b *storage.Batch) error {
	c := *b
	c.Schema.Body = slices.Clone(b.Schema.Body)
	c.Records, c.Operations, c.Metadata = slices.Clone(b.Records), slices.Clone(b.Operations), slices.Clone(b.Metadata)
	c.Degrees, c.Links, c.Events = slices.Clone(b.Degrees), slices.Clone(b.Links), slices.Clone(b.Events)
	tx.applied = append(tx.applied, &c)
	return nil
}

// Locking all anchors and the schema is enough; the wrapper itself breaks nothing. Each way to
// lock less is found by the contests that test it.
func TestLooseStores(t *testing.T) {
	var schema record.Ref
	always := func(anchors []record.Ref) []record.Ref {
		if len(anchors) > 0 && anchors[0] == schema {
			return anchors
		}
		return append([]record.Ref{schema}, anchors...)
	}
	for name, c := range map[string]struct {
		locks  func([]record.Ref) []record.Ref
		slow   int64
		broken []contest
	}{
		"all":   {always, 0, nil},
		"none":  {func([]record.Ref) []record.Ref { return nil }, 0, []contest{lastPlace, onePrimary, sameLink, hotHub}},
		"first": {func(anchors []record.Ref) []record.Ref { return anchors[:1] }, 0, []contest{lastPlace, onePrimary}},
		"schema": {func(anchors []record.Ref) []record.Ref {
			return slices.DeleteFunc(slices.Clone(anchors), record.Ref.IsZero)
		}, 10, []contest{removedLabel}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, played := range contests {
				must := slices.ContainsFunc(c.broken, func(b contest) bool { return b.name == played.name })
				if !must && c.broken != nil {
					continue
				}
				var err error
				for again := 40; err == nil && again > 0; again-- {
					store := &loose{Storage: memory.New(), locked: map[record.Ref]*sync.Mutex{}, locks: c.locks, slow: c.slow}
					m := &match{contest: played, players: 8, writers: 8, seed: 1, time: 200 * time.Millisecond}
					_, err = m.hold(t.Context(), store, func(ctx context.Context) (tally, error) { return m.play(ctx, store, 0) })
					if !must {
						break
					}
				}
				t.Log(played.name, err)
				require.Equal(t, must, err != nil, "%s: %v", played.name, err)
			}
		})
	}
}
