package laws

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A model is the expected account in its plainest form: one map of links. Counts, marks and
// candidates are found by looking at all links. Each verb is written from the rules alone. A
// verb that returns an error may have changed the model already, so its caller has kept a copy.
type model struct {
	settings
	lifecycle
	links  map[history.Pair]history.State
	newest map[record.Ref]record.Time
	done   map[string]kept // by the caller's operation id
}

// A kept answer is the answer to a repeated operation.
type kept struct {
	request  string
	result   association.Result
	promoted []record.Ref // the model does not say which of them the answer names
}

// underWay is the time of the operations under way, above all other times.
const underWay = math.MaxInt64

func (w *model) clone() *model {
	c := *w
	c.settings, c.lifecycle = w.settings.clone(), w.lifecycle.clone()
	c.links, c.newest, c.done = maps.Clone(w.links), maps.Clone(w.newest), maps.Clone(w.done)
	return &c
}

// at returns the link between two records, as seen from the first.
func (w *model) at(from, to record.Ref) history.State {
	from, to = w.survivorOf(from), w.survivorOf(to)
	s := w.links[history.PairOf(from, to)]
	if record.Compare(from, to) > 0 {
		return s.Flip()
	}
	return s
}

func (w *model) put(from, to record.Ref, s history.State) {
	if record.Compare(from, to) > 0 {
		from, to, s = to, from, s.Flip()
	}
	w.links[history.PairOf(from, to)] = s
	if !s.Linked() {
		delete(w.links, history.PairOf(from, to))
	}
}

// neighbors returns the records of a type that a record is linked to, the oldest first.
func (w *model) neighbors(of record.Ref, to record.Type) []record.Ref {
	var found []record.Ref
	of = w.survivorOf(of)
	for p := range w.links {
		for _, ends := range [2][2]record.Ref{{p.A, p.B}, {p.B, p.A}} {
			if ends[0] == of && ends[1].Type == to {
				found = append(found, ends[1])
			}
		}
	}
	slices.SortFunc(found, func(a, b record.Ref) int {
		return cmp.Or(cmp.Compare(w.at(of, a).Created, w.at(of, b).Created), record.Compare(a, b))
	})
	return found
}

func (w *model) primaryOf(of record.Ref, to record.Type) record.Ref {
	for _, other := range w.neighbors(of, to) {
		if w.at(of, other).Near.Primary {
			return other
		}
	}
	return record.Ref{}
}

func (w *model) carriers(of record.Ref, to record.Type, id label.TypeID) int {
	n := 0
	for _, other := range w.neighbors(of, to) {
		if w.at(of, other).Near.Labels.Has(id) {
			n++
		}
	}
	return n
}

// endOf returns the end of a link that the k-th of [bothEnds] sees: near for 0, far for 1.
func endOf(s *history.State, k int) *history.End {
	if k == 0 {
		return &s.Near
	}
	return &s.Far
}

// bothEnds returns a link from both ends.
func bothEnds(from, to record.Ref) [2][2]record.Ref { return [2][2]record.Ref{{from, to}, {to, from}} }

// The operations of the kinds below name records by any id. The verbs after them take survivors
// only.

func (w *model) associateAllOf(op *association.AssociateAll) (association.Result, error) {
	return w.associateAll(op.From, op.Targets)
}

func (w *model) dissociateOf(op *association.Dissociate) (association.Result, error) {
	return w.dissociate(w.survivorOf(op.From), w.survivorOf(op.To), op.Successor, op.Unattended)
}

func (w *model) setLabels(op *association.SetLabels) (association.Result, error) {
	return w.relabel(w.survivorOf(op.From), w.survivorOf(op.To), op.Labels, func(_, given label.Set) label.Set { return given })
}

func (w *model) addLabels(op *association.AddLabels) (association.Result, error) {
	return w.relabel(w.survivorOf(op.From), w.survivorOf(op.To), op.Labels, label.Set.Union)
}

func (w *model) setPrimaryOf(op *association.SetPrimary) (association.Result, error) {
	return w.setPrimary(w.survivorOf(op.From), w.survivorOf(op.To))
}

func (w *model) clearPrimaryOf(op *association.ClearPrimary) (association.Result, error) {
	return w.clearPrimary(w.survivorOf(op.From), w.survivorOf(op.To), op.Successor, op.Unattended)
}

