package kv

import (
	"encoding/binary"
	"fmt"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// apply writes every row whose Now differs from its Was into the transaction's
// overlay. It stops at the first row that does not fit; the transaction cannot commit
// then.
func (t *tx) apply(b *storage.Batch) error {
	if err := checkRows(b); err != nil {
		return err
	}
	if b.Schema.Body != nil {
		t.value = append(binary.AppendUvarint(t.value[:0], b.Schema.Version+1), b.Schema.Body...)
		t.own.put(t.row(familySchema), t.value)
	}
	t.applyLives(b.Records)
	t.applyDone(b.Operations)
	for i := range b.Metadata {
		if row := &b.Metadata[i]; row.Now != row.Was {
			t.value = append(t.value[:0], row.Now...)
			t.set(t.kept(append(t.row(familyMemo), row.Key...)), row.Now == "")
		}
	}
	t.applySides(b.Degrees)
	for i := range b.Links {
		if row := &b.Links[i]; row.Now != row.Was {
			flipped := row.Now.Flip()
			t.applyHalf(row.A, row.B, &row.Now)
			t.applyHalf(row.B, row.A, &flipped)
		}
	}
	t.appendEvents(b.Events)
	t.forget(b.DropEvents)
	return t.err
}

// set puts the value that was made, or deletes the key.
func (t *tx) set(key []byte, gone bool) {
	if gone {
		t.own.delete(key)
	} else {
		t.own.put(key, t.value)
	}
}

func (t *tx) applyLives(rows []storage.Record) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		t.intern(row.Of.Type)
		t.value = appendLife(t.value[:0], &row.Now)
		t.set(t.ref(familyLife, row.Of), row.Now == (storage.RecordState{}))
		was, now := row.Was.Expires, row.Now.Expires
		t.value = t.value[:0]
		if was != 0 && was != now {
			t.set(t.endingKey(was, row.Of), true)
		}
		if now != 0 && was != now {
			t.set(t.endingKey(now, row.Of), false)
		}
	}
}

// endingKey has the type's name, since equal times are in Ref order.
func (t *tx) endingKey(at int64, of record.Ref) []byte {
	return t.kept(appendID(appendText(appendTime(t.row(familyEnding), at), of.Type), of.ID))
}

func (t *tx) applyDone(rows []storage.Operation) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		gone := row.Now == (storage.StoredResult{})
		t.value = appendDone(t.value[:0], &row.Now)
		t.set(t.kept(appendOperation(t.row(familyDone), row.ID)), gone)
		t.value = t.value[:0]
		if had := row.Was != (storage.StoredResult{}); had && (gone || row.Was.At != row.Now.At) {
			t.set(t.lapseKey(row.Was.At, row.ID), true)
		}
		if !gone {
			t.set(t.lapseKey(row.Now.At, row.ID), false)
		}
	}
}

func (t *tx) lapseKey(at int64, id history.OperationID) []byte {
	return t.kept(appendOperation(appendTime(t.row(familyLapse), at), id))
}

func (t *tx) applySides(rows []storage.Degree) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		t.intern(row.Of.Type)
		to := t.intern(row.To)
		t.value = appendSummary(t.value[:0], row.Now)
		k := t.ref(familySide, row.Of)
		t.set(t.kept(appendLabel(appendKind(k, to), row.Label)), row.Now == (storage.Summary{}))
	}
}

// applyHalf writes the link as of sees it.
func (t *tx) applyHalf(of, to record.Ref, state *history.State) {
	t.intern(of.Type)
	t.intern(to.Type)
	t.value = appendState(t.value[:0], state, 0, false)
	t.set(t.linkKey(of, to), !state.Linked())
}

// appendEvents gives each event its place, and notes the place with its records, its
// operation and its group.
func (t *tx) appendEvents(events []history.Event) {
	if len(events) == 0 {
		return
	}
	first := t.head.last + 1
	for i := range events {
		t.appendEvent(&events[i])
	}
	t.appendRuns(familyOperation, first, events, func(e *history.Event) history.OperationID { return e.Operation })
	t.appendRuns(familyGroup, first, events, func(e *history.Event) history.OperationID { return e.Group })
	t.value = appendHead(t.value[:0], &t.head)
	t.own.put(t.single(familyHead), t.value)
}

func (t *tx) appendEvent(e *history.Event) {
	of := ends{a: t.intern(e.A.Type)}
	if !e.B.IsZero() {
		of.b = t.intern(e.B.Type)
	}
	at := t.head.draw(t.epoch, e.At)
	t.note(e.A, e.At)
	t.note(e.B, e.At)
	t.value = appendEvent(t.value[:0], e, of)
	t.own.put(t.kept(appendNumber(t.row(familyEvent), at)), t.value)
	t.eachPointer(e, of, at, func(key []byte) { t.own.put(key, nil) })
}

// note remembers the newest time of a record's events that the transaction adds.
func (t *tx) note(of record.Ref, at int64) {
	if t.added == nil {
		t.added = map[record.Ref]int64{}
	}
	if newest, found := t.added[of]; !found || at > newest {
		t.added[of] = at
	}
}

// eachPointer visits the keys that name an event under its records: towards the other
// one's type, or towards none when the event is of a record's life.
func (t *tx) eachPointer(e *history.Event, of ends, at uint64, visit func(key []byte)) {
	toA, toB := of.b, of.a
	if e.Subject != history.Link {
		toA, toB = 0, 0
	}
	visit(t.kept(appendNumber(appendKind(t.ref(familyPast, e.A), toA), at)))
	if !e.B.IsZero() && e.B != e.A {
		visit(t.kept(appendNumber(appendKind(t.ref(familyPast, e.B), toB), at)))
	}
}

// appendRuns writes one row for events of one id that stand one behind the other.
func (t *tx) appendRuns(family byte, first uint64, events []history.Event, id func(*history.Event) history.OperationID) {
	for start := 0; start < len(events); {
		end, of := start+1, id(&events[start])
		for end < len(events) && id(&events[end]) == of {
			end++
		}
		if !of.IsZero() {
			t.putRun(family, of, run{first + uint64(start), first + uint64(end) - 1})
		}
		start = end
	}
}

func (t *tx) putRun(family byte, id history.OperationID, r run) {
	t.value = binary.AppendUvarint(t.value[:0], r.last-r.first+1)
	t.own.put(t.runKey(family, id, r.first), t.value)
}

func (t *tx) runKey(family byte, id history.OperationID, first uint64) []byte {
	return t.kept(appendNumber(appendOperation(t.row(family), id), first))
}

// checkRows refuses what does not fit a key. Rows are checked as the questions that they
// were; an event names records that may be none of them.
func checkRows(b *storage.Batch) error {
	rows := storage.Unread{Records: b.Records, Metadata: b.Metadata, Degrees: b.Degrees, Links: b.Links}
	if err := rows.Check(); err != nil {
		return err
	}
	for i := range b.Events {
		if e := &b.Events[i]; max(len(e.A.ID), len(e.B.ID)) > record.MaxID {
			return fmt.Errorf("%w: an event of %.80s and %.80s, whose ids have at most %d bytes", storage.ErrInvalid, e.A, e.B, record.MaxID)
		}
	}
	return nil
}
