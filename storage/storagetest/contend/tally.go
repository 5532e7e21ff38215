package contend

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A tally counts the calls of players by their outcome.
type tally struct {
	Operations int           // calls that wrote, or found nothing to write
	Refused    int           // calls that a rule refused
	Conflicts  int           // calls that lost too often
	Retries    int64         // transactions that the backend ran again
	Net        int           // links made, less links removed, where the contest counts them
	Time       time.Duration // for which they played
	Failure    string        // of a child
}

// plus returns the tally of two groups that played at the same time.
func (n tally) plus(m tally) tally {
	n.Operations, n.Refused, n.Conflicts = n.Operations+m.Operations, n.Refused+m.Refused, n.Conflicts+m.Conflicts
	n.Retries, n.Net, n.Time = n.Retries+m.Retries, n.Net+m.Net, max(n.Time, m.Time)
	return n
}

// String returns the tally as a single line.
func (n tally) String() string {
	calls := n.Operations + n.Refused + n.Conflicts
	return fmt.Sprintf("%.0f calls/s: %d made, %d refused by a rule, %d gave up, %d transactions run again, in %v",
		float64(calls)/max(n.Time.Seconds(), 1e-9), n.Operations, n.Refused, n.Conflicts, n.Retries, n.Time.Round(time.Millisecond))
}

// An observed store counts the transactions that run again.
type observed struct {
	storage.Storage
	again atomic.Int64
}

// Update counts every call of fn but the first.
func (o *observed) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	calls := int64(-1)
	defer func() { o.again.Add(max(calls, 0)) }()
	return o.Storage.Update(ctx, anchors, func(tx storage.Tx) error {
		calls++
		return fn(tx)
	})
}
