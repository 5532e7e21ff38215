package association

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A joint is a record that one of two merged records is linked to, or both.
type joint struct {
	other record.Ref
	had   [2]history.State // the survivor's link and that of the merged one
	now   history.State    // the link of the result; zero: none
	cause history.Cause    // why the other is the result's primary, where it was not
}

// causes returns why the marks of the result's link move.
func (j *joint) causes(was history.State) (causes [2]history.Cause) {
	for k := range causes {
		switch {
		case j.now.Primary[k] == was.Primary[k]:
		case !j.now.Primary[k]:
			causes[k] = history.Demoted
		case k == 0 && j.cause != history.NoCause:
			causes[k] = j.cause
		default:
			causes[k] = history.MergedInto
		}
	}
	return causes
}

// join pairs the links of both records. Labels are united; marks of the others move with
// their links.
func (m *merging) join(survivors, mergeds []spoke) {
	at := make(map[record.Ref]int, len(survivors)+len(mergeds))
	m.joints = make([]joint, 0, len(survivors)+len(mergeds))
	for k, spokes := range [2][]spoke{survivors, mergeds} {
		for _, s := range spokes {
			if s.other == m.survivor || s.other == m.merged {
				if k == 0 {
					m.apart = s
				}
				continue
			}
			i, known := at[s.other]
			if !known {
				i = len(m.joints)
				at[s.other] = i
				m.joints = append(m.joints, joint{other: s.other})
			}
			m.joints[i].had[k] = s.state
		}
	}
	for i := range m.joints {
		m.joints[i].unite(m.schema)
	}
}

// unite decides the link of the result as if there were no limits.
func (j *joint) unite(s *Schema) {
	a, b := j.had[0], j.had[1]
	switch {
	case !b.Linked():
		j.now = a
	case !a.Linked():
		j.now = b
	default:
		j.now.Created = min(a.Created, b.Created)
		set := a.Labels[0].Union(b.Labels[0])
		j.now.Labels = [2]label.Set{set, s.labels.Mirror(set)}
		j.now.Primary[1] = a.Primary[1] || b.Primary[1]
	}
	j.now.Primary[0] = false // chosen later
}

// order sorts joints so that those come first which stay where there is room for some.
func (m *merging) order(joints []*joint) {
	slices.SortFunc(joints, func(a, b *joint) int {
		if m.policy.Over == KeepNewest {
			return compareAge(b.now.Created, b.other, a.now.Created, a.other)
		}
		if first := one(b.had[0].Linked()) - one(a.had[0].Linked()); first != 0 {
			return first
		}
		return compareAge(a.now.Created, a.other, b.now.Created, b.other)
	})
}

// fit takes away what the limits have no room for, by the policy. What the survivor had
// alone is never too much: a limit that was lowered removes nothing.
func (m *merging) fit() {
	m.excludeLabels()
	types := make(map[record.Type][]*joint)
	var order []record.Type
	for i := range m.joints {
		j := &m.joints[i]
		if types[j.other.Type] == nil {
			order = append(order, j.other.Type)
		}
		types[j.other.Type] = append(types[j.other.Type], j)
	}
	for _, to := range order {
		if most, limited := m.schema.limits.HardMax(m.into.Type, to); limited {
			m.cutTo(most, types[to])
		}
	}
	var summed []*joint
	most := 0
	for _, to := range order {
		if sum, _, applies := m.schema.limits.Sum(m.into.Type, to); applies {
			most = sum
			summed = append(summed, types[to]...)
		}
	}
	if summed != nil {
		m.cutTo(most, summed)
	}
	for _, to := range order {
		m.fitLabels(to, types[to])
	}
}

// cutTo leaves as many links as a limit allows, or as many as the survivor had.
func (m *merging) cutTo(most int, joints []*joint) {
	standing, had := 0, 0
	for _, j := range joints {
		standing += one(j.now.Linked())
		had += one(j.had[0].Linked())
	}
	if most = max(most, had); standing <= most {
		return
	}
	sorted := slices.Clone(joints)
	m.order(sorted)
	for _, j := range sorted {
		if !j.now.Linked() {
			continue
		}
		if most > 0 {
			most--
			continue
		}
		j.now = history.State{}
		m.lose(j, label.Set{}, OverLimit)
	}
}

func (m *merging) lose(j *joint, labels label.Set, why LossReason) {
	m.result.Lost = append(m.result.Lost, Loss{From: m.into, To: j.other, Labels: slices.Collect(labels.All()), Reason: why})
}

