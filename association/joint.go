package association

import (
	"iter"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A joint is a record that one of two merged records is linked to, or both.
type joint struct {
	farEnd
	had   [2]history.State // the survivor's link and that of the merged one
	now   history.State    // the link of the result; zero: none
	cause primary.Cause    // why the other is the result's primary, where it was not
}

// causes returns why the marks of the result's link move.
func (j *joint) causes(was history.State) (causes history.Causes) {
	for k := range 2 {
		switch {
		case j.now.End(k).Primary == was.End(k).Primary:
		case !j.now.End(k).Primary:
			(*causes.End(k)) = primary.Demoted
		case k == 0 && j.cause != primary.NoCause:
			(*causes.End(k)) = j.cause
		default:
			(*causes.End(k)) = primary.MergedInto
		}
	}
	return causes
}

// join pairs the links of both records, in Ref order. Labels are united; marks of the
// others move with their links.
func (m *merging) join(survivors, mergeds []spoke) {
	m.joints = make([]joint, 0, len(survivors)+len(mergeds))
	for both := [2][]spoke{survivors, mergeds}; len(both[0])+len(both[1]) > 0; {
		j := joint{farEnd: firstOf(both[0], both[1])}
		for k, spokes := range both {
			if len(spokes) > 0 && spokes[0].other == j.other {
				j.had[k], both[k] = spokes[0].state, spokes[1:]
			}
		}
		switch j.other {
		case m.survivor:
		case m.merged:
			m.apart = spoke{j.farEnd, j.had[0]}
		default:
			j.unite(m.schema)
			m.joints = append(m.joints, j)
		}
	}
}

// firstOf returns whom the first spoke of two lists, which are in Ref order, leads to.
func firstOf(a, b []spoke) farEnd {
	if len(b) == 0 || len(a) > 0 && record.Compare(a[0].other, b[0].other) < 0 {
		return a[0].farEnd
	}
	return b[0].farEnd
}

// unite decides the link of the result as if there were no limits.
func (j *joint) unite(s *schema.Schema) {
	a, b := j.had[0], j.had[1]
	switch {
	case !b.Linked():
		j.now = a
	case !a.Linked():
		j.now = b
	default:
		j.now.Created = min(a.Created, b.Created)
		set := a.Near.Labels.Union(b.Near.Labels)
		j.now.Near.Labels, j.now.Far.Labels = set, s.Labels().Mirror(set)
		j.now.Far.Primary = a.Far.Primary || b.Far.Primary
	}
	j.now.Near.Primary = false // chosen later
}

// order sorts joints so that those come first which stay where there is room for some.
func (m *merging) order(joints []*joint) {
	slices.SortFunc(joints, func(a, b *joint) int {
		if m.policy.Limits == KeepNewest {
			return compareAge(b.now.Created, b.other, a.now.Created, a.other)
		}
		if first := one(b.had[0].Linked()) - one(a.had[0].Linked()); first != 0 {
			return first
		}
		return compareAge(a.now.Created, a.other, b.now.Created, b.other)
	})
}

// byType yields the joints of each type; they stand together.
func (m *merging) byType() iter.Seq2[record.Type, []joint] {
	return func(yield func(record.Type, []joint) bool) {
		for rest := m.joints; len(rest) > 0; {
			to, n := rest[0].other.Type, 1
			for n < len(rest) && rest[n].other.Type == to {
				n++
			}
			if !yield(to, rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// fit takes away what the limits have no room for, by the policy. What the survivor had
// alone is never too much: a limit that was lowered removes nothing.
func (m *merging) fit() {
	m.excludeLabels()
	var summed [][]joint
	most := 0
	for to, joints := range m.byType() {
		if most, limited := m.schema.Limits().HardMax(m.into.Type, to); limited {
			m.cutTo(most, joints)
		}
		if sum, _, applies := m.schema.Limits().Sum(m.into.Type, to); applies {
			most = sum
			summed = append(summed, joints)
		}
	}
	if summed != nil {
		m.cutTo(most, summed...)
	}
	for to, joints := range m.byType() {
		m.fitLabels(to, joints)
	}
}

// cutTo leaves as many links as a limit allows, or as many as the survivor had.
func (m *merging) cutTo(most int, groups ...[]joint) {
	standing, had := 0, 0
	for _, joints := range groups {
		for i := range joints {
			standing += one(joints[i].now.Linked())
			had += one(joints[i].had[0].Linked())
		}
	}
	if most = max(most, had); standing <= most {
		return
	}
	sorted := make([]*joint, 0, standing)
	for _, joints := range groups {
		for i := range joints {
			if joints[i].now.Linked() {
				sorted = append(sorted, &joints[i])
			}
		}
	}
	m.order(sorted)
	for _, j := range sorted[most:] {
		j.now = history.State{}
		m.lose(j, label.Set{}, OverLimit)
	}
}

func (m *merging) lose(j *joint, labels label.Set, why LossReason) {
	m.result.Lost = append(m.result.Lost, Loss{From: m.into, To: j.other, Labels: slices.Collect(labels.All()), Reason: why})
}

// fitLabels takes labels from links where too many would carry them.
func (m *merging) fitLabels(to record.Type, joints []joint) {
	if !m.schema.Limits().HasLabelLimits(m.into.Type, to) {
		return
	}
	var all label.Set
	for i := range joints {
		all = all.Union(joints[i].now.Near.Labels)
	}
	for id := range m.schema.Limits().LimitedLabels(m.into.Type, to, all) {
		most, limited := m.schema.Limits().LabelMax(limits.Key{From: m.into.Type, To: to, Label: id})
		if !limited {
			continue
		}
		var carriers []*joint
		had := 0
		for i := range joints {
			j := &joints[i]
			if j.now.Near.Labels.Has(id) {
				carriers = append(carriers, j)
			}
			had += one(j.had[0].Near.Labels.Has(id))
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
	if m.policy.Limits != KeepNewest {
		slices.SortStableFunc(carriers, func(a, b *joint) int {
			return one(b.had[0].Near.Labels.Has(id)) - one(a.had[0].Near.Labels.Has(id))
		})
	}
}

// strip takes labels from a link.
func (m *merging) strip(j *joint, labels label.Set, why LossReason) {
	set := j.now.Near.Labels.Minus(labels)
	j.now.Near.Labels, j.now.Far.Labels = set, m.schema.Labels().Mirror(set)
	m.lose(j, labels, why)
}

// excludeLabels settles links that would carry two labels which exclude each other.
func (m *merging) excludeLabels() {
	for i := range m.joints {
		j := &m.joints[i]
		for {
			a, b, found := m.schema.Labels().Conflict(j.now.Near.Labels)
			if !found {
				break
			}
			kept := 0 // whose label stays
			if m.policy.Limits == KeepNewest && j.had[1].Created > j.had[0].Created {
				kept = 1
			}
			going := a.ID
			if j.had[kept].Near.Labels.Has(a.ID) {
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
		if others := j.now.Near.Labels.Minus(j.had[0].Near.Labels); !others.IsEmpty() {
			m.strip(j, others, LabelNotKept)
		}
	}
}

// choose decides whom the result calls its primary, for each type with a rule.
func (m *merging) choose() {
	for to, joints := range m.byType() {
		if rule, exists := m.schema.Primary().Rule(m.into.Type, to); exists {
			m.chooseAmong(joints, rule)
		}
	}
}

func (m *merging) chooseAmong(joints []joint, rule primary.Rule) {
	var marked [2]*joint // of the survivor, of the merged one
	for i := range joints {
		for k := range marked {
			if joints[i].had[k].Near.Primary {
				marked[k] = &joints[i]
			}
		}
	}
	went := m.apart.other.Type == rule.To && (m.apart.state.Near.Primary || m.apart.state.Far.Primary) || marked != [2]*joint{}
	if m.policy.Primary == MergedsPrimary {
		marked[0], marked[1] = marked[1], marked[0]
	}
	for _, j := range marked {
		if j != nil && j.now.Linked() {
			j.now.Near.Primary = true
			return
		}
	}
	if went || rule.Required {
		m.succeedAmong(joints, rule)
	}
}

// succeedAmong chooses a primary where those that either record had went.
func (m *merging) succeedAmong(joints []joint, rule primary.Rule) {
	var next *joint
	kept := 0
	for i := range joints {
		j := &joints[i]
		if !j.now.Linked() {
			continue
		}
		if kept++; next == nil || compareAge(j.now.Created, j.other, next.now.Created, next.other) < 0 != rule.NewestFirst() {
			next = j
		}
	}
	if next == nil {
		return
	}
	decision, err := rule.Unlinked(
		primary.Others{Count: kept, List: []primary.Candidate{{ID: next.other.ID, Created: next.now.Created}}},
		primary.Request{Of: m.into, Unattended: true},
	)
	if err == nil {
		next.now.Near.Primary, next.cause = true, decision.Cause
		m.result.Promoted = next.other
	}
}
