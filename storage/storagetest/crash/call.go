package crash

import (
	"fmt"
	"math/rand/v2"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// A callID names a call of a store. The call follows from the id and the seed, so that the
// parent knows the operations of a child.
type callID struct {
	Seed                uint64
	Round, Writer, Call int
}

// A call is a writer's single call of the engine.
type call struct {
	ids    []history.OperationID
	ops    []association.Operation // each of them Once
	events []int                   // events that each operation writes if anything changes; 0: that depends
	each   bool                    // DoEach, not Do
	edit   bool                    // no operations but an edit of the schema
}

// The hot records are few, so that writers meet.
const (
	hotContacts     = 40
	hotCompanies    = 10
	hotDeals        = 20
	passingContacts = 20 // of a round
	dealContacts    = 5  // the limit of a deal's contacts
)

// The labels that every store has.
const (
	manager = "Manager" // contacts to companies
	buyer   = "Buyer"   // deals to contacts
)

// call draws the call.
func (id callID) call() *call {
	chance := rand.New(rand.NewPCG(id.Seed, uint64(id.Round)<<48|uint64(id.Writer)<<40|uint64(id.Call)))
	d := &drawer{Rand: chance, callID: id}
	c := new(call)
	n := 1
	switch kind := d.IntN(20); {
	case kind < 3 && id.Writer == 1:
		return &call{edit: true} // a single writer edits, because edits of two writers would refuse each other
	case kind < 4:
		n, c.each = 20+d.IntN(180), true
	case kind < 8:
		n = 2 + d.IntN(15)
	}
	sure := n > 1 && !c.each // if an operation were refused, all would be
	for i := range n {
		d.index = i
		op, events := d.operation(sure)
		name := id.operationID(i)
		c.ids = append(c.ids, name)
		c.ops = append(c.ops, association.Once(name, op))
		c.events = append(c.events, events)
	}
	return c
}

// operationID returns the id of operation i of the call.
func (id callID) operationID(i int) history.OperationID {
	name, _ := history.NamedOperation(fmt.Sprintf("%d.%d.%d.%d", id.Round, id.Writer, id.Call, i)) // the name is valid
	return name
}
