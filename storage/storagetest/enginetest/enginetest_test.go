package enginetest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A failing example is not kept in a file, because the engines here are broken on purpose.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		os.Exit(2)
	}
	os.Exit(m.Run())
}

// naive is an engine that is obviously right: every Write makes a new sorted map. Its defect,
// if any, is named.
type naive struct {
	mu     sync.Mutex
	calls  sync.WaitGroup
	values map[string][]byte // never changed in place
	closed bool
	views  sync.RWMutex // of an engine whose Writes wait for Views
	defect string
}

func (e *naive) enter() (map[string][]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, storage.ErrClosed
	}
	e.calls.Add(1)
	return e.values, nil
}

func (e *naive) View(ctx context.Context, fn func(kv.Reader) error) error {
	held, err := e.enter()
	if err != nil {
		return err
	}
	if e.defect == "waits for Views" {
		e.views.RLock()
		defer e.views.RUnlock()
	}
	if e.defect == "stays open after a panic" {
		err := fn(readerOf(e, held))
		e.calls.Done()
		return err
	}
	defer e.calls.Done()
	if err := ctx.Err(); err != nil && e.defect != "cancelled View" {
		return err
	}
	if err := fn(readerOf(e, held)); err != nil && e.defect == "wrapped error" {
		return fmt.Errorf("view: %w", err)
	} else if err != nil {
		return err
	}
	return nil
}

func (e *naive) Write(ctx context.Context, changes []kv.Change) error {
	held, err := e.enter()
	if err != nil {
		return err
	}
	defer e.calls.Done()
	if err := ctx.Err(); err != nil && e.defect != "cancelled Write" {
		return err
	}
	if e.defect == "waits for Views" {
		e.views.Lock()
		defer e.views.Unlock()
	}
	held = maps.Clone(held)
	for i, c := range changes {
		switch {
		case !c.Delete && e.defect == "keeps a value":
			held[string(c.Key)] = c.Value
		case !c.Delete:
			held[string(c.Key)] = append([]byte{}, c.Value...)
		case e.defect != "ignores deletes":
			delete(held, string(c.Key))
		}
		if e.defect == "loses a change" && len(changes) >= largeChanges-1 && i == 7 {
			delete(held, string(c.Key))
		}
		if e.defect == "torn" && i == 5 {
			e.set(maps.Clone(held))
		}
	}
	e.set(held)
	return nil
}

func (e *naive) set(values map[string][]byte) {
	e.mu.Lock()
	e.values = values
	e.mu.Unlock()
	runtime.Gosched()
}

func (e *naive) Close() error {
	if _, err := e.enter(); err != nil && e.defect != "closes twice" {
		return err
	} else if err == nil {
		e.calls.Done()
	}
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	if e.defect != "does not wait" {
		e.calls.Wait()
	}
	return nil
}

type naiveReader struct {
	e    *naive
	held map[string][]byte

	begun *bool // of a snapshot that the first read takes
	late  *map[string][]byte
}

func readerOf(e *naive, held map[string][]byte) naiveReader {
	return naiveReader{e, held, new(bool), new(map[string][]byte)}
}

func (r naiveReader) now() map[string][]byte {
	if r.e.defect == "snapshot at the first read" && !*r.begun {
		r.e.mu.Lock()
		*r.begun, *r.late = true, r.e.values
		r.e.mu.Unlock()
	}
	if *r.begun {
		return *r.late
	}
	if r.e.defect == "no snapshot" {
		r.e.mu.Lock()
		defer r.e.mu.Unlock()
		return r.e.values
	}
	return r.held
}

func (r naiveReader) Get(key []byte) ([]byte, error) {
	value, there := r.now()[string(key)]
	if r.e.defect == "nil for empty" && len(value) == 0 {
		return nil, nil
	}
	if r.e.defect == "empty for missing" && !there {
		return []byte{}, nil
	}
	return value, nil
}

func (r naiveReader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error {
	held := r.now()
	keys := slices.Sorted(maps.Keys(held))
	if r.e.defect == "by length" {
		slices.SortStableFunc(keys, func(a, b string) int { return len(a) - len(b) })
	}
	if reverse {
		slices.Reverse(keys)
	}
	for _, key := range keys {
		after := bytes.Compare([]byte(key), to) >= 0
		switch r.e.defect {
		case "to inclusive":
			after = key > string(to)
		case "to inclusive, reverse":
			after = key > string(to) || !reverse && key == string(to)
		case "nil to is the end":
			after = after && to != nil
		}
		if key < string(from) || after {
			continue
		}
		if !visit([]byte(key), held[key]) && r.e.defect != "goes on" {
			return nil
		}
	}
	return nil
}

func TestNaive(t *testing.T) {
	Run(t, func(*testing.T) kv.Engine { return &naive{values: map[string][]byte{}} })
}

// Each defect is found by the scenario about it.
func TestBrokenEngines(t *testing.T) {
	before := patience
	patience = 200 * time.Millisecond
	defer func() { patience = before }()
	for defect, scenarios := range map[string][]string{
		"by length":                  {"scans are in order"},
		"to inclusive":               {"bounds"},
		"to inclusive, reverse":      {"bounds"},
		"nil to is the end":          {"bounds"},
		"goes on":                    {"visit ends a scan"},
		"nil for empty":              {"empty values", "model"},
		"empty for missing":          {"empty values"},
		"ignores deletes":            {"nothing to delete"},
		"keeps a value":              {"slices are not kept"},
		"no snapshot":                {"snapshot", "views from many goroutines", "model"},
		"snapshot at the first read": {"snapshot", "model"},
		"waits for Views":            {"waits for no Write"},
		"torn":                       {"whole or not at all"},
		"loses a change":             {"large Write"},
		"wrapped error":              {"error of fn"},
		"stays open after a panic":   {"panic of fn"},
		"cancelled View":             {"cancelled"},
		"cancelled Write":            {"cancelled"},
		"closes twice":               {"closed"},
		"does not wait":              {"Close waits"},
	} {
		for _, scenario := range scenarios {
			t.Run(defect+": "+scenario, func(t *testing.T) {
				said, failed := holds(t, scenario, &naive{values: map[string][]byte{}, defect: defect})
				require.True(t, failed, "nothing was found")
				t.Log(said)
			})
		}
	}
}

// holds runs a scenario on e and returns its message and whether it failed.
func holds(t *testing.T, name string, e kv.Engine) (said string, failed bool) {
	i := slices.IndexFunc(scenarios, func(sc scenario) bool { return sc.name == name })
	require.GreaterOrEqual(t, i, 0, "no scenario is called %q", name)
	notes := new(recorder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		scenarios[i].hold(notes, &env{ctx: t.Context(), opens: func() kv.Engine { return e }})
	}()
	<-done
	return strings.Join(notes.notes, "\n"), notes.Failed()
}
