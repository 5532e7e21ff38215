package schema

import (
	"iter"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// LabelMax returns the most links from a record that may carry the label of k:
// the lower of the label's own limit and the technical limit of the pair. A label without a
// limit is not limited; the pair's limit bounds the label all the same. The
// fixed limit of a single parent per child company is included.
func (l Limits) LabelMax(k limits.Key) (max int, limited bool) {
	if k.Label.IsZero() {
		return 0, false
	}
	if k == limits.Parent {
		return limits.ParentMax, true
	}
	max = l.pair(k.From, k.To).value(k.Label)
	if max == 0 {
		return 0, false
	}
	// Where the activity sum replaces the technical limit, a link beyond the sum is skipped and
	// not refused. So the sum must not turn into an error of the label.
	if _, _, applies := l.Sum(k.From, k.To); applies {
		return max, true
	}
	return min(max, l.settings().plan.Technical(k.From, k.To)), true
}

// HasLabelLimits reports whether any label of the direction has a limit. The
// question is cheap: without such a limit, a write needs no counts per label.
func (l Limits) HasLabelLimits(from, to record.Type) bool {
	if from == limits.Parent.From && to == limits.Parent.To {
		return true
	}
	return l.pair(from, to).labels != nil
}

// LabelLimits returns every label of the direction that has a limit, and the limit
// in force as in [Limits.LabelMax], ordered by id.
func (l Limits) LabelLimits(from, to record.Type) iter.Seq2[label.TypeID, int] {
	limited := l.pair(from, to)
	if from == limits.Parent.From && to == limits.Parent.To {
		limited = limited.with(limits.Parent.Label, limits.ParentMax)
	}
	return func(yield func(label.TypeID, int) bool) {
		for _, each := range limited.labels {
			if max, _ := l.LabelMax(limits.Key{From: from, To: to, Label: each.id}); !yield(each.id, max) {
				return
			}
		}
	}
}
