package memory

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// apply writes every row whose Now differs from its Was. It stops at the first row
// that does not fit; the transaction is then undone as a whole.
func (w *writer) apply(b *storage.Batch) error {
	w.items.reserve(2 * len(b.Links))
	w.headers.reserve(len(b.Degrees) + 2*len(b.Events))
	w.applySchema(b)
	if err := w.applyRecords(b.Records); err != nil {
		return err
	}
	w.applyOperations(b.Operations)
	w.applyMemos(b.Metadata)
	if err := w.applySides(b.Degrees); err != nil {
		return err
	}
	if err := w.applyLinks(b.Links); err != nil {
		return err
	}
	for i := range b.Events {
		if err := w.write(&b.Events[i]); err != nil {
			return err
		}
		w.store.breathe()
	}
	for _, p := range b.DropEvents {
		w.drop(p)
	}
	return nil
}

func (w *writer) applySchema(b *storage.Batch) {
	if b.Schema.Body != nil {
		w.live.schema = document{b.Schema.Version + 1, bytes.Clone(b.Schema.Body)}
	}
}

func (w *writer) applyRecords(rows []storage.Record) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		h, err := w.intern(row.Of)
		if err != nil {
			return err
		}
		var old lifeRow
		if row.Now == (storage.RecordState{}) {
			old, _ = w.lives.remove(lifeRow{of: h})
		} else if was, had := w.lives.put(lifeRow{h, row.Now}); had {
			old = was
		}
		if at := old.life.Expires; at != 0 {
			w.ending.remove(ending{at, row.Of})
		}
		if at := row.Now.Expires; at != 0 {
			w.ending.put(ending{at, row.Of})
		}
		w.store.breathe()
	}
	return nil
}

func (w *writer) applyOperations(rows []storage.Operation) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		var old doneRow
		var had bool
		if row.Now == (storage.StoredResult{}) {
			old, had = w.done.remove(doneRow{id: row.ID})
		} else {
			old, had = w.done.put(doneRow{row.ID, row.Now})
			w.lapses.put(lapse{row.Now.At, row.ID})
		}
		if had && old.done.At != row.Now.At {
			w.lapses.remove(lapse{old.done.At, row.ID})
		}
		w.store.breathe()
	}
}

func (w *writer) applyMemos(rows []storage.Metadata) {
	for i := range rows {
		switch row := &rows[i]; {
		case row.Now == row.Was:
		case row.Now == "":
			w.memos.remove(memoRow{key: row.Key})
		default:
			w.memos.put(memoRow{row.Key, row.Now})
		}
	}
}

func (w *writer) applySides(rows []storage.Degree) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		if err := w.applySide(row); err != nil {
			return err
		}
		w.store.breathe()
	}
	return nil
}

func (w *writer) applySide(row *storage.Degree) error {
	of, err := w.intern(row.Of)
	if err != nil {
		return err
	}
	to, err := w.internType(row.To)
	if err != nil {
		return err
	}
	var primary handle
	if row.Now.Primary != "" {
		if primary, err = w.internIn(to, row.Now.Primary); err != nil {
			return err
		}
	}
	if row.Label.IsZero() {
		n, err := w.headers.number(of, to)
		if err != nil {
			return err
		}
		return w.headers.edit(n).setSummary(row.Now.Count, primary)
	}
	it := sideKey(of, to, row.Label)
	if err := it.setSide(row.Now.Count, primary); err != nil {
		return err
	}
	if it.isEmptySide() {
		w.sides.remove(it)
	} else {
		w.sides.put(it)
	}
	return nil
}

func (w *writer) applyLinks(rows []storage.Link) error {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		if err := w.applyLink(row); err != nil {
			return err
		}
		w.store.breathe()
	}
	return nil
}

func (w *writer) applyLink(row *storage.Link) error {
	a, err := w.intern(row.A)
	if err != nil {
		return err
	}
	b, err := w.intern(row.B)
	if err != nil {
		return err
	}
	if !row.Now.Linked() {
		w.items.remove(item{from: a, to: b})
		w.items.remove(item{from: b, to: a})
		return nil
	}
	if err := w.haveHeaders(a, b); err != nil {
		return err
	}
	now, flipped := &row.Now, row.Now.Flip()
	w.items.put(half(a, b, now.Created, w.sight(now), marksOf(now)))
	w.items.put(half(b, a, now.Created, w.sight(&flipped), marksOf(&flipped)))
	return nil
}

// haveHeaders sees to it that no half stands without a header: who finds none knows
// that there is no link.
func (w *writer) haveHeaders(a, b handle) error {
	if _, err := w.headers.number(a, b.kind()); err != nil {
		return err
	}
	_, err := w.headers.number(b, a.kind())
	return err
}

// sight returns the number of the labels; that of none is zero.
func (w *writer) sight(link *history.State) uint32 {
	labels := sight{link.Near.Labels, link.Far.Labels}
	if labels == (sight{}) {
		return 0
	}
	return w.sights.intern(&w.live.sights, labels)
}
