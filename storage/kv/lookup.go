package kv

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// schema answers with the version, and with the document if the caller has another
// version. The document may have a megabyte, so a caller that knows the version gets no
// copy.
func (r *reading) schema(row *storage.Schema) {
	key := r.key(familySchema)
	row.Version, row.Document = 0, nil
	v := r.get(key)
	if v == nil {
		return
	}
	d := codec.NewDecoder(v)
	row.Version = d.Uvarint()
	document := d.Rest()
	if d.IsBad() || row.Version == 0 || len(document) == 0 {
		r.failCorrupt(key)
		return
	}
	if row.Version != row.Have {
		row.Document = bytes.Clone(document)
	}
}

// recordState returns the state of a record: the zero state, which is alive, if there
// is no row.
func (r *reading) recordState(of record.Ref) storage.RecordState {
	key := r.recordKey(familyRecord, of)
	v := r.get(key)
	if v == nil {
		return storage.RecordState{}
	}
	d := codec.NewDecoder(v)
	state := d.RecordState()
	r.isWhole(key, &d)
	return state
}

// result returns the result of an operation: the zero result if there is no row, which
// means that the operation was not done.
func (r *reading) result(id history.OperationID) storage.StoredResult {
	key := r.keep(codec.AppendOperation(r.key(familyResult), id))
	v := r.get(key)
	if v == nil {
		return storage.StoredResult{}
	}
	d := codec.NewDecoder(v)
	result := d.Result()
	r.isWhole(key, &d)
	return result
}

// metadata returns the value of a metadata row, or "" if there is no row.
func (r *reading) metadata(key string) string {
	return string(r.get(r.keep(append(r.key(familyMetadata), key...))))
}

// degree returns count and primary of a record to a type. No row is the zero Summary.
func (r *reading) degree(row *storage.Degree) storage.Summary {
	k := r.recordKey(familyDegree, row.Of)
	key := r.keep(codec.AppendLabel(codec.AppendType(k, r.typeNumber(row.To)), row.Label))
	v := r.get(key)
	if v == nil {
		return storage.Summary{}
	}
	d := codec.NewDecoder(v)
	summary := d.Summary(&r.strings)
	r.isWhole(key, &d)
	return summary
}

// link reads a link from the row of a. The row of b has the same state with the ends
// exchanged, so a single Get is enough.
func (r *reading) link(a, b record.Ref) history.State {
	key := r.linkKey(a, b)
	v := r.get(key)
	if v == nil {
		return history.State{}
	}
	d := codec.NewDecoder(v)
	state := d.State(&r.labels)
	r.isWhole(key, &d)
	return state
}

// linkKey returns the key of a link as record of sees the link. Both types come before
// the ids, so that all links of two types are a single range, which a page of the whole
// pair goes over:
//
//	l contacts companies 1 10
func (r *reading) linkKey(of, to record.Ref) []byte {
	a, b := r.typeNumber(of.Type), r.typeNumber(to.Type)
	k := codec.AppendType(codec.AppendType(r.key(familyLink), a), b)
	return r.keep(codec.AppendID(codec.AppendID(k, of.ID), to.ID))
}
