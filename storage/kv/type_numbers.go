package kv

import (
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv/internal/codec"
)

// typeNumber returns the number of a type, or 0 if the type was never written. No row
// has a key with type 0, so a question about such a type finds nothing.
func (r *reading) typeNumber(name record.Type) codec.Type {
	n := r.types.Number(name)
	if n == 0 && !r.typesAreFresh {
		r.loadTypes()
		n = r.types.Number(name)
	}
	return n
}

// typeName returns the type with a number that the row under key has.
func (r *reading) typeName(n codec.Type, key []byte) record.Type {
	name, found := r.types.Name(n)
	if !found && !r.typesAreFresh {
		r.loadTypes()
		name, found = r.types.Name(n)
	}
	if !found {
		r.fail(fmt.Errorf("%w: key %x names type number %d, which is not in the table", storage.ErrCorrupt, key, n))
	}
	return name
}

// loadTypes reads the table of the snapshot. The known table may be from a later
// snapshot, and longer. Then the known table is kept: types are only ever added.
func (r *reading) loadTypes() {
	key := r.singleKey(familyTypes)
	v := r.get(key)
	r.typesAreFresh = r.err == nil
	if string(v) == r.types.Packed() {
		return
	}
	d := codec.NewDecoder(v)
	t := d.Types()
	if r.isWhole(key, &d) && t.Count() > r.types.Count() {
		r.types = t
	}
}
