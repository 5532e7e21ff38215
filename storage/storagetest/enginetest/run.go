// Package enginetest proves that a key-value store keeps the contract of kv.Engine. [Run] is
// the proof: each scenario is a way in which an engine could break the contract, and an engine
// is right if all of them pass, under the race detector too.
//
// The package never looks inside an engine and assumes only the text of the contract. Whether a
// Write outlives a crash, or a store its closing, is not tested here: the author of an engine
// that writes to disk tests that.
package enginetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/kv"
)

// Run proves the engine that open opens. Each call of open gives a new and empty Engine; Run
// closes it. open registers every other cleanup with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) kv.Engine) {
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			s := &env{ctx: t.Context(), opens: func() kv.Engine { return open(t) }}
			defer s.close()
			sc.hold(t, s)
		})
	}
}

// A scenario is a way in which the contract could be broken.
type scenario struct {
	name string
	hold func(t tester, s *env)
}

// scenarios are all scenarios. Each family has a file of its own.
var scenarios = []scenario{
	{"scans are in order", scansAreInOrder},
	{"bounds", boundsAreHalfOpen},
	{"visit ends a scan", visitEndsScan},
	{"reads inside visit", readsInsideVisit},
	{"empty values", emptyValues},
	{"long keys and values", longKeysAndValues},
	{"nothing to delete", nothingToDelete},
	{"slices are not kept", slicesAreNotKept},
	{"snapshot", viewIsSnapshot},
	{"waits for no Write", viewWaitsForNoWrite},
	{"whole or not at all", writeIsWhole},
	{"large Write", largeWrite},
	{"views from many goroutines", manyViews},
	{"error of fn", errorOfFn},
	{"panic of fn", panicOfFn},
	{"cancelled", cancelledWritesNothing},
	{"closed", closedSaysSo},
	{"Close waits", closeWaits},
	{"model", engineIsModel},
}

// A tester is the part of a *testing.T that a scenario needs. The suite's own tests pass a
// tester that only takes notes.
type tester interface{ rapid.TB }

// An env is the place of a scenario: it opens engines and closes them in the end.
type env struct {
	ctx    context.Context
	opens  func() kv.Engine
	opened []kv.Engine
}

// open returns a new and empty Engine.
func (s *env) open() kv.Engine {
	opened := s.opens()
	s.opened = append(s.opened, opened)
	return opened
}

// close closes the engines that were opened. An engine that a scenario has closed may return an
// error.
func (s *env) close() {
	for _, opened := range s.opened {
		_ = opened.Close()
	}
}

// A pair is a key and its value.
type pair struct{ key, value string }

func put(key, value string) kv.Change { return kv.Change{Key: []byte(key), Value: []byte(value)} }
func del(key string) kv.Change        { return kv.Change{Key: []byte(key), Delete: true} }

// write makes changes, which must succeed.
func (s *env) write(t tester, to kv.Engine, changes ...kv.Change) {
	t.Helper()
	require.NoError(t, to.Write(s.ctx, changes))
}

// view runs fn in a View, which must succeed.
func (s *env) view(t tester, of kv.Engine, fn func(r kv.Reader)) {
	t.Helper()
	require.NoError(t, of.View(s.ctx, func(r kv.Reader) error {
		fn(r)
		return nil
	}))
}

// last is after every key that the suite writes.
const last = "\xff\xff\xff\xff\xff"

// scan returns the pairs that a Scan visits.
func scan(t tester, r kv.Reader, from, to string, reverse bool) []pair {
	t.Helper()
	var visited []pair
	require.NoError(t, r.Scan([]byte(from), []byte(to), reverse, func(key, value []byte) bool {
		visited = append(visited, pair{string(key), string(value)})
		return true
	}))
	return visited
}

// all returns all pairs of an engine.
func (s *env) all(t tester, of kv.Engine) []pair {
	t.Helper()
	var held []pair
	s.view(t, of, func(r kv.Reader) { held = scan(t, r, "\x00", last, false) })
	return held
}
