package kv

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/relata-go/relata/storage"
)

// These errors never leave the package: Update runs the transaction again, with others
// or alone.
var (
	errAgain = errors.New("what the transaction rests on was not written")
	errAlone = errors.New("the transactions that were written together were too large")
)

// A committer lets transactions run one at a time, and writes the changes of several
// together. While a Write is under way, the transactions that end gather in the next
// group. No transaction waits for a Write before it runs; the package comment follows
// two groups in flight.
type committer struct {
	engine Engine
	turn   chan struct{} // holds a token while a transaction runs

	mu        sync.Mutex // guards the rest
	gathering *group     // to be written next; nil: there is none
	writing   *group     // whose Write is under way; nil: there is none
	failures  uint64     // how many groups were not written; a transaction that saw their changes runs again
}

// A group is transactions whose changes are written together. Later transactions read
// the changes, so only the transaction that has the turn adds to a group, and none does
// after its Write has begun.
type group struct {
	changes *writeSet
	members []context.Context // of the Updates
	lead    chan struct{}     // holds a token for the member that is to write; nil: the first member writes at once
	begun   chan struct{}     // of a full group: closed when its Write begins or is given up; nil: not full
	done    chan struct{}     // closed when err is the outcome
	err     error
}

// fullGroup is how many changes make a group full: the next transaction then waits
// until the group's Write begins. Only tests change fullGroup.
var fullGroup = 10_000

// init makes c ready. The channel has room for a single token: the transaction that put
// the token in has the turn. A mutex would not do, because a wait for a mutex cannot
// end with a context.
func (c *committer) init(engine Engine) {
	c.engine, c.turn = engine, make(chan struct{}, 1)
}

// waitForTurn returns when no other transaction runs.
func (c *committer) waitForTurn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("kv: update: %w", err)
	}
	select {
	case c.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("kv: wait for another update: %w", ctx.Err())
	}
}

// A turn is the right to run a transaction. A turn is passed on once.
type turn struct {
	committer *committer
	passed    bool
}

// pass lets the next transaction run. A second call does nothing, so that a defer can
// follow.
func (t *turn) pass() {
	if !t.passed {
		t.passed = true
		<-t.committer.turn
	}
}

// A basis names the changes that a transaction reads before they are durable.
type basis struct {
	newest   *group // the newest group whose changes the transaction sees; nil: none
	failures uint64 // of the committer, when the transaction began
}

// begin returns the changes that the engine may not have yet, appended to layers with
// the newest first, and the basis of a transaction that sees them.
func (c *committer) begin(layers []*writeSet) ([]*writeSet, basis) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := basis{failures: c.failures}
	for _, g := range []*group{c.gathering, c.writing} {
		if g == nil {
			continue
		}
		layers = append(layers, g.changes)
		if b.newest == nil {
			b.newest = g
		}
	}
	return layers, b
}

// settle waits until no group gathers or is being written. The caller has the turn, so
// no new group begins meanwhile.
func (c *committer) settle(ctx context.Context) error {
	for {
		_, b := c.begin(nil)
		if b.newest == nil {
			return nil
		}
		select {
		case <-b.newest.done:
		case <-ctx.Done():
			return fmt.Errorf("kv: wait for an earlier commit: %w", ctx.Err())
		}
	}
}

// waitFor returns when the group that a transaction rests on is durable. The result is
// the outcome of the transaction, or errAgain if the group was not written. A caller
// that is told that a link exists must find the link after a crash.
func (b basis) waitFor(ctx context.Context, outcome error) error {
	if b.newest == nil {
		return outcome
	}
	select {
	case <-b.newest.done:
	case <-ctx.Done():
		if outcome == nil {
			outcome = fmt.Errorf("kv: wait for an earlier commit: %w", ctx.Err())
		}
		return outcome
	}
	if b.newest.err != nil {
		return errAgain
	}
	return outcome
}

