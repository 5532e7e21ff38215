package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A writer is the one transaction that may be under way.
type writer struct {
	store *Store
	tables
	live    state // with the changes of the transaction
	base    state // as committed, but for the trees
	changed bool  // the transaction applied something
	err     error // of an Apply that failed: the transaction cannot commit

	readers int // transactions for which readers are still expected

	sights  interner[sight]
	sources interner[history.Source]
	query   query
	spare   []tx // handles for the next transactions
}

func (w *writer) init(s *Store) {
	w.store = s
	w.live, w.tables = newState()
	w.sights = newInterner(&w.live.sights, sight{})
	w.sources = newInterner(&w.live.sources, history.Source{})
	w.base = w.live
}

// rollback leaves nothing of the transaction. The order matters: the tree compares
// texts that the directory still has to know.
func (w *writer) rollback() {
	w.tables.rollback()
	w.live.ids.truncate(w.base.idsEnd)
	w.live.names.truncate(w.base.namesEnd)
	w.sights.truncate(&w.live.sights, w.base.sights.n)
	w.sources.truncate(&w.live.sources, w.base.sources.n)
	w.live = w.base
}

func (w *writer) commit() {
	w.tables.commit()
	w.live.log.shown = w.live.log.entries.n
	w.base = w.live
	w.store.current.Store(nil)
}

// intern returns the handle of a record, a new one if it has none.
func (w *writer) intern(of record.Ref) (handle, error) {
	k, err := w.internType(of.Type)
	if err != nil || of.ID == "" {
		return k.handle(), err
	}
	return w.internIn(k, of.ID)
}

func (w *writer) internType(of record.Type) (kind, error) {
	k, found := w.live.types.kind(of)
	if found {
		return k, nil
	}
	more, k, err := w.live.types.with(of)
	if err == nil {
		w.live.types = more
	}
	return k, err
}

func (w *writer) internIn(k kind, id record.ID) (handle, error) {
	if bits, ok := decimal(id); ok {
		return k.handle() | bits, nil
	}
	n, err := w.live.ids.intern(string(id))
	w.live.idsEnd = w.live.ids.n
	return k.handle() | textBit | handle(n+1), err
}

func (w *writer) opcode(id history.OperationID) (opcode, error) {
	key, named := opKey(id)
	if !named {
		return opcode(id.Number()), nil
	}
	n, err := w.live.names.intern(key)
	w.live.namesEnd = w.live.names.n
	return nameBit | opcode(n), err
}
