package memory

import (
	"bytes"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// apply writes every row whose Now differs from its Was. It stops at the first row
// that does not fit; the transaction is then undone as a whole.
func (w *writer) apply(b *storage.Batch) error {
	// Each link is two rows, and each event edits two degree rows.
	w.tables.neighbors.Reserve(2 * len(b.Links))
	w.tables.degrees.Reserve(len(b.Degrees) + 2*len(b.Events))
	if b.Schema.Body != nil {
		w.live.schema = schema{b.Schema.Version + 1, bytes.Clone(b.Schema.Body)}
	}
	if err := w.applyRecords(b.Records); err != nil {
		return err
	}
	w.applyOperations(b.Operations)
	w.applyMetadata(b.Metadata)
	// Degrees come before links, so that a link finds its degree rows in the cache.
	if err := w.applyDegrees(b.Degrees); err != nil {
		return err
	}
	if err := w.applyLinks(b.Links); err != nil {
		return err
	}
	for i := range b.Events {
		if err := w.appendEvent(&b.Events[i]); err != nil {
			return err
		}
		w.betweenRows()
	}
	for _, p := range b.DropEvents {
		w.dropEvent(p)
	}
	return nil
}

// applyRecords writes the states of records. A record that is alive has no row.
func (w *writer) applyRecords(rows []storage.Record) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		id, err := w.live.names.Intern(row.Of)
		if err != nil {
			return err
		}
		w.tables.keyed.putRecord(id, row.Of, row.Now)
		w.betweenRows()
	}
	return nil
}

// applyOperations writes the results of operations that their callers named, so that a
// repetition is answered from them.
func (w *writer) applyOperations(rows []storage.Operation) {
	for i := range rows {
		if row := &rows[i]; row.Now != row.Was {
			w.tables.keyed.putResult(row.ID, row.Now)
			w.betweenRows()
		}
	}
}

// applyMetadata writes the engine's own notes. There are few, so readers are not let
// in between them.
func (w *writer) applyMetadata(rows []storage.Metadata) {
	for i := range rows {
		if row := &rows[i]; row.Now != row.Was {
			w.tables.keyed.putMetadata(row.Key, row.Now)
		}
	}
}

// applyDegrees writes counts and primaries. They are absolute values: nothing is added
// up here.
func (w *writer) applyDegrees(rows []storage.Degree) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		if err := w.applyDegree(row); err != nil {
			return err
		}
		w.betweenRows()
	}
	return nil
}

// applyDegree writes one count and primary: into the degree table, or, for a label,
// into the tree of degrees by label.
func (w *writer) applyDegree(row *storage.Degree) error {
	of, err := w.live.names.Intern(row.Of)
	if err != nil {
		return err
	}
	to, err := w.live.names.InternType(row.To)
	if err != nil {
		return err
	}
	var primary rowid.ID
	if row.Now.Primary != "" {
		if primary, err = w.live.names.InternIn(to, row.Now.Primary); err != nil {
			return err
		}
	}
	if row.Label.IsZero() {
		n, err := w.tables.degrees.FindOrAdd(of, to)
		if err != nil {
			return err
		}
		return w.tables.degrees.Edit(n).SetSummary(row.Now.Count, primary)
	}
	byLabel := adjacency.DegreeKey(of, to, row.Label)
	if err := byLabel.SetDegree(row.Now.Count, primary); err != nil {
		return err
	}
	if byLabel.IsEmptyDegree() {
		w.tables.labelDegrees.Remove(byLabel)
	} else {
		w.tables.labelDegrees.Put(byLabel)
	}
	return nil
}

// applyLinks writes links that changed and removes links that no longer exist.
func (w *writer) applyLinks(rows []storage.Link) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		if err := w.applyLink(row); err != nil {
			return err
		}
		w.betweenRows()
	}
	return nil
}

// applyLink writes or removes the two rows of a link, one from each end.
func (w *writer) applyLink(row *storage.Link) error {
	a, err := w.live.names.Intern(row.A)
	if err != nil {
		return err
	}
	b, err := w.live.names.Intern(row.B)
	if err != nil {
		return err
	}
	if !row.Now.Linked() {
		w.tables.neighbors.Remove(adjacency.Row{From: a, To: b})
		w.tables.neighbors.Remove(adjacency.Row{From: b, To: a})
		return nil
	}
	if err := w.ensureDegrees(a, b); err != nil {
		return err
	}
	// Each row has the labels and the marks as its own record sees them.
	now, flipped := &row.Now, row.Now.Flip()
	w.tables.neighbors.Put(adjacency.NewNeighbor(a, b, now.Created, w.internLabels(now), linkstate.MarksOf(now)))
	w.tables.neighbors.Put(adjacency.NewNeighbor(b, a, now.Created, w.internLabels(&flipped), linkstate.MarksOf(&flipped)))
	return nil
}

// ensureDegrees adds the degree rows of a link that are missing. A reader that finds no
// degree row concludes that there is no link.
func (w *writer) ensureDegrees(a, b rowid.ID) error {
	if _, err := w.tables.degrees.FindOrAdd(a, b.Type()); err != nil {
		return err
	}
	_, err := w.tables.degrees.FindOrAdd(b, a.Type())
	return err
}
