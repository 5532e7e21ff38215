package associationtest

import (
	"context"
	"fmt"
	"runtime"
	"testing"
)

// A fakeTB notes the failure of a helper instead of failing the test.
type fakeTB struct {
	testing.TB
	ctx      context.Context
	failure  string
	cleanups []func()
}

func (t *fakeTB) Helper()                  {}
func (t *fakeTB) Context() context.Context { return t.ctx }
func (t *fakeTB) Cleanup(fn func())        { t.cleanups = append(t.cleanups, fn) }
func (t *fakeTB) Errorf(format string, args ...any) {
	t.failure += fmt.Sprintf(format, args...)
}

func (t *fakeTB) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}

// failureOf returns the message with which fn ends its test, or "".
func failureOf(t *testing.T, fn func(t testing.TB)) string {
	t.Helper()
	fake := &fakeTB{ctx: t.Context()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn(fake)
	}()
	<-done
	return fake.failure
}
