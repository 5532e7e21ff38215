package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
	"github.com/relata-go/relata/storage/kv"
)

// bucket holds all keys.
var bucket = []byte("relata")

// An engine is the kv.Engine of one file.
type engine struct {
	calls  calls.Calls
	db     *bbolt.DB
	broken atomic.Pointer[error] // of a commit of unknown outcome: nothing is written after it
}

// View runs fn in one of bbolt's read transactions.
func (e *engine) View(ctx context.Context, fn func(kv.Reader) error) error {
	return e.readTx(ctx, func(tx *bbolt.Tx) error { return fn(reader{tx.Bucket(bucket)}) })
}

// readTx runs fn in a read transaction and returns its error unchanged.
func (e *engine) readTx(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	defer e.calls.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := e.db.Begin(false)
	if err != nil {
		return fmt.Errorf("bolt: begin a read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // of a read transaction it never fails
	return fn(tx)
}

// Write makes the changes in one of bbolt's write transactions.
func (e *engine) Write(ctx context.Context, changes []kv.Change) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	defer e.calls.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	if broken := e.broken.Load(); broken != nil {
		return fmt.Errorf("bolt: an earlier commit failed, so the store must be opened again: %w", *broken)
	}
	tx, err := e.db.Begin(true)
	if err != nil {
		return fmt.Errorf("bolt: begin a write: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := apply(tx.Bucket(bucket), changes); err != nil {
		return err
	}
	number := tx.ID()
	if err := tx.Commit(); err != nil {
		return e.failed(number, err)
	}
	return nil
}

func apply(to *bbolt.Bucket, changes []kv.Change) error {
	for _, c := range changes {
		var err error
		if c.Delete {
			err = to.Delete(c.Key)
		} else {
			err = to.Put(c.Key, c.Value)
		}
		if err != nil {
			return fmt.Errorf("bolt: write key %x: %w", c.Key, err)
		}
	}
	return nil
}

// failed returns the error of a commit that failed. bbolt first writes and syncs the data
// to free pages, and then writes the meta page that refers to them. If an error comes
// before the meta page, as when the disk is full, nothing has changed. If it comes after,
// readers see the transaction, but the disk may not have it: then the outcome is unknown,
// and no later commit may build on it.
func (e *engine) failed(number int, err error) error {
	visible := true
	if tx, begun := e.db.Begin(false); begun == nil {
		visible = tx.ID() >= number
		_ = tx.Rollback()
	}
	if !visible {
		return fmt.Errorf("bolt: nothing was written: %w", err)
	}
	e.broken.CompareAndSwap(nil, &err)
	return fmt.Errorf("bolt: commit: %w: %w", storage.ErrAmbiguous, err)
}

// Sync makes the commits durable that were written with NoSync.
func (e *engine) Sync() error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	defer e.calls.Leave()
	return e.db.Sync()
}

// Close waits for the calls under way, syncs the commits written with NoSync, and releases
// the file.
func (e *engine) Close() error {
	if err := e.calls.Close(); err != nil {
		return err
	}
	var unsynced error
	if e.db.NoSync {
		unsynced = e.db.Sync()
	}
	return errors.Join(unsynced, e.db.Close())
}

// A reader reads the bucket in one read transaction.
type reader struct{ bucket *bbolt.Bucket }

// Get returns bbolt's own memory, which is valid until the transaction ends. An empty
// value is not nil.
func (r reader) Get(key []byte) ([]byte, error) { return r.bucket.Get(key), nil }

// Scan has a cursor of its own, so that Scans may be nested.
func (r reader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	cursor := r.bucket.Cursor()
	if reverse {
		scanReverse(cursor, from, to, visit)
		return nil
	}
	for key, value := cursor.Seek(from); key != nil && bytes.Compare(key, to) < 0; key, value = cursor.Next() {
		if !visit(key, value) {
			break
		}
	}
	return nil
}

// scanReverse begins before the first key that is not less than to, or with the last key
// if there is none.
func scanReverse(cursor *bbolt.Cursor, from, to []byte, visit func(key, value []byte) bool) {
	key, _ := cursor.Seek(to)
	step := cursor.Prev
	if key == nil {
		step = cursor.Last
	}
	for key, value := step(); key != nil && bytes.Compare(key, from) >= 0; key, value = cursor.Prev() {
		if !visit(key, value) {
			return
		}
	}
}
