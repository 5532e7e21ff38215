package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// The flags of an event.
const (
	withCauses    = 1 << iota
	withSource    // else the source is the API, without a user
	withGroup     // as an operation id
	groupDistance // the group follows as its distance from the operation, both being numbers
	withRequest   // of the source; events of format 1 have none
	allFlags      = withCauses | withSource | withGroup | groupDistance | withRequest
)

// maxDistance is the greatest distance, exclusive, that is written in place of a group.
// Three bytes hold such a distance; a group number takes up to nine.
const maxDistance = 1 << 20

// The value of an event, in this order. Parts in brackets are there if a flag says so.
//
//	time                    8 bytes
//	subject, flags          a byte each
//	type and ID of A        see AppendType and AppendID
//	type and ID of B        type 0 and no ID when the event has one record
//	operation               see AppendOperation
//	[group]                 as an operation, or as a distance from it, a varint
//	[causes]                a byte each, of A's end and of B's
//	[source]                kind in a byte, then the user's id and name, each after its length
//	[request id]            after its length
//	link before, link after see AppendEventState
//
// Most events have none of the parts in brackets and no link before.

// EventTypes are the types of an event's records; B is 0 when it has one record.
type EventTypes struct{ A, B Type }

// AppendEvent appends an event. The time comes first, because the newest time of a
// record is read without the rest.
func AppendEvent(v []byte, e *history.Event, types EventTypes) []byte {
	v = append(AppendTime(v, e.At), byte(e.Subject))
	flags := len(v)
	v = append(v, 0) // filled in below
	v = AppendID(AppendType(v, types.A), e.A.ID)
	v = AppendID(AppendType(v, types.B), e.B.ID)
	v = AppendOperation(v, e.Operation)
	distance := int64(e.Group.Number() - e.Operation.Number())
	switch {
	case e.Group.IsZero():
	case e.Group.Name() == "" && e.Operation.Name() == "" && -maxDistance < distance && distance < maxDistance:
		v[flags] |= groupDistance
		v = binary.AppendVarint(v, distance)
	default:
		v[flags] |= withGroup
		v = AppendOperation(v, e.Group)
	}
	if e.Causes != (history.Causes{}) {
		v[flags] |= withCauses
		v = append(v, byte(e.Causes.Near), byte(e.Causes.Far))
	}
	v = appendSource(v, flags, &e.Source)
	v = AppendEventState(v, &e.Was, e.At)
	return AppendEventState(v, &e.Now, e.At)
}

// appendSource appends the source, and sets the flags, at v[flags], of the parts that it has.
func appendSource(v []byte, flags int, s *history.Source) []byte {
	if s.WithRequest("") != (history.Source{}) {
		v[flags] |= withSource
		v = append(v, byte(s.Kind))
		v = appendText(v, s.UserID)
		v = appendText(v, s.UserName)
	}
	if s.RequestID != "" {
		v[flags] |= withRequest
		v = appendText(v, s.RequestID)
	}
	return v
}

// appendText appends a text after its length.
func appendText(v []byte, text string) []byte {
	return append(binary.AppendUvarint(v, uint64(len(text))), text...)
}

// Event takes an event that AppendEvent appended. The caller has the table of types,
// and fills in the types of the records.
func (d *Decoder) Event(e *history.Event, strings *bytealloc.Strings, sets *LabelSets) (types EventTypes) {
	e.At = d.Time()
	e.Subject = history.Subject(d.Byte())
	flags := d.Byte()
	d.bad = d.bad || flags > allFlags
	types.A, e.A.ID = d.Type(), record.ID(strings.Text(d.ID()))
	types.B, e.B.ID = d.Type(), record.ID(strings.Text(d.ID()))
	e.Operation = d.Operation()
	if flags&groupDistance != 0 {
		e.Group = history.Numbered(e.Operation.Number() + uint64(d.Varint()))
	}
	if flags&withGroup != 0 {
		e.Group = d.Operation()
	}
	if flags&withCauses != 0 {
		e.Causes = history.Causes{Near: primary.Cause(d.Byte()), Far: primary.Cause(d.Byte())}
	}
	d.source(&e.Source, flags, strings)
	e.Was = d.EventState(e.At, sets)
	e.Now = d.EventState(e.At, sets)
	return types
}

// source takes the parts of a source that the flags name.
func (d *Decoder) source(s *history.Source, flags byte, strings *bytealloc.Strings) {
	if flags&withSource != 0 {
		s.Kind = history.SourceKind(d.Byte())
		s.UserID = strings.Text(d.Bytes(d.Uvarint()))
		s.UserName = strings.Text(d.Bytes(d.Uvarint()))
	}
	if flags&withRequest != 0 {
		s.RequestID = strings.Text(d.Bytes(d.Uvarint()))
	}
}
