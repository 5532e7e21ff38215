package association

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Edit makes all edits, in order, as one new version of the schema, or none. Writers in
// other processes notice it at their next write.
//
// An edit that has to look at every link is made alone: [schema.RemoveLabel], a [schema.SetLimit] for a
// label that had none before, a [schema.DeclareRule] that requires a primary and a
// [schema.WithdrawRule]. It first makes a version that says what is under way, which every
// writer honours, then walks over the links without stopping anybody, then makes the
// final version. When it is interrupted, the next Edit finishes it first.
//
// A change that changes nothing makes no version.
func (g *Graph) Edit(ctx context.Context, edits ...schema.Edit) (err error) {
	ctx, call := g.observe.begin(ctx, "edit")
	defer call.end(&err)
	if len(edits) == 0 {
		return nil
	}
	if err := g.source.Validate(); err != nil {
		return err // the events of a job have the user and the request id
	}
	for {
		if _, err := g.finish(ctx); err != nil {
			return err
		}
		err := g.store(ctx, func(s *schema.Schema, _ string) (*schema.Schema, error) { return s.Edited(edits...) })
		if err == schema.ErrBackfillUnderWay {
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
	if removal, is := edits[0].(*schema.RemoveLabel); is {
		return g.removed(ctx, removal.ID, carried)
	}
	return nil
}

// removed returns an [InUseError] when a label that was to be removed still exists, which
// so many links carried.
func (g *Graph) removed(ctx context.Context, id label.TypeID, carried int) error {
	defined, err := g.Schema(ctx)
	if err != nil {
		return err
	}
	l, _ := defined.Labels().Lookup(id)
	if l.Status == label.Removed {
		return nil
	}
	if carried == 0 { // somebody else found out
		if carried, err = g.carriers(ctx, l); err != nil {
			return err
		}
	}
	return fmt.Errorf("remove label %s: %w", id, &schema.InUseError{Label: l, Links: max(carried, 1)})
}

// errUnchanged says that an edit has nothing to change.
var errUnchanged = errors.New("association: the schema is as it should be")

// store replaces the schema by the version that change makes of it. While a label is
// being removed, change is also given how often the label came to another link.
func (g *Graph) store(ctx context.Context, change func(s *schema.Schema, moves string) (*schema.Schema, error)) error {
	c := g.core
	known := c.schema.Load()
	var b storage.Batch
	var next *schema.Schema
	err := c.store.Update(ctx, []record.Ref{{}}, func(tx storage.Tx) error {
		b.Reset()
		b.Schema.Have = known.Version()
		moves := ""
		if under := known.Backfill(); under != nil && under.Retiring != nil {
			b.Metadata = append(b.Metadata, storage.Metadata{Key: draft.MovesKey})
		}
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		if len(b.Metadata) > 0 {
			moves = b.Metadata[0].Was
		}
		stored, err := c.schema.Learn(&b, known)
		if err != nil {
			return err
		}
		if next, err = change(stored, moves); err != nil {
			return err
		}
		if b.Schema.Body, err = encode(next); err != nil {
			return err
		}
		if before, err := encode(stored); err == nil && bytes.Equal(before, b.Schema.Body) {
			return errUnchanged
		}
		return tx.Apply(ctx, &b)
	})
	if err == errUnchanged {
		return nil
	}
	if err == nil {
		c.schema.Remember(next)
	}
	return err
}

// encode returns the stored form of a schema, which a store takes up to a size.
func encode(s *schema.Schema) ([]byte, error) {
	text, err := s.Encode()
	if err == nil && len(text) > storage.MaxDocument {
		err = fmt.Errorf("%w: the schema has %d bytes, at most %d are stored: remove labels or types", storage.ErrTooLarge, len(text), storage.MaxDocument)
	}
	return text, err
}

// Define defines a label and returns its forward direction, to associate with. It is an
// Edit with one [schema.DefineLabel].
func (g *Graph) Define(ctx context.Context, d label.Definition) (_ label.Label, err error) {
	ctx, call := g.observe.begin(ctx, "define")
	defer call.end(&err)
	e := &schema.DefineLabel{Definition: d}
	if err := g.Edit(ctx, e); err != nil {
		return label.Label{}, err
	}
	return e.Defined, nil
}
