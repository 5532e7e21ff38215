package association

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// check refuses what is no operation with an id of its caller's.
func (o *once) check() error {
	if o.id.Name() == "" {
		return fmt.Errorf("%w: %q is not a name of the caller's, see history.NamedOperation", history.ErrOperationID, o.id)
	}
	if _, nested := o.Operation.(*once); nested || isNil(o.Operation) {
		return fmt.Errorf("%w: Once takes an operation that has no id", ErrInvalidOperation)
	}
	return nil
}

func (o *once) needs(d *draft.Draft) {
	o.row(d)
	o.Operation.needs(d)
}

// row returns what is known of the id, asking for it when it is new.
func (o *once) row(d *draft.Draft) *storage.Operation {
	for i := range d.Rows.Operations {
		if d.Rows.Operations[i].ID == o.id {
			return &d.Rows.Operations[i]
		}
	}
	d.Rows.Operations = append(d.Rows.Operations, storage.Operation{ID: o.id})
	return &d.Rows.Operations[len(d.Rows.Operations)-1]
}

// fingerprint tells requests apart.
func (o *once) fingerprint() [16]byte {
	sum := sha256.Sum256(o.request(nil))
	return [16]byte(sum[:16])
}

// perform decides the operation, or answers it from its first time.
func (o *once) perform(d *draft.Draft) (Result, error) {
	row := o.row(d)
	if !d.Ready() {
		return Result{}, draft.MoreRows
	}
	if row.Now.At == 0 {
		return o.decide(d)
	}
	if row.Now.Fingerprint != o.fingerprint() {
		return Result{}, &history.IDReusedError{ID: o.id}
	}
	result, err := decodeResult(row.Now.Result)
	if err != nil {
		return Result{}, fmt.Errorf("%w: result of operation %q: %w", storage.ErrCorrupt, o.id, err)
	}
	result.Repeated = true
	return result, nil
}

// keptInLists is how many entries of each list of a result are kept with an id at most.
const keptInLists = 100

// keep remembers the result under the id, with as much of its lists as fits the row.
func (o *once) keep(d *draft.Draft, result Result) error {
	for n := keptInLists; ; n /= 2 {
		result.Lost = result.Lost[:min(len(result.Lost), n)]
		result.Joined = result.Joined[:min(len(result.Joined), n)]
		result.Skipped = result.Skipped[:min(len(result.Skipped), n)]
		text, err := encodeResult(result)
		if err != nil {
			return fmt.Errorf("keep the result of operation %q: %w", o.id, err)
		}
		if len(text) <= storage.MaxResult || n == 0 {
			o.row(d).Now = storage.StoredResult{Fingerprint: o.fingerprint(), Result: text, At: d.Time()}
			return nil
		}
	}
}

// TrimOperations drops what is kept of operations with their callers' own ids that
// were done before the given time, and returns how many. Repeating
// such an id is then a new operation. A host calls it now and then, with a time before
// which it repeats nothing.
func (g *Graph) TrimOperations(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		n, more, err := g.forgetSome(ctx, record.TimeOf(before))
		if total += n; err != nil || !more {
			return total, err
		}
	}
}

// forgetSome drops one page of operations.
func (g *Graph) forgetSome(ctx context.Context, before record.Time) (n int, more bool, err error) {
	var b storage.Batch
	err = g.core.store.Update(ctx, nil, func(tx storage.Tx) error {
		b.Reset()
		b.ExpiredPages = append(b.ExpiredPages, storage.ExpiredPage{Kind: storage.OperationsExpired, Before: before, Max: forgetPage})
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		n, more = b.ExpiredPages[0].Count, b.ExpiredPages[0].More
		for _, row := range b.ExpiredOperations[:n] {
			b.Operations = append(b.Operations, storage.Operation{ID: row.ID, Was: row.Was})
		}
		return tx.Apply(ctx, &b)
	})
	return n, more, err
}

// forgetPage is how many operations one transaction drops.
const forgetPage = 1000
