package memory

import (
	"encoding/binary"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// An entry is an event in 48 bytes without pointers. It is also a link of two
// chains: of A's events towards B's type, and of B's towards A's. A link that begins
// now, and a record's life, fit as they are; any other change has a past beside.
type entry struct {
	a, b         handle
	at           int64
	op           opcode
	prevA, prevB uint32 // the event before in each chain, plus one
	detail       uint32 // the labels of a link that begins, or the number of the past
	bits         uint32
}

// The layout of an entry's bits.
const (
	causeAShift = 8  // behind the subject
	causeBShift = 16 // eight bits each
	nowShift    = 24 // two marks
	wasShift    = 26
	withPast    = 1 << 28 // detail is the number of a past
	noState     = 1 << 29 // was and now are both no link
)

// A past has what an entry has no room for.
type past struct {
	was, now             int64 // when the link began
	wasLabels, nowLabels uint32
}

// A run is the source and the group of all events from first on, up to the next run:
// both stay the same over many events.
type run struct {
	first  uint32
	source uint32
	group  opcode
}

// An opcode is an operation id in 64 bits: its number, or the place of its name. A
// number that needs all 64 bits is kept among the names.
type opcode uint64

const nameBit opcode = 1 << 63

// hugeMark begins what stands among the names for a huge number: no name has a NUL.
const hugeMark = "\x00"

// key returns what stands among the names for id, or false if it is its own opcode.
func opKey(id history.OperationID) (string, bool) {
	if n := id.Number(); n&uint64(nameBit) != 0 {
		return hugeMark + string(binary.BigEndian.AppendUint64(nil, n)), true
	}
	return id.Name(), id.Name() != ""
}

func (s *state) opcode(id history.OperationID) (opcode, bool) {
	key, named := opKey(id)
	if !named {
		return opcode(id.Number()), true
	}
	n, found := s.names.find(key, s.namesEnd)
	return nameBit | opcode(n), found
}

func (s *state) operationID(op opcode) history.OperationID {
	if op&nameBit == 0 {
		return history.Numbered(uint64(op))
	}
	key := s.names.text(uint64(op &^ nameBit))
	if key[:1] == hugeMark {
		return history.Numbered(binary.BigEndian.Uint64([]byte(key[1:])))
	}
	id, _ := history.NamedOperation(key) // it was one when it came
	return id
}

// event returns the i-th event as it was written.
func (s *state) event(i uint32, p *bytealloc.Strings) history.Event {
	e := s.log.entries.at(i)
	r := s.log.runOf(i)
	was, now := s.states(e)
	return history.Event{
		Subject:   history.Subject(e.bits),
		Causes:    history.Causes{Near: primary.Cause(e.bits >> causeAShift), Far: primary.Cause(e.bits >> causeBShift)},
		A:         s.ref(e.a, p),
		B:         s.ref(e.b, p),
		At:        e.at,
		Operation: s.operationID(e.op),
		Group:     s.operationID(r.group),
		Source:    *s.sources.at(r.source),
		Was:       was,
		Now:       now,
	}
}

func (s *state) states(e *entry) (was, now history.State) {
	wasMarks, nowMarks := e.bits>>wasShift, e.bits>>nowShift
	switch {
	case e.bits&noState != 0:
	case e.bits&withPast == 0:
		now = stateOf(e.at, s.sights.at(e.detail), nowMarks)
	default:
		p := s.log.pasts.at(e.detail)
		was = stateOf(p.was, s.sights.at(p.wasLabels), wasMarks)
		now = stateOf(p.now, s.sights.at(p.nowLabels), nowMarks)
	}
	return was, now
}
