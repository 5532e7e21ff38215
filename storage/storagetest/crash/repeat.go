package crash

import (
	"context"
	"fmt"
	"reflect"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// repeat makes the calls of the last round again, as an application does that does not know
// their outcome. An operation that is there must answer as before, once. An operation that is
// not there is done now or refused by a rule, and counts as acknowledged from then on.
func (c *check) repeat(ctx context.Context) error {
	for _, id := range c.calls {
		made := id.call()
		if made.edit {
			continue
		}
		results, err := c.again(ctx, made)
		if err != nil {
			return err
		}
		for i, name := range made.ids {
			if err := c.compare(name, results[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// again makes a call once more and returns the outcome of each operation.
func (c *check) again(ctx context.Context, made *call) ([]association.EachResult, error) {
	if made.each {
		return c.graph.DoEach(ctx, made.ops...)
	}
	each := make([]association.EachResult, len(made.ops))
	results, err := c.graph.Do(ctx, made.ops...)
	if err != nil && fateOf(err) != refused {
		return nil, err
	}
	for i := range each {
		if each[i].Err = err; err == nil {
			each[i].Result = results[i]
		}
	}
	return each, nil
}

// compare compares the answer to a repeated operation with the first answer, and with the
// events that existed after the kill.
func (c *check) compare(name history.OperationID, again association.EachResult) error {
	e, events := c.entries[name], c.events[name]
	was := e.fate
	c.count(was, c.kept[name])
	switch {
	case !c.kept[name] && again.Err == nil && again.Result.Repeated:
		return fmt.Errorf("operation %s was not there and is answered as one that was", name)
	case !c.kept[name]:
		if e.fate = fateOf(again.Err); e.fate == acked {
			e.result = again.Result
		}
		return nil
	case again.Err != nil:
		return fmt.Errorf("operation %s is there, and repeating it fails: %v", name, again.Err)
	case !again.Result.Repeated:
		return fmt.Errorf("operation %s was there and took effect twice", name)
	}
	again.Result.Repeated = false
	if was == acked && !reflect.DeepEqual(e.result, again.Result) {
		return fmt.Errorf("operation %s was answered %+v, and when repeated %+v", name, e.result, again.Result)
	}
	e.fate, e.result = acked, again.Result
	return complete(name, e, events)
}

// complete compares the events of an existing operation with its result.
func complete(name history.OperationID, e *entry, events []history.Event) error {
	switch at := e.result.At; {
	case at == 0 && len(events) > 0:
		return fmt.Errorf("operation %s changed nothing and has %d events", name, len(events))
	case at != 0 && len(events) == 0:
		return fmt.Errorf("operation %s changed something and has no event", name)
	case at != 0 && e.events != 0 && len(events) != e.events:
		return fmt.Errorf("operation %s has %d events of %d", name, len(events), e.events)
	}
	for i := range events {
		if events[i].At != e.result.At {
			return fmt.Errorf("operation %s was done at %d, and one of its events at %d", name, e.result.At, events[i].At)
		}
	}
	return nil
}

// count adds an operation of the last round to the tally.
func (c *check) count(was fate, kept bool) {
	switch {
	case was == acked:
		c.acknowledged++
	case was == refused:
		c.refused++
	case kept:
		c.whole++
	default:
		c.absent++
	}
}
