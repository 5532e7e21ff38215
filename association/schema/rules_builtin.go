package schema

import (
	"slices"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// builtInRules are the built-in rules between HubSpot's own types, unedited, by From, then
// To.
var builtInRules = rulesOfMarks(builtIns)

// rulesOfMarks returns a rule for each primary mark in HubSpot's table.
func rulesOfMarks(b *builtInIndex) []primary.Rule {
	var rules []primary.Rule
	for d, there := range b.all {
		if there.primary != nil {
			rules = append(rules, builtInRule(d.from, d.to))
		}
	}
	slices.SortFunc(rules, func(a, b primary.Rule) int { return comparePairs(a, b.From, b.To) })
	return rules
}

// isBuiltInRule reports whether a direction has a rule before any is
// declared: towards companies from contacts, deals, tickets, leads, orders, projects and
// every custom type, and the rules lead -> contact, lead -> deal and deal -> lead.
// Companies, activities and HubSpot's other types have none.
func isBuiltInRule(from, to record.Type) bool {
	d := direction{from, to}
	there := builtIns.active[d] // first, since most questions are about these
	if there == nil {
		there = builtIns.all[d]
	}
	if there != nil {
		return there.primary != nil
	}
	return to == record.Companies && !isBuiltIn(from)
}

// builtInRule returns the built-in rule of a pair, unedited.
func builtInRule(from, to record.Type) primary.Rule {
	return primary.Rule{From: from, To: to, Required: alwaysRequired(from, to)}
}

// initial returns the rule of a direction before any edit, and whether a rule
// exists.
func initial(from, to record.Type) (primary.Rule, bool) {
	if !isBuiltInRule(from, to) {
		return primary.Rule{}, false
	}
	return builtInRule(from, to), true
}

// alwaysRequired reports whether no edit makes the rule optional: a contact with companies
// always has a primary one.
func alwaysRequired(from, to record.Type) bool {
	return from == record.Contacts && to == record.Companies
}
