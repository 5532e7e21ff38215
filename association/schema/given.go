package schema

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Given is what the labels of a write ask for, on a link from one type to another. Primary
// types and the unlabeled type are not labels: a primary type asks for a mark, and the
// unlabeled type means the link itself.
type Given struct {
	Set       label.Set
	NearMark  bool // the primary type of From was among them
	FarMark   bool // the primary type of To was among them
	Unlabeled bool // the unlabeled type was among them
}

// Resolve returns what the labels of a write ask for. The error is a [label.Error].
func (s *Schema) Resolve(from, to record.Type, labels []label.Label) (Given, error) {
	var g Given
	for _, reference := range labels {
		l, err := s.labels.Resolve(from, to, reference)
		if err != nil {
			return Given{}, err
		}
		switch l.Kind {
		case label.KindUnlabeled:
			g.Unlabeled = true
		case label.KindPrimary:
			if mark, forward := s.labels.Primary(from, to); forward && mark.ID == l.ID {
				g.NearMark = true
			} else {
				g.FarMark = true
			}
		default:
			g.Set = g.Set.Union(s.labels.SetOf(l))
		}
	}
	return g, nil
}

// BothSets returns the labels of a write as both ends see them, as far as they resolve: a
// decision that uses them returns the error of those that do not.
func (s *Schema) BothSets(from, to record.Type, labels []label.Label) (near, far label.Set) {
	if len(labels) == 0 {
		return near, far
	}
	g, err := s.Resolve(from, to, labels)
	if err != nil {
		return label.Set{}, label.Set{}
	}
	return g.Set, s.labels.Mirror(g.Set)
}
