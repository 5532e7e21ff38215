package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
)

// write appends an event and hangs it on the headers of its records.
func (w *writer) write(e *history.Event) error {
	a, err := w.intern(e.A)
	if err != nil {
		return err
	}
	b, err := w.intern(e.B)
	if err != nil {
		return err
	}
	op, err := w.opcode(e.Operation)
	if err != nil {
		return err
	}
	group, err := w.opcode(e.Group)
	if err != nil {
		return err
	}
	row := entry{a: a, b: b, at: e.At, op: op}
	w.pack(&row, e)
	ofA, err := w.headers.number(a, chainKind(e.Subject, b))
	if err != nil {
		return err
	}
	row.prevA = w.headers.rows.at(ofA).head
	ofB, both := uint32(0), b != 0 && b != a
	if both {
		if ofB, err = w.headers.number(b, chainKind(e.Subject, a)); err != nil {
			return err
		}
		row.prevB = w.headers.rows.at(ofB).head
	}
	source := uint32(0)
	if e.Source != (history.Source{}) {
		source = w.sources.intern(&w.live.sources, e.Source)
	}
	head, err := w.live.log.push(row, source, group)
	if err != nil {
		return err
	}
	w.headers.edit(ofA).head = head
	if both {
		w.headers.edit(ofB).head = head
	}
	return nil
}

// pack fills in what the event says of the link.
func (w *writer) pack(row *entry, e *history.Event) {
	row.bits = uint32(e.Subject) | uint32(e.Causes.Near)<<causeAShift | uint32(e.Causes.Far)<<causeBShift |
		marksOf(&e.Now)<<nowShift | marksOf(&e.Was)<<wasShift
	switch {
	case e.Was == history.State{} && e.Now == history.State{}:
		row.bits |= noState
	case e.Was == history.State{} && e.Now.Created == e.At:
		row.detail = w.sight(&e.Now)
	default:
		row.bits |= withPast
		row.detail = w.live.log.pasts.n
		w.live.log.pasts.push(past{e.Was.Created, e.Now.Created, w.sight(&e.Was), w.sight(&e.Now)})
	}
}

// drop forgets the event at p. One that is gone already, or never was, is no error.
func (w *writer) drop(p storage.Position) {
	if p.Epoch|p.Transaction != 0 || p.Sequence == 0 || p.Sequence > uint64(w.live.log.entries.n) {
		return
	}
	if i := uint32(p.Sequence - 1); !w.live.log.isGone(i) {
		w.live.log.drop(&w.base.log, i)
	}
}
