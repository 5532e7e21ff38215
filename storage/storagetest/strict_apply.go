package storagetest

import (
	"context"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A strictTx checks every Apply against the stored rows, which it reads itself.
type strictTx struct {
	strictReader
	inner   storage.Tx
	anchors []record.Ref

	newest  map[record.Ref]record.Time // the first time that an event of the record may have
	touched map[degreeKey]bool         // degrees that have to be right at the commit
}

func (tx *strictTx) isAnchor(ref record.Ref) bool {
	_, found := slices.BinarySearchFunc(tx.anchors, ref, record.Compare)
	return found
}

// Apply implements [storage.Tx].
func (tx *strictTx) Apply(ctx context.Context, b *storage.Batch) error {
	if err := tx.admit(b); err != nil {
		return err
	}
	if err := tx.strict.checkKeys(b); err != nil {
		return err
	}
	w := wishesOf(b)
	if err := tx.checkAnchors(b, w); err != nil {
		return err
	}
	if err := tx.checkStands(ctx, b, w); err != nil {
		return err
	}
	if err := tx.checkLinks(w.links); err != nil {
		return err
	}
	if err := tx.checkEvents(ctx, b, w.links); err != nil {
		return err
	}
	if err := tx.inner.Apply(ctx, b); err != nil {
		return err
	}
	delete(tx.known, b) // an Apply ends the use of b
	tx.touch(w)
	return nil
}

func (tx *strictTx) checkAnchors(b *storage.Batch, w wishes) error {
	if b.Schema.Body != nil && !tx.isAnchor(record.Ref{}) {
		return tx.strict.offence("the schema is written without the zero Ref among the anchors")
	}
	for _, r := range w.records {
		if !tx.isAnchor(r.Of) {
			return tx.strict.offence("the life of %s is written, which is not an anchor", r.Of)
		}
	}
	for _, s := range w.degrees {
		if !tx.isAnchor(s.Of) {
			return tx.strict.offence("the side of %s towards %s is written, which is not an anchor", s.Of, s.To)
		}
	}
	for _, l := range w.links {
		if !tx.isAnchor(l.A) || !tx.isAnchor(l.B) {
			return tx.strict.offence("link %s - %s is written, whose ends are not both anchors", l.A, l.B)
		}
	}
	return nil
}

// checkStands compares the Was of every written row with the store.
func (tx *strictTx) checkStands(ctx context.Context, b *storage.Batch, w wishes) error {
	now := storage.Batch{
		Records: slices.Clone(w.records), Operations: slices.Clone(w.operations), Metadata: slices.Clone(w.metadata),
		Degrees: slices.Clone(w.degrees), Links: slices.Clone(w.links),
	}
	if err := tx.inner.Read(ctx, &now); err != nil {
		return err
	}
	if b.Schema.Body != nil && b.Schema.Version != now.Schema.Version {
		return tx.strict.offence("a schema is written after version %d, and version %d exists", b.Schema.Version, now.Schema.Version)
	}
	for i, r := range w.records {
		if r.Was != now.Records[i].Was {
			return tx.strict.offence("record %s is written over %+v, and %+v exists", r.Of, r.Was, now.Records[i].Was)
		}
	}
	for i, o := range w.operations {
		if o.Was != now.Operations[i].Was {
			return tx.strict.offence("operation %q is written and existed already", o.ID)
		}
	}
	for i, m := range w.metadata {
		if m.Was != now.Metadata[i].Was {
			return tx.strict.offence("metadata %q is written over %q, and %q exists", m.Key, m.Was, now.Metadata[i].Was)
		}
	}
	for i, s := range w.degrees {
		if s.Was != now.Degrees[i].Was {
			return tx.strict.offence("the side of %s towards %s is written over %+v, and %+v exists", s.Of, s.To, s.Was, now.Degrees[i].Was)
		}
	}
	for i, l := range w.links {
		if l.Was != now.Links[i].Was {
			return tx.strict.offence("link %s - %s is written over %+v, and %+v exists", l.A, l.B, l.Was, now.Links[i].Was)
		}
	}
	return nil
}

// checkLinks checks that the two halves of each new state belong together.
func (tx *strictTx) checkLinks(links []storage.Link) error {
	for _, l := range links {
		switch now := l.Now; {
		case !now.Linked() && now != history.State{}:
			return tx.strict.offence("link %s - %s is removed and keeps labels or marks", l.A, l.B)
		case now.Near.Labels.IsEmpty() != now.Far.Labels.IsEmpty():
			return tx.strict.offence("link %s - %s has labels %s on one half and %s on the other", l.A, l.B, now.Near.Labels, now.Far.Labels)
		}
	}
	return nil
}

// touch remembers which degrees have to be right at the commit.
func (tx *strictTx) touch(w wishes) {
	for _, s := range w.degrees {
		tx.touched[degreeKey{s.Of, s.To, s.Label}] = true
	}
	for _, l := range w.links {
		tx.touched[degreeKey{of: l.A, to: l.B.Type}] = true
		tx.touched[degreeKey{of: l.B, to: l.A.Type}] = true
		for _, state := range []history.State{l.Was, l.Now} {
			for id := range state.Near.Labels.All() {
				tx.touched[degreeKey{l.A, l.B.Type, id}] = true
			}
			for id := range state.Far.Labels.All() {
				tx.touched[degreeKey{l.B, l.A.Type, id}] = true
			}
		}
	}
}

// checkSides walks the links of every touched side and compares.
func (tx *strictTx) checkSides(ctx context.Context) error {
	for key := range tx.touched {
		rows, err := walk(ctx, tx.inner, storage.NeighborPage{Of: key.of, To: key.to, Label: key.label, Max: storage.MaxPage})
		if err != nil {
			return err
		}
		b := storage.Batch{Degrees: []storage.Degree{{Of: key.of, To: key.to, Label: key.label}}}
		if err := tx.inner.Read(ctx, &b); err != nil {
			return err
		}
		if err := tx.checkSide(b.Degrees[0], rows); err != nil {
			return err
		}
	}
	return nil
}

// checkSide compares a side with its links. Degrees of a label exist only if the label has a
// limit.
func (tx *strictTx) checkSide(s storage.Degree, links []storage.Neighbor) error {
	if !s.Label.IsZero() && s.Was == (storage.Summary{}) {
		return nil
	}
	want := storage.Summary{Count: len(links)}
	for _, n := range links {
		switch {
		case !s.Label.IsZero() || !n.State.Near.Primary:
		case want.Primary != "":
			return tx.strict.offence("%s and %s are both marked as primary of %s", want.Primary, n.ID, s.Of)
		default:
			want.Primary = n.ID
		}
	}
	if s.Was != want {
		return tx.strict.offence("the side of %s towards %s, label %s, says %+v, and the links say %+v", s.Of, s.To, s.Label, s.Was, want)
	}
	return nil
}
