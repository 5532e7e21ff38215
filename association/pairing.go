package association

import (
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A pairing is what the schema says of links between records of two types, worked out
// once: every write asks for it.
type pairing struct {
	from, to record.Type
	err      error  // why records of these types cannot be associated; else nil
	ways     [2]way // from -> to, and back
	sums     bool   // a sum of activities limits one of them
}

// A way is what the schema says of one direction.
type way struct {
	rule    primary.Rule
	ruled   bool // there is a primary rule
	max     int  // the limit that is an error
	limited bool // there is one
	sum     int  // the activities that a record may have together; a link beyond is skipped
	counted []record.Type
}

// pairing returns what the schema says of two types.
func (s *Schema) pairing(from, to record.Type) *pairing {
	key := [2]record.Type{from, to}
	if p, known := s.pairs.Load(key); known {
		return p.(*pairing)
	}
	p := &pairing{from: from, to: to, err: s.labels.CheckPair(from, to)}
	p.ways = [2]way{s.way(from, to), s.way(to, from)}
	p.sums = len(p.ways[0].counted)+len(p.ways[1].counted) > 0
	if p.err == nil { // types that anybody can make up are not kept
		s.pairs.Store(key, p)
	}
	return p
}

func (s *Schema) way(from, to record.Type) way {
	var w way
	w.rule, w.ruled = s.primary.Rule(from, to)
	w.max, w.limited = s.limits.HardMax(from, to)
	if sum, counted, applies := s.limits.Sum(from, to); applies {
		w.sum, w.counted = sum, counted
	}
	return w
}

// pairing returns what the schema says of two types. Most operations of a transaction
// are about the same two.
func (d *draft) pairing(from, to record.Type) *pairing {
	if p := d.last; p != nil && d.lastOf == d.schema && p.from == from && p.to == to {
		return p
	}
	d.last, d.lastOf = d.schema.pairing(from, to), d.schema
	return d.last
}
