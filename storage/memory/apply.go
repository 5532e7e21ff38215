package memory

import (
	"bytes"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/eventlog"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// apply writes every row whose Now differs from its Was, up to the first row that does
// not fit. The whole transaction is then undone.
func (w *writer) apply(b *storage.Batch) error {
	// Each link is two rows, and each event edits two degree rows.
	neighbors, degrees := &w.tables.neighbors.Log, &w.tables.degrees.Log
	*neighbors = slices.Grow(*neighbors, 2*len(b.Links))
	*degrees = slices.Grow(*degrees, len(b.Degrees)+2*len(b.Events))
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
		w.snapshots.betweenRows(&w.tables)
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
		w.snapshots.betweenRows(&w.tables)
	}
	return nil
}

// applyOperations writes the results of operations that their callers named, so that a
// repetition is answered from them.
func (w *writer) applyOperations(rows []storage.Operation) {
	for i := range rows {
		if row := &rows[i]; row.Now != row.Was {
			w.tables.keyed.putResult(row.ID, row.Now)
			w.snapshots.betweenRows(&w.tables)
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
		w.snapshots.betweenRows(&w.tables)
	}
	return nil
}

// applyDegree writes a count and a primary. The row of a label is in the tree of degrees
// by label, any other row in the degree table.
func (w *writer) applyDegree(row *storage.Degree) error {
	names := &w.live.names
	of, err := names.Intern(row.Of)
	if err != nil {
		return err
	}
	to, err := names.InternType(row.To)
	if err != nil {
		return err
	}
	toward := to.ID() // the type alone, or the primary
	if row.Now.Primary != "" {
		if toward, err = names.InternIn(to, row.Now.Primary); err != nil {
			return err
		}
	}
	if row.Label != (label.TypeID{}) {
		return w.applyLabelDegree(adjacency.DegreeKey(of, to, row.Label), row.Now.Count, toward)
	}
	stored, err := w.tables.degrees.Edit(of, to)
	if err != nil {
		return err
	}
	return stored.SetSummary(row.Now.Count, toward)
}

// applyLabelDegree writes the degree of a label, or removes the row if the degree is
// empty.
func (w *writer) applyLabelDegree(row adjacency.Row, count int, toward rowid.ID) error {
	if err := row.SetDegree(count, toward); err != nil {
		return err
	}
	if row.IsEmptyDegree() {
		w.tables.labelDegrees.Remove(row)
	} else {
		w.tables.labelDegrees.Put(row)
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
		w.snapshots.betweenRows(&w.tables)
	}
	return nil
}

// applyLink writes or removes the two rows of a link, a row for each end.
func (w *writer) applyLink(row *storage.Link) error {
	a, b, err := w.internRecords(row.A, row.B)
	if err != nil {
		return err
	}
	typeA, typeB := a.Type(), b.Type()
	now, flipped := &row.Now, row.Now.Flip()
	if !now.Linked() {
		w.tables.neighbors.Remove(adjacency.Row{From: a, To: b})
		w.tables.neighbors.Remove(adjacency.Row{From: b, To: a})
		return nil
	}
	// A reader that finds no degree row concludes that there is no link.
	if _, err := w.live.degrees.Ensure(a, typeB); err != nil {
		return err
	}
	if _, err := w.live.degrees.Ensure(b, typeA); err != nil {
		return err
	}
	// Each row has the labels and the marks as its own record sees them.
	labelsA, labelsB := linkstate.LabelsOf(now), linkstate.LabelsOf(&flipped)
	marksA, marksB := linkstate.MarksOf(now), linkstate.MarksOf(&flipped)
	numberA, numberB := w.labels.Intern(&w.live.labels, labelsA), w.labels.Intern(&w.live.labels, labelsB)
	rowA := adjacency.NewNeighbor(a, b, now.Created, numberA, marksA)
	rowB := adjacency.NewNeighbor(b, a, now.Created, numberB, marksB)
	w.tables.neighbors.Put(rowA)
	w.tables.neighbors.Put(rowB)
	return nil
}

// appendEvent writes an event to the log and puts it at the head of the lists of its
// records. The head of a list is in the degree row of the record: to the type of the
// other record, or, in events of records themselves, to type 0.
func (w *writer) appendEvent(e *history.Event) error {
	a, b, err := w.internRecords(e.A, e.B)
	if err != nil {
		return err
	}
	toA, toB := rowid.Type(0), rowid.Type(0)
	if e.Subject == history.Link {
		toA, toB = b.Type(), a.Type()
	}
	operation, err := w.live.names.InternOperation(e.Operation)
	if err != nil {
		return err
	}
	origin, err := w.internOrigin(e)
	if err != nil {
		return err
	}
	entry := eventlog.Entry{A: a, B: b, At: e.At, Operation: operation}
	was, now := linkstate.LabelsOf(&e.Was), linkstate.LabelsOf(&e.Now)
	wasLabels, nowLabels := w.labels.Intern(&w.live.labels, was), w.labels.Intern(&w.live.labels, now)
	// Each list goes on from the entry to the event that was the newest so far. An
	// event of a record with itself is in a single list.
	rowA, err := w.tables.degrees.Edit(a, toA)
	if err != nil {
		return err
	}
	entry.PrevA = rowA.Newest
	rowB := rowA
	if b != 0 && b != a {
		if rowB, err = w.tables.degrees.Edit(b, toB); err != nil {
			return err
		}
		entry.PrevB = rowB.Newest
	}
	w.live.log.SetEvent(&entry, e, wasLabels, nowLabels)
	newest, err := w.live.log.Append(&entry, origin)
	if err != nil {
		return err
	}
	rowA.Newest, rowB.Newest = newest, newest
	return nil
}

// internRecords returns the row ids of two records, zero for the empty Ref.
func (w *writer) internRecords(a, b record.Ref) (idA, idB rowid.ID, err error) {
	if idA, err = w.live.names.Intern(a); err != nil {
		return 0, 0, err
	}
	idB, err = w.live.names.Intern(b)
	return idA, idB, err
}

// internOrigin returns the numbers of the event's source and of its group. Request ids are
// interned by themselves: they are many, and the sources without them are few.
func (w *writer) internOrigin(e *history.Event) (origin eventlog.Origin, err error) {
	origin.Source = w.sources.Intern(&w.live.sources, e.Source.WithRequest(""))
	if origin.Request, err = w.live.names.InternRequest(e.Source.RequestID); err != nil {
		return origin, err
	}
	origin.Group, err = w.live.names.InternOperation(e.Group)
	return origin, err
}

// dropEvent marks the event at p as dropped. If there is no such event, or the event
// was dropped before, dropEvent changes nothing.
func (w *writer) dropEvent(p storage.Position) {
	if p.Epoch|p.Transaction != 0 || p.Sequence == 0 || p.Sequence > uint64(w.live.log.Count()) {
		return
	}
	if i := uint32(p.Sequence - 1); !w.live.log.IsDropped(i) {
		w.live.log.Drop(&w.committed.log, i)
	}
}
