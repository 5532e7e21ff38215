package association

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// fit removes the links and labels that exceed the limits, by the policy. As many as the
// survivor had before always stay: a limit that was lowered removes nothing.
func (m *merging) fit() {
	m.excludeLabels()
	var summed [][]mergedLink
	most := 0
	for to, links := range m.byType() {
		if most, limited := m.draft.Schema.Limits().HardMax(m.into.Type, to); limited {
			m.cutTo(most, links)
		}
		if sum, _, applies := m.draft.Schema.Limits().Sum(m.into.Type, to); applies {
			most = sum
			summed = append(summed, links)
		}
	}
	if summed != nil {
		m.cutTo(most, summed...)
	}
	for to, links := range m.byType() {
		m.fitLabels(to, links)
	}
}

// cutTo leaves as many links as a limit allows, or as many as the survivor had.
func (m *merging) cutTo(most int, groups ...[]mergedLink) {
	linked, had := 0, 0
	for _, links := range groups {
		for i := range links {
			linked += one(links[i].now.Linked())
			had += one(links[i].survivors.Linked())
		}
	}
	if most = max(most, had); linked <= most {
		return
	}
	sorted := make([]*mergedLink, 0, linked)
	for _, links := range groups {
		for i := range links {
			if links[i].now.Linked() {
				sorted = append(sorted, &links[i])
			}
		}
	}
	m.order(sorted)
	for _, l := range sorted[most:] {
		l.now = history.State{}
		m.lose(l, label.Set{}, OverLimit)
	}
}

// lose lists a link, or labels of it, as lost.
func (m *merging) lose(l *mergedLink, labels label.Set, why LossReason) {
	m.result.Lost = append(m.result.Lost, Loss{From: m.into, To: l.Other, Labels: slices.Collect(labels.All()), Reason: why})
}

// fitLabels removes a label from links if more links carry it than its limit allows.
func (m *merging) fitLabels(to record.Type, links []mergedLink) {
	table := m.draft.Schema.Limits()
	if !table.HasLabelLimits(m.into.Type, to) {
		return
	}
	var all label.Set
	for i := range links {
		all = all.Union(links[i].now.Near.Labels)
	}
	for id := range all.All() {
		if most, limited := table.LabelMax(limits.Key{From: m.into.Type, To: to, Label: id}); limited {
			m.stripTo(most, id, links)
		}
	}
}

// stripTo leaves a label on as many links as a limit allows, or as many as the survivor had.
func (m *merging) stripTo(most int, id label.TypeID, links []mergedLink) {
	var carriers []*mergedLink
	had := 0
	for i := range links {
		l := &links[i]
		if l.now.Near.Labels.Has(id) {
			carriers = append(carriers, l)
		}
		had += one(l.survivors.Near.Labels.Has(id))
	}
	if most = max(most, had); len(carriers) <= most {
		return
	}
	m.orderCarriers(id, carriers)
	for _, l := range carriers[most:] {
		m.strip(l, label.SetOf(id), OverLimit)
	}
}

// orderCarriers sorts as order does; the survivor's are those that carried the label there.
func (m *merging) orderCarriers(id label.TypeID, carriers []*mergedLink) {
	m.order(carriers)
	if m.policy.Limits != KeepNewest {
		slices.SortStableFunc(carriers, func(a, b *mergedLink) int {
			return one(b.survivors.Near.Labels.Has(id)) - one(a.survivors.Near.Labels.Has(id))
		})
	}
}

// strip removes labels from a link and lists them as lost.
func (m *merging) strip(l *mergedLink, labels label.Set, why LossReason) {
	set := l.now.Near.Labels.Minus(labels)
	l.now.Near.Labels, l.now.Far.Labels = set, m.draft.Schema.Labels().Mirror(set)
	m.lose(l, labels, why)
}

// excludeLabels settles links that would carry two labels which exclude each other: the
// label of the record that the policy prefers stays.
func (m *merging) excludeLabels() {
	for i := range m.links {
		l := &m.links[i]
		for {
			a, b, found := m.draft.Schema.Labels().Conflict(l.now.Near.Labels)
			if !found {
				break
			}
			preferred := l.survivors
			if m.policy.Limits == KeepNewest && l.mergeds.Created > l.survivors.Created {
				preferred = l.mergeds
			}
			going := a.ID
			if preferred.Near.Labels.Has(a.ID) {
				going = b.ID
			}
			m.strip(l, label.SetOf(going), LabelExcluded)
		}
	}
}

// keepLabels applies the policy of labels to the links that both records had.
func (m *merging) keepLabels() {
	if m.policy.Labels != SurvivorsLabels {
		return
	}
	for i := range m.links {
		l := &m.links[i]
		if !l.now.Linked() || !l.hadBoth() {
			continue
		}
		if others := l.now.Near.Labels.Minus(l.survivors.Near.Labels); !others.IsEmpty() {
			m.strip(l, others, LabelNotKept)
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
