package label

import (
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/internal/enum"
	"github.com/relata-go/relata/record"
)

var (
	categoryWords = enum.New[Category]("category", categoryNames[:]...)
	kindWords     = enum.New[Kind]("kind of type", kindNames[:]...)
	statusWords   = enum.New[Status]("status", statusNames[:]...)
)

// MarshalText implements [encoding.TextMarshaler] with the name of String. The text of the zero
// Category is empty.
func (c Category) MarshalText() ([]byte, error) {
	if c == 0 {
		return nil, nil
	}
	return categoryWords.Marshal(c)
}

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown name is an error.
func (c *Category) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = 0
		return nil
	}
	return categoryWords.Unmarshal(text, c)
}

// MarshalText implements [encoding.TextMarshaler] with the word of String.
func (k Kind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (k *Kind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(text, k) }

// MarshalText implements [encoding.TextMarshaler] with the word of String.
func (s Status) MarshalText() ([]byte, error) { return statusWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler]. An unknown word is an error.
func (s *Status) UnmarshalText(text []byte) error { return statusWords.Unmarshal(text, s) }

// MarshalJSON implements [json.Marshaler] with a list of type ids, as in
// [{"category": "USER_DEFINED", "typeId": 12}].
func (s Set) MarshalJSON() ([]byte, error) {
	ids := make([]TypeID, 0, s.Len())
	for id := range s.All() {
		ids = append(ids, id)
	}
	return json.Marshal(ids)
}

// UnmarshalJSON implements [json.Unmarshaler]. Order and repetition do not matter. An id
// without category or number is an [ErrUnknown].
func (s *Set) UnmarshalJSON(data []byte) error {
	var ids []TypeID
	if err := json.Unmarshal(data, &ids); err != nil {
		return err
	}
	for _, id := range ids {
		if id.Category == 0 || id.Number == 0 {
			return &Error{Err: ErrUnknown, ID: id, Reason: "a type id has a category and a number from 1"}
		}
	}
	*s = SetOf(ids...)
	return nil
}

// labelDocument is the JSON form of a Label. A reference has only the parts that it names.
type labelDocument struct {
	Category Category    `json:"category,omitzero"`
	Number   uint32      `json:"typeId,omitzero"`
	Word     string      `json:"word,omitzero"`
	Name     string      `json:"name,omitzero"`
	From     record.Type `json:"from,omitzero"`
	To       record.Type `json:"to,omitzero"`
	Kind     Kind        `json:"kind,omitzero"`
	Status   Status      `json:"status,omitzero"`
	Inverse  TypeID      `json:"inverse,omitzero"`
}

// MarshalJSON implements [json.Marshaler] with an object, as in
// {"category": "USER_DEFINED", "typeId": 12, "word": "Manager", "name": "manager", ...}.
func (l Label) MarshalJSON() ([]byte, error) {
	return json.Marshal(labelDocument{l.ID.Category, l.ID.Number, l.Text, l.Name, l.From, l.To, l.Kind, l.Status, l.Inverse})
}

// UnmarshalJSON implements [json.Unmarshaler]. A reference needs a name, or a category and a
// type id.
func (l *Label) UnmarshalJSON(data []byte) error {
	var d labelDocument
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	*l = Label{TypeID{d.Category, d.Number}, d.Inverse, d.From, d.To, d.Name, d.Word, d.Kind, d.Status}
	return nil
}

// definitionDocument is the JSON form of a Definition. The ids are absent in a request.
type definitionDocument struct {
	From      record.Type `json:"from"`
	To        record.Type `json:"to"`
	Kind      Kind        `json:"kind"`
	Word      string      `json:"word,omitzero"`
	Inverse   string      `json:"inverseWord,omitzero"` // of a paired label
	Name      string      `json:"name,omitzero"`
	Category  Category    `json:"category,omitzero"`
	Status    Status      `json:"status,omitzero"`
	ID        TypeID      `json:"id,omitzero"`
	InverseID TypeID      `json:"inverseId,omitzero"`
}

// MarshalJSON implements [json.Marshaler] with an object that has both words, as in
// {"from": "contacts", "to": "contacts", "kind": "paired", "word": "Manager", "inverseWord":
// "Reports to"}.
func (d Definition) MarshalJSON() ([]byte, error) {
	f := d.Forward
	doc := definitionDocument{
		From: f.From, To: f.To, Kind: f.Kind, Word: f.Text, Name: f.Name, Category: d.Category, Status: f.Status, ID: f.ID, InverseID: f.Inverse,
	}
	if f.Kind != KindSingle {
		doc.Inverse = d.Backward.Text
	}
	return json.Marshal(doc)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (d *Definition) UnmarshalJSON(data []byte) error {
	var doc definitionDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	if doc.Kind == KindSingle {
		doc.Inverse = doc.Word
	}
	forward := Label{doc.ID, doc.InverseID, doc.From, doc.To, doc.Name, doc.Word, doc.Kind, doc.Status}
	backward := Label{doc.InverseID, doc.ID, doc.To, doc.From, doc.Name, doc.Inverse, doc.Kind, doc.Status}
	*d = Definition{forward, backward, doc.Category}
	return nil
}

// errorDocument is Error without its methods.
type errorDocument Error

// MarshalJSON implements [json.Marshaler] with the fields and, as "error", the sentinel.
func (e *Error) MarshalJSON() ([]byte, error) { return failure.Marshal((*errorDocument)(e), e.Err) }

// UnmarshalJSON implements [json.Unmarshaler].
func (e *Error) UnmarshalJSON(data []byte) (err error) {
	e.Err, err = failure.Unmarshal(data, (*errorDocument)(e))
	if err == nil && e.Err == nil {
		err = fmt.Errorf("%w: the error of a label says which", ErrDocument)
	}
	return err
}