// A6, B5, D: a new link is made, or labels are added to the existing link.
func (w *model) associate(op *association.Associate) (association.Result, error) {
	from, to, mark := w.survivorOf(op.From), w.survivorOf(op.To), op.Mark
	given, err := w.ask(from, to, op.Labels)
	if given.marks[0] && mark == primary.MarkNever {
		err = errors.Join(err, primary.ErrMarks)
	}
	if err != nil {
		return association.Result{}, err
	}
	if op.OnlyFirst && len(w.neighbors(from, to.Type)) > 0 {
		return association.Result{}, nil
	}
	was := w.at(from, to)
	now, err := w.labeled(from, to, was.Near.Labels.Union(given.set))
	if !was.Linked() {
		hard, full := w.room(from, to)
		if err = errors.Join(err, hard); full && err == nil {
			return association.Result{Outcome: association.Skipped, Skipped: []record.Ref{to}}, nil
		}
		now.Created = underWay
	}
	asked := [2]primary.Mark{mark}
	for k := range asked {
		if given.marks[k] {
			asked[k] = primary.MarkReplace
		}
	}
	result, refused := w.mark(from, to, now, asked)
	if err := errors.Join(err, refused); err != nil {
		return association.Result{}, err
	}
	if !was.Linked() {
		result.Outcome = association.Created
	}
	return result, nil
}

// C2: one of several targets becomes primary: the marked target if there is one, otherwise the
// first.
func (w *model) associateAll(from record.Ref, targets []association.Target) (association.Result, error) {
	if len(targets) == 0 {
		return association.Result{}, association.ErrNoTargets
	}
	marked := map[record.Type]int{}
	var first, last []association.Target
	var refused error
	isMarked := map[record.Ref]bool{}
	for _, t := range targets {
		given, _ := w.ask(record.New(from.Type, "nobody"), t.To, t.Labels)
		if given.marks[0] || t.Mark == primary.MarkAsPrimary || t.Mark == primary.MarkReplace {
			marked[t.To.Type]++
			isMarked[t.To] = true
			if _, exists := w.rules[[2]record.Type{from.Type, t.To.Type}]; exists && marked[t.To.Type] > 1 {
				refused = primary.ErrMarks
			}
		}
	}
	var declined []association.Target
	for _, t := range targets {
		switch {
		case isMarked[t.To] && t.Mark != primary.MarkNever:
			first = append(first, t)
		case t.Mark == primary.MarkNever && !isMarked[t.To]:
			declined = append(declined, t)
		default:
			last = append(last, t)
		}
	}
	last = append(last, declined...)
	var whole association.Result
	for _, t := range append(first, last...) {
		r, err := w.associate(&association.Associate{From: from, To: t.To, Labels: t.Labels, Mark: t.Mark})
		refused, whole = errors.Join(refused, err), both(whole, r)
	}
	return whole, refused
}

// mark gives a link the state now and moves the marks of both ends, by C1, C2, C5.
func (w *model) mark(from, to record.Ref, now history.State, asked [2]primary.Mark) (association.Result, error) {
	var result association.Result
	var refused error
	was := w.at(from, to)
	for k, end := range bothEnds(from, to) {
		of, other := end[0], end[1]
		rule, exists := w.rules[[2]record.Type{of.Type, other.Type}]
		wanted := asked[k] == primary.MarkAsPrimary || asked[k] == primary.MarkReplace
		before := w.primaryOf(of, other.Type)
		switch {
		case !exists && wanted:
			refused = errors.Join(refused, primary.ErrNoRule)
		case !exists:
		case asked[k] == primary.MarkNever && rule.Required:
			refused = errors.Join(refused, primary.ErrRequired)
		case asked[k] == primary.MarkAsPrimary && !before.IsZero() && before != other:
			refused = errors.Join(refused, primary.ErrHasPrimary)
		case wanted && before != other:
			endOf(&now, k).Primary, result.Promoted, result.Demoted = true, cmp.Or(result.Promoted, other), cmp.Or(result.Demoted, before)
			w.unmark(of, before)
		case !was.Linked() && asked[k] != primary.MarkNever && !rule.NoFirst && len(w.neighbors(of, other.Type)) == 0:
			endOf(&now, k).Primary, result.Promoted = true, cmp.Or(result.Promoted, other)
		}
	}
	if now != was {
		result.Outcome = association.Changed
	}
	w.put(from, to, now)
	return result, refused
}

func (w *model) unmark(of, other record.Ref) {
	if other.IsZero() {
		return
	}
	s := w.at(of, other)
	s.Near.Primary = false
	w.put(of, other, s)
}

// A6, C6: the link is removed, and successors are found for the marks that it had.
func (w *model) dissociate(from, to, successor record.Ref, alone bool) (association.Result, error) {
	if _, err := w.ask(from, to, nil); err != nil {
		return association.Result{}, err
	}
	result := association.Result{Ignored: successor}
	was := w.at(from, to)
	if !was.Linked() {
		return result, nil
	}
	result.Outcome = association.Removed
	w.put(from, to, history.State{})
	for k, end := range bothEnds(from, to) {
		if endOf(&was, k).Primary {
			if err := w.succeed(end[0], end[1], successor, alone, true, &result); err != nil {
				return association.Result{}, errors.Join(err, unused([2]bool{was.Near.Primary, was.Far.Primary}, result))
			}
		}
	}
	return result, unused([2]bool{was.Near.Primary, was.Far.Primary}, result)
}

