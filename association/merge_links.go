package association

import (
	"cmp"
	"iter"
	"slices"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/internal/succession"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A mergedLink is the link of a merge's result to one other record. One of the two merged
// records was linked to that record, or both were.
type mergedLink struct {
	draft.FarEnd
	survivors history.State // the survivor's link
	mergeds   history.State // the link of the merged record
	now       history.State // the link of the result; zero: none
	cause     primary.Cause // why the other is the result's primary, where it was not
}

// hadBoth reports whether both records were linked to the other.
func (l *mergedLink) hadBoth() bool { return l.survivors.Linked() && l.mergeds.Linked() }

// candidate returns the other record as one that could be the result's primary.
func (l *mergedLink) candidate() primary.Candidate {
	return primary.Candidate{ID: l.Other.ID, Created: l.now.Created}
}

// causes returns why the marks of the result's link move.
func (l *mergedLink) causes(was history.State) history.Causes {
	causes := history.Causes{
		Near: causeOf(was.Near.Primary, l.now.Near.Primary),
		Far:  causeOf(was.Far.Primary, l.now.Far.Primary),
	}
	if causes.Near == primary.MergedInto && l.cause != primary.NoCause {
		causes.Near = l.cause
	}
	return causes
}

// causeOf returns why a merge moves one mark.
func causeOf(was, now bool) primary.Cause {
	switch {
	case was == now:
		return primary.NoCause
	case !now:
		return primary.Demoted
	}
	return primary.MergedInto
}

// pair pairs the links of both records, in Ref order of the others. Labels are united;
// marks of the others move with their links.
func (m *merging) pair(survivors, mergeds []draft.HubLink) {
	m.links = make([]mergedLink, 0, len(survivors)+len(mergeds))
	for len(survivors)+len(mergeds) > 0 {
		l := mergedLink{FarEnd: firstOf(survivors, mergeds)}
		l.survivors, survivors = takeFirst(survivors, l.Other)
		l.mergeds, mergeds = takeFirst(mergeds, l.Other)
		switch l.Other {
		case m.survivor:
		case m.merged:
			m.between = draft.HubLink{FarEnd: l.FarEnd, State: l.survivors}
		default:
			l.unite(m.draft.Schema)
			m.links = append(m.links, l)
		}
	}
}

// firstOf returns the record that the first link of two lists, which are in Ref order,
// leads to.
func firstOf(a, b []draft.HubLink) draft.FarEnd {
	if len(b) == 0 || len(a) > 0 && record.Compare(a[0].Other, b[0].Other) < 0 {
		return a[0].FarEnd
	}
	return b[0].FarEnd
}

// takeFirst returns the first link of a list and the rest, if it leads to the other.
func takeFirst(list []draft.HubLink, other record.Ref) (history.State, []draft.HubLink) {
	if len(list) == 0 || list[0].Other != other {
		return history.State{}, list
	}
	return list[0].State, list[1:]
}

// unite decides the link of the result as if there were no limits.
func (l *mergedLink) unite(s *schema.Schema) {
	a, b := l.survivors, l.mergeds
	switch {
	case !b.Linked():
		l.now = a
	case !a.Linked():
		l.now = b
	default:
		l.now.Created = min(a.Created, b.Created)
		set := a.Near.Labels.Union(b.Near.Labels)
		l.now.Near.Labels, l.now.Far.Labels = set, s.Labels().Mirror(set)
		l.now.Far.Primary = a.Far.Primary || b.Far.Primary
	}
	l.now.Near.Primary = false // chosen later
}

// order sorts links so that those come first which stay where there is room for some.
func (m *merging) order(links []*mergedLink) {
	slices.SortFunc(links, func(a, b *mergedLink) int {
		if m.policy.Limits == KeepNewest {
			return compareAge(b.now.Created, b.Other, a.now.Created, a.Other)
		}
		if first := one(b.survivors.Linked()) - one(a.survivors.Linked()); first != 0 {
			return first
		}
		return compareAge(a.now.Created, a.Other, b.now.Created, b.Other)
	})
}

// compareAge orders links by the time they began, and then by record.
func compareAge(at record.Time, a record.Ref, bt record.Time, b record.Ref) int {
	return cmp.Or(cmp.Compare(at, bt), record.Compare(a, b))
}

// byType yields the links towards each type; they come together.
func (m *merging) byType() iter.Seq2[record.Type, []mergedLink] {
	return func(yield func(record.Type, []mergedLink) bool) {
		for rest := m.links; len(rest) > 0; {
			to, n := rest[0].Other.Type, 1
			for n < len(rest) && rest[n].Other.Type == to {
				n++
			}
			if !yield(to, rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// choose decides which record is the primary of the result, for each type with a rule.
func (m *merging) choose() {
	for to, links := range m.byType() {
		if rule, exists := m.draft.Schema.Primary().Rule(m.into.Type, to); exists {
			m.chooseAmong(links, rule)
		}
	}
}

func (m *merging) chooseAmong(links []mergedLink, rule primary.Rule) {
	var survivors, mergeds *mergedLink // with the mark of the survivor, of the merged record
	for i := range links {
		if links[i].survivors.Near.Primary {
			survivors = &links[i]
		}
		if links[i].mergeds.Near.Primary {
			mergeds = &links[i]
		}
	}
	first, second := survivors, mergeds
	if m.policy.Primary == MergedsPrimary {
		first, second = mergeds, survivors
	}
	for _, l := range [...]*mergedLink{first, second} {
		if l != nil && l.now.Linked() {
			l.now.Near.Primary = true
			return
		}
	}
	between := m.between.State
	went := m.between.Other.Type == rule.To && (between.Near.Primary || between.Far.Primary)
	if went || survivors != nil || mergeds != nil || rule.Required {
		m.succeedAmong(links, rule)
	}
}

// succeedAmong chooses a primary where the primaries of both records went.
func (m *merging) succeedAmong(links []mergedLink, rule primary.Rule) {
	var next *mergedLink
	kept := 0
	for i := range links {
		l := &links[i]
		if !l.now.Linked() {
			continue
		}
		if kept++; next == nil || succession.CompareAge(l.candidate(), next.candidate()) < 0 != rule.NewestFirst() {
			next = l
		}
	}
	if next == nil {
		return
	}
	decision, err := succession.Unlinked(rule,
		succession.Others{Count: kept, List: []primary.Candidate{next.candidate()}},
		succession.Request{Of: m.into, Unattended: true},
	)
	if err == nil {
		next.now.Near.Primary, next.cause = true, decision.Cause
		m.result.Promoted = next.Other
	}
}
