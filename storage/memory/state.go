package memory

import (
	"github.com/google/btree"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// A state is all that a reader sees. The writer has one that it changes; a snapshot
// is a copy of it in which the trees are clones, and never changes.
type state struct {
	ids      *directory // of records whose id is not its own handle
	names    *directory // of operations and groups that have a name
	idsEnd   uint32     // what stands in the directories from here on is not seen
	namesEnd uint32
	types    *typeTable

	headers *headers
	items   *btree.BTreeG[item] // halves
	sides   *btree.BTreeG[item] // sides with a label
	lives   *btree.BTreeG[lifeRow]
	ending  *btree.BTreeG[ending]
	done    *btree.BTreeG[doneRow]
	lapses  *btree.BTreeG[lapse]
	memos   *btree.BTreeG[memoRow]
	schema  document

	sights  array[sight]
	sources array[history.Source]
	log     eventLog

	texts *textOrders // of a snapshot
	run   *countedRun // of a snapshot
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
func (s *state) id(of handle, p *bytealloc.Strings) record.ID {
	switch {
	case of.isHeader():
		return ""
	case of.isText():
		return record.ID(s.ids.text(of.value()))
	}
	return record.ID(p.Decimal(of.value()))
}

func (s *state) ref(of handle, p *bytealloc.Strings) record.Ref {
	return record.Ref{Type: s.types.names[of.kind()], ID: s.id(of, p)}
}

// eachHeader calls fn with the headers of a record. Types are few, so it looks for one
// towards each.
func (s *state) eachHeader(of handle, fn func(*header)) {
	s.headers.each(of, len(s.types.names), fn)
}

// haveHeaders reports whether both records have a header towards the other's type; no
// link is without.
func (s *state) haveHeaders(a, b handle) bool {
	_, ofB := s.headers.find(b, a.kind())
	if !ofB {
		return false
	}
	_, ofA := s.headers.find(a, b.kind())
	return ofA
}

func (s *state) summary(row *header, p *bytealloc.Strings) storage.Summary {
	return storage.Summary{Count: int(row.count), Primary: s.id(row.primary(), p)}
}
