package crash

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/accountcheck"
)

// A check looks at a store after a kill.
type check struct {
	*parent
	*tracker
	store storage.Storage
	graph *association.Graph
	round int

	feed   []storage.Event
	events map[history.OperationID][]history.Event // of callers' own ids
	kept   map[history.OperationID]bool            // ids that are remembered
}

// all is every check, the ones that write last.
func (c *check) all(ctx context.Context) (err error) {
	if c.graph, err = association.Open(ctx, c.store, nil); err != nil {
		return fmt.Errorf("open the graph after a kill: %w", err)
	}
	if err := accountcheck.Verify(ctx, c.store, record.Contacts, record.Companies, record.Deals, record.Notes); err != nil {
		return err
	}
	if err := c.store.View(ctx, func(r storage.Reader) error { return c.read(ctx, r) }); err != nil {
		return err
	}
	for _, step := range []func() error{c.checkSeen, c.checkOutcomes, c.checkGroups} {
		if err := step(); err != nil {
			return err
		}
	}
	schema, err := c.graph.Schema(ctx)
	if err != nil {
		return err
	}
	if err := c.checkLabels(schema.Labels()); err != nil {
		return err
	}
	if err := c.repeat(ctx); err != nil {
		return err
	}
	if err := finish(ctx, c.graph, c.round); err != nil {
		return err
	}
	return accountcheck.Schema(ctx, c.store)
}

// read takes the feed and the remembered ids from the same snapshot.
func (c *check) read(ctx context.Context, from storage.Reader) (err error) {
	if c.feed, err = accountcheck.Feed(ctx, from, storage.Position{}); err != nil {
		return fmt.Errorf("read the feed after a kill: %w", err)
	}
	c.events, c.kept = map[history.OperationID][]history.Event{}, map[history.OperationID]bool{}
	for _, e := range c.feed {
		if e.Operation.Name() != "" {
			c.events[e.Operation] = append(c.events[e.Operation], e.Event)
		}
	}
	var b storage.Batch
	const most = 1000 // rows at once
	for at := 0; at < len(c.order); at += most {
		to := min(at+most, len(c.order))
		b.Reset()
		for _, id := range c.order[at:to] {
			b.Operations = append(b.Operations, storage.Operation{ID: id})
		}
		if err := from.Read(ctx, &b); err != nil {
			return fmt.Errorf("read the operations after a kill: %w", err)
		}
		for _, row := range b.Operations {
			c.kept[row.ID] = row.Was.At != 0
		}
	}
	return nil
}

// checkSeen compares the feed with the events that any child has seen.
func (c *check) checkSeen() error {
	if len(c.seen) > len(c.feed) {
		return fmt.Errorf("the feed has %d events, of which %d were seen", len(c.feed), len(c.seen))
	}
	for i, was := range c.seen {
		if is := seenEventOf(c.feed[i]); is != was {
			return fmt.Errorf("event %d of the feed was %v when it was seen, and is %v", i, was, is)
		}
	}
	return nil
}

// checkOutcomes compares every operation with the outcome that the child reported.
func (c *check) checkOutcomes() error {
	for id, events := range c.events {
		if !c.kept[id] {
			return fmt.Errorf("operation %s has %d events and is not remembered", id, len(events))
		}
	}
	for id, e := range c.entries {
		switch {
		case e.fate == acked && !c.kept[id]:
			return fmt.Errorf("operation %s was acknowledged (%s) and is not there", id, e.result)
		case e.fate == refused && c.kept[id]:
			return fmt.Errorf("operation %s was refused and is there", id)
		}
	}
	return nil
}

// checkGroups compares the operations of a Do with each other.
func (c *check) checkGroups() error {
	first := map[callID]history.OperationID{}
	for id, e := range c.entries {
		if !e.shared {
			continue
		}
		other, known := first[e.call]
		if !known {
			first[e.call] = id
		} else if c.kept[id] != c.kept[other] {
			return fmt.Errorf("of one Do operation %s is there: %v, and %s: %v", id, c.kept[id], other, c.kept[other])
		}
	}
	return nil
}

// checkLabels looks for the labels whose definition was acknowledged.
func (c *check) checkLabels(catalog schema.Labels) error {
	for _, id := range c.edits {
		if !id.defines() {
			continue
		}
		_, err := catalog.Resolve(record.Contacts, record.Companies, label.Named(id.word()))
		if err != nil {
			return fmt.Errorf("label %q was defined and is not there: %v", id.word(), err)
		}
	}
	return nil
}
