package schema

import (
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A Pair is the schema's rules and limits for links between records of two types. A pair is
// computed once for each version, since every write asks for the pair.
type Pair struct {
	From, To record.Type
	Err      error     // why records of these types cannot be associated; else nil
	Forward  Direction // from -> to
	Back     Direction // to -> from
	HasSum   bool      // a sum of activities limits a direction
}

// A Direction is the schema's rules and limits for records of a type towards records of another.
type Direction struct {
	Rule    primary.Rule
	HasRule bool // there is a primary rule
	Max     int  // the limit that is an error
	HasMax  bool // there is such a limit
	Sum     int  // the activities that a record may have together; a link beyond the sum is skipped
	Summed  []record.Type
	// HasCounts says that carriers of some label are counted, see [Schema.Counted]. Most
	// directions have none, and then no write looks for counts.
	HasCounts bool
}

// Pair returns the schema's rules and limits for two types.
func (s *Schema) Pair(from, to record.Type) *Pair {
	key := [2]record.Type{from, to}
	if p, known := s.pairs.Load(key); known {
		return p.(*Pair)
	}
	p := &Pair{From: from, To: to, Err: s.labels.CheckPair(from, to)}
	p.Forward, p.Back = s.direction(from, to), s.direction(to, from)
	p.HasSum = len(p.Forward.Summed)+len(p.Back.Summed) > 0
	if p.Err == nil { // only defined pairs are kept: there is no end of other names
		s.pairs.Store(key, p)
	}
	return p
}

func (s *Schema) direction(from, to record.Type) Direction {
	var d Direction
	d.Rule, d.HasRule = s.primary.Rule(from, to)
	d.Max, d.HasMax = s.limits.HardMax(from, to)
	if sum, summed, applies := s.limits.Sum(from, to); applies {
		d.Sum, d.Summed = sum, summed
	}
	d.HasCounts = s.limits.HasLabelLimits(from, to) || len(s.counted) > 0
	return d
}
