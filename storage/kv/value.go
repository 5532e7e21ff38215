package kv

import (
	"encoding/binary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// The bits of a state's first byte.
const (
	ownPrimary   = 1 << iota // of the end that sees it
	otherPrimary             // of the other end
	withLabels               // two counts and the packed labels of both ends follow
	isNewborn                // in an event: the link began at the event's time, which is left out
	noLink                   // in an event: there is no link, and nothing follows
)

// appendState appends the flags, when the link began, and the labels if there are any.
func appendState(v []byte, s *history.State, born int64, inEvent bool) []byte {
	if inEvent && *s == (history.State{}) {
		return append(v, noLink)
	}
	flags := byte(0)
	if s.Near.Primary {
		flags |= ownPrimary
	}
	if s.Far.Primary {
		flags |= otherPrimary
	}
	if !s.Near.Labels.IsEmpty() || !s.Far.Labels.IsEmpty() {
		flags |= withLabels
	}
	if inEvent && s.Created == born {
		v = append(v, flags|isNewborn)
	} else {
		v = appendTime(append(v, flags), s.Created)
	}
	if flags&withLabels != 0 {
		v = binary.AppendUvarint(v, uint64(s.Near.Labels.Len()))
		v = binary.AppendUvarint(v, uint64(s.Far.Labels.Len()))
		v = append(append(v, s.Near.Labels.Packed()...), s.Far.Labels.Packed()...)
	}
	return v
}

// packedLabel is the size of one label in a packed set.
const packedLabel = 5

// state takes what appendState appended. With sets nil the labels are left out.
func (s *scanner) state(born int64, inEvent bool, sets *labelSets) (state history.State) {
	flags := s.byte()
	if known := byte(ownPrimary | otherPrimary | withLabels); !inEvent && flags&^known != 0 {
		s.bad = true
		return state
	}
	if flags&noLink != 0 {
		s.bad = s.bad || flags != noLink
		return state
	}
	state.Near.Primary, state.Far.Primary = flags&ownPrimary != 0, flags&otherPrimary != 0
	if flags&isNewborn != 0 {
		state.Created = born
	} else {
		state.Created = s.time()
	}
	if flags&withLabels == 0 {
		return state
	}
	own, other := s.uvarint(), s.uvarint()
	if most := uint64(len(s.left)); own > most || other > most {
		s.bad = true
		return state
	}
	for i, n := range [2]uint64{own, other} {
		var ok bool
		if state.End(i).Labels, ok = sets.unpack(s.bytes(n * packedLabel)); !ok {
			s.bad = true
		}
	}
	return state
}

// labelSets remembers label sets, which are few and come again and again.
type labelSets struct{ known map[string]label.Set }

// maxSets is how many sets are remembered.
const maxSets = 1024

func (l *labelSets) unpack(packed []byte) (label.Set, bool) {
	if len(packed) == 0 {
		return label.Set{}, true
	}
	if set, found := l.known[string(packed)]; found {
		return set, true
	}
	set, err := label.Unpack(string(packed))
	if err != nil {
		return label.Set{}, false
	}
	if l.known == nil || len(l.known) == maxSets {
		l.known = map[string]label.Set{}
	}
	l.known[set.Packed()] = set
	return set, true
}

func appendSummary(v []byte, s storage.Summary) []byte {
	return append(binary.AppendUvarint(v, uint64(s.Count)), s.Primary...)
}

func (s *scanner) summary(p *bytealloc.Strings) storage.Summary {
	n := s.uvarint()
	s.bad = s.bad || n > 1<<62
	return storage.Summary{Count: int(n), Primary: record.ID(p.Text(s.bytes(uint64(len(s.left)))))}
}

func appendLife(v []byte, l *storage.RecordState) []byte {
	v = appendTime(appendTime(append(v, byte(l.Status)), l.At), l.Expires)
	return append(appendOperation(v, l.Operation), l.Into...)
}

func (s *scanner) life() storage.RecordState {
	l := storage.RecordState{Status: storage.RecordStatus(s.byte()), At: s.time(), Expires: s.time(), Operation: s.operation()}
	l.Into = record.ID(s.bytes(uint64(len(s.left))))
	return l
}

func appendDone(v []byte, d *storage.StoredResult) []byte {
	return append(append(appendTime(v, d.At), d.Fingerprint[:]...), d.Result...)
}

func (s *scanner) done() storage.StoredResult {
	d := storage.StoredResult{At: s.time()}
	copy(d.Fingerprint[:], s.bytes(uint64(len(d.Fingerprint))))
	d.Result = string(s.bytes(uint64(len(s.left))))
	return d
}