// fitLabels takes labels from links where too many would carry them.
func (m *merging) fitLabels(to record.Type, joints []*joint) {
	var all label.Set
	for _, j := range joints {
		all = all.Union(j.now.Labels[0])
	}
	for id := range m.schema.limits.LimitedLabels(m.into.Type, to, all) {
		most, limited := m.schema.limits.LabelMax(limits.Key{From: m.into.Type, To: to, Label: id})
		if !limited {
			continue
		}
		var carriers []*joint
		had := 0
		for _, j := range joints {
			if j.now.Labels[0].Has(id) {
				carriers = append(carriers, j)
			}
			had += one(j.had[0].Labels[0].Has(id))
		}
		if most = max(most, had); len(carriers) <= most {
			continue
		}
		m.orderCarriers(id, carriers)
		for _, j := range carriers[most:] {
			m.strip(j, label.SetOf(id), OverLimit)
		}
	}
}

// orderCarriers sorts as order does; the survivor's are those that carried the label there.
func (m *merging) orderCarriers(id label.TypeID, carriers []*joint) {
	m.order(carriers)
	if m.policy.Over != KeepNewest {
		slices.SortStableFunc(carriers, func(a, b *joint) int {
			return one(b.had[0].Labels[0].Has(id)) - one(a.had[0].Labels[0].Has(id))
		})
	}
}

// strip takes labels from a link.
func (m *merging) strip(j *joint, labels label.Set, why LossReason) {
	set := j.now.Labels[0].Minus(labels)
	j.now.Labels = [2]label.Set{set, m.schema.labels.Mirror(set)}
	m.lose(j, labels, why)
}

// excludeLabels settles links that would carry two labels which exclude each other.
func (m *merging) excludeLabels() {
	for i := range m.joints {
		j := &m.joints[i]
		for {
			a, b, found := m.schema.labels.Conflict(j.now.Labels[0])
			if !found {
				break
			}
			kept := 0 // whose label stays
			if m.policy.Over == KeepNewest && j.had[1].Created > j.had[0].Created {
				kept = 1
			}
			going := a.ID
			if j.had[kept].Labels[0].Has(a.ID) {
				going = b.ID
			}
			m.strip(j, label.SetOf(going), LabelExcluded)
		}
	}
}

// keepLabels applies the policy of labels to the links that both records had.
func (m *merging) keepLabels() {
	if m.policy.Labels != SurvivorsLabels {
		return
	}
	for i := range m.joints {
		j := &m.joints[i]
		if !j.now.Linked() || !j.had[0].Linked() || !j.had[1].Linked() {
			continue
		}
		if others := j.now.Labels[0].Minus(j.had[0].Labels[0]); !others.IsEmpty() {
			m.strip(j, others, LabelNotKept)
		}
	}
}

// choose decides whom the result calls its primary, for each type with a rule.
func (m *merging) choose() {
	types := map[record.Type]bool{}
	for i := range m.joints {
		if to := m.joints[i].other.Type; !types[to] {
			types[to] = true
			m.chooseOf(to)
		}
	}
}

func (m *merging) chooseOf(to record.Type) {
	rule, exists := m.schema.primary.Rule(m.into.Type, to)
	if !exists {
		return
	}
	var marked [2]*joint // of the survivor, of the merged one
	var kept []*joint
	for i := range m.joints {
		j := &m.joints[i]
		if j.other.Type != to {
			continue
		}
		for k := range marked {
			if j.had[k].Primary[0] {
				marked[k] = j
			}
		}
		if j.now.Linked() {
			kept = append(kept, j)
		}
	}
	went := m.apart.other.Type == to && m.apart.state.Primary != [2]bool{} || marked != [2]*joint{}
	if m.policy.Primary == MergedsPrimary {
		marked[0], marked[1] = marked[1], marked[0]
	}
	for _, j := range marked {
		if j != nil && j.now.Linked() {
			j.now.Primary[0] = true
			return
		}
	}
	if len(kept) > 0 && (went || rule.Required) {
		m.succeedAmong(rule, kept)
	}
}

// succeedAmong chooses a primary where those that either record had went.
func (m *merging) succeedAmong(rule primary.Rule, kept []*joint) {
	slices.SortFunc(kept, func(a, b *joint) int { return compareAge(a.now.Created, a.other, b.now.Created, b.other) })
	if rule.NewestFirst() {
		slices.Reverse(kept)
	}
	decision, err := rule.Unlinked(
		primary.Others{Count: len(kept), List: []primary.Candidate{{ID: kept[0].other.ID, Created: kept[0].now.Created}}},
		primary.Request{Of: m.into, Alone: true},
	)
	if err == nil {
		kept[0].now.Primary[0], kept[0].cause = true, cause(decision.Reason)
		m.result.Promoted = kept[0].other
	}
}
