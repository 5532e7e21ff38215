package crash

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
	"github.com/relata-go/relata/storage/storagetest/internal/sound"
)

// write is the child: it writes until it is killed or, when the server is to be killed
// instead, until every writer has met an error.
func write(ctx context.Context, backend Backend, work task) error {
	store, err := backend.Open(ctx, work.Place)
	if err != nil {
		return broken(work, fmt.Errorf("open: %w", err))
	}
	graph, err := association.Open(ctx, store, nil)
	if err != nil {
		return broken(work, fmt.Errorf("open: %w", err))
	}
	reading, stop := context.WithCancel(ctx)
	var writers, reader sync.WaitGroup
	reader.Go(func() { watch(reading, store, work) })
	for k := range work.Writers {
		writers.Go(func() {
			w := &writer{graph: graph, task: work, number: k + 1}
			for n := 1; w.call(ctx, n); n++ {
			}
		})
	}
	writers.Wait()
	stop()
	reader.Wait()
	return nil
}

// broken tells the parent of an error that nothing explains; when the server is being
// killed, everything is explained.
func broken(work task, err error) error {
	if work.Served {
		return nil
	}
	return child.Send(report{Broken: err.Error()})
}

// A writer makes one call after the other.
type writer struct {
	task
	graph  *association.Graph
	number int
}

// call makes call n and reports it. It returns false when the writer can not go on.
func (w *writer) call(ctx context.Context, n int) bool {
	if child.Send(report{Writer: w.number, Call: n}) != nil {
		return false
	}
	outcomes, err := w.make(ctx, callID{w.Seed, w.Round, w.number, n})
	if child.Send(report{Writer: w.number, Call: n, Outcomes: outcomes}) != nil {
		return false
	}
	if err != nil && fateOf(err) == surprise {
		_ = broken(w.task, err)
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

// watch reports every event that the feed shows, as soon as it does.
func watch(ctx context.Context, store storage.Storage, work task) {
	pause := time.NewTicker(time.Millisecond)
	defer pause.Stop()
	for after := work.After; ; {
		events, err := sound.Feed(ctx, store, after)
		if err != nil {
			if ctx.Err() == nil {
				_ = broken(work, fmt.Errorf("read the feed behind %s: %w", after, err))
			}
			return
		}
		if len(events) > 0 {
			after = events[len(events)-1].Position
			seen := make([]sight, len(events))
			for i := range events {
				seen[i] = sightOf(events[i])
			}
			if child.Send(report{Seen: seen}) != nil {
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
