package schema

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/relata-go/relata/failure"
)

// Edits is a list of edits with a JSON form: each is an object with its fields and, as "edit",
// its kind, as in {"edit": "setLimit", "key": {...}, "max": 5}.
type Edits []Edit

// editKinds are the kinds of edits by their words.
var editKinds = map[string]func() Edit{
	"defineType": func() Edit { return new(DefineType) }, "definePair": func() Edit { return new(DefinePair) },
	"defineLabel": func() Edit { return new(DefineLabel) }, "renameLabel": func() Edit { return new(RenameLabel) },
	"removeLabel": func() Edit { return new(RemoveLabel) }, "setMaxLabels": func() Edit { return new(SetMaxLabels) },
	"setLimit": func() Edit { return new(SetLimit) }, "clearLimit": func() Edit { return new(ClearLimit) },
	"setTechnicalLimit": func() Edit { return new(SetTechnicalLimit) }, "setActivitySum": func() Edit { return new(SetActivitySum) },
	"setSubscription": func() Edit { return new(SetSubscription) }, "declareRule": func() Edit { return new(DeclareRule) },
	"withdrawRule": func() Edit { return new(WithdrawRule) },
}

// editWords are the words of the kinds by their types.
var editWords = func() map[reflect.Type]string {
	words := map[reflect.Type]string{}
	for word, make := range editKinds {
		words[reflect.TypeOf(make())] = word
	}
	return words
}()

// ErrEdit is the error of a text that is no edit.
var ErrEdit = failure.Sentinel(failure.Invalid, "schema.ErrEdit", "not an edit of the schema")

// MarshalJSON implements [json.Marshaler].
func (edits Edits) MarshalJSON() ([]byte, error) {
	objects := make([]json.RawMessage, 0, len(edits))
	for _, e := range edits {
		word, known := editWords[reflect.TypeOf(e)]
		if !known {
			return nil, fmt.Errorf("%w: %T", ErrEdit, e)
		}
		fields, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		object := fmt.Appendf(nil, `{"edit":%q`, word)
		if len(fields) > len("{}") {
			object = append(object, ',')
		}
		objects = append(objects, append(object, fields[1:]...))
	}
	return json.Marshal(objects)
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown kind is an [ErrEdit].
func (edits *Edits) UnmarshalJSON(data []byte) error {
	var objects []json.RawMessage
	if err := json.Unmarshal(data, &objects); err != nil {
		return err
	}
	read := make(Edits, 0, len(objects))
	for _, object := range objects {
		var kind struct {
			Edit string `json:"edit"`
		}
		if err := json.Unmarshal(object, &kind); err != nil {
			return err
		}
		make, known := editKinds[kind.Edit]
		if !known {
			return fmt.Errorf("%w: no kind is called %.80q", ErrEdit, kind.Edit)
		}
		e := make()
		if err := json.Unmarshal(object, e); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrEdit, kind.Edit, err)
		}
		read = append(read, e)
	}
	*edits = read
	return nil
}

// versioned is the JSON form of a schema: its version, and its stored document.
type versioned struct {
	Version  uint64          `json:"version"`
	Document json.RawMessage `json:"schema,omitempty"`
}

// MarshalJSON implements [json.Marshaler] with the version and the stored document.
func (s *Schema) MarshalJSON() ([]byte, error) {
	doc, err := s.Encode()
	if err != nil {
		return nil, err
	}
	return json.Marshal(versioned{s.version, doc})
}

// UnmarshalJSON implements [json.Unmarshaler]. The error is that of [Decode].
func (s *Schema) UnmarshalJSON(data []byte) error {
	var v versioned
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	read, err := Decode(v.Version, v.Document)
	if err != nil {
		return err
	}
	*s = *read
	return nil
}
