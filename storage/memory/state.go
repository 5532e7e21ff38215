package memory

import (
	"github.com/google/btree"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A state is all that a reader sees. The writer has one that it changes; a snapshot
// is a copy of it in which the trees are clones, and never changes.
type state struct {
	ids      *directory // of records whose id is not its own handle
	names    *directory // of operations and groups that have a name
	idsEnd   uint32     // what stands in the directories from here on is not seen
	namesEnd uint32
	types    *typeTable

	items  *btree.BTreeG[item] // headers and halves
	sides  *btree.BTreeG[item] // sides with a label
	lives  *btree.BTreeG[lifeRow]
	ending *btree.BTreeG[ending]
	done   *btree.BTreeG[doneRow]
	lapses *btree.BTreeG[lapse]
	memos  *btree.BTreeG[memoRow]
	schema document

	sights  array[sight]
	sources array[history.Source]
	log     eventLog

	texts *textOrders
}

// A document is the schema as it stands. Its body is never changed.
type document struct {
	version uint64
	body    []byte
}

// handle returns the handle of a record that some row may name; there is none for a
// type or a text that was never written.
func (s *state) handle(of record.Ref) (handle, bool) {
	k, found := s.types.kind(of.Type)
	if !found {
		return 0, false
	}
	if of.ID == "" {
		return k.handle(), true
	}
	return s.inKind(k, of.ID)
}

func (s *state) inKind(k kind, id record.ID) (handle, bool) {
	if bits, ok := decimal(id); ok {
		return k.handle() | bits, true
	}
	n, found := s.ids.find(string(id), s.idsEnd)
	return k.handle() | textBit | handle(n+1), found
}

// id returns the id of the record, with its memory from p.
func (s *state) id(of handle, p *pen) record.ID {
	switch {
	case of.isHeader():
		return ""
	case of.isText():
		return record.ID(s.ids.text(of.value()))
	}
	return p.decimal(of.value())
}

func (s *state) ref(of handle, p *pen) record.Ref {
	return record.Ref{Type: s.types.names[of.kind()], ID: s.id(of, p)}
}

// header returns the header of a record and a type, bare if there is none.
func (s *state) header(of handle, k kind) item {
	key := headerKey(of, k)
	if found, ok := s.items.Get(key); ok {
		return found
	}
	return key
}

func (s *state) summary(header *item, p *pen) storage.Summary {
	return storage.Summary{Count: int(header.count()), Primary: s.id(header.primary(), p)}
}
