package association

import (
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A fingerprint names the question that a cursor belongs to: the FNV-1a hash of everything
// that the question names.
type fingerprint uint64

// The reads that have cursors. The numbers are part of stored cursors, so they never change.
const (
	asksLinks   = 1
	asksTargets = 2
	asksWalk    = 3
	asksReport  = 4
	asksHistory = 5
	asksPair    = 6
	asksPanel   = 7
)

// asking returns the fingerprint of a read that names nothing yet.
func asking(read uint64) fingerprint { return fingerprint(0xcbf29ce484222325).number(read) }

// in returns the fingerprint of the question in an account, which is never 0.
func (f fingerprint) in(account uint64) uint64 { return max(uint64(f.number(account)), 1) }

func (f fingerprint) number(n uint64) fingerprint {
	for range 8 {
		f = (f ^ fingerprint(n&0xff)) * 0x100000001b3
		n >>= 8
	}
	return f
}

// text adds a text after its length, so that two texts are not mistaken for two others.
func (f fingerprint) text(s string) fingerprint {
	f = f.number(uint64(len(s)))
	for i := range len(s) {
		f = (f ^ fingerprint(s[i])) * 0x100000001b3
	}
	return f
}

func (f fingerprint) ref(ref record.Ref) fingerprint {
	return f.text(string(ref.Type)).text(string(ref.ID))
}

func (f fingerprint) label(id label.TypeID) fingerprint {
	return f.number(uint64(id.Category)<<32 | uint64(id.Number))
}

// scope adds a scope whose labels have the given ids. Their order makes no difference.
func (f fingerprint) scope(s Scope, labels []label.TypeID) fingerprint {
	f = f.number(uint64(s.kind)).number(uint64(len(labels)))
	if len(labels) > 1 {
		labels = slices.SortedFunc(slices.Values(labels), label.Compare)
	}
	for _, id := range labels {
		f = f.label(id)
	}
	return f
}

// keys adds the limits of a report. No list at all means every limit.
func (f fingerprint) keys(keys []limits.Key) fingerprint {
	if keys == nil {
		return f.number(0)
	}
	keys = slices.Compact(slices.SortedFunc(slices.Values(keys), limits.Compare))
	f = f.number(uint64(len(keys)) + 1)
	for _, k := range keys {
		f = f.text(string(k.From)).text(string(k.To)).label(k.Label)
	}
	return f
}
