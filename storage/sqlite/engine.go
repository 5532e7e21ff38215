package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	lib "modernc.org/sqlite/lib"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/calls"
	"github.com/relata-go/relata/storage/kv"
)

// An engine is the kv.Engine of a database.
type engine struct {
	calls calls.Calls
	path  string
	lock  *connection // of the whole store

	writing sync.Mutex // guards writer and broken
	writer  *connection
	broken  error // of a commit of unknown outcome: no later Write is made

	reading sync.Mutex // guards readers
	readers []*connection
}

// maxReaders is how many connections are kept for later Views. More Views may be open.
const maxReaders = 16

// View runs fn in a read transaction.
func (e *engine) View(ctx context.Context, fn func(kv.Reader) error) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	defer e.calls.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := e.reader()
	if err != nil {
		return fmt.Errorf("sqlite: begin a read: %w", err)
	}
	defer e.release(c)
	// BEGIN alone takes no snapshot: the first read does.
	if err := c.run("BEGIN", "SELECT 1 FROM relata LIMIT 1"); err != nil {
		return fmt.Errorf("sqlite: begin a read: %w", err)
	}
	return fn(reader{c})
}

// reader returns a connection that no View uses.
func (e *engine) reader() (*connection, error) {
	e.reading.Lock()
	defer e.reading.Unlock()
	if last := len(e.readers) - 1; last >= 0 {
		c := e.readers[last]
		e.readers = e.readers[:last]
		return c, nil
	}
	return connect(e.path, busyTimeout)
}

// release ends the transaction of a View and keeps the connection.
func (e *engine) release(c *connection) {
	ended := c.run("ROLLBACK")
	e.reading.Lock()
	defer e.reading.Unlock()
	if ended == nil && len(e.readers) < maxReaders {
		e.readers = append(e.readers, c)
		return
	}
	_ = c.Close() // what was read is right
}

// Write makes the changes in a single transaction. BEGIN IMMEDIATE takes the write lock first: a
// transaction that reads first and writes then fails at once, without waiting, if another
// program has written in between.
func (e *engine) Write(ctx context.Context, changes []kv.Change) error {
	if err := e.calls.Enter(); err != nil {
		return err
	}
	defer e.calls.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	e.writing.Lock()
	defer e.writing.Unlock()
	if e.broken != nil {
		return fmt.Errorf("sqlite: an earlier commit failed, so the store must be opened again: %w", e.broken)
	}
	if err := e.writer.run("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("sqlite: begin a write: %w", err)
	}
	if err := apply(e.writer, changes); err != nil {
		return errors.Join(err, e.rollBack())
	}
	if err := e.writer.run("COMMIT"); err != nil {
		return e.failed(err)
	}
	return nil
}

func apply(to *connection, changes []kv.Change) error {
	for _, c := range changes {
		var err error
		if c.Delete {
			_, err = to.row("DELETE FROM relata WHERE k = ?", c.Key)
		} else {
			_, err = to.row("REPLACE INTO relata (k, v) VALUES (?, ?)", c.Key, c.Value)
		}
		if err != nil {
			return fmt.Errorf("sqlite: write key %x: %w", c.Key, err)
		}
	}
	return nil
}

// rollBack ends the transaction. After some errors SQLite has ended the transaction already;
// then BEGIN succeeds, and otherwise the next Write reports that a transaction is open.
func (e *engine) rollBack() error {
	err := e.writer.run("ROLLBACK")
	if code(err) == lib.SQLITE_ERROR { // no transaction is active
		return nil
	}
	return err
}

// failed returns the error of a COMMIT that failed. The frame that commits is written last.
// If the disk is full or the database is locked, that frame is not in the log, and nothing has
// changed. Another error may be that of the sync that follows: then no View shows the changes,
// but a process that finds the log after a crash may. So the outcome is unknown, and no later
// commit may build on the changes.
func (e *engine) failed(err error) error {
	undone := e.rollBack()
	if undone == nil && (code(err) == lib.SQLITE_FULL || code(err) == lib.SQLITE_BUSY) {
		return fmt.Errorf("sqlite: nothing was written: %w", err)
	}
	e.broken = err
	return fmt.Errorf("sqlite: commit: %w: %w", storage.ErrAmbiguous, errors.Join(err, undone))
}

// Close waits for the calls under way and closes the database. SQLite then copies the log
// into the database.
func (e *engine) Close() error {
	if err := e.calls.Close(); err != nil {
		return err
	}
	var failed []error
	for _, c := range append(e.readers, e.writer, e.lock) {
		failed = append(failed, c.Close())
	}
	return errors.Join(failed...)
}
