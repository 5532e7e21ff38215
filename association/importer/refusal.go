package importer

import (
	"errors"

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
		deleted *association.DeletedError
		wrong   *label.Error
	)
	switch {
	case errors.As(err, &limit):
		if limit.Label.IsZero() {
			r.blameEnd(LimitExceeded, limit.Record, err)
		} else {
			r.blameLabels(LimitExceeded, err)
		}
	case errors.As(err, &deleted):
		r.blameEnd(RecordDeleted, deleted.Record, err)
	case errors.Is(err, association.ErrSelf):
		r.blame(SameRecord, p.to, err)
	case errors.Is(err, primary.ErrStanding):
		r.blameLabels(PrimaryTaken, err)
	case errors.Is(err, association.ErrExclusive):
		r.blameLabels(LabelConflict, err)
	case errors.As(err, &wrong), errors.Is(err, association.ErrRetired):
		r.blameLabels(kindOfLabel(err), err)
	case errors.Is(err, limits.ErrNotInPlan):
		r.blameLabels(NotInPlan, err)
	default:
		r.blameRow(Other, err)
	}
}

// blameEnd blames the cell whose key named the record, or the row when the record
// is a survivor that no cell names.
func (r *row) blameEnd(kind Kind, ref record.Ref, err error) {
	for cell, end := range r.ends {
		if end == ref {
			r.blame(kind, cell, err)
			return
		}
	}
	r.blameRow(kind, err)
}

// blameLabels blames the label cell, or the row when there is none.
func (r *row) blameLabels(kind Kind, err error) {
	if labels := r.labelCell(); labels < len(r.cells) {
		r.blame(kind, labels, err)
		return
	}
	r.blameRow(kind, err)
}
