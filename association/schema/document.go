package schema

import (
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
)

// document is the stored form of a schema.
type document struct {
	Labels   label.Catalog `json:"labels"`
	Limits   limits.Table  `json:"limits"`
	Primary  primary.Rules `json:"primary"`
	Counted  []limits.Key  `json:"counted,omitempty"`
	Backfill *Backfill     `json:"pending,omitempty"`
}

// Encode returns the stored form, a JSON document without the version.
func (s *Schema) Encode() ([]byte, error) {
	return json.Marshal(document{s.labels, s.limits, s.primary, s.counted, s.backfill})
}

// Decode reads the stored form of the given version. Version 0 is an account that has
// defined nothing, whatever the text.
func Decode(version uint64, text []byte) (*Schema, error) {
	s := New()
	s.version = version
	if version == 0 {
		return s, nil
	}
	doc := document{Labels: s.labels}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("schema version %d: %w", version, err)
	}
	s.labels, s.limits, s.primary = doc.Labels, doc.Limits, doc.Primary
	s.counted, s.backfill = doc.Counted, doc.Backfill
	return s, nil
}
