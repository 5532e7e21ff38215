package crash

import (
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// A tracker holds all knowledge about the operations that were written to a store.
type tracker struct {
	entries map[history.OperationID]*entry
	order   []history.OperationID // of the entries
	calls   []callID              // of the last round, in the order in which they began
	edits   []callID              // acknowledged ones
	seen    []seenEvent           // in the order of the feed
}

// An entry is an operation with the outcome.
type entry struct {
	call   callID
	fate   fate
	result association.Result // of an acknowledged operation
	events int                // events that the operation writes if anything changes; 0: that depends
	shared bool               // written or refused together with the others of the call
}

func newTracker() *tracker { return &tracker{entries: map[history.OperationID]*entry{}} }

// begin notes a call whose outcome is not known.
func (b *tracker) begin(id callID) {
	b.calls = append(b.calls, id)
	c := id.call()
	for i, name := range c.ids {
		b.entries[name] = &entry{call: id, events: c.events[i], shared: !c.each}
		b.order = append(b.order, name)
	}
}

// end notes the outcome of a call.
func (b *tracker) end(id callID, outcomes []outcome) error {
	c := id.call()
	if c.edit {
		if len(outcomes) == 1 && outcomes[0].Fate == acked {
			b.edits = append(b.edits, id)
		}
		return nil
	}
	if len(outcomes) != len(c.ids) {
		return fmt.Errorf("%d operations have %d outcomes", len(c.ids), len(outcomes))
	}
	for i, name := range c.ids {
		e := b.entries[name]
		e.fate, e.result = outcomes[i].Fate, outcomes[i].Result
		if e.fate == surprise {
			e.fate = refused
		}
		if e.fate == acked && e.result.Repeated {
			return fmt.Errorf("operation %s was answered as one that had been done before", name)
		}
	}
	return nil
}

// hear notes a report of a child.
func (b *tracker) hear(seed uint64, round int, r report) error {
	id := callID{seed, round, r.Writer, r.Call}
	switch {
	case r.Broken != "":
		return fmt.Errorf("the writing process met an error: %s", r.Broken)
	case r.Seen != nil:
		b.seen = append(b.seen, r.Seen...)
	case r.Outcomes != nil:
		return b.end(id, r.Outcomes)
	default:
		b.begin(id)
	}
	return nil
}
