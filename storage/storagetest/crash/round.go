package crash

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A parent starts the writing processes, kills them, and checks the store afterwards.
type parent struct {
	*testing.T
	tally
	backend Backend
	options Options
	rand    *rand.Rand
}

// store opens a new store and kills the writers some times.
func (h *parent) store(kills int) error {
	place := h.backend.Place(h.T)
	store, err := h.backend.Open(h.Context(), place)
	if err != nil {
		return fmt.Errorf("open a new store: %w", err)
	}
	graph, err := association.Open(h.Context(), store, nil)
	if err == nil {
		err = createSchema(h.Context(), graph)
	}
	if closed := store.Close(); err == nil {
		err = closed
	}
	b := newTracker()
	h.stores++
	for round := 1; err == nil && round <= kills; round++ {
		if err = h.round(place, b, round); err == nil {
			err = h.reopen(place, b, round)
		}
	}
	return err
}

// round lets a process write until the crash comes.
func (h *parent) round(place string, b *tracker, round int) error {
	work := task{Place: place, Seed: h.seed, Round: round, Writers: h.options.Writers, Served: h.backend.Crash != nil}
	if len(b.seen) > 0 {
		work.After = b.seen[len(b.seen)-1].Position
	}
	b.calls = nil
	seen, edits := len(b.seen), len(b.edits)
	l := newListener(b, work, drawMoment(h.rand, h.options.Longest))
	run := h.killed
	if h.backend.Cut != nil {
		run = h.cut
	}
	err := run(work, l)
	h.kills++
	h.seen, h.edits = h.seen+len(b.seen)-seen, h.edits+len(b.edits)-edits
	return err
}

// killed lets a child write and kills it, or the server.
func (h *parent) killed(work task, l *listener) error {
	p, err := child.Start(h.T, work, func(answer []byte) {
		var r report
		if err := json.Unmarshal(answer, &r); err != nil {
			r = report{Broken: err.Error()}
		}
		_ = l.hear(r)
	})
	if err != nil {
		return err
	}
	l.await()
	h.kill(p, work.Place)
	ended := p.Wait()
	if h.backend.Restart != nil {
		h.backend.Restart(h.T, work.Place)
	}
	if l.failure != nil {
		return fmt.Errorf("%w\n%s", l.failure, p.Said())
	}
	if len(l.calls) == 0 && p.Said() != "" {
		return fmt.Errorf("the writing process did not write: %w\n%s", ended, p.Said())
	}
	return nil
}

// cut lets goroutines write, and then keeps only the data that would survive if the power went
// now. No report is heard meanwhile: earlier acknowledged operations are kept, others may be.
func (h *parent) cut(work task, l *listener) error {
	store, err := h.backend.Open(h.Context(), work.Place)
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- work.compose(h.Context(), store, l.hear) }()
	l.await()
	l.mu.Lock()
	h.backend.Cut(h.T, work.Place)
	l.deaf = true
	l.mu.Unlock()
	err = errors.Join(l.failure, <-ended)
	_ = store.Close() // the open store writes to files that no longer count
	return err
}

// kill ends the child, or the server and then the child once the child has seen that.
func (h *parent) kill(p *child.Process, place string) {
	if h.backend.Crash == nil {
		_ = p.Kill()
		return
	}
	h.backend.Crash(h.T, place)
	late := time.AfterFunc(patience, func() { _ = p.Kill() })
	h.Cleanup(func() { late.Stop() })
}

// patience is how long a child may take to begin, and to notice the death of a server.
const patience = 30 * time.Second

// reopen opens the store after a kill and checks the rows.
func (h *parent) reopen(place string, b *tracker, round int) error {
	store, err := h.backend.Open(h.Context(), place)
	if err != nil {
		return fmt.Errorf("open the store after a kill: %w", err)
	}
	c := &check{parent: h, tracker: b, store: store, round: round}
	err = c.all(h.Context())
	if closed := store.Close(); err == nil && closed != nil {
		err = fmt.Errorf("close the store: %w", closed)
	}
	return err
}
