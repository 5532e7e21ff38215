package crash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A hunter is the parent.
type hunter struct {
	*testing.T
	tally
	backend Backend
	options Options
	rand    *rand.Rand
}

// store opens a new store and kills its writers some times.
func (h *hunter) store(kills int) error {
	place := h.backend.Place(h.T)
	store, err := h.backend.Open(h.Context(), place)
	if err != nil {
		return fmt.Errorf("open a new store: %w", err)
	}
	graph, err := association.Open(h.Context(), store, nil)
	if err == nil {
		err = found(h.Context(), graph)
	}
	if closed := store.Close(); err == nil {
		err = closed
	}
	b := newBook()
	h.stores++
	for round := 1; err == nil && round <= kills; round++ {
		if err = h.round(place, b, round); err == nil {
			err = h.reopen(place, b, round)
		}
	}
	return err
}

// round lets a child write and kills it, or the server.
func (h *hunter) round(place string, b *book, round int) error {
	work := task{Place: place, Seed: h.seed, Round: round, Writers: h.options.Writers, Served: h.backend.Crash != nil}
	if len(b.seen) > 0 {
		work.After = b.seen[len(b.seen)-1].Position
	}
	b.calls = nil
	seen, edits := len(b.seen), len(b.edits)
	var heard error
	first, enough := make(chan struct{}), make(chan struct{})
	var once, ended sync.Once
	m, acks := h.moment(), 0
	p, err := child.Start(h.T, work, func(answer []byte) {
		var r report
		err := json.Unmarshal(answer, &r)
		if err == nil {
			err = b.hear(h.seed, round, r)
		}
		if err != nil && heard == nil {
			heard = err
		}
		if r.Outcomes != nil {
			once.Do(func() { close(first) })
			acks++
		}
		if acks > 0 && acks == m.acks || heard != nil {
			ended.Do(func() { close(enough) })
		}
	})
	if err != nil {
		return err
	}
	h.await(m, first, enough)
	h.kill(p, place)
	err = p.Wait()
	if h.backend.Restart != nil {
		h.backend.Restart(h.T, place)
	}
	h.seen, h.edits = h.seen+len(b.seen)-seen, h.edits+len(b.edits)-edits
	if h.kills++; heard != nil {
		return fmt.Errorf("%w\n%s", heard, p.Said())
	}
	if len(b.calls) == 0 && p.Said() != "" {
		return fmt.Errorf("the writing process did not write: %w\n%s", err, p.Said())
	}
	return nil
}

// kill ends the child, or the server and then the child once it has seen that.
func (h *hunter) kill(p *child.Process, place string) {
	if h.backend.Crash == nil {
		_ = p.Kill()
		return
	}
	h.backend.Crash(h.T, place)
	late := time.AfterFunc(patience, func() { _ = p.Kill() })
	h.Cleanup(func() { late.Stop() })
}

// patience is how long a child may take to begin, and to notice that its server is gone.
const patience = 30 * time.Second

// A moment is when a child dies.
type moment struct {
	early bool          // soon after it starts, perhaps while it opens the store
	after time.Duration // from its start, or else from its first acknowledgement
	acks  int           // or when so many calls were acknowledged; 0: not for that
}

func (h *hunter) moment() moment {
	m := moment{after: time.Millisecond + time.Duration(h.rand.Int64N(int64(h.options.Longest)))}
	switch h.rand.IntN(8) {
	case 0:
		m.early = true
	case 1, 2, 3:
		m.acks, m.after = 1+h.rand.IntN(100), max(m.after, h.options.Longest)
	}
	return m
}

// await returns at the moment.
func (h *hunter) await(m moment, first, enough <-chan struct{}) {
	if !m.early {
		wait(first, enough, patience)
	}
	wait(enough, nil, m.after)
}

// wait returns when either channel is closed or the time is over.
func wait(either, other <-chan struct{}, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-either:
	case <-other:
	case <-timer.C:
	}
}

// reopen opens the store after a kill and checks it.
func (h *hunter) reopen(place string, b *book, round int) error {
	store, err := h.backend.Open(h.Context(), place)
	if err != nil {
		return fmt.Errorf("open the store after a kill: %w", err)
	}
	c := &check{hunter: h, book: b, store: store, round: round}
	err = c.all(h.Context())
	if closed := store.Close(); err == nil && closed != nil {
		err = fmt.Errorf("close the store: %w", closed)
	}
	return err
}
