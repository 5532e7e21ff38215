package schema

import (
	"slices"

	"github.com/relata-go/relata/label"
)

// A pairLimits is the configured limits of a direction.
type pairLimits struct {
	max    int          // of all links; 0: not configured
	labels []labelLimit // sorted by id; never changed in place
}

type labelLimit struct {
	id  label.TypeID
	max int
}

// highest returns the label with the highest limit, or zeros without labels.
func (p pairLimits) highest() labelLimit {
	var highest labelLimit
	for _, l := range p.labels {
		if l.max > highest.max {
			highest = l
		}
	}
	return highest
}

func (p pairLimits) find(id label.TypeID) (at int, found bool) {
	return slices.BinarySearchFunc(p.labels, id, func(l labelLimit, id label.TypeID) int {
		return label.Compare(l.id, id)
	})
}

// value returns the limit that is configured for the pair or, with an id, for the
// label; 0 when there is none.
func (p pairLimits) value(id label.TypeID) int {
	if id.IsZero() {
		return p.max
	}
	if i, found := p.find(id); found {
		return p.labels[i].max
	}
	return 0
}

// with returns p with a limit replaced; 0 takes the limit away.
func (p pairLimits) with(id label.TypeID, max int) pairLimits {
	if id.IsZero() {
		p.max = max
		return p
	}
	i, found := p.find(id)
	labels := slices.Clone(p.labels)
	switch {
	case max == 0 && found:
		labels = slices.Delete(labels, i, i+1)
	case max != 0 && found:
		labels[i].max = max
	case max != 0:
		labels = slices.Insert(labels, i, labelLimit{id, max})
	}
	// No labels have a single form, so equal limits are deeply equal.
	if len(labels) == 0 {
		labels = nil
	}
	p.labels = labels
	return p
}
