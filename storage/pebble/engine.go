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

// largestBatch is the greatest size of one commit in bytes, inclusive. It is less than
// Pebble's own limit, which depends on the machine.
const largestBatch = 1<<31 - 1

// perChange is the greatest size in bytes of a change in a batch without its key and
// value: a kind and two lengths.
const perChange = 11

// An engine is the kv.Engine of one folder.
type engine struct {
	calls calls.Calls
	*fatal
	files     *fileSystem
	snapshots snapshots
	db        *pebble.DB
	lock      io.Closer
	sync      *pebble.WriteOptions
	limit     int // of a batch, in bytes
}

// begin begins a call, which calls.Leave ends.
func (e *engine) begin(ctx context.Context) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	err := ctx.Err()
	if err == nil {
		err = e.err()
	}
	if err != nil {
		e.calls.Leave()
	}
	return err
}

// View runs fn on the snapshot after the newest Write that has returned.
func (e *engine) View(ctx context.Context, fn func(kv.Reader) error) error {
	if err := e.begin(ctx); err != nil {
		return err
	}
	defer e.calls.Leave()
	r := &reader{snapshots: &e.snapshots, snapshot: e.snapshots.acquire()}
	defer r.close()
	return fn(r)
}

// Write makes the changes in one batch.
func (e *engine) Write(ctx context.Context, changes []kv.Change) error {
	if err := e.begin(ctx); err != nil {
		return err
	}
	defer e.calls.Leave()
	size := 64 // more than the header of the batch
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

// commit makes the batch durable and then visible to new Views. If Pebble's commit fails,
// nobody knows whether it is on disk, so the error is storage.ErrAmbiguous.
func (e *engine) commit(batch *pebble.Batch, sync *pebble.WriteOptions) error {
	err := e.await(func() error {
		if err := batch.Commit(sync); err != nil {
			e.fail(err)
			return err
		}
		return errors.Join(e.snapshots.advance(e.db), batch.Close())
	})
	if err != nil {
		return fmt.Errorf("pebble: commit: %w: %w", storage.ErrAmbiguous, err)
	}
	return nil
}

// Sync makes the commits durable that were written with NoSync.
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

// Close waits for the calls under way, syncs the commits written with NoSync, and releases
// the folder. After a failure it writes nothing. Pebble's goroutines then go on, but can
// change no file.
func (e *engine) Close() error {
	if err := e.calls.Close(); err != nil {
		return err
	}
	err := e.await(func() error { return errors.Join(e.snapshots.close(), e.db.Close()) })
	if e.err() != nil {
		e.abandon()
	}
	if err = errors.Join(err, e.lock.Close()); err != nil {
		return fmt.Errorf("pebble: close: %w", err)
	}
	return nil
}

// abandon keeps Pebble's memory until the process ends, without a way to change a file.
func (e *engine) abandon() {
	e.files.stop()
	go func() {
		<-(chan struct{})(nil)
		runtime.KeepAlive(e) // under the race detector Pebble ends the process if an open DB is collected
	}()
}
