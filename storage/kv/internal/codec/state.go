package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// The flags in the first byte of a link's state.
const (
	nearPrimary     = 1 << iota // the other record is the primary of the record that sees the link
	farPrimary                  // the reverse
	withLabels                  // two counts and the packed labels of both ends follow
	createdAtEvent              // in an event: the link began at the event's time, which is left out
	noLink                      // in an event: there is no link, and nothing follows
	flagsOutOfEvent = nearPrimary | farPrimary | withLabels
)

// AppendState appends the state of a link as the value of a row: flags, when the link
// began, and the labels of both ends if there are any. A link without labels takes nine
// bytes. Labels add two counts and five bytes for each label.
func AppendState(v []byte, s *history.State) []byte {
	flags := stateFlags(s)
	return appendLabels(AppendTime(append(v, flags), s.Created), s, flags)
}

// AppendEventState appends the state of a link as part of an event at the given time.
// There may be no link, and most often the link began with the event: both take a
// single byte.
func AppendEventState(v []byte, s *history.State, at record.Time) []byte {
	if *s == (history.State{}) {
		return append(v, noLink)
	}
	flags := stateFlags(s)
	if s.Created == at { // most events: no time is written
		return appendLabels(append(v, flags|createdAtEvent), s, flags)
	}
	return appendLabels(AppendTime(append(v, flags), s.Created), s, flags)
}

// stateFlags returns the flags that rows and events have in common.
func stateFlags(s *history.State) (flags byte) {
	if s.Near.Primary {
		flags |= nearPrimary
	}
	if s.Far.Primary {
		flags |= farPrimary
	}
	if !s.Near.Labels.IsEmpty() || !s.Far.Labels.IsEmpty() {
		flags |= withLabels
	}
	return flags
}

// appendLabels appends the labels of both ends, if flags say that there are any.
func appendLabels(v []byte, s *history.State, flags byte) []byte {
	if flags&withLabels == 0 {
		return v
	}
	v = binary.AppendUvarint(v, uint64(s.Near.Labels.Len()))
	v = binary.AppendUvarint(v, uint64(s.Far.Labels.Len()))
	v, _ = s.Near.Labels.AppendBinary(v) // never fails
	v, _ = s.Far.Labels.AppendBinary(v)
	return v
}

// State takes a state that AppendState appended.
func (d *Decoder) State(sets *LabelSets) history.State {
	flags := d.Byte()
	if flags&^flagsOutOfEvent != 0 {
		d.bad = true
		return history.State{}
	}
	return d.stateAfterFlags(flags, 0, sets)
}

// EventState takes a state that AppendEventState appended, for an event at the same
// time.
func (d *Decoder) EventState(at record.Time, sets *LabelSets) history.State {
	flags := d.Byte()
	if flags&noLink != 0 {
		d.bad = d.bad || flags != noLink
		return history.State{}
	}
	return d.stateAfterFlags(flags, at, sets)
}

// stateAfterFlags takes the rest of a state. at is the time of the event that has it.
func (d *Decoder) stateAfterFlags(flags byte, at record.Time, sets *LabelSets) (state history.State) {
	state.Near.Primary, state.Far.Primary = flags&nearPrimary != 0, flags&farPrimary != 0
	if flags&createdAtEvent != 0 {
		state.Created = at
	} else {
		state.Created = d.Time()
	}
	if flags&withLabels == 0 {
		return state
	}
	near, far := d.Uvarint(), d.Uvarint()
	if most := uint64(len(d.left)); near > most || far > most { // so that the sizes below do not overflow
		d.bad = true
		return state
	}
	var nearOK, farOK bool
	state.Near.Labels, nearOK = sets.unpack(d.Bytes(near * labelSize))
	state.Far.Labels, farOK = sets.unpack(d.Bytes(far * labelSize))
	d.bad = d.bad || !nearOK || !farOK
	return state
}

// LabelSets remembers label sets that were read. An account has few different sets, and
// each comes again and again, so each is allocated once. The zero LabelSets is ready to
// use.
type LabelSets struct{ known map[string]label.Set }

// maxSets is how many sets are remembered before all are dropped, so that an account
// with many sets does not fill the memory.
const maxSets = 1024

// unpack returns the set of packed labels, or false if no set packs so. The look-up in
// the map does not allocate.
func (l *LabelSets) unpack(packed []byte) (label.Set, bool) {
	if len(packed) == 0 {
		return label.Set{}, true
	}
	if set, found := l.known[string(packed)]; found {
		return set, true
	}
	var set label.Set
	if err := set.UnmarshalBinary(packed); err != nil {
		return label.Set{}, false
	}
	if l.known == nil || len(l.known) == maxSets {
		l.known = map[string]label.Set{}
	}
	l.known[string(packed)] = set
	return set, true
}
