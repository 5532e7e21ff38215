package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// AppendSummary appends the value of a degree: the count, then the id of the primary.
func AppendSummary(v []byte, s storage.Summary) []byte {
	return append(binary.AppendUvarint(v, uint64(s.Count)), s.Primary...)
}

// Summary takes what AppendSummary appended.
func (d *Decoder) Summary(strings *bytealloc.Strings) storage.Summary {
	n := d.Uvarint()
	d.bad = d.bad || n > 1<<62 // more than a count can be
	return storage.Summary{Count: int(n), Primary: record.ID(strings.Text(d.Rest()))}
}

// AppendRecordState appends the state of a record that was deleted or merged.
func AppendRecordState(v []byte, s *storage.RecordState) []byte {
	v = AppendTime(AppendTime(append(v, byte(s.Status)), s.At), s.Expires)
	return append(AppendOperation(v, s.Operation), s.Into...)
}

// RecordState takes what AppendRecordState appended.
func (d *Decoder) RecordState() storage.RecordState {
	s := storage.RecordState{
		Status: storage.RecordStatus(d.Byte()), At: d.Time(), Expires: d.Time(), Operation: d.Operation(),
	}
	s.Into = record.ID(d.Rest())
	return s
}

// AppendResult appends the stored result of an operation.
func AppendResult(v []byte, r *storage.StoredResult) []byte {
	return append(append(AppendTime(v, r.At), r.Fingerprint[:]...), r.Result...)
}

// Result takes what AppendResult appended.
func (d *Decoder) Result() storage.StoredResult {
	r := storage.StoredResult{At: d.Time()}
	copy(r.Fingerprint[:], d.Bytes(uint64(len(r.Fingerprint))))
	r.Result = string(d.Rest())
	return r
}
