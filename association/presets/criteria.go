package presets

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/criteria"
	"github.com/relata-go/relata/record"
)

// List returns the criterion of a list that filters by associated records: all of them must
// meet the condition, or the primary must, or some record with the label.
func List(to record.Type, scope association.Scope, where criteria.Predicate) criteria.Criterion {
	c := criteria.Criterion{To: to, Scope: scope, Where: where}
	if scope.Equal(association.All()) || scope.Equal(association.PrimaryOf()) {
		c.Quantifier = criteria.EveryMeets()
	}
	return c
}

// Workflow returns the criterion that a workflow uses by default. About companies it looks only
// at the primary, about other types at all records, quantified as in a list.
func Workflow(to record.Type, where criteria.Predicate) criteria.Criterion {
	if to == record.Companies {
		return List(to, association.Primary(), where)
	}
	return List(to, association.All(), where)
}
