package association

import (
	"context"

	"github.com/relata-go/relata/association/internal/metered"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Within returns a handle on the same graph that reads and writes through store: the same
// account inside a transaction of the application, as the InTx of a backend gives it. The
// handle has the options, source and group of g. It is cheap: it reads nothing, and begins
// with the schema that g knows, so no transaction has to read the schema again.
//
// The handle may be used as long as the store, and like the store perhaps by one goroutine
// only. A transaction that is taken back leaves no trace in g. After a commit g knows the
// schema that the transaction has read, if the store is a [storage.InTransaction]. After a
// rollback to a savepoint of the application call Within again.
//
// If g and the store are known to be of different accounts, every call of the handle returns
// [storage.ErrInvalid].
func (g *Graph) Within(store storage.Storage) *Graph {
	inside := *g.core
	inside.traits = traitsOf(store)
	inside.schema = g.core.schema.Within()
	if in, is := store.(storage.InTransaction); is {
		in.AfterCommit(func() { g.core.schema.Committed(inside.schema) })
		if err := in.Continue(metered.Under(g.core.store)); err != nil {
			store = otherAccount{inside.traits, err}
		}
	}
	if g.observe != nil {
		store = metered.Over(store)
	}
	inside.store = store
	handle := *g
	handle.core = &inside
	handle.questions = g.questions.Within(store, inside.schema).Newest()
	inside.identity = handle.questions.Identity()
	return &handle
}

// An otherAccount refuses every call, because the store is not of the graph's account.
type otherAccount struct {
	traits storage.Traits
	err    error
}

func (o otherAccount) Read(context.Context, *storage.Batch) error             { return o.err }
func (o otherAccount) View(context.Context, func(storage.Reader) error) error { return o.err }
func (o otherAccount) Update(context.Context, []record.Ref, func(storage.Tx) error) error {
	return o.err
}
func (o otherAccount) Traits() storage.Traits { return o.traits }
func (o otherAccount) Close() error           { return o.err }
