package codec

import (
	"encoding/binary"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Feed says where an account's feed of events ends, and translates between the
// sequence numbers in keys and the positions that callers see. With epochs {1 from 1, 5
// from 101}, sequence number 100 is position 1.0.100, and 101 is position 5.0.101.
type Feed struct {
	Last   uint64      // the sequence number of the newest event ever; 0: there was none
	Newest record.Time // the latest time of any event ever
	epochs []epochStart
}

// An epochStart has the first sequence number of an epoch. The epoch ends before the
// first number of the next epoch.
type epochStart struct{ epoch, first uint64 }

// AppendFeed appends the value of the feed's row.
func AppendFeed(v []byte, f *Feed) []byte {
	v = AppendTime(binary.AppendUvarint(v, f.Last), f.Newest)
	for _, e := range f.epochs {
		v = binary.AppendUvarint(binary.AppendUvarint(v, e.epoch), e.first)
	}
	return v
}

// Feed takes a feed that AppendFeed appended. Its first epoch begins with number 1.
func (d *Decoder) Feed() (f Feed) {
	f.Last, f.Newest = d.Uvarint(), d.Time()
	for !d.bad && len(d.left) > 0 {
		f.epochs = append(f.epochs, epochStart{d.Uvarint(), d.Uvarint()})
	}
	d.bad = d.bad || len(f.epochs) == 0 || f.epochs[0].first != 1
	return f
}

// Position returns the position of the event with a sequence number.
func (f *Feed) Position(sequence uint64) storage.Position {
	p := storage.Position{Sequence: sequence}
	for i := len(f.epochs) - 1; i >= 0; i-- {
		if f.epochs[i].first <= sequence {
			p.Epoch = f.epochs[i].epoch
			break
		}
	}
	return p
}

// After returns the first sequence number, perhaps of an event still to come, whose
// position is after p. p need not be the position of an event: if a restored copy never
// had the epoch of p, then p is before all events of the next epoch.
func (f *Feed) After(p storage.Position) uint64 {
	for i, e := range f.epochs {
		last := f.Last
		if i+1 < len(f.epochs) {
			last = f.epochs[i+1].first - 1
		}
		switch {
		case e.epoch > p.Epoch:
			return e.first
		case e.epoch == p.Epoch && p.Transaction == 0 && p.Sequence < last:
			return max(e.first, p.Sequence+1)
		}
	}
	return f.Last + 1
}

// From returns the first sequence number whose position is p or after it.
func (f *Feed) From(p storage.Position) uint64 {
	n := f.After(p)
	if n > 1 && f.Position(n-1) == p {
		n--
	}
	return n
}

// Append returns the sequence number of the next event, whose time is at. epoch is the
// epoch of the open store; if the last event is of another, an epoch begins here.
func (f *Feed) Append(epoch uint64, at record.Time) uint64 {
	if f.Last == 0 || at > f.Newest {
		f.Newest = at
	}
	f.Last++
	if n := len(f.epochs); n == 0 || f.epochs[n-1].epoch != epoch {
		f.epochs = append(f.epochs[:n:n], epochStart{epoch, f.Last})
	}
	return f.Last
}
