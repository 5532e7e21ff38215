package kv

import (
	"encoding/binary"
	"fmt"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A kind is the number of a type in its account, from 1, as keys and values have it.
// Kind 0 is no type, or one that was never written.
type kind uint64

// A typeTable is the types of an account in the order in which they were first
// written. It never changes: one with more types is another table, so it may be kept
// for as long as one likes.
type typeTable struct {
	names  []record.Type
	packed string // as the row has it
	kinds  map[record.Type]kind
}

var noTypes = &typeTable{}

// with returns a table with one type more.
func (t *typeTable) with(name record.Type) *typeTable {
	packed := binary.AppendUvarint([]byte(t.packed), uint64(len(name)))
	s := scanner{left: append(packed, name...)}
	return s.types()
}

func (t *typeTable) has(name record.Type) bool {
	_, found := t.kinds[name]
	return found
}

func (t *typeTable) name(k kind) (record.Type, bool) {
	if k == 0 || k > kind(len(t.names)) {
		return "", false
	}
	return t.names[k-1], true
}

// types takes the table: each name behind its length.
func (s *scanner) types() *typeTable {
	t := &typeTable{packed: string(s.left), kinds: map[record.Type]kind{}}
	for !s.bad && len(s.left) > 0 {
		name := record.Type(s.bytes(s.uvarint()))
		t.names = append(t.names, name)
		t.kinds[name] = kind(len(t.names))
	}
	return t
}

// kind returns the number of a type, 0 if it was never written.
func (q *query) kind(name record.Type) kind {
	k, found := q.types.kinds[name]
	if !found && !q.typesAreFresh {
		q.loadTypes()
		k = q.types.kinds[name]
	}
	return k
}

// typeName returns the type with a number, which stands in a row.
func (q *query) typeName(k kind, key []byte) record.Type {
	name, found := q.types.name(k)
	if !found && !q.typesAreFresh {
		q.loadTypes()
		name, found = q.types.name(k)
	}
	if !found {
		q.fail(fmt.Errorf("%w: key %x names type number %d, which is not in the table", storage.ErrCorrupt, key, k))
	}
	return name
}

// loadTypes reads the table of the snapshot. One that is known already may be longer:
// that of a later snapshot, which does as well.
func (q *query) loadTypes() {
	key := q.single(familyTypes)
	v := q.get(key)
	q.typesAreFresh = q.err == nil
	if string(v) == q.types.packed {
		return
	}
	s := scanner{left: v}
	t := s.types()
	if q.whole(key, &s) && len(t.names) > len(q.types.names) {
		q.types = t
	}
}

// intern returns the number of a type, a new one if it has none.
func (t *tx) intern(name record.Type) kind {
	k := t.kind(name)
	if k != 0 {
		return k
	}
	if len(name) == 0 || len(name) > record.MaxType {
		t.fail(fmt.Errorf("%w: a type name has 1 to %d bytes, %q has not", storage.ErrInvalid, record.MaxType, name))
		return 0
	}
	t.types = t.types.with(name)
	t.own.put(t.single(familyTypes), []byte(t.types.packed))
	return t.types.kinds[name]
}
