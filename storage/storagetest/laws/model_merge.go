package laws

import (
	"cmp"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A union is the merge of two records' links to the same neighbour.
type union struct {
	other record.Ref
	had   [2]history.State // the link of the survivor, and that of the merged record
	now   history.State
}

// A fusion is a merge under way.
type fusion struct {
	*model
	op               *association.MergeRecords
	two              [2]record.Ref // the survivor and the merged record
	into             record.Ref
	unions           []*union
	notKept, tooMuch []association.Loss
	marksGone        map[record.Type]bool // the types towards which one of the two had a primary
}

func limitsKey(from, to record.Type, id label.TypeID) limits.Key {
	return limits.Key{From: from, To: to, Label: id}
}

// J1, J2, J3: the survivor has the links of both records.
func (w *model) mergeRecords(op *association.MergeRecords) (association.Result, error) {
	switch {
	case op.Survivor.Type != op.Merged.Type:
		return association.Result{}, record.ErrTypeMismatch
	case op.Survivor == op.Merged:
		return association.Result{}, record.ErrSelf
	case w.isDeleted(op.Survivor), w.isDeleted(op.Merged):
		return association.Result{}, record.ErrDeleted
	}
	f := &fusion{model: w, op: op, two: [2]record.Ref{w.survivorOf(op.Survivor), w.survivorOf(op.Merged)}, marksGone: map[record.Type]bool{}}
	if f.into = f.two[0]; op.Into != "" {
		f.into = record.New(op.Survivor.Type, op.Into)
	}
	_, ended := w.ended[f.into]
	switch {
	case f.two[0] == f.two[1] && f.into == f.two[0]:
		return association.Result{}, nil
	case f.two[0] == f.two[1]:
		return association.Result{}, record.ErrSelf
	case f.into != f.two[0] && (ended || len(w.all(f.into)) > 0):
		return association.Result{}, record.ErrTaken
	}
	f.unite()
	f.keepLabels()
	f.fit()
	if len(f.tooMuch) > 0 && op.Policy.Limits == association.RefuseOverLimit {
		return association.Result{}, &association.OverLimitError{Survivor: f.two[0], Merged: f.two[1], Over: f.tooMuch}
	}
	for _, to := range w.types {
		f.choose(to)
	}
	return f.move(), nil
}

// unite joins the links of both, labels and the earlier time. The link between the two is
// not among them.
func (f *fusion) unite() {
	byOther := map[record.Ref]*union{}
	for k, of := range f.two {
		for _, other := range f.all(of) {
			s := f.at(of, other)
			f.marksGone[other.Type] = f.marksGone[other.Type] || s.Near.Primary
			if other == f.two[1-k] {
				continue
			}
			if byOther[other] == nil {
				byOther[other] = &union{other: other}
				f.unions = append(f.unions, byOther[other])
			}
			u := byOther[other]
			u.had[k] = s
			u.now.Near.Labels = u.now.Near.Labels.Union(s.Near.Labels)
			u.now.Far.Primary = u.now.Far.Primary || s.Far.Primary
			if !u.now.Linked() || s.Created < u.now.Created {
				u.now.Created = s.Created
			}
		}
	}
	slices.SortFunc(f.unions, func(a, b *union) int {
		return cmp.Or(cmp.Compare(a.now.Created, b.now.Created), record.Compare(a.other, b.other))
	})
}

func (f *fusion) loss(u *union, why association.LossReason, ids ...label.TypeID) association.Loss {
	return association.Loss{From: f.into, To: u.other, Labels: ids, Reason: why}
}

// drop takes a label from a link.
func (u *union) drop(id label.TypeID) { u.now.Near.Labels = u.now.Near.Labels.Minus(label.SetOf(id)) }

// keepLabels leaves the survivor's labels alone on links that both had, if so asked.
func (f *fusion) keepLabels() {
	for _, u := range f.unions {
		if f.op.Policy.Labels != association.SurvivorsLabels || !u.had[0].Linked() || !u.had[1].Linked() {
			continue
		}
		for id := range u.had[1].Near.Labels.Minus(u.had[0].Near.Labels).All() {
			u.drop(id)
			f.notKept = append(f.notKept, f.loss(u, association.LabelNotKept, id))
		}
	}
}

// fit lists the links and labels that the limits have no room for, and drops them.
func (f *fusion) fit() {
	for _, u := range f.unions {
		if !excluded(u.now.Near.Labels) {
			continue
		}
		stays := u.had[0].Near.Labels
		if f.op.Policy.Limits == association.KeepNewest && u.had[1].Created > u.had[0].Created {
			stays = u.had[1].Near.Labels
		}
		going := label.ParentToChild
		if stays.Has(going) {
			going = label.ChildToParent
		}
		u.drop(going)
		f.tooMuch = append(f.tooMuch, f.loss(u, association.LabelExcluded, going))
	}
	for _, to := range f.types {
		if most, hard := f.pairMax(f.into.Type, to); hard {
			f.leave(most, func(u *union) bool { return u.other.Type == to })
		}
	}
	f.leave(f.sum, func(u *union) bool { return f.sums(f.into.Type, u.other.Type) })
	for _, to := range f.types {
		for id, most := range f.limited(f.into.Type, to) {
			f.leaveLabel(id, most)
		}
	}
}

// leave keeps so many of the links, or as many as the survivor had: D4.
func (f *fusion) leave(most int, among func(*union) bool) {
	var linked []*union
	had := 0
	for _, u := range f.unions {
		if among(u) && u.now.Linked() {
			linked = append(linked, u)
		}
		if among(u) && u.had[0].Linked() {
			had++
		}
	}
	for _, u := range f.over(linked, max(most, had), func(u *union) bool { return u.had[0].Linked() }) {
		u.now = history.State{}
		f.tooMuch = append(f.tooMuch, f.loss(u, association.OverLimit))
	}
}

// leaveLabel keeps a label on so many of the links.
func (f *fusion) leaveLabel(id label.TypeID, most int) {
	var carriers []*union
	had := 0
	for _, u := range f.unions {
		if u.now.Near.Labels.Has(id) {
			carriers = append(carriers, u)
		}
		if u.had[0].Near.Labels.Has(id) {
			had++
		}
	}
	for _, u := range f.over(carriers, max(most, had), func(u *union) bool { return u.had[0].Near.Labels.Has(id) }) {
		u.drop(id)
		f.tooMuch = append(f.tooMuch, f.loss(u, association.OverLimit, id))
	}
}

// over returns the unions for which most leaves no room. unions are the oldest first. Under the
// policy KeepNewest the newest have room; otherwise the survivor's own have room first, and
// then the oldest.
func (f *fusion) over(unions []*union, most int, own func(*union) bool) []*union {
	unions = slices.Clone(unions)
	if f.op.Policy.Limits == association.KeepNewest {
		slices.Reverse(unions)
	} else {
		var first, rest []*union
		for _, u := range unions {
			switch {
			case own(u):
				first = append(first, u)
			default:
				rest = append(rest, u)
			}
		}
		unions = append(first, rest...)
	}
	return unions[min(len(unions), most):]
}

// choose decides the primary of the result. The survivor's primary stays; without one the
// result takes that of the merged record. If the links of these were dropped, C7 decides.
func (f *fusion) choose(to record.Type) {
	rule, exists := f.rules[[2]record.Type{f.into.Type, to}]
	if !exists {
		return
	}
	order := []int{0, 1}
	if f.op.Policy.Primary == association.MergedsPrimary {
		order = []int{1, 0}
	}
	var left []*union
	for _, u := range f.unions {
		if u.other.Type == to && u.now.Linked() {
			left = append(left, u)
		}
	}
	for _, k := range order {
		for _, u := range left {
			if u.had[k].Near.Primary {
				u.now.Near.Primary = true
				return
			}
		}
	}
	if len(left) == 0 || !f.marksGone[to] && !rule.Required {
		return
	}
	next := left[0]
	if rule.Choice == primary.Newest {
		next = left[len(left)-1]
	}
	next.now.Near.Primary = true
	f.promoted(next.other)
}

// move writes the decisions into the model.
func (f *fusion) move() association.Result {
	result := association.Result{Outcome: association.Merged, Lost: append(f.notKept, f.tooMuch...)}
	f.now.touched = append(f.now.touched, f.two[0], f.two[1], f.into)
	f.put(f.two[0], f.two[1], history.State{})
	for _, u := range f.unions {
		u.now.Far.Labels = f.mirror(u.now.Near.Labels)
		before := [3]history.State{f.at(f.two[0], u.other), f.at(f.two[1], u.other), f.at(f.into, u.other)}
		f.put(f.two[0], u.other, history.State{})
		f.put(f.two[1], u.other, history.State{})
		f.put(f.into, u.other, u.now)
		if before != [3]history.State{f.at(f.two[0], u.other), f.at(f.two[1], u.other), f.at(f.into, u.other)} {
			result.Links++
		}
		if !u.now.Linked() {
			for k, of := range f.two {
				f.followed(u.other, of, u.had[k].Flip())
			}
		}
	}
	for _, of := range f.two {
		if of != f.into {
			f.setState(history.Merged, of, f.into)
		}
	}
	return result
}
