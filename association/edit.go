package association

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An Edit is one change of the schema as a value: [DefineType], [DefinePair],
// [DefineLabel], [RenameLabel], [RemoveLabel], [SetMaxLabels], [SetLimit],
// [ClearLimit], [SetTechnicalLimit], [SetActivitySum], [SetSubscription], [DeclareRule] or
// [WithdrawRule]. [Graph.Edit] makes it.
type Edit interface {
	// edit changes the schema, which is a copy. An edit that has to look at the
	// links leaves a pending behind, which is then worked off.
	edit(s *Schema) error
	// String says what is to be done.
	String() string
}

// Edit makes all edits, in order, as one new version of the schema, or none. Writers in
// other processes notice it at their next write.
//
// An edit that has to look at every link stands alone: [RemoveLabel], a [SetLimit] for a
// label that had none before, a [DeclareRule] that requires a primary and a
// [WithdrawRule]. It first makes a version that says what is under way, which every
// writer honours, then walks over the links without stopping anybody, then makes the
// final version. When it is interrupted, the next Edit finishes it first.
//
// A change that changes nothing makes no version.
func (g *Graph) Edit(ctx context.Context, edits ...Edit) error {
	if len(edits) == 0 {
		return nil
	}
	for {
		if _, err := g.finish(ctx); err != nil {
			return err
		}
		err := g.edit(ctx, func(s *Schema) error { return s.apply(edits) })
		if err == errPending {
			continue // one began since: it is finished first
		}
		if err != nil {
			return err
		}
		break
	}
	carried, err := g.finish(ctx)
	if err != nil {
		return err
	}
	if removal, is := edits[0].(*RemoveLabel); is {
		return g.removed(ctx, removal.ID, carried)
	}
	return nil
}

// apply makes all edits in s, which is a copy.
func (s *Schema) apply(edits []Edit) error {
	if s.pending != nil {
		return errPending
	}
	for _, e := range edits {
		if e == nil {
			return fmt.Errorf("%w: a nil edit", ErrInvalidOperation)
		}
		if err := e.edit(s); err != nil {
			return fmt.Errorf("%s: %w", e, err)
		}
		if s.pending != nil && len(edits) > 1 {
			return fmt.Errorf("%s: %w: make it without others", e, ErrBackfillAlone)
		}
	}
	return nil
}

// removed returns an [InUseError] when a label that was to be removed still stands, which
// so many links carried.
func (g *Graph) removed(ctx context.Context, id label.TypeID, carried int) error {
	schema, err := g.Schema(ctx)
	if err != nil {
		return err
	}
	l, _ := schema.labels.Lookup(id)
	if l.Status == label.Removed {
		return nil
	}
	if carried == 0 { // somebody else found out
		if carried, err = g.carriers(ctx, l); err != nil {
			return err
		}
	}
	return fmt.Errorf("remove label %s: %w", id, &InUseError{Label: l, Links: max(carried, 1)})
}

// errPending says that another edit is under way.
var errPending = errors.New("association: another edit of the schema is under way")

// errUnchanged says that an edit has nothing to change.
var errUnchanged = errors.New("association: the schema is as it should be")

// edit replaces the schema by what change makes of it.
func (g *Graph) edit(ctx context.Context, change func(*Schema) error) error {
	return g.editAfter(ctx, func(s *Schema, _ string) error { return change(s) })
}

// editAfter is edit for a change that, while a label is being removed, looks at how often
// the label came to another link.
func (g *Graph) editAfter(ctx context.Context, change func(s *Schema, moves string) error) error {
	c := g.core
	known := c.schema.Load()
	var b storage.Batch
	var next *Schema
	err := c.store.Update(ctx, []record.Ref{{}}, func(tx storage.Tx) error {
		b.Reset()
		b.Schema.Have = known.version
		moves := ""
		if known.pending != nil && known.pending.Retiring != nil {
			b.Metadata = append(b.Metadata, storage.Metadata{Key: movesMemo})
		}
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		if len(b.Metadata) > 0 {
			moves = b.Metadata[0].Was
		}
		stands, err := c.learn(&b, known)
		if err != nil {
			return err
		}
		copied := *stands
		next, copied.pairs = &copied, new(sync.Map)
		if err := change(next, moves); err != nil {
			return err
		}
		next.version++
		if b.Schema.Body, err = next.encode(); err != nil {
			return err
		}
		if before, err := stands.encode(); err == nil && bytes.Equal(before, b.Schema.Body) {
			return errUnchanged
		}
		return tx.Apply(ctx, &b)
	})
	if err == errUnchanged {
		return nil
	}
	if err != nil {
		return err
	}
	for {
		old := c.schema.Load()
		if old.version >= next.version || c.schema.CompareAndSwap(old, next) {
			return nil
		}
	}
}

