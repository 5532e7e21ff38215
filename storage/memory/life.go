package memory

import (
	"cmp"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// The rows that are few, and so may hold pointers: records that ended, operations
// that their callers named, memos. Those with an end have a second tree by time.
type (
	lifeRow struct {
		of   handle
		life storage.RecordState
	}
	ending struct {
		at int64
		of record.Ref
	}
	doneRow struct {
		id   history.OperationID
		done storage.StoredResult
	}
	lapse struct {
		at int64
		id history.OperationID
	}
	memoRow struct{ key, text string }
)

func lessLife(a, b lifeRow) bool { return a.of < b.of }
func lessDone(a, b doneRow) bool { return history.CompareOperations(a.id, b.id) < 0 }
func lessMemo(a, b memoRow) bool { return a.key < b.key }

func lessEnding(a, b ending) bool {
	return cmp.Or(cmp.Compare(a.at, b.at), record.Compare(a.of, b.of)) < 0
}

func lessLapse(a, b lapse) bool {
	return cmp.Or(cmp.Compare(a.at, b.at), history.CompareOperations(a.id, b.id)) < 0
}

func (s *state) life(of record.Ref) storage.RecordState {
	if s.lives.Len() == 0 {
		return storage.RecordState{}
	}
	h, known := s.handle(of)
	if !known {
		return storage.RecordState{}
	}
	row, _ := s.lives.Get(lifeRow{of: h})
	return row.life
}

func (s *state) operation(id history.OperationID) storage.StoredResult {
	row, _ := s.done.Get(doneRow{id: id})
	return row.done
}

func (s *state) memo(key string) string {
	row, _ := s.memos.Get(memoRow{key: key})
	return row.text
}
