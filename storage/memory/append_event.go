package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/eventlog"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// appendEvent writes an event to the log and puts it at the head of the lists of its
// records. The head of a list is in the degree row of the record.
func (w *writer) appendEvent(e *history.Event) error {
	entry, group, err := w.newEntry(e)
	if err != nil {
		return err
	}
	a, b := entry.A, entry.B
	rowA, err := w.tables.degrees.FindOrAdd(a, eventlog.ListType(e.Subject, b))
	if err != nil {
		return err
	}
	prevA := w.live.degrees.At(rowA).Newest
	rowB, prevB := uint32(0), uint32(0)
	twoRecords := b != 0 && b != a
	if twoRecords {
		if rowB, err = w.tables.degrees.FindOrAdd(b, eventlog.ListType(e.Subject, a)); err != nil {
			return err
		}
		prevB = w.live.degrees.At(rowB).Newest
	}
	// The entry leads to the event that was the newest so far, and the degree rows will
	// lead to the entry. An event of one record with itself is in one list only.
	entry.SetPrevious(prevA, prevB)
	source := uint32(0)
	if e.Source != (history.Source{}) {
		source = w.sources.Intern(&w.live.sources, e.Source)
	}
	newest, err := w.live.log.Append(entry, source, group)
	if err != nil {
		return err
	}
	// The rows are changed last: appending may have failed, and they have an undo log.
	w.tables.degrees.Edit(rowA).Newest = newest
	if twoRecords {
		w.tables.degrees.Edit(rowB).Newest = newest
	}
	return nil
}

// newEntry returns the entry of an event, which is in no list yet, and the number of
// its group.
func (w *writer) newEntry(e *history.Event) (entry eventlog.Entry, group rowid.Operation, err error) {
	names := &w.live.names
	if entry.A, err = names.Intern(e.A); err != nil {
		return entry, 0, err
	}
	if entry.B, err = names.Intern(e.B); err != nil {
		return entry, 0, err
	}
	if entry.Operation, err = names.InternOperation(e.Operation); err != nil {
		return entry, 0, err
	}
	if group, err = names.InternOperation(e.Group); err != nil {
		return entry, 0, err
	}
	entry.At = e.At
	w.live.log.SetEvent(&entry, e, w.internLabels(&e.Was), w.internLabels(&e.Now))
	return entry, group, nil
}

// dropEvent marks the event at p as dropped. It is no error if the event was dropped
// before or never was.
func (w *writer) dropEvent(p storage.Position) {
	if p.Epoch|p.Transaction != 0 || p.Sequence == 0 || p.Sequence > uint64(w.live.log.Count()) {
		return
	}
	if i := uint32(p.Sequence - 1); !w.live.log.IsDropped(i) {
		w.live.log.Drop(&w.committed.log, i)
	}
}
