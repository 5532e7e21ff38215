package question

import (
	"context"
	"slices"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// Labels returns the ids that the labels of a scope have in a direction, see
// [LabelsOf].
func (q *Question) Labels(ctx context.Context, from, to record.Type, labels []label.Label) ([]label.TypeID, error) {
	ids, err := LabelsOf(q.Schema, from, to, labels)
	return ids, q.Sure(ctx, err)
}

// LabelsOf returns the ids that the labels of a scope have in a direction, each
// once. A label of the other direction means the inverse. The error is a [label.Error] when
// a label is unknown or a built-in type, and an error of package limits when the
// subscription has no scopes of labels.
func LabelsOf(s *schema.Schema, from, to record.Type, labels []label.Label) ([]label.TypeID, error) {
	if err := s.Limits().Subscription().Check(limits.LabelScopes); err != nil {
		return nil, err
	}
	ids := make([]label.TypeID, 0, len(labels))
	for _, reference := range labels {
		l, err := s.Labels().Resolve(from, to, reference)
		if err == nil && !l.IsLabel() {
			err = &label.Error{Err: label.ErrBuiltIn, From: from, To: to, ID: l.ID, Reason: "it is no label: use the scope of all, primary or primary of"}
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, l.ID) {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}
