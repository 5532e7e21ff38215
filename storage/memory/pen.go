package memory

import (
	"strconv"
	"strings"

	"github.com/relata-go/relata/record"
)

// A pen writes decimal ids one behind the other, so that many share an allocation.
// What it wrote is never written again: a Builder only ever appends, and the strings
// of a full one stay where they are.
type pen struct{ ink strings.Builder }

const (
	inkSize  = 1024 // few enough bytes that one kept id does not hold much
	idDigits = 8    // of a common id, for a page's guess
)

// reserve makes room for n ids at once.
func (p *pen) reserve(n int) {
	if need := n * idDigits; p.ink.Cap()-p.ink.Len() < need {
		p.ink.Reset()
		p.ink.Grow(max(need, inkSize))
	}
}

func (p *pen) decimal(n uint64) record.ID {
	if p.ink.Cap()-p.ink.Len() < 20 {
		p.ink.Reset()
		p.ink.Grow(inkSize)
	}
	var memory [20]byte
	start := p.ink.Len()
	p.ink.Write(strconv.AppendUint(memory[:0], n, 10))
	return record.ID(p.ink.String()[start:])
}
