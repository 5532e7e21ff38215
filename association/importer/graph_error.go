package importer

import (
	"errors"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// addGraphError adds the fault for a pair that the graph refused, at the cell that is the
// cause.
func (r *row) addGraphError(p pair, err error) {
	// An OperationError also names the operation, which the row does already.
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
			r.addEndFault(LimitExceeded, p, limit.Record, err)
		} else {
			r.addLabelFault(LimitExceeded, err)
		}
	case errors.As(err, &deleted):
		r.addEndFault(RecordDeleted, p, deleted.Record, err)
	case errors.Is(err, record.ErrSelf):
		r.addFault(SameRecord, p.to, err)
	case errors.Is(err, primary.ErrHasPrimary):
		r.addLabelFault(PrimaryTaken, err)
	case errors.Is(err, schema.ErrExclusive):
		r.addLabelFault(LabelConflict, err)
	case errors.As(err, &wrong), errors.Is(err, schema.ErrRetired):
		r.addLabelFault(kindOfLabel(err), err)
	case errors.Is(err, limits.ErrNotInSubscription):
		r.addLabelFault(NotInSubscription, err)
	default:
		r.addRowFault(Other, err)
	}
}

// addEndFault adds a fault at the cell of the pair that named the record. If no cell named the
// record, a merged record did, and this is the survivor. Then the fault is at the cell of that
// type, or at the row if both cells have that type.
func (r *row) addEndFault(kind Kind, p pair, ref record.Ref, err error) {
	var same []int
	for _, cell := range [...]int{p.from, p.to} {
		if r.ends[cell] == ref {
			r.addFault(kind, cell, err)
			return
		}
		if r.ends[cell].Type == ref.Type {
			same = append(same, cell)
		}
	}
	if len(same) != 1 {
		r.addRowFault(kind, err)
		return
	}
	r.addFault(kind, same[0], err)
}

// addLabelFault adds a fault at the label cell, or at the row if there is no label cell.
func (r *row) addLabelFault(kind Kind, err error) {
	if cell := r.labelCell(); cell < len(r.cells) {
		r.addFault(kind, cell, err)
		return
	}
	r.addRowFault(kind, err)
}
