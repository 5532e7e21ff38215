package laws

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/storage/storagetest/internal/declared"
)

// Each operation is drawn, repeated under an id of the caller's, and refused for some reason.
func TestNoOperationIsForgotten(t *testing.T) {
	all := declared.Operations(t)
	var drawn, refused []association.Operation
	for _, k := range operationKinds {
		drawn = append(drawn, k.zero)
		require.Positive(t, k.weight, "%T is never drawn", k.zero)
	}
	declared.Require(t, all, "operationKinds, the draws of the model (laws/operations.go)", drawn)
	declared.Require(t, all, "requests, repeated under one id (laws/requests.go)", requestKinds())
	for _, b := range refusedOperations() {
		refused = append(refused, b.op)
	}
	declared.Require(t, all, "refusedOperations (laws/refused_operations.go)", refused)
}

// requestKinds returns a request of each kind that is repeated.
func requestKinds() []association.Operation {
	var kinds []association.Operation
	for _, r := range requests() {
		kinds = append(kinds, r.ops[0])
	}
	return kinds
}

// Of every operation there are requests that differ in each of its fields.
func TestNoFieldOfARequestIsForgotten(t *testing.T) {
	differs := map[string]map[string]bool{}
	for _, r := range requests() {
		first := reflect.ValueOf(r.ops[0]).Elem()
		name := first.Type().Name()
		if differs[name] == nil {
			differs[name] = map[string]bool{}
		}
		for _, op := range r.ops {
			other := reflect.ValueOf(op).Elem()
			require.Equal(t, first.Type(), other.Type(), "requests of one list are of one kind")
			for i := range first.NumField() {
				field := first.Type().Field(i).Name
				differs[name][field] = differs[name][field] || !reflect.DeepEqual(first.Field(i).Interface(), other.Field(i).Interface())
			}
		}
	}
	for name, fields := range differs {
		for field, told := range fields {
			if !told {
				t.Errorf("no two requests (laws/requests.go) differ in field %s of %s", field, name)
			}
		}
	}
}

// Each edit of the schema is drawn at random, or its kind says why not. Each is refused for
// some reason in refusedEdits.
func TestNoEditIsForgotten(t *testing.T) {
	all := declared.Edits(t)
	var drawn, refused []schema.Edit
	for _, k := range editKinds {
		drawn = append(drawn, k.zero)
		require.Equal(t, k.undrawn == "", k.weight > 0, "%T", k.zero)
	}
	declared.Require(t, all, "editKinds, the draws of the model (laws/edits.go)", drawn)
	refused = append(refused, &schema.SetMaxLabels{}, &schema.SetSubscription{}) // never refused
	for _, b := range refusedEdits() {
		refused = append(refused, b.edit)
	}
	declared.Require(t, all, "refusedEdits (laws/refused_edits.go)", refused)
}
