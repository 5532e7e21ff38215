package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// document is the stored form of a schema.
type document struct {
	Labels   labelsDocument  `json:"labels"`
	Limits   limitsDocument  `json:"limits"`
	Primary  []ruleRow       `json:"primary"`
	Counted  []storedKey     `json:"counted,omitempty"`
	Backfill *storedBackfill `json:"pending,omitempty"`
}

// storedParts is document before the parts are read. Each part reads itself strictly: a field
// that this version does not know is an error, since the field may forbid something that this
// version would do.
type storedParts struct {
	Labels   json.RawMessage `json:"labels"`
	Limits   json.RawMessage `json:"limits"`
	Primary  json.RawMessage `json:"primary"`
	Counted  []storedKey     `json:"counted"`
	Backfill *storedBackfill `json:"pending"`
}

// Encode returns the stored form, a JSON document without the version.
func (s *Schema) Encode() ([]byte, error) {
	return json.Marshal(document{s.labels.document(), s.limits.document(), s.primary.document(), storeKeys(s.counted), storeBackfill(s.backfill)})
}

// Decode reads the stored form of the given version. Version 0 is an account that has
// defined nothing, whatever the text.
func Decode(version uint64, text []byte) (*Schema, error) {
	s := New()
	s.version = version
	if version == 0 {
		return s, nil
	}
	if err := s.decode(text); err != nil {
		return nil, fmt.Errorf("schema version %d: %w", version, err)
	}
	return s, nil
}

func (s *Schema) decode(text []byte) error {
	var doc storedParts
	if err := json.Unmarshal(text, &doc); err != nil {
		return err
	}
	for _, part := range []struct {
		text   json.RawMessage
		decode func([]byte) error
	}{
		{doc.Labels, s.labels.decode}, {doc.Limits, s.limits.decode}, {doc.Primary, s.primary.decode},
	} {
		if part.text == nil { // an account that defined nothing of the kind
			continue
		}
		if err := part.decode(part.text); err != nil {
			return err
		}
	}
	s.counted, s.backfill = keysOf(doc.Counted), doc.Backfill.backfill()
	return nil
}

// decodeStrict reads a JSON value and refuses unknown fields and text after the value.
func decodeStrict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the document is followed by more")
	}
	return nil
}
