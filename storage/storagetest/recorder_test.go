package storagetest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// A recorder is a tester that fails no test and notes the failures.
type recorder struct {
	mu     sync.Mutex
	notes  []string
	failed bool
}

func (r *recorder) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *recorder) Fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *recorder) Helper()                           {}
func (r *recorder) Name() string                      { return "recorder" }
func (r *recorder) Logf(format string, args ...any)   { r.note(format, args...) }
func (r *recorder) Log(args ...any)                   { r.note("%s", fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.note(format, args...); r.Fail() }
func (r *recorder) Error(args ...any)                 { r.Log(args...); r.Fail() }
func (r *recorder) FailNow()                          { r.Fail(); runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) { r.note(format, args...); r.FailNow() }
func (r *recorder) Fatal(args ...any)                 { r.Log(args...); r.FailNow() }
func (r *recorder) SkipNow()                          { runtime.Goexit() }
func (r *recorder) Skip(args ...any)                  { r.SkipNow() }
func (r *recorder) Skipf(string, ...any)              { r.SkipNow() }

// offence runs a promise on the stores of an env, a new env for each scenario, and returns the
// first scenario that fails, with its message, or "".
func offence(t *testing.T, promise Promise, on func() *env) string {
	for _, p := range promises {
		if p.promise != promise {
			continue
		}
		for _, sc := range p.scenarios {
			if needsHook[promise+"/"+Promise(sc.name)] && on().conflict == nil {
				continue
			}
			notes, s := new(recorder), on()
			s.ctx = t.Context()
			done := make(chan struct{})
			go func() {
				defer close(done)
				sc.hold(notes, s)
			}()
			<-done
			if notes.failed {
				return sc.name + ": " + strings.Join(notes.notes, "\n")
			}
		}
	}
	return ""
}

// needsHook are the cases that stores without hooks leave out.
var needsHook = map[Promise]bool{Conflicts: true, Unknown: true}
