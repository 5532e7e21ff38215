package importer

import (
	"errors"

	"github.com/relata-go/relata/association/schema"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// refused notes why the graph refused a pair of the row, at the cell that is to blame.
func (r *row) refused(p pair, err error) {
	// What was to be done the row says already.
	if operation := (*association.OperationError)(nil); errors.As(err, &operation) {
		err = operation.Err
	}
	var (
		limit   *limits.Error
		deleted *record.DeletedError
		wrong   *label.Error
	)
	switch {
	case errors.As(err, &limit):
		if limit.Label.IsZero() {
			r.blameEnd(LimitExceeded, p, limit.Record, err)
		} else {
			r.blameLabels(LimitExceeded, err)
		}
	case errors.As(err, &deleted):
		r.blameEnd(RecordDeleted, p, deleted.Record, err)
	case errors.Is(err, record.ErrSelf):
		r.blame(SameRecord, p.to, err)
	case errors.Is(err, primary.ErrHasPrimary):
		r.blameLabels(PrimaryTaken, err)
	case errors.Is(err, schema.ErrExclusive):
		r.blameLabels(LabelConflict, err)
	case errors.As(err, &wrong), errors.Is(err, schema.ErrRetired):
		r.blameLabels(kindOfLabel(err), err)
	case errors.Is(err, limits.ErrNotInSubscription):
		r.blameLabels(NotInPlan, err)
	default:
		r.blameRow(Other, err)
	}
}

// blameEnd blames the cell of the pair whose key named the record. One that no cell names
// is the survivor of a merge: then it is the cell of its type, or the row when not
// exactly one end is of that type.
func (r *row) blameEnd(kind Kind, p pair, ref record.Ref, err error) {
	var same []int
	for _, cell := range [...]int{p.from, p.to} {
		if r.ends[cell] == ref {
			r.blame(kind, cell, err)
			return
		}
		if r.ends[cell].Type == ref.Type {
			same = append(same, cell)
		}
	}
	if len(same) != 1 {
		r.blameRow(kind, err)
		return
	}
	r.blame(kind, same[0], err)
}

// blameLabels blames the label cell, or the row when there is none.
func (r *row) blameLabels(kind Kind, err error) {
	if labels := r.labelCell(); labels < len(r.cells) {
		r.blame(kind, labels, err)
		return
	}
	r.blameRow(kind, err)
}
