package pebble

import (
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/relata-go/relata/storage"
)

// A fatal is an error after which the store cannot go on: Pebble could not write its
// log or its list of files, so its memory and the disk differ. Pebble itself would end the
// process. Here the goroutine that met the error blocks for ever, and every call fails
// until the store is opened again, which reads the state on disk.
type fatal struct {
	once   sync.Once
	first  error // set before failed is closed
	failed chan struct{}
	report func(error)
}

func newFatal(report func(error)) *fatal {
	return &fatal{failed: make(chan struct{}), report: report}
}

// fail records the first error and reports it.
func (f *fatal) fail(err error) {
	f.once.Do(func() {
		f.first = fmt.Errorf("pebble: the store must be opened again: %w", err)
		close(f.failed)
		f.report(f.first)
	})
}

// err returns the error after which the store cannot go on, or nil.
func (f *fatal) err() error {
	select {
	case <-f.failed:
		return f.first
	default:
		return nil
	}
}

// await makes a call of Pebble and waits until it returns or the store fails. After a
// failure the call may never return, so its goroutine is left alone.
func (f *fatal) await(call func() error) error {
	if err := f.err(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-f.failed:
		return f.first
	}
}

// A logger receives Pebble's messages.
type logger struct{ *fatal }

// Infof drops the message: it is no error.
func (logger) Infof(string, ...any) {}

// Errorf reports an error after which Pebble goes on.
func (l logger) Errorf(format string, args ...any) { l.report(fmt.Errorf("pebble: "+format, args...)) }

// Fatalf blocks for ever. If it returned, Pebble would go on as if nothing had happened. If
// it ended the goroutine, deferred calls could unlock a lock that is not held. Errors of the
// disk do not come here, because fileSystem stops them; inconsistencies that Pebble
// finds in itself do.
func (l logger) Fatalf(format string, args ...any) {
	l.fail(fmt.Errorf(format, args...))
	select {}
}

// listener reports errors of Pebble's background work.
func (f *fatal) listener() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: func(err error) { f.report(fmt.Errorf("pebble: in the background: %w", err)) },
		DataCorruption:  func(info pebble.DataCorruptionInfo) { f.report(fmt.Errorf("pebble: %w: %s", storage.ErrCorrupt, info)) },
	}
}

// corrupt adds storage.ErrCorrupt to an error of Pebble that comes from damaged files.
func corrupt(err error) error {
	if pebble.IsCorruptionError(err) {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return err
}

// readError adds to an error of Pebble that it comes from a read. It leaves nil alone.
func readError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("pebble: read: %w", corrupt(err))
}
