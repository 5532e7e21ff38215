package laws

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
)

// An operationKind is a kind of operation: how a random operation is drawn, and how the model
// changes.
type operationKind struct {
	zero    association.Operation // a nil pointer of the kind's type
	weight  int                   // how often this kind is drawn, relative to the others
	draw    func(*rapid.T, *machine) association.Operation
	perform func(*model, association.Operation) (association.Result, error)
}

// operationKinds are all kinds. A test fails when an operation of package association is
// missing.
var operationKinds = []operationKind{
	kindOf(4, drawAssociate, (*model).associate),
	kindOf(1, drawAssociateAll, (*model).associateAllOf),
	kindOf(1, drawActivity, (*model).associateActivity),
	kindOf(1, drawDissociate, (*model).dissociateOf),
	kindOf(1, drawSetLabels, (*model).setLabels),
	kindOf(1, drawAddLabels, (*model).addLabels),
	kindOf(1, drawRemoveLabels, (*model).removeLabelsOf),
	kindOf(1, drawSetPrimary, (*model).setPrimaryOf),
	kindOf(1, drawClearPrimary, (*model).clearPrimaryOf),
	kindOf(1, drawDelete, (*model).deleteRecord),
	kindOf(1, drawRestore, (*model).restoreRecord),
	kindOf(1, drawMerge, (*model).mergeRecords),
	kindOf(1, drawUndo, (*model).undo),
}

// kindOf returns the kind of operations of type Op.
func kindOf[Op association.Operation](
	weight int, draw func(*rapid.T, *machine) Op, perform func(*model, Op) (association.Result, error),
) operationKind {
	var zero Op
	return operationKind{
		zero: zero, weight: weight,
		draw: func(t *rapid.T, m *machine) association.Operation { return draw(t, m) },
		perform: func(w *model, op association.Operation) (association.Result, error) {
			return perform(w, op.(Op))
		},
	}
}

// drawOperation draws an operation of any kind.
func drawOperation(t *rapid.T, m *machine) association.Operation {
	var kinds []operationKind
	for _, k := range operationKinds {
		for range k.weight {
			kinds = append(kinds, k)
		}
	}
	return kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")].draw(t, m)
}

// do executes an operation in the model.
func (w *model) do(op association.Operation) (association.Result, error) {
	for _, k := range operationKinds {
		if reflect.TypeOf(k.zero) == reflect.TypeOf(op) {
			return k.perform(w, op)
		}
	}
	return association.Result{}, fmt.Errorf("the model does not know %T", op)
}