// unused refuses a successor that could take none of the marks that went.
func unused(went [2]bool, result association.Result) error {
	if went != [2]bool{} && !result.Ignored.IsZero() {
		return primary.ErrNotCandidate
	}
	return nil
}

// succeed finds the primary of a record after gone, by C6 and C7.
func (w *model) succeed(of, gone, named record.Ref, alone, unlinked bool, result *association.Result) error {
	rule := w.rules[[2]record.Type{of.Type, gone.Type}]
	others := slices.DeleteFunc(w.neighbors(of, gone.Type), func(r record.Ref) bool { return r == gone })
	var next record.Ref
	switch {
	case named.Type == gone.Type && !result.Ignored.IsZero(): // named serves one mark: that of From
		result.Ignored = record.Ref{}
		if w.isDeleted(named) {
			return errors.Join(record.ErrDeleted, primary.ErrNotCandidate, primary.ErrRequired)
		}
		if named = w.survivorOf(named); !slices.Contains(others, named) {
			if len(others) == 0 && rule.Required && !unlinked {
				return errors.Join(primary.ErrNotCandidate, primary.ErrRequired)
			}
			return primary.ErrNotCandidate
		}
		next = named
	case !unlinked && !rule.Required:
		return nil
	case len(others) == 0 && unlinked:
		return nil
	case len(others) == 0:
		return primary.ErrRequired
	case len(others) == 1 || rule.Choice == primary.Oldest:
		next = others[0]
	case rule.Choice == primary.Newest:
		next = others[len(others)-1]
	case !rule.Required || alone:
		next = others[0]
	default:
		return primary.ErrChoose
	}
	w.marked(of, next)
	result.Promoted = cmp.Or(result.Promoted, next)
	return nil
}

// B5: the labels of an existing link change; a primary type among them moves the mark.
func (w *model) relabel(from, to record.Ref, labels []label.Label, combine func(_, _ label.Set) label.Set) (association.Result, error) {
	given, err := w.askOfLink(from, to, labels)
	if err != nil {
		return association.Result{}, err
	}
	now, err := w.labeled(from, to, combine(w.at(from, to).Near.Labels, given.set))
	var asked [2]primary.Mark
	for k := range asked {
		if given.marks[k] {
			asked[k] = primary.MarkReplace
		}
	}
	result, refused := w.mark(from, to, now, asked)
	return result, errors.Join(err, refused)
}

// B5: labels go; without the unlabeled type the link goes, without a primary type the mark.
func (w *model) removeLabelsOf(op *association.RemoveLabels) (association.Result, error) {
	from, to := w.survivorOf(op.From), w.survivorOf(op.To)
	given, err := w.askOfLink(from, to, op.Labels)
	if err != nil {
		return association.Result{}, err
	}
	if given.unlabeled {
		return w.dissociate(from, to, op.Successor, op.Unattended)
	}
	left := w.at(from, to).Near.Labels.Minus(given.set)
	return w.clear(from, to, left, given.marks, op.Successor, op.Unattended)
}

// clear leaves some labels on a link and takes the given marks from it.
func (w *model) clear(from, to record.Ref, left label.Set, marks [2]bool, named record.Ref, alone bool) (association.Result, error) {
	was := w.at(from, to)
	now := was
	now.Near.Labels, now.Far.Labels = left, w.mirror(left)
	result := association.Result{Ignored: named}
	for k := range marks {
		endOf(&now, k).Primary = endOf(&was, k).Primary && !marks[k]
	}
	w.put(from, to, now)
	if now != was {
		result.Outcome = association.Changed
	}
	var went [2]bool
	for k, end := range bothEnds(from, to) {
		if went[k] = endOf(&was, k).Primary && marks[k]; went[k] {
			if err := w.succeed(end[0], end[1], named, alone, false, &result); err != nil {
				return association.Result{}, errors.Join(err, unused(went, result))
			}
		}
	}
	return result, unused(went, result)
}

// C5: the mark moves; the old primary stays associated.
func (w *model) setPrimary(from, to record.Ref) (association.Result, error) {
	if _, err := w.askOfLink(from, to, nil); err != nil {
		return association.Result{}, err
	}
	return w.mark(from, to, w.at(from, to), [2]primary.Mark{primary.MarkReplace})
}

// C6: the mark goes, the link stays.
func (w *model) clearPrimary(from, to, named record.Ref, alone bool) (association.Result, error) {
	if _, err := w.askOfLink(from, to, nil); err != nil {
		return association.Result{}, err
	}
	if _, exists := w.rules[[2]record.Type{from.Type, to.Type}]; !exists {
		return association.Result{}, primary.ErrNoRule
	}
	return w.clear(from, to, w.at(from, to).Near.Labels, [2]bool{true, false}, named, alone)
}
