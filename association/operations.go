package association

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/relata-go/relata/history"
)

// Operations is a list of operations with a JSON form, so that they can wait in a queue or
// travel in a [Plan]. Each is an object with its fields and its kind, and with its id if it
// came from [Once]: {"operation": "associate", "from": "contacts/1", "to": "companies/10"}.
type Operations []Operation

// operationKinds are the kinds of operations by their words.
var operationKinds = map[string]func() Operation{
	"associate": func() Operation { return new(Associate) }, "associateAll": func() Operation { return new(AssociateAll) },
	"associateActivity": func() Operation { return new(AssociateActivity) }, "dissociate": func() Operation { return new(Dissociate) },
	"setLabels": func() Operation { return new(SetLabels) }, "addLabels": func() Operation { return new(AddLabels) },
	"removeLabels": func() Operation { return new(RemoveLabels) }, "setPrimary": func() Operation { return new(SetPrimary) },
	"clearPrimary": func() Operation { return new(ClearPrimary) }, "deleteRecord": func() Operation { return new(DeleteRecord) },
	"restoreRecord": func() Operation { return new(RestoreRecord) }, "mergeRecords": func() Operation { return new(MergeRecords) },
	"undo": func() Operation { return new(Undo) },
}

// operationWords are the words of the kinds by their types.
var operationWords = func() map[reflect.Type]string {
	words := map[reflect.Type]string{}
	for word, make := range operationKinds {
		words[reflect.TypeOf(make())] = word
	}
	return words
}()

// operationHead is the part of an operation's object that every kind has.
type operationHead struct {
	Operation string              `json:"operation"`
	Once      history.OperationID `json:"once,omitzero"`
}

// MarshalJSON implements [json.Marshaler].
func (ops Operations) MarshalJSON() ([]byte, error) {
	objects := make([]json.RawMessage, 0, len(ops))
	for _, op := range ops {
		object, err := encodeOperation(op)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return json.Marshal(objects)
}

func encodeOperation(op Operation) (json.RawMessage, error) {
	var head operationHead
	if own, is := op.(*once); is {
		op, head.Once = own.Operation, own.id
	}
	word, known := operationWords[reflect.TypeOf(op)]
	if !known || isNil(op) {
		return nil, fmt.Errorf("%w: %T has no JSON form", ErrInvalidOperation, op)
	}
	head.Operation = word
	object, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	fields, err := json.Marshal(op)
	if err != nil {
		return nil, err
	}
	if string(fields) == "{}" {
		return object, nil
	}
	return append(append(object[:len(object)-1], ','), fields[1:]...), nil
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown kind, or a field that does not
// parse, is an [ErrInvalidOperation].
func (ops *Operations) UnmarshalJSON(data []byte) error {
	var objects []json.RawMessage
	if err := json.Unmarshal(data, &objects); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalidOperation, err)
	}
	read := make(Operations, 0, len(objects))
	for i, object := range objects {
		op, err := decodeOperation(object)
		if err != nil {
			return fmt.Errorf("%w: operation %d: %w", ErrInvalidOperation, i, err)
		}
		read = append(read, op)
	}
	*ops = read
	return nil
}

func decodeOperation(object []byte) (Operation, error) {
	var head operationHead
	if err := json.Unmarshal(object, &head); err != nil {
		return nil, err
	}
	make, known := operationKinds[head.Operation]
	if !known {
		return nil, fmt.Errorf("no kind is called %.80q", head.Operation)
	}
	op := make()
	if err := json.Unmarshal(object, op); err != nil {
		return nil, err
	}
	if head.Once != (history.OperationID{}) {
		op = Once(head.Once, op)
	}
	return op, nil
}

// isNil reports whether op is nil, or a nil pointer to an operation.
func isNil(op Operation) bool {
	if op == nil {
		return true
	}
	v := reflect.ValueOf(op)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// check returns an error unless the plan can be applied as far as it says itself: it has
// operations, and an id for each.
func (p *Plan) check() error {
	switch {
	case p == nil || len(p.ops) == 0:
		return fmt.Errorf("%w: the plan has no operations", ErrInvalidOperation)
	case len(p.ids) != len(p.ops):
		return fmt.Errorf("%w: the plan has %d operations and %d ids", ErrInvalidOperation, len(p.ops), len(p.ids))
	}
	numbers := make(map[history.OperationID]bool, len(p.ids))
	for i, id := range p.ids {
		own, named := p.ops[i].(*once)
		switch {
		case id.IsZero():
			return fmt.Errorf("%w: operation %d of the plan has no id", ErrInvalidOperation, i)
		case named && own.id != id, !named && id.Name() != "":
			return fmt.Errorf("%w: operation %d of the plan is not the one of id %q", ErrInvalidOperation, i, id)
		case !named && numbers[id]:
			return fmt.Errorf("%w: two operations of the plan have the id %q", ErrInvalidOperation, id)
		}
		numbers[id] = true
	}
	return nil
}
