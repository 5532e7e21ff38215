package contend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/accountcheck"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A contest is a game of players on the same records.
type contest struct {
	name string
	// found makes the schema and the first links.
	found func(ctx context.Context, graph *association.Graph) error
	// turn is a single turn of a player. The error is a failure that no rule explains.
	turn func(p *player) error
	// watch returns a violation in a snapshot, at any moment.
	watch func(ctx context.Context, from association.Reader) error
	// final, unless nil, returns a violation at the end.
	final func(ctx context.Context, graph *association.Graph, n tally) error
}

// A match is a contest on a store.
type match struct {
	contest
	players int // in all processes
	writers int // in this process
	seed    uint64
	time    time.Duration
}

// A player is a goroutine.
type player struct {
	tally
	*association.Graph
	*rand.Rand
	ctx    context.Context
	number int // among all players, from 0
	turns  int
	mine   map[string]bool // notes of the contest about this player
}

// expect counts the outcome of a call. It returns the error, unless that wraps one of the
// errors that a rule explains.
func (p *player) expect(err error, explained ...error) error {
	switch {
	case err == nil:
		p.Operations++
		return nil
	case errors.Is(err, storage.ErrConflict):
		p.Conflicts++
		return nil
	}
	for _, target := range explained {
		if errors.Is(err, target) {
			p.Refused++
			return nil
		}
	}
	return err
}

// hold prepares a new store, watches while play runs, and checks the rows at the end.
func (m *match) hold(ctx context.Context, store storage.Storage, play func(context.Context) (tally, error)) (tally, error) {
	graph, err := association.Open(ctx, store, nil)
	if err == nil {
		err = m.found(ctx, graph)
	}
	if err != nil {
		return tally{}, err
	}
	n, err := m.watched(ctx, graph, play)
	if err == nil {
		err = m.end(ctx, store, graph, n)
	}
	return n, err
}

// play lets the players of this process play. Their numbers begin at first.
func (m *match) play(ctx context.Context, store storage.Storage, first int) (tally, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, m.time+patience)
	defer cancel()
	seen := &observed{Storage: store}
	graph, err := association.Open(ctx, seen, nil)
	if err != nil {
		return tally{}, err
	}
	players, errs := make([]*player, m.writers), make([]error, m.writers)
	var all sync.WaitGroup
	for k := range players {
		p := &player{
			Graph: graph, Rand: rand.New(rand.NewPCG(m.seed, uint64(first+k))),
			ctx: ctx, number: first + k, mine: map[string]bool{},
		}
		players[k] = p
		all.Go(func() {
			for ; errs[k] == nil && time.Since(began) < m.time; p.turns++ {
				errs[k] = m.turn(p)
			}
		})
	}
	if err := finished(&all, m.time+2*patience); err != nil {
		return tally{}, err
	}
	n := tally{Retries: seen.again.Load(), Time: time.Since(began)}
	for _, p := range players {
		n = n.plus(p.tally)
	}
	return n, errors.Join(errs...)
}

// finished waits for all, or returns the stacks when the time is over.
func finished(all *sync.WaitGroup, most time.Duration) error {
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
		stacks := make([]byte, 1<<20)
		return fmt.Errorf("somebody is stuck:\n%s", stacks[:runtime.Stack(stacks, true)])
	}
}

// send lets children play on the store at a place.
func (m *match) send(t *testing.T, place string) (tally, error) {
	var mu sync.Mutex
	var total tally
	var errs []error
	var running []*child.Process
	for first := 0; first < m.players; first += m.writers {
		work := task{Place: place, Contest: m.name, First: first, Writers: m.writers, Players: m.players, Seed: m.seed, Time: m.time}
		p, err := child.Start(t, work, func(answer []byte) {
			mu.Lock()
			defer mu.Unlock()
			var n tally
			if err := json.Unmarshal(answer, &n); err != nil {
				errs = append(errs, err)
			} else if n.Failure != "" {
				errs = append(errs, errors.New(n.Failure))
			} else if n.Operations == 0 {
				errs = append(errs, errors.New("a process did nothing"))
			}
			total = total.plus(n)
		})
		if err != nil {
			return total, err
		}
		running = append(running, p)
	}
	for _, p := range running {
		late := time.AfterFunc(m.time+3*patience, func() { _ = p.Kill() })
		if err := p.Wait(); err != nil {
			errs = append(errs, fmt.Errorf("%w: %s", err, p.Said()))
		}
		late.Stop()
	}
	return total, errors.Join(errs...)
}

// watched looks at the store, snapshot after snapshot, while play runs.
func (m *match) watched(ctx context.Context, graph *association.Graph, play func(context.Context) (tally, error)) (n tally, err error) {
	var watching sync.WaitGroup
	over := make(chan struct{})
	watching.Go(func() {
		pause := time.NewTicker(2 * time.Millisecond)
		defer pause.Stop()
		for err == nil {
			err = graph.View(ctx, func(r association.Reader) error { return m.watch(ctx, r) })
			select {
			case <-over:
				return
			case <-pause.C:
			}
		}
	})
	n, failure := play(ctx)
	close(over)
	watching.Wait()
	return n, errors.Join(failure, err)
}

// end checks the store at the end. Of a hundred calls at most one may give up.
func (m *match) end(ctx context.Context, store storage.Storage, graph *association.Graph, n tally) error {
	if 100*n.Conflicts > n.Operations+n.Refused {
		return fmt.Errorf("%d of %d calls gave up", n.Conflicts, n.Operations+n.Refused)
	}
	if m.final != nil {
		if err := m.final(ctx, graph, n); err != nil {
			return err
		}
	}
	return accountcheck.Check(ctx, store, types...)
}
