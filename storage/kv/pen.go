package kv

import "strings"

// A pen makes strings of bytes, one behind the other, so that many share an
// allocation. What it wrote is never written again: a Builder only ever appends, and
// the strings of a full one stay where they are.
type pen struct{ ink strings.Builder }

const (
	inkSize  = 512 // few enough bytes that one kept id does not hold much
	idBytes  = 8   // of a common id, for a page's guess
	longText = 128 // gets an allocation of its own
)

// reserve makes room for n ids at once.
func (p *pen) reserve(n int) {
	if need := n * idBytes; p.ink.Cap()-p.ink.Len() < need {
		p.ink.Reset()
		p.ink.Grow(max(need, inkSize))
	}
}

func (p *pen) text(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case len(b) > longText:
		return string(b)
	case p.ink.Cap()-p.ink.Len() < len(b):
		p.ink.Reset()
		p.ink.Grow(inkSize)
	}
	start := p.ink.Len()
	p.ink.Write(b)
	return p.ink.String()[start:]
}