// commit adds the changes of a transaction to the group that gathers, and returns when
// the group is written. It passes the turn on as soon as the group can take another
// transaction.
func (c *committer) commit(ctx context.Context, changes *writeSet, on basis, turn *turn) error {
	g, leads, err := c.join(ctx, changes, on)
	if err != nil {
		return err
	}
	begun, cancelled := g.begun, ctx.Done()
	if begun == nil { // the group is not full: the next transaction may run and join
		turn.pass()
	}
	if leads { // no Write is under way that would start this group when it ends
		c.write(ctx, g, turn)
	}
	for { // a channel that has fired is set to nil, which never fires
		select {
		case <-g.lead: // the Write before this group succeeded; one member takes the token
			c.write(ctx, g, turn)
		case <-begun: // the Write of the full group has begun; the next group may gather
			begun = nil
			turn.pass()
		case <-cancelled: // after the Write has begun the outcome is the group's
			if cancelled = nil; c.withdraw(g) {
				return fmt.Errorf("kv: commit: %w", ctx.Err())
			}
		case <-g.done:
			return g.err
		}
	}
}

// join adds changes to the group that gathers. If there is none, join makes a group,
// which the transaction leads if nothing is being written.
func (c *committer) join(ctx context.Context, changes *writeSet, on basis) (g *group, leads bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failures != on.failures { // a group failed since the transaction began; perhaps the transaction saw its changes
		return nil, false, errAgain
	}
	if g = c.gathering; g != nil {
		g.changes.add(changes)
	} else {
		g, leads = &group{changes: changes, done: make(chan struct{})}, c.writing == nil
		if c.gathering = g; !leads {
			g.lead = make(chan struct{}, 1)
		}
	}
	g.members = append(g.members, ctx)
	// A group that grew without bound would become too large for the engine, and its
	// first members would wait for more and more others.
	if g.begun == nil && g.changes.tree.Len() >= fullGroup {
		g.begun = make(chan struct{})
	}
	return g, leads, nil
}

// withdraw gives a group up for a member whose context has ended, unless the Write has
// begun. The other members run again: they may have seen changes of this member.
func (c *committer) withdraw(g *group) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gathering != g {
		return false
	}
	c.giveUp(g)
	return true
}

// giveUp ends a group that gathers: its members run again. The caller holds mu.
func (c *committer) giveUp(g *group) {
	c.gathering = nil
	c.failures++
	g.err = errAgain
	if g.begun != nil {
		close(g.begun)
	}
	close(g.done)
}

// beginWrite moves g from gathering to writing. If the context of a member has ended,
// the group is given up instead, since nothing may be written for that member.
func (c *committer) beginWrite(g *group) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gathering != g {
		return false
	}
	for _, ctx := range g.members {
		if ctx.Err() != nil {
			c.giveUp(g)
			return false
		}
	}
	c.gathering, c.writing = nil, g
	if g.begun != nil {
		close(g.begun)
	}
	return true
}

// write writes a group. The engine does not get the caller's deadline: once a Write has
// begun, the outcome counts for every member.
func (c *committer) write(ctx context.Context, g *group, turn *turn) {
	if !c.beginWrite(g) {
		return
	}
	turn.pass() // the transaction that filled the group still has the turn
	// If the engine panics, the members still get an outcome: nobody knows which
	// changes were written.
	err := fmt.Errorf("%w: the engine panicked", storage.ErrAmbiguous)
	defer func() { c.finish(g, err) }()
	err = c.engine.Write(context.WithoutCancel(ctx), g.changes.changes())
}

// finish tells the members the outcome, and has the next group written. If the Write
// failed, the next group rests on changes that were not written, and is given up too.
func (c *committer) finish(g *group, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing = nil
	switch {
	case err == nil:
		if c.gathering != nil {
			c.gathering.lead <- struct{}{}
		}
	case errors.Is(err, storage.ErrTooLarge) && len(g.members) > 1:
		g.err = errAlone // each member may be small enough alone
	default:
		g.err = fmt.Errorf("kv: commit: %w", err)
	}
	if err != nil {
		c.failures++
		if c.gathering != nil {
			c.giveUp(c.gathering)
		}
	}
	close(g.done)
}
