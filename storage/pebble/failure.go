package pebble

import (
	"fmt"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/relata-go/relata/storage"
)

// A failure is what a store cannot go on after: Pebble could not write its log or its
// list of files, and what it holds in memory is not what is on disk. Pebble's own
// answer is to end the process. Here the goroutine that met the failure never goes on,
// and every call fails until the store is opened again, which reads what is on disk.
type failure struct {
	once   sync.Once
	err    error // set before failed is closed
	failed chan struct{}
	report func(error)
}

func newFailure(report func(error)) *failure {
	return &failure{failed: make(chan struct{}), report: report}
}

// fail notes the first failure.
func (f *failure) fail(err error) {
	f.once.Do(func() {
		f.err = fmt.Errorf("pebble: the store must be opened again: %w", err)
		close(f.failed)
		f.report(f.err)
	})
}

// standing returns the failure, or nil.
func (f *failure) standing() error {
	select {
	case <-f.failed:
		return f.err
	default:
		return nil
	}
}

// await calls into Pebble and waits for it for as long as the store stands. Behind a
// failure the call may never return, and is left behind.
func (f *failure) await(call func() error) error {
	if err := f.standing(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-f.failed:
		return f.err
	}
}

// A logger takes what Pebble says.
type logger struct{ *failure }

// Infof drops what is no error.
func (logger) Infof(string, ...any) {}

// Errorf reports an error that Pebble goes on after.
func (l logger) Errorf(format string, args ...any) { l.report(fmt.Errorf("pebble: "+format, args...)) }

// Fatalf does not return, since Pebble would go on as if nothing had happened, and does
// not unwind its goroutine, which may have released a lock that a deferred call releases
// again. With files in between only a contradiction inside of Pebble comes here.
func (l logger) Fatalf(format string, args ...any) {
	l.fail(fmt.Errorf(format, args...))
	select {}
}

// listen returns what hears of trouble in the background.
func (f *failure) listen() *pebble.EventListener {
	return &pebble.EventListener{
		BackgroundError: func(err error) { f.report(fmt.Errorf("pebble: in the background: %w", err)) },
		DataCorruption:  func(info pebble.DataCorruptionInfo) { f.report(fmt.Errorf("pebble: %w: %s", storage.ErrCorrupt, info)) },
	}
}

// damage marks an error of Pebble's that comes from damaged files.
func damage(err error) error {
	if pebble.IsCorruptionError(err) {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return err
}

// reading names an error of a read.
func reading(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("pebble: read: %w", damage(err))
}
