package kv

import (
	"encoding/binary"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// The bits of an event's flags.
const (
	withCauses = 1 << iota
	withSource // else it is the API
	withGroup  // as an operation id
	nearGroup  // as a number's distance from the operation's
)

// nearBy is the greatest distance, exclusive, at which a group is written as one.
const nearBy = 1 << 20

// The ends of an event are the numbers of its records' types; b is 0 when it has one
// record.
type ends struct{ a, b kind }

// appendEvent appends the time, which stands first so that it can be read alone, and
// then all the rest.
func appendEvent(v []byte, e *history.Event, of ends) []byte {
	v = append(appendTime(v, e.At), byte(e.Subject))
	flags := len(v)
	v = append(v, 0)
	v = appendID(appendKind(v, of.a), e.A.ID)
	v = appendID(appendKind(v, of.b), e.B.ID)
	v = appendOperation(v, e.Operation)
	distance := int64(e.Group.Number() - e.Operation.Number())
	switch {
	case e.Group.IsZero():
	case e.Group.Name() == "" && e.Operation.Name() == "" && -nearBy < distance && distance < nearBy:
		v[flags] |= nearGroup
		v = binary.AppendVarint(v, distance)
	default:
		v[flags] |= withGroup
		v = appendOperation(v, e.Group)
	}
	if e.Causes != (history.Causes{}) {
		v[flags] |= withCauses
		v = append(v, byte(e.Causes.Near), byte(e.Causes.Far))
	}
	if e.Source != (history.Source{}) {
		v[flags] |= withSource
		v = append(v, byte(e.Source.Kind))
		v = append(binary.AppendUvarint(v, uint64(len(e.Source.ID))), e.Source.ID...)
		v = append(binary.AppendUvarint(v, uint64(len(e.Source.Name))), e.Source.Name...)
	}
	v = appendState(v, &e.Was, e.At, true)
	return appendState(v, &e.Now, e.At, true)
}

// event takes what appendEvent appended. The types of its records are left to the
// caller, who has the table.
func (s *scanner) event(e *history.Event, p *bytealloc.Strings, sets *labelSets) (of ends) {
	e.At = s.time()
	e.Subject = history.Subject(s.byte())
	flags := s.byte()
	s.bad = s.bad || flags >= nearGroup<<1
	of.a, e.A.ID = s.kind(), record.ID(p.Text(s.id()))
	of.b, e.B.ID = s.kind(), record.ID(p.Text(s.id()))
	e.Operation = s.operation()
	if flags&nearGroup != 0 {
		e.Group = history.Numbered(e.Operation.Number() + uint64(s.varint()))
	}
	if flags&withGroup != 0 {
		e.Group = s.operation()
	}
	if flags&withCauses != 0 {
		e.Causes = history.Causes{Near: primary.Cause(s.byte()), Far: primary.Cause(s.byte())}
	}
	if flags&withSource != 0 {
		e.Source.Kind = history.SourceKind(s.byte())
		e.Source.ID = p.Text(s.bytes(s.uvarint()))
		e.Source.Name = p.Text(s.bytes(s.uvarint()))
	}
	e.Was = s.state(e.At, true, sets)
	e.Now = s.state(e.At, true, sets)
	return of
}
