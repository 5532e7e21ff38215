package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// AppendSummary appends the value of a degree: the count, then the id of the primary.
// Two links with the primary 10 are 02 '1' '0'.
func AppendSummary(v []byte, s storage.Summary) []byte {
	return append(binary.AppendUvarint(v, uint64(s.Count)), s.Primary...)
}

// Summary takes a summary that AppendSummary appended.
func (d *Decoder) Summary(strings *bytealloc.Strings) storage.Summary {
	n := d.Uvarint()
	d.bad = d.bad || n > 1<<62 // more than a count can be
	return storage.Summary{Count: int(n), Primary: record.ID(strings.Text(d.Rest()))}
}

// AppendRecordState appends the state of a record that was deleted or merged: the
// status in a byte, both times, the operation, then the survivor, which ends the value
// and needs no length.
func AppendRecordState(v []byte, s *storage.RecordState) []byte {
	v = AppendTime(AppendTime(append(v, byte(s.Status)), s.At), s.Expires)
	return append(AppendOperation(v, s.Operation), s.Into...)
}

// RecordState takes a state that AppendRecordState appended.
func (d *Decoder) RecordState() storage.RecordState {
	s := storage.RecordState{
		Status: storage.RecordStatus(d.Byte()), At: d.Time(), Expires: d.Time(), Operation: d.Operation(),
	}
	s.Into = record.ID(d.Rest())
	return s
}

// AppendResult appends the stored result of an operation: the time, the 16 bytes of the
// fingerprint, then the result, which ends the value and needs no length.
func AppendResult(v []byte, r *storage.StoredResult) []byte {
	return append(append(AppendTime(v, r.At), r.Fingerprint[:]...), r.Result...)
}

// Result takes a result that AppendResult appended.
func (d *Decoder) Result() storage.StoredResult {
	r := storage.StoredResult{At: d.Time()}
	copy(r.Fingerprint[:], d.Bytes(uint64(len(r.Fingerprint))))
	r.Result = string(d.Rest())
	return r
}
