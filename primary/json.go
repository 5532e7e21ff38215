package primary

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/relata-go/relata/record"
)

// ruleJSON is the stored form of a rule. What is left out is the zero value.
type ruleJSON struct {
	From     record.Type `json:"from"`
	To       record.Type `json:"to"`
	Required bool        `json:"required,omitempty"`
	NoFirst  bool        `json:"noFirst,omitempty"`
	Choice   Choice      `json:"choice,omitempty"`
}

// MarshalJSON returns an array of the rules that differ from what is built in, by
// From, then To: equal tables give equal bytes, and the zero Rules gives [].
func (r Rules) MarshalJSON() ([]byte, error) {
	rows := make([]ruleJSON, 0, len(r.edits))
	for _, rule := range r.edits {
		rows = append(rows, ruleJSON(rule))
	}
	return json.Marshal(rows)
}

// UnmarshalJSON reads what MarshalJSON wrote and replaces r; after an error r is
// as it was. Every rule is checked as [Rules.Declare] checks it. Unknown fields and
// two rules of one pair are an [ErrRule] too: a table that is only half understood
// would let writes through that its author forbade.
func (r *Rules) UnmarshalJSON(data []byte) error {
	var rows []ruleJSON
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rows); err != nil {
		return fmt.Errorf("%w: %w", ErrRule, err)
	}
	if rest := bytes.TrimSpace(data[decoder.InputOffset():]); len(rest) > 0 {
		return fmt.Errorf("%w: %d bytes behind the rules", ErrRule, len(rest))
	}
	if rows == nil { // null leaves a value as it is, as everywhere in JSON
		return nil
	}
	read := New()
	seen := make(map[[2]record.Type]bool, len(rows))
	for _, row := range rows {
		pair := [2]record.Type{row.From, row.To}
		if seen[pair] {
			return fmt.Errorf("%w: %s -> %s stands twice", ErrRule, row.From, row.To)
		}
		seen[pair] = true
		var err error
		if read, err = read.Declare(Rule(row)); err != nil {
			return err
		}
	}
	*r = read
	return nil
}
