package crash

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// A moment is when a child dies.
type moment struct {
	early bool          // soon after the child starts, perhaps while it opens the store
	after time.Duration // from its start, or else from its first acknowledgement
	acks  int           // or when so many calls were acknowledged; 0: not for that
}

// drawMoment draws a moment within a time.
func drawMoment(by *rand.Rand, longest time.Duration) moment {
	m := moment{after: time.Millisecond + time.Duration(by.Int64N(int64(longest)))}
	switch by.IntN(8) {
	case 0:
		m.early = true
	case 1, 2, 3:
		m.acks, m.after = 1+by.IntN(100), longest
	}
	return m
}

// A listener writes the child's reports into the tracker, and knows when the moment has come.
type listener struct {
	*tracker
	work   task
	moment moment

	mu            sync.Mutex // guards the tracker and the fields below
	acks          int
	failure       error
	deaf          bool // reports are ignored from now on
	first, enough chan struct{}
}

func newListener(b *tracker, work task, m moment) *listener {
	return &listener{tracker: b, work: work, moment: m, first: make(chan struct{}), enough: make(chan struct{})}
}

// errDeaf stops a writer whose store is gone.
var errDeaf = errors.New("the store is gone")

// hear notes a report. After the first that cannot be, the moment has come.
func (l *listener) hear(r report) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deaf {
		return errDeaf
	}
	if err := l.tracker.hear(l.work.Seed, l.work.Round, r); err != nil && l.failure == nil {
		l.failure = err
		closeOnce(l.enough)
	}
	if r.Outcomes != nil {
		l.acks++
		closeOnce(l.first)
		if l.acks == l.moment.acks {
			closeOnce(l.enough)
		}
	}
	return nil
}

// closeOnce closes a channel unless the channel is closed already. Its callers hold a lock.
func closeOnce(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

// await returns at the moment.
func (l *listener) await() {
	if !l.moment.early {
		wait(l.first, l.enough, patience)
	}
	wait(l.enough, nil, l.moment.after)
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