// Define defines a label and returns its forward direction, to associate with. It is an
// Edit with one [DefineLabel].
func (g *Graph) Define(ctx context.Context, d label.Definition) (label.Label, error) {
	e := &DefineLabel{Definition: d}
	if err := g.Edit(ctx, e); err != nil {
		return label.Label{}, err
	}
	return e.Defined, nil
}

// DefineType makes a type active: one of the host's own, or a built-in one such as leads.
type DefineType struct{ Type record.Type }

// DefinePair lets records of two types be associated, in both directions.
type DefinePair struct{ From, To record.Type }

// DefineLabel defines a label.
type DefineLabel struct {
	Definition label.Definition
	Defined    label.Label // set by the edit: the forward direction
}

// RenameLabel changes the display text of one direction of a label, of a single label
// both.
type RenameLabel struct {
	ID   label.TypeID
	Text string
}

// RemoveLabel removes a label that no link carries; else the edit is refused with an
// [InUseError] and the label stays. While it is under way no link gets the label. Its limits
// go with it.
type RemoveLabel struct{ ID label.TypeID }

// SetMaxLabels changes how many labels a pair of types can have, from 0.
type SetMaxLabels struct{ Max int }

// SetLimit configures how many records of type Key.To a record of type Key.From may be
// associated with, or, with a label, under that label. Links above it stay.
type SetLimit struct {
	Key limits.Key
	Max int
}

// ClearLimit takes a configured limit away.
type ClearLimit struct{ Key limits.Key }

// SetTechnicalLimit changes the highest limit of a direction, see [limits.Table].
type SetTechnicalLimit struct {
	From, To record.Type
	Max      int
}

// SetActivitySum changes how many activities a record may have, and the types that are
// counted together.
type SetActivitySum struct {
	Max   int
	Types []record.Type
}

// SetSubscription changes the plan of the account. A smaller plan removes nothing.
type SetSubscription struct{ Subscription limits.Subscription }

// DeclareRule declares or changes the primary rule of a direction. Declaring marks
// nobody; a rule that becomes required elects a primary for every record that has links
// and none, as one operation with the source Job.
type DeclareRule struct{ Rule primary.Rule }

// WithdrawRule takes a declared primary rule away, and then its marks, as one operation
// with the source Job. The links stay.
type WithdrawRule struct{ From, To record.Type }

func (e *DefineType) edit(s *Schema) (err error) {
	if !label.IsBuiltIn(e.Type) {
		if err := s.limits.Subscription().Check(limits.CustomTypes); err != nil {
			return err
		}
	}
	s.labels, err = s.labels.AddType(e.Type)
	return err
}

func (e *DefinePair) edit(s *Schema) (err error) {
	s.labels, err = s.labels.AddPair(e.From, e.To)
	return err
}

func (e *DefineLabel) edit(s *Schema) (err error) {
	if err := s.limits.Subscription().Check(limits.DefineLabels); err != nil {
		return err
	}
	s.labels, e.Defined, err = s.labels.Define(e.Definition)
	return err
}

func (e *RenameLabel) edit(s *Schema) (err error) {
	s.labels, err = s.labels.Rename(e.ID, e.Text)
	return err
}

func (e *RemoveLabel) edit(s *Schema) (err error) {
	s.labels, err = s.labels.Retire(e.ID)
	id := e.ID // the caller's may change
	s.pending = &pending{Retiring: &id}
	return err
}

func (e *SetMaxLabels) edit(s *Schema) error {
	s.labels = s.labels.WithMaxLabels(e.Max)
	return nil
}

