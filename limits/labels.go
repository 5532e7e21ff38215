package limits

import (
	"iter"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// LabelMax returns the most links from one record that may carry the label of k:
// the lower of the label's own limit and its pair's technical one. A label that has
// no limit of its own is not limited; its pair's limit bounds it all the same. The
// fixed limit of one parent per child company is included.
func (t Table) LabelMax(k Key) (max int, limited bool) {
	if k.Label.IsZero() {
		return 0, false
	}
	if k == parent {
		return parentMax, true
	}
	max = t.pair(k.From, k.To).value(k.Label)
	if max == 0 {
		return 0, false
	}
	// Where the activity sum stands for the technical limit, it skips and does not
	// refuse, so it must not turn into an error of the label.
	if _, _, applies := t.Sum(k.From, k.To); applies {
		return max, true
	}
	return min(max, t.settings().plan.limit(k.From, k.To)), true
}

// HasLabelLimits reports whether any label of the direction has a limit. It is
// cheap: without one, a write needs no counts per label.
func (t Table) HasLabelLimits(from, to record.Type) bool {
	if from == parent.From && to == parent.To {
		return true
	}
	return t.pair(from, to).labels != nil
}

// LimitedLabels returns the labels of s that have a limit from records of type
// from to records of type to, in order.
func (t Table) LimitedLabels(from, to record.Type, s label.Set) iter.Seq[label.TypeID] {
	// So short that it is inlined into the caller's loop, which then allocates nothing.
	return func(yield func(label.TypeID) bool) { t.limitedLabels(from, to, s, yield) }
}

func (t Table) limitedLabels(from, to record.Type, s label.Set, yield func(label.TypeID) bool) {
	if s.IsEmpty() || !t.HasLabelLimits(from, to) {
		return
	}
	for id := range s.All() {
		if _, limited := t.LabelMax(Key{from, to, id}); limited && !yield(id) {
			return
		}
	}
}

// LabelLimits returns every label of the direction that has a limit, and the limit
// in force as [Table.LabelMax] gives it, ordered by id.
func (t Table) LabelLimits(from, to record.Type) iter.Seq2[label.TypeID, int] {
	limited := t.pair(from, to)
	if from == parent.From && to == parent.To {
		limited = limited.with(parent.Label, parentMax)
	}
	return func(yield func(label.TypeID, int) bool) {
		for _, l := range limited.labels {
			if max, _ := t.LabelMax(Key{from, to, l.id}); !yield(l.id, max) {
				return
			}
		}
	}
}
