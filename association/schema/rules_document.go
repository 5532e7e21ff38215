package schema

import (
	"fmt"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A ruleRow is the stored form of a rule. A field that is left out has the zero value.
type ruleRow struct {
	From     record.Type    `json:"from"`
	To       record.Type    `json:"to"`
	Required bool           `json:"required,omitempty"`
	NoFirst  bool           `json:"noFirst,omitempty"`
	Choice   primary.Choice `json:"choice,omitempty"`
}

// document returns the rules that differ from the built-in ones, by From, then To. Equal
// rules give equal documents. The document is never nil: no rule is [] in JSON.
func (r Rules) document() []ruleRow {
	rows := make([]ruleRow, 0, len(r.edits))
	for _, rule := range r.edits {
		rows = append(rows, ruleRow(rule))
	}
	return rows
}

// decode reads the stored form and replaces r. After an error r is as before. Every rule
// is checked as in declare. Unknown fields and two rules of the same pair are a
// [primary.ErrRule] too: rules that are only half understood would let writes through that
// their author forbade.
func (r *Rules) decode(data []byte) error {
	var rows []ruleRow
	if err := decodeStrict(data, &rows); err != nil {
		return fmt.Errorf("%w: %w", primary.ErrRule, err)
	}
	if rows == nil { // null leaves a value alone, as everywhere in JSON
		return nil
	}
	var read Rules
	seen := make(map[direction]bool, len(rows))
	for _, row := range rows {
		d := direction{row.From, row.To}
		if seen[d] {
			return fmt.Errorf("%w: %s -> %s is given twice", primary.ErrRule, row.From, row.To)
		}
		seen[d] = true
		var err error
		if read, err = read.declare(primary.Rule(row)); err != nil {
			return err
		}
	}
	*r = read
	return nil
}
