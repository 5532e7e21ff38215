package crash

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/accountcheck"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A reporter takes the reports of writers. After an error they stop.
type reporter func(report) error

// write is the child. Writing ends when the child is killed or, if the server is to be killed
// instead, when every writer has met an error.
func write(ctx context.Context, backend Backend, work task) error {
	tell := func(r report) error { return child.Send(r) }
	store, err := backend.Open(ctx, work.Place)
	if err != nil {
		return work.broken(tell, fmt.Errorf("open: %w", err))
	}
	return work.compose(ctx, store, tell)
}

// compose writes to a store from several goroutines, and reads the feed, until each writer has
// met an error or cannot report any more.
func (work task) compose(ctx context.Context, store storage.Storage, tell reporter) error {
	graph, err := association.Open(ctx, store, nil)
	if err != nil {
		return work.broken(tell, fmt.Errorf("open: %w", err))
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	var writers, reader sync.WaitGroup
	reader.Go(func() { work.watch(reading, store, tell) })
	for k := range work.Writers {
		writers.Go(func() {
			w := &writer{graph: graph, task: work, number: k + 1, tell: tell}
			for n := 1; w.call(ctx, n); n++ {
			}
		})
	}
	writers.Wait()
	stop()
	reader.Wait()
	return nil
}

// broken tells of an error that nothing explains; when the server is being killed,
// everything is explained.
func (work task) broken(tell reporter, err error) error {
	if work.Served {
		return nil
	}
	return tell(report{Broken: err.Error()})
}

// A writer makes calls in order, without overlap.
type writer struct {
	task
	graph  *association.Graph
	number int
	tell   reporter
}

// call makes call n and reports the outcome. It returns false if the writer cannot go on.
func (w *writer) call(ctx context.Context, n int) bool {
	if w.tell(report{Writer: w.number, Call: n}) != nil {
		return false
	}
	outcomes, err := w.make(ctx, callID{w.Seed, w.Round, w.number, n})
	if w.tell(report{Writer: w.number, Call: n, Outcomes: outcomes}) != nil {
		return false
	}
	if err != nil && fateOf(err) == surprise {
		_ = w.broken(w.tell, err)
		return false
	}
	return err == nil || fateOf(err) == refused
}

// make returns the outcome of each operation of a call, and the error that the whole
// call met.
func (w *writer) make(ctx context.Context, id callID) ([]outcome, error) {
	c := id.call()
	if c.edit {
		err := edit(ctx, w.graph, id)
		return []outcome{{Fate: fateOf(err)}}, err
	}
	outcomes := make([]outcome, len(c.ops))
	if c.each {
		results, err := w.graph.DoEach(ctx, c.ops...)
		for i, each := range results {
			outcomes[i] = outcome{fateOf(each.Err), each.Result}
		}
		return outcomes, err
	}
	results, err := w.graph.Do(ctx, c.ops...)
	for i := range outcomes {
		if outcomes[i].Fate = fateOf(err); err == nil {
			outcomes[i].Result = results[i]
		}
	}
	return outcomes, err
}

// watch reports every event as soon as the feed shows it.
func (work task) watch(ctx context.Context, store storage.Storage, tell reporter) {
	pause := time.NewTicker(time.Millisecond)
	defer pause.Stop()
	for after := work.After; ; {
		events, err := accountcheck.Feed(ctx, store, after)
		if err != nil {
			if ctx.Err() == nil {
				_ = work.broken(tell, fmt.Errorf("read the feed after %s: %w", after, err))
			}
			return
		}
		if len(events) > 0 {
			after = events[len(events)-1].Position
			seen := make([]seenEvent, len(events))
			for i := range events {
				seen[i] = seenEventOf(events[i])
			}
			if tell(report{Seen: seen}) != nil {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}
