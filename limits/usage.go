package limits

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A Usage is how much of a limit a record has used.
type Usage struct {
	Record record.Ref   `json:"record,omitzero"`
	To     record.Type  `json:"to,omitzero"`    // "": the activities that are counted together
	Label  label.TypeID `json:"label,omitzero"` // zero: all links of the pair
	Have   int          `json:"have,omitzero"`
	Max    int          `json:"max,omitzero"` // links
}

// Key returns the key of the limit; with no To that is the sum of activities.
func (u Usage) Key() Key { return Key{u.Record.Type, u.To, u.Label} }

// NearThreshold returns the lowest count that is near the limit or at the limit: four fifths of
// max, rounded up. A report asks storage for the records that have so many links or more.
func NearThreshold(max int) int {
	// In this form no product overflows: max - max/5 is four fifths rounded up.
	return max - max/5
}
