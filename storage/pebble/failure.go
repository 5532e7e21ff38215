package pebble

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/relata-go/relata/storage"
)

// A failure is what a store cannot go on after: Pebble could not write its log or its
// list of files, and what it holds in memory is not what is on disk. Pebble's own
// answer is to end the process; here every call fails instead until the store is
// opened again, which reads what is on disk.
type failure struct {
	once   sync.Once
	err    error // set before failed is closed
	failed chan struct{}
	report func(error)
}

func newFailure(report func(error)) *failure {
	return &failure{failed: make(chan struct{}), report: report}
}

// fail notes the first failure and returns it.
func (f *failure) fail(err error) error {
	f.once.Do(func() {
		f.err = fmt.Errorf("pebble: the store must be opened again: %w", err)
		close(f.failed)
		f.report(f.err)
	})
	return f.standing()
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

// A fatal is what Pebble wanted to end the process for, on its way up the stack.
type fatal struct{ error }

// guarded calls into Pebble and turns its panics into a failure.
func (f *failure) guarded(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = f.fail(fmt.Errorf("panic: %v", p))
		}
	}()
	return call()
}

var guardedName = runtime.FuncForPC(reflect.ValueOf((*failure).guarded).Pointer()).Name()

// isGuarded reports whether this goroutine is inside guarded.
func isGuarded() bool {
	callers := make([]uintptr, 256)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function == guardedName {
			return true
		}
		if !more {
			return false
		}
	}
}

// A logger takes what Pebble says.
type logger struct{ *failure }

// Infof drops what is no error.
func (logger) Infof(string, ...any) {}

// Errorf reports an error that Pebble goes on after.
func (l logger) Errorf(format string, args ...any) { l.report(fmt.Errorf("pebble: "+format, args...)) }

// Fatalf must not return, since Pebble goes on as if nothing had happened. A caller's
// goroutine comes back to guarded; one of Pebble's own, in which a panic would end the
// process, ends.
func (l logger) Fatalf(format string, args ...any) {
	err := l.fail(fmt.Errorf(format, args...))
	if isGuarded() {
		panic(fatal{err})
	}
	runtime.Goexit()
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
