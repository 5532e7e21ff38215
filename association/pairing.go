package association

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
)

// pairing returns what the schema says of two types. Most operations of a transaction
// are about the same two.
func (d *draft) pairing(from, to record.Type) *schema.Pair {
	if p := d.last; p != nil && d.lastOf == d.schema && p.From == from && p.To == to {
		return p
	}
	d.last, d.lastOf = d.schema.Pair(from, to), d.schema
	return d.last
}
