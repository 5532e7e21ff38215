package associationtest

import (
	"sync"
	"time"
)

// Start is the time that the clock of a new graph shows: nine o'clock on 1 March 2024, UTC.
var Start = time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)

// A Clock shows the time that a test sets. The time does not pass by itself. Many goroutines
// may use a Clock at once. The zero Clock shows [Start].
type Clock struct {
	mu     sync.Mutex
	passed time.Duration // since Start
}

// Now returns the time that the clock shows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Start.Add(c.passed)
}

// Set sets the clock, forward or back.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed = at.Sub(Start)
}

// Advance moves the clock by a duration, and back if the duration is negative.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += by
}
