package pebble

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/cockroachdb/pebble/v2"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
	"github.com/relata-go/relata/storage/kv"
)

// largestBatch is how many bytes one commit takes, inclusive: below what Pebble takes
// on any machine.
const largestBatch = 1<<31 - 1

// perChange is what a change takes in a batch beside its key and value, at most: a
// kind and two lengths.
const perChange = 11

// An engine is the kv.Engine of one folder.
type engine struct {
	calls calls.Calls
	*failure
	files *files
	shown shown
	db    *pebble.DB
	lock  io.Closer
	sync  *pebble.WriteOptions
	limit int
}

// begin begins a call, which calls.Leave ends.
func (e *engine) begin(ctx context.Context) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	err := ctx.Err()
	if err == nil {
		err = e.standing()
	}
	if err != nil {
		e.calls.Leave()
	}
	return err
}

// View runs fn on the snapshot of the Writes that have returned.
func (e *engine) View(ctx context.Context, fn func(kv.Reader) error) error {
	if err := e.begin(ctx); err != nil {
		return err
	}
	defer e.calls.Leave()
	r := &reader{shown: &e.shown, snapshot: e.shown.take()}
	defer r.close()
	return fn(r)
}

// Write makes the changes in one batch.
func (e *engine) Write(ctx context.Context, changes []kv.Change) error {
	if err := e.begin(ctx); err != nil {
		return err
	}
	defer e.calls.Leave()
	size := 64 // more than the batch's own head
	for _, c := range changes {
		size += perChange + len(c.Key) + len(c.Value)
	}
	if size > e.limit {
		return fmt.Errorf("pebble: %d changes of together %d bytes, of at most %d: %w", len(changes), size, e.limit, storage.ErrTooLarge)
	}
	batch := e.db.NewBatchWithSize(size)
	for _, c := range changes {
		var err error
		if c.Delete {
			err = batch.Delete(c.Key, nil)
		} else {
			err = batch.Set(c.Key, c.Value, nil)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("pebble: write key %x: %w", c.Key, err), batch.Close())
		}
	}
	return e.commit(batch, e.sync)
}

// commit makes what is in the batch durable and shows it. Whether a commit that failed
// is on disk is not known.
func (e *engine) commit(batch *pebble.Batch, sync *pebble.WriteOptions) error {
	err := e.await(func() error {
		if err := batch.Commit(sync); err != nil {
			e.fail(err)
			return err
		}
		return errors.Join(e.shown.renew(e.db), batch.Close())
	})
	if err != nil {
		return fmt.Errorf("pebble: commit: %w: %w", storage.ErrAmbiguous, err)
	}
	return nil
}

// Sync makes durable what was written with NoSync.
func (e *engine) Sync() error {
	if err := e.begin(context.Background()); err != nil {
		return err
	}
	defer e.calls.Leave()
	batch := e.db.NewBatch()
	if err := batch.LogData(nil, nil); err != nil {
		return err
	}
	return e.commit(batch, pebble.Sync)
}

// Close waits for the calls under way, writes what was not, and releases the folder.
// Behind a failure it writes nothing: then what Pebble has running stays behind, without
// a way to change a file.
func (e *engine) Close() error {
	if err := e.calls.Close(); err != nil {
		return err
	}
	err := e.await(func() error { return errors.Join(e.shown.end(), e.db.Close()) })
	if e.standing() != nil {
		e.abandon()
	}
	if err = errors.Join(err, e.lock.Close()); err != nil {
		return fmt.Errorf("pebble: close: %w", err)
	}
	return nil
}

// abandon leaves Pebble as it is, until the process ends.
func (e *engine) abandon() {
	e.files.stop()
	go func() {
		<-(chan struct{})(nil)
		runtime.KeepAlive(e) // with its checks on, Pebble ends the process for an open DB that is collected
	}()
}
