package crash

import (
	"fmt"
	"math/rand/v2"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A drawer draws the operations of a call.
type drawer struct {
	*rand.Rand
	callID
	index int // of the operation in its call
}

// An operationKind is a kind of operation that writers make.
type operationKind struct {
	zero   association.Operation // a nil pointer of the kind's type
	weight int                   // how often this kind is drawn, relative to the others
	sure   bool                  // no rule refuses the operation
	draw   func(*drawer) (op association.Operation, events int)
}

// operationKinds are all kinds. A test fails when an operation of package association is
// missing. Each draw says how many events the operation writes when that is certain, else 0.
var operationKinds = []operationKind{
	kindOf(1, true, func(d *drawer) (*association.Associate, int) {
		return &association.Associate{From: d.contact(), To: d.company(), Labels: words(manager)}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.Associate, int) {
		return &association.Associate{From: d.deal(), To: d.contact(), Labels: words(buyer)}, 0
	}),
	kindOf(1, true, func(d *drawer) (*association.Associate, int) {
		return &association.Associate{From: d.contact(), To: d.company(), Mark: primary.MarkReplace}, 0
	}),
	kindOf(2, true, func(d *drawer) (*association.Associate, int) {
		return &association.Associate{From: d.fresh(), To: d.company()}, 1
	}),
	kindOf(1, false, func(d *drawer) (*association.Associate, int) {
		return &association.Associate{From: d.passing(), To: d.company()}, 0
	}),
	kindOf(2, true, (*drawer).several),
	kindOf(1, true, func(d *drawer) (*association.AssociateActivity, int) {
		return &association.AssociateActivity{Activity: record.New(record.Notes, d.fresh().ID), On: d.contact()}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.Dissociate, int) {
		from, to, _ := d.labeled()
		return &association.Dissociate{From: from, To: to, Unattended: true}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.SetLabels, int) {
		from, to, labels := d.labeled()
		return &association.SetLabels{From: from, To: to, Labels: labels}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.AddLabels, int) {
		from, to, labels := d.labeled()
		return &association.AddLabels{From: from, To: to, Labels: labels}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.RemoveLabels, int) {
		from, to, labels := d.labeled()
		return &association.RemoveLabels{From: from, To: to, Unattended: true, Labels: labels}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.SetPrimary, int) {
		return &association.SetPrimary{From: d.contact(), To: d.company()}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.ClearPrimary, int) {
		return &association.ClearPrimary{From: d.contact(), To: d.company(), Unattended: true}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.DeleteRecord, int) {
		return &association.DeleteRecord{Record: d.passing()}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.RestoreRecord, int) {
		return &association.RestoreRecord{Record: d.passing()}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.MergeRecords, int) {
		return &association.MergeRecords{Survivor: d.passing(), Merged: d.passing()}, 0
	}),
	kindOf(1, false, func(d *drawer) (*association.Undo, int) {
		earlier := d.callID
		earlier.Call -= d.IntN(3) // which may be this call
		return &association.Undo{Operation: earlier.operationID(d.IntN(3))}, 0
	}),
}

// kindOf returns the kind of operations of type Op.
func kindOf[Op association.Operation](weight int, sure bool, draw func(*drawer) (Op, int)) operationKind {
	var zero Op
	return operationKind{zero, weight, sure, func(d *drawer) (association.Operation, int) { return draw(d) }}
}

// operation draws an operation, a sure one if no rule may refuse it, and returns how many
// events that writes if the number is certain.
func (d *drawer) operation(sure bool) (op association.Operation, events int) {
	var kinds []operationKind
	for _, k := range operationKinds {
		for range k.weight {
			if k.sure || !sure {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds[d.IntN(len(kinds))].draw(d)
}

func (d *drawer) contact() record.Ref {
	return record.New(record.Contacts, record.ID(fmt.Sprint(1+d.IntN(hotContacts))))
}

func (d *drawer) company() record.Ref {
	return record.New(record.Companies, record.ID(fmt.Sprint(1+d.IntN(hotCompanies))))
}

func (d *drawer) deal() record.Ref {
	return record.New(record.Deals, record.ID(fmt.Sprint(1+d.IntN(hotDeals))))
}

// fresh is a contact that no other operation names.
func (d *drawer) fresh() record.Ref {
	return record.New(record.Contacts, record.ID(fmt.Sprintf("%d-%d-%d-%d", d.Round, d.Writer, d.Call, d.index)))
}

// passing is a contact of this round that may be deleted or merged by the time that another
// operation names it.
func (d *drawer) passing() record.Ref {
	return record.New(record.Contacts, record.ID(fmt.Sprintf("passing-%d-%d", d.Round, d.IntN(passingContacts))))
}

// labeled draws two hot records and a label between them.
func (d *drawer) labeled() (from, to record.Ref, labels []label.Label) {
	if d.IntN(3) == 0 {
		return d.deal(), d.contact(), words(buyer)
	}
	return d.contact(), d.company(), words(manager)
}

func words(text string) []label.Label { return []label.Label{label.Named(text)} }

// several associates a fresh contact with a few companies. If only half of that is written, the
// difference is easy to see.
func (d *drawer) several() (*association.AssociateAll, int) {
	op := &association.AssociateAll{From: d.fresh()}
	first, n := d.IntN(hotCompanies), 2+d.IntN(4)
	for k := range n {
		company := record.New(record.Companies, record.ID(fmt.Sprint(1+(first+k)%hotCompanies)))
		op.Targets = append(op.Targets, association.Target{To: company})
	}
	return op, n
}
