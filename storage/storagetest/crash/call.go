package crash

import (
	"fmt"
	"math/rand/v2"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A callID names a call of one store. The call follows from it and from the seed, so
// that the parent knows what a child did.
type callID struct {
	Seed                uint64
	Round, Writer, Call int
}

// A call is what a writer asks the engine at once.
type call struct {
	ids    []history.OperationID
	ops    []association.Operation // each of them Once
	events []int                   // how many events each writes if it changes anything; 0: that depends
	each   bool                    // DoEach, not Do
	edit   bool                    // no operations but an edit of the schema
}

// The hot records are few, so that writers meet.
const (
	hotContacts  = 40
	hotCompanies = 10
	hotDeals     = 20
	dealContacts = 5 // the limit of a deal's contacts
)

// The labels that every store has.
const (
	manager = "Manager" // contacts to companies
	buyer   = "Buyer"   // deals to contacts
)

// call draws the call.
func (id callID) call() *call {
	d := drawer{rand.New(rand.NewPCG(id.Seed, uint64(id.Round)<<48|uint64(id.Writer)<<40|uint64(id.Call))), id}
	c := new(call)
	n := 1
	switch kind := d.IntN(20); {
	case kind < 3 && id.Writer == 1:
		return &call{edit: true} // of one writer: two edits would refuse each other
	case kind < 4:
		n, c.each = 20+d.IntN(180), true
	case kind < 8:
		n = 2 + d.IntN(15)
	}
	sure := n > 1 && !c.each // one refusal would refuse them all
	for i := range n {
		op, events := d.operation(i, sure)
		name, err := history.NamedOperation(fmt.Sprintf("%d.%d.%d.%d", id.Round, id.Writer, id.Call, i))
		if err != nil {
			continue // never: the name is legal
		}
		c.ids = append(c.ids, name)
		c.ops = append(c.ops, association.Once(name, op))
		c.events = append(c.events, events)
	}
	return c
}

// A drawer draws operations.
type drawer struct {
	*rand.Rand
	callID
}

func (d drawer) contact() record.Ref {
	return record.New(record.Contacts, record.ID(fmt.Sprint(1+d.IntN(hotContacts))))
}

func (d drawer) company() record.Ref {
	return record.New(record.Companies, record.ID(fmt.Sprint(1+d.IntN(hotCompanies))))
}

func (d drawer) deal() record.Ref {
	return record.New(record.Deals, record.ID(fmt.Sprint(1+d.IntN(hotDeals))))
}

// fresh is a contact that no other operation names.
func (d drawer) fresh(i int) record.Ref {
	return record.New(record.Contacts, record.ID(fmt.Sprintf("%d-%d-%d-%d", d.Round, d.Writer, d.Call, i)))
}

// operation draws operation i of the call, a sure one if no rule may refuse it, and says
// how many events it writes when that is certain.
func (d drawer) operation(i int, sure bool) (op association.Operation, events int) {
	from, to, word, first := d.contact(), d.company(), label.Named(manager), 4
	if !sure {
		first = 0
		if d.IntN(3) == 0 {
			from, to, word = d.deal(), d.contact(), label.Named(buyer)
		}
	}
	switch first + d.IntN(10-first) {
	case 0:
		return &association.Dissociate{From: from, To: to, Unattended: true}, 0
	case 1:
		return &association.AddLabels{From: from, To: to, Labels: []label.Label{word}}, 0
	case 2:
		return &association.RemoveLabels{From: from, To: to, Unattended: true, Labels: []label.Label{word}}, 0
	case 3:
		return &association.SetPrimary{From: d.contact(), To: d.company()}, 0
	case 4:
		return &association.Associate{From: from, To: to, Labels: []label.Label{word}}, 0
	case 5:
		return &association.Associate{From: d.contact(), To: d.company(), Mark: primary.MarkReplace}, 0
	case 6, 7:
		return d.several(i)
	}
	return &association.Associate{From: d.fresh(i), To: d.company()}, 1
}

// several associates a fresh contact with a few companies: half of it would be easy
// to tell from all.
func (d drawer) several(i int) (association.Operation, int) {
	op := &association.AssociateAll{From: d.fresh(i)}
	first, n := d.IntN(hotCompanies), 2+d.IntN(4)
	for k := range n {
		company := record.New(record.Companies, record.ID(fmt.Sprint(1+(first+k)%hotCompanies)))
		op.Targets = append(op.Targets, association.Target{To: company})
	}
	return op, n
}
