package laws

import (
	"errors"
	"maps"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// settings are the part of a model that edits of the schema change.
type settings struct {
	types     []record.Type
	labels    map[label.TypeID]label.Label // every direction, the removed ones too
	marks     map[label.TypeID]bool        // those of labels that mark a primary
	limits    map[limits.Key]int
	technical map[[2]record.Type]int
	rules     map[[2]record.Type]primary.Rule
	sum       int
	counted   []record.Type
}

func (s settings) clone() settings {
	s.labels, s.marks = maps.Clone(s.labels), maps.Clone(s.marks)
	s.limits, s.technical = maps.Clone(s.limits), maps.Clone(s.technical)
	s.rules = maps.Clone(s.rules)
	return s
}

// A question is the request in the labels of a write.
type question struct {
	set       label.Set
	marks     [2]bool
	unlabeled bool
}

// ask reads the labels of a write, and refuses everything that can be refused without looking
// at a link.
func (w *model) ask(from, to record.Ref, given []label.Label) (question, error) {
	var q question
	var refused error
	if from == to {
		refused = record.ErrSelf
	}
	switch {
	case !slices.Contains(w.types, from.Type) || !slices.Contains(w.types, to.Type):
		refused = errors.Join(refused, label.ErrUndefinedType)
	case !w.isDefined(from.Type, to.Type):
		refused = errors.Join(refused, label.ErrUndefinedPair)
	}
	if w.isDeleted(from) || w.isDeleted(to) {
		refused = errors.Join(refused, record.ErrDeleted)
	}
	for _, reference := range given {
		l, err := w.resolve(from.Type, to.Type, reference)
		refused = errors.Join(refused, err)
		switch l.Kind {
		case label.KindUnlabeled:
			q.unlabeled = true
		case label.KindPrimary:
			if w.marks[l.ID] {
				q.marks[0] = true
			} else {
				q.marks[1] = true
			}
		default:
			q.set = q.set.Union(label.SetOf(l.ID))
		}
	}
	return q, refused
}

// askOfLink is ask for a write that needs an existing link.
func (w *model) askOfLink(from, to record.Ref, given []label.Label) (question, error) {
	if _, err := w.ask(from, to, nil); err != nil {
		return question{}, err
	}
	q, err := w.ask(from, to, given)
	if !w.at(from, to).Linked() {
		err = errors.Join(err, record.ErrNotLinked)
	}
	return q, err
}

func (s *settings) isDefined(from, to record.Type) bool {
	for _, l := range s.labels {
		if l.Kind == label.KindUnlabeled && l.From == from && l.To == to {
			return true
		}
	}
	return false
}

// resolve finds the label that a reference means from a type to another, by B1.
func (s *settings) resolve(from, to record.Type, reference label.Label) (label.Label, error) {
	if reference.ID.IsZero() {
		for _, l := range s.labels {
			if l.From == from && l.To == to && l.Text == reference.Name && l.Status == label.Active {
				return l, nil
			}
		}
		return label.Label{}, errors.Join(label.ErrUnknown, label.ErrWrongDirection, label.ErrRemoved)
	}
	l, known := s.labels[reference.ID]
	switch {
	case !known:
		return l, label.ErrUnknown
	case l.From == to && l.To == from && from != to && reference.From == "":
		return l, label.ErrWrongDirection
	case l.From == to && l.To == from && from != to:
		l = s.labels[l.Inverse]
	case l.From != from || l.To != to:
		return l, label.ErrWrongPair
	}
	if l.Status == label.Removed {
		return l, label.ErrRemoved
	}
	return l, nil
}

func (s *settings) mirror(set label.Set) label.Set {
	var seen label.Set
	for id := range set.All() {
		seen = seen.Union(label.SetOf(s.labels[id].Inverse))
	}
	return seen
}

// labeled returns a link with another set of labels, or the error of D3, D4, D7 or B1 that
// refuses it.
func (w *model) labeled(from, to record.Ref, set label.Set) (history.State, error) {
	was := w.at(from, to)
	now := was
	now.Near.Labels, now.Far.Labels = set, w.mirror(set)
	var refused error
	if set != was.Near.Labels && set.Has(label.ParentToChild) && set.Has(label.ChildToParent) {
		refused = schema.ErrExclusive
	}
	for k, end := range bothEnds(from, to) {
		for id := range endOf(&now, k).Labels.Minus(endOf(&was, k).Labels).All() {
			most, limited := w.labelMax(limits.Key{From: end[0].Type, To: end[1].Type, Label: id})
			if limited && w.carriers(end[0], end[1].Type, id) >= most {
				refused = errors.Join(refused, limits.ErrExceeded)
			}
		}
	}
	return now, refused
}

// labelMax returns the limit of a label that is in force.
func (s *settings) labelMax(k limits.Key) (int, bool) {
	if k.Label == label.ChildToParent {
		return 1, true
	}
	most, limited := s.limits[k]
	return min(most, s.technicalMax(k.From, k.To)), limited
}

// limited returns the labels of a direction that have a limit, and the limit.
func (s *settings) limited(from, to record.Type) map[label.TypeID]int {
	all := map[label.TypeID]int{}
	for id, l := range s.labels {
		if most, limited := s.labelMax(limits.Key{From: from, To: to, Label: id}); limited && l.From == from && l.To == to {
			all[id] = most
		}
	}
	return all
}

// technicalMax returns the maximum of every configured limit of a direction: D1, D2, D3.
func (s *settings) technicalMax(from, to record.Type) int {
	if s.sums(from, to) {
		return s.sum
	}
	if most, set := s.technical[[2]record.Type{from, to}]; set {
		return most
	}
	return limits.DefaultMax
}

func (s *settings) sums(from, to record.Type) bool {
	return slices.Contains(s.counted, to) && !slices.Contains(s.counted, from)
}

// pairMax returns the limit that refuses a further link with an error, if there is such a
// limit.
func (s *settings) pairMax(from, to record.Type) (int, bool) {
	technical, sums := s.technicalMax(from, to), s.sums(from, to)
	configured, set := s.limits[limits.Key{From: from, To: to}]
	switch {
	case set && sums:
		return configured, true
	case set:
		return min(configured, technical), true
	}
	return technical, !sums
}

// room says whether a new link is refused on either side, and whether the link is left out
// because a record is at its activity sum.
func (w *model) room(from, to record.Ref) (refused error, full bool) {
	for _, end := range bothEnds(from, to) {
		of, other := end[0], end[1]
		if most, hard := w.pairMax(of.Type, other.Type); hard && len(w.neighbors(of, other.Type)) >= most {
			refused = limits.ErrExceeded
		}
		if w.sums(of.Type, other.Type) && w.activities(of) >= w.sum {
			full = true
		}
	}
	return refused, full
}

// activities returns how many activities count towards a record's sum.
func (w *model) activities(of record.Ref) int {
	n := 0
	for _, t := range w.counted {
		n += len(w.neighbors(of, t))
	}
	return n
}

// B6: a label that a link carries stays.
func (w *model) removeLabel(id label.TypeID) error {
	l := w.labels[id]
	switch {
	case id.Category == label.HubSpotDefined:
		return label.ErrBuiltIn
	case l.Status == label.Removed:
		return label.ErrStatus
	}
	for p, s := range w.links {
		for k := range 2 {
			if endOf(&s, k).Labels.Has(id) {
				return errors.Join(schema.ErrInUse, errors.New(p.A.String()))
			}
		}
	}
	for _, side := range []label.TypeID{id, l.Inverse} {
		l := w.labels[side]
		l.Status = label.Removed
		w.labels[side] = l
		delete(w.limits, limits.Key{From: l.From, To: l.To, Label: side})
	}
	return nil
}

// D3: the limit of a label is at most that of its pair, and the limit of a pair at least those
// of its labels.
func (w *model) setLimit(k limits.Key, most int) error {
	high, low := w.technicalMax(k.From, k.To), 1
	if k.Label.IsZero() {
		for other, configured := range w.limits {
			if other.From == k.From && other.To == k.To && !other.Label.IsZero() {
				low = max(low, configured)
			}
		}
	} else if pair, set := w.limits[limits.Key{From: k.From, To: k.To}]; set {
		high = min(high, pair)
	}
	if l := w.labels[k.Label]; l.Status == label.Removed && !k.Label.IsZero() {
		return label.ErrRemoved
	}
	if most < low || most > high || k.Label == label.ChildToParent {
		return limits.ErrConfig
	}
	w.limits[k] = most
	return nil
}

// C8: a new rule marks no record, unless the rule becomes required: then it marks the oldest.
func (w *model) declare(rule primary.Rule) error {
	before := w.rules[[2]record.Type{rule.From, rule.To}]
	switch {
	case rule.Required && rule.NoFirst:
		return errors.Join(primary.ErrRule, primary.ErrBuiltIn)
	case rule.From == record.Contacts && rule.To == record.Companies && !rule.Required:
		return primary.ErrBuiltIn
	}
	w.rules[[2]record.Type{rule.From, rule.To}] = rule
	if rule.Required && !before.Required {
		w.eachEnd(rule.From, rule.To, func(of record.Ref) {
			others := w.neighbors(of, rule.To)
			if !w.primaryOf(of, rule.To).IsZero() {
				return
			}
			w.marked(of, others[0])
		})
	}
	return nil
}

func (w *model) withdraw(from, to record.Type) error {
	pair := [2]record.Type{from, to}
	_, exists := w.rules[pair]
	_, builtIn := schema.New().Primary().Rule(from, to)
	switch {
	case builtIn:
		return primary.ErrBuiltIn
	case !exists:
		return primary.ErrNoRule
	}
	delete(w.rules, pair)
	w.eachEnd(from, to, func(of record.Ref) { w.unmark(of, w.primaryOf(of, to)) })
	return nil
}

// eachEnd calls fn for every record of type from that has links to type to.
func (w *model) eachEnd(from, to record.Type, fn func(record.Ref)) {
	ends := map[record.Ref]bool{}
	for p := range w.links {
		for _, end := range bothEnds(p.A, p.B) {
			if end[0].Type == from && end[1].Type == to {
				ends[end[0]] = true
			}
		}
	}
	for of := range ends {
		fn(of)
	}
}
