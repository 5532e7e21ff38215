package association

import (
	"context"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// Associate links two records under the given labels, or adds the labels to the link
// that exists. The first company of a contact becomes its primary; see the operation
// [Associate] for all that it can say.
func (g *Graph) Associate(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkFirst, labels)
}

// AssociateAsPrimary links two records, as [Graph.Associate] does, and makes to the
// primary. Where another is primary it is refused with [primary.ErrHasPrimary].
func (g *Graph) AssociateAsPrimary(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkAsPrimary, labels)
}

// ReplacePrimary links two records, as [Graph.Associate] does, and makes to the
// primary in the place of the one that was, which stays associated with its labels.
func (g *Graph) ReplacePrimary(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.associate(ctx, from, to, primary.MarkReplace, labels)
}

func (g *Graph) associate(ctx context.Context, from, to record.Ref, mark primary.Mark, labels []label.Label) (Result, error) {
	t := g.begin(ctx)
	t.single.labels = append(t.single.labels, labels...)
	t.single.associate = Associate{From: from, To: to, Labels: t.single.labels, Mark: mark}
	return t.do(&t.single.associate)
}

// AssociateAll links a record with several, all or none, as one operation; see the
// operation [AssociateAll].
func (g *Graph) AssociateAll(ctx context.Context, from record.Ref, targets ...Target) (Result, error) {
	return g.begin(ctx).do(&AssociateAll{From: from, Targets: targets})
}

// Dissociate removes the link between two records. When the primary goes and several
// could succeed it, [Graph.DissociateWithSuccessor] says who does; see the operation
// [Dissociate].
func (g *Graph) Dissociate(ctx context.Context, from, to record.Ref) (Result, error) {
	return g.DissociateWithSuccessor(ctx, from, to, record.Ref{})
}

// DissociateWithSuccessor removes the link between two records and names who becomes primary
// if that link was the primary one.
func (g *Graph) DissociateWithSuccessor(ctx context.Context, from, to, successor record.Ref) (Result, error) {
	t := g.begin(ctx)
	t.single.dissociate = Dissociate{From: from, To: to, Successor: successor}
	return t.do(&t.single.dissociate)
}

// SetLabels makes the given labels the whole set of a standing link.
func (g *Graph) SetLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&SetLabels{From: from, To: to, Labels: labels})
}

// AddLabels adds labels to a standing link.
func (g *Graph) AddLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&AddLabels{From: from, To: to, Labels: labels})
}

// RemoveLabels takes labels from a standing link.
func (g *Graph) RemoveLabels(ctx context.Context, from, to record.Ref, labels ...label.Label) (Result, error) {
	return g.begin(ctx).do(&RemoveLabels{From: from, To: to, Labels: labels})
}

// SetPrimary makes to, which is linked already, from's primary of its type.
func (g *Graph) SetPrimary(ctx context.Context, from, to record.Ref) (Result, error) {
	t := g.begin(ctx)
	t.single.setPrimary = SetPrimary{From: from, To: to}
	return t.do(&t.single.setPrimary)
}

// ClearPrimary takes the primary mark from to, which stays linked to from.
func (g *Graph) ClearPrimary(ctx context.Context, from, to record.Ref) (Result, error) {
	return g.begin(ctx).do(&ClearPrimary{From: from, To: to})
}

// DeleteRecord removes a record's links and refuses writes to it from then on; see the
// operation [DeleteRecord].
func (g *Graph) DeleteRecord(ctx context.Context, of record.Ref) (Result, error) {
	return g.begin(ctx).do(&DeleteRecord{Record: of})
}

// RestoreRecord brings a deleted record and its links back; see the operation
// [RestoreRecord].
func (g *Graph) RestoreRecord(ctx context.Context, of record.Ref) (Result, error) {
	return g.begin(ctx).do(&RestoreRecord{Record: of})
}

// MergeRecords merges a record into another of its type, by the policy that keeps most; see
// the operation [MergeRecords].
func (g *Graph) MergeRecords(ctx context.Context, survivor, merged record.Ref) (Result, error) {
	return g.begin(ctx).do(&MergeRecords{Survivor: survivor, Merged: merged})
}

// Undo takes back what an operation did; see the operation [Undo].
func (g *Graph) Undo(ctx context.Context, id history.OperationID) (Result, error) {
	return g.begin(ctx).do(&Undo{Operation: id})
}
