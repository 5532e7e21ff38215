package associationtest

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
)

// definitions writes the definitions that a new schema does not have, sorted.
func (w *writer) definitions() {
	builtIn := definitionLines(schema.New())
	lines := slices.DeleteFunc(definitionLines(w.schema), func(line string) bool {
		return slices.Contains(builtIn, line)
	})
	for _, line := range slices.Sorted(slices.Values(lines)) {
		w.text.WriteString(line + "\n")
	}
}

// definitionLines returns a line for each definition of a schema.
func definitionLines(s *schema.Schema) []string {
	var lines []string
	types := s.Labels().Types()
	for _, from := range types {
		lines = append(lines, "type "+string(from))
		for _, to := range types {
			for _, l := range s.Labels().Labels(from, to) {
				lines = append(lines, fmt.Sprintf("label %s -> %s: %s", from, to, l.Text))
			}
		}
	}
	for key, most := range s.Limits().All() {
		of := ""
		if l, found := s.Labels().Lookup(key.Label); found && key.Label != (label.TypeID{}) {
			of = fmt.Sprintf(" %q", l.Text)
		}
		lines = append(lines, fmt.Sprintf("limit %s -> %s%s: %d", key.From, key.To, of, most))
	}
	for rule := range s.Primary().All() {
		lines = append(lines, "rule "+rule.String())
	}
	return lines
}
