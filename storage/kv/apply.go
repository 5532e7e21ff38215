package kv

import (
	"encoding/binary"
	"fmt"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// An applier turns the rows of a batch into changes of keys, which no other transaction
// sees until this one commits. Reading and feed are those of the transaction, so that
// the next Read sees the changes.
type applier struct {
	read    *reading
	events  *eventReader
	changes *writeSet
	value   []byte // memory in which the next value is made
}

// apply writes every row whose Now differs from its Was. If a row does not fit, apply
// returns an error and the transaction cannot commit.
func (a *applier) apply(b *storage.Batch) error {
	if err := checkRows(b); err != nil {
		return err
	}
	if b.Schema.Body != nil {
		a.value = append(binary.AppendUvarint(a.value[:0], b.Schema.Version+1), b.Schema.Body...)
		a.changes.put(a.read.key(familySchema), a.value)
	}
	// From here on errors stick in the reading, and are looked at once, at the end.
	a.applyRecords(b.Records)
	a.applyOperations(b.Operations)
	a.applyMetadata(b.Metadata)
	a.applyDegrees(b.Degrees)
	for i := range b.Links {
		if row := &b.Links[i]; row.Now != row.Was {
			flipped := row.Now.Flip()
			a.putLink(row.A, row.B, &row.Now)
			a.putLink(row.B, row.A, &flipped)
		}
	}
	a.appendEvents(b.Events)
	a.dropEvents(b.DropEvents)
	return a.read.err
}

// checkRows refuses ids that do not fit a key. Rows are checked as the questions that
// they were; the records of an event may not be among them.
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

// put puts the value in a.value, or deletes the key when remove is set.
func (a *applier) put(key []byte, remove bool) {
	if remove {
		a.changes.delete(key)
	} else {
		a.changes.put(key, a.value)
	}
}

// internType returns the number of a type. A new type gets the next number, and the
// table is written again: an account has few types, so the table is short.
func (a *applier) internType(name record.Type) codec.Type {
	n := a.read.typeNumber(name)
	if n != 0 {
		return n
	}
	if len(name) == 0 || len(name) > record.MaxType {
		a.read.fail(fmt.Errorf("%w: a type name has 1 to %d bytes, %q has not", storage.ErrInvalid, record.MaxType, name))
		return 0
	}
	a.read.types = a.read.types.With(name)
	a.changes.put(a.read.singleKey(familyTypes), []byte(a.read.types.Packed()))
	return a.read.types.Number(name)
}

// applyRecords writes the states of records, and moves their keys in the order of
// expiry. A record that is alive has no row. Deleting contacts/17, restorable until
// time T, puts two keys:
//
//	r contacts 17   : deleted, at, T, operation, no survivor
//	x T contacts 17 :
func (a *applier) applyRecords(rows []storage.Record) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		a.internType(row.Of.Type)
		a.value = codec.AppendRecordState(a.value[:0], &row.Now)
		a.put(a.read.recordKey(familyRecord, row.Of), row.Now == (storage.RecordState{}))
		was, now := row.Was.Expires, row.Now.Expires
		a.value = a.value[:0]
		// Was is the stored state, so its time is in the old key.
		if was != 0 && was != now {
			a.put(a.recordExpiryKey(was, row.Of), true)
		}
		if now != 0 && was != now {
			a.put(a.recordExpiryKey(now, row.Of), false)
		}
	}
}

// recordExpiryKey has the name of the type and not its number, since keys of the same
// time are in Ref order, and types are numbered as they came.
func (a *applier) recordExpiryKey(at record.Time, of record.Ref) []byte {
	k := codec.AppendTypeName(codec.AppendTime(a.read.key(familyRecordExpiry), at), of.Type)
	return a.read.keep(codec.AppendID(k, of.ID))
}

// applyOperations writes the results of operations that their callers named, and moves
// their keys in the order of time.
func (a *applier) applyOperations(rows []storage.Operation) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		gone := row.Now == (storage.StoredResult{})
		a.value = codec.AppendResult(a.value[:0], &row.Now)
		a.put(a.read.keep(codec.AppendOperation(a.read.key(familyResult), row.ID)), gone)
		a.value = a.value[:0]
		if had := row.Was != (storage.StoredResult{}); had && (gone || row.Was.At != row.Now.At) {
			a.put(a.resultTimeKey(row.Was.At, row.ID), true)
		}
		if !gone {
			a.put(a.resultTimeKey(row.Now.At, row.ID), false)
		}
	}
}

// resultTimeKey returns the key under which an expired page finds an operation.
func (a *applier) resultTimeKey(at record.Time, id history.OperationID) []byte {
	return a.read.keep(codec.AppendOperation(codec.AppendTime(a.read.key(familyResultTime), at), id))
}

// applyMetadata writes the engine's own notes; "" deletes the row.
func (a *applier) applyMetadata(rows []storage.Metadata) {
	for i := range rows {
		if row := &rows[i]; row.Now != row.Was {
			a.value = append(a.value[:0], row.Now...)
			a.put(a.read.keep(append(a.read.key(familyMetadata), row.Key...)), row.Now == "")
		}
	}
}

// applyDegrees writes counts and primaries. They are absolute values: nothing is added
// up here. A degree of zero has no row.
func (a *applier) applyDegrees(rows []storage.Degree) {
	for i := range rows {
		row := &rows[i]
		if row.Now == row.Was {
			continue
		}
		a.internType(row.Of.Type)
		to := a.internType(row.To)
		a.value = codec.AppendSummary(a.value[:0], row.Now)
		k := codec.AppendType(a.read.recordKey(familyDegree, row.Of), to)
		a.put(a.read.keep(codec.AppendLabel(k, row.Label)), row.Now == (storage.Summary{}))
	}
}

// putLink writes or deletes the row of a link as record of sees the link. Both ends
// have a row, so that the page of either record is a single range of keys.
func (a *applier) putLink(of, to record.Ref, state *history.State) {
	a.internType(of.Type)
	a.internType(to.Type)
	a.value = codec.AppendState(a.value[:0], state)
	a.put(a.read.linkKey(of, to), !state.Linked())
}