func (e *SetLimit) edit(s *Schema) (err error) {
	if err := s.checkKey(e.Key); err != nil {
		return err
	}
	known := e.Key.Label.IsZero() || s.isCounted(e.Key)
	if s.limits, err = s.limits.Set(e.Key, e.Max); err != nil || known {
		return err
	}
	key := e.Key
	s.pending = &pending{Counting: &key}
	return nil
}

// checkKey returns what is wrong with a limit's pair or label.
func (s *Schema) checkKey(k limits.Key) error {
	if err := s.labels.CheckPair(k.From, k.To); err != nil {
		return err
	}
	if k.Label.IsZero() {
		return nil
	}
	l, err := s.labels.Resolve(k.From, k.To, label.WithID(k.Label))
	if err != nil {
		return err
	}
	if !l.IsLabel() {
		return &label.Error{Err: label.ErrUnknown, From: k.From, To: k.To, ID: k.Label, Reason: "it is no label: leave it out to limit the whole pair"}
	}
	return nil
}

func (e *ClearLimit) edit(s *Schema) (err error) {
	s.limits, err = s.limits.Clear(e.Key)
	return err
}

func (e *SetTechnicalLimit) edit(s *Schema) (err error) {
	s.limits, err = s.limits.SetTechnical(e.From, e.To, e.Max)
	return err
}

func (e *SetActivitySum) edit(s *Schema) (err error) {
	s.limits, err = s.limits.SetActivitySum(e.Max, e.Types)
	return err
}

func (e *SetSubscription) edit(s *Schema) error {
	s.limits = s.limits.WithSubscription(e.Subscription)
	return nil
}

func (e *DeclareRule) edit(s *Schema) error {
	from, to := e.Rule.From, e.Rule.To
	if err := s.labels.CheckPair(from, to); err != nil {
		return err
	}
	if !primary.BuiltIn(from, to) {
		if err := s.limits.Subscription().Check(limits.CustomPrimaryRules); err != nil {
			return err
		}
	}
	before, _ := s.primary.Rule(from, to)
	rules, err := s.primary.Declare(e.Rule)
	if err != nil {
		return err
	}
	s.primary = rules
	if e.Rule.Required && !before.Required {
		s.pending = &pending{Electing: &[2]record.Type{from, to}}
	}
	return nil
}

func (e *WithdrawRule) edit(s *Schema) (err error) {
	s.primary, err = s.primary.Withdraw(e.From, e.To)
	s.pending = &pending{Withdrawing: &[2]record.Type{e.From, e.To}}
	return err
}

// String says what is to be done.
func (e *DefineType) String() string { return fmt.Sprintf("define type %s", e.Type) }

// String says what is to be done.
func (e *DefinePair) String() string { return fmt.Sprintf("define pair %s and %s", e.From, e.To) }

// String says what is to be done.
func (e *DefineLabel) String() string {
	d := e.Definition.Forward
	return fmt.Sprintf("define label %q from %s to %s", d.Text, d.From, d.To)
}

// String says what is to be done.
func (e *RenameLabel) String() string { return fmt.Sprintf("rename label %s to %q", e.ID, e.Text) }

// String says what is to be done.
func (e *RemoveLabel) String() string { return fmt.Sprintf("remove label %s", e.ID) }

// String says what is to be done.
func (e *SetMaxLabels) String() string { return fmt.Sprintf("allow %d labels", e.Max) }

// String says what is to be done.
func (e *SetLimit) String() string { return fmt.Sprintf("limit %s to %d", e.Key, e.Max) }

// String says what is to be done.
func (e *ClearLimit) String() string { return fmt.Sprintf("clear the limit of %s", e.Key) }

// String says what is to be done.
func (e *SetTechnicalLimit) String() string {
	return fmt.Sprintf("set the technical limit of %s -> %s to %d", e.From, e.To, e.Max)
}

// String says what is to be done.
func (e *SetActivitySum) String() string { return fmt.Sprintf("set the activity sum to %d", e.Max) }

// String says what is to be done.
func (e *SetSubscription) String() string {
	return fmt.Sprintf("change the plan to %q", e.Subscription.Name)
}

// String says what is to be done.
func (e *DeclareRule) String() string { return fmt.Sprintf("declare the rule %s", e.Rule) }

// String says what is to be done.
func (e *WithdrawRule) String() string {
	return fmt.Sprintf("withdraw the rule %s -> %s", e.From, e.To)
}
