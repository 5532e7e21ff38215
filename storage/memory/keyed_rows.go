package memory

import (
	"cmp"

	"github.com/google/btree"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
	"github.com/relata-go/relata/storage/memory/internal/undo"
)

// keyedRows are the tables that are small, and whose rows may hold strings: records that
// were deleted or merged, results of operations, metadata. Rows that expire have a
// second tree in the order of their times.
type keyedRows struct {
	records       *btree.BTreeG[recordRow]
	recordExpiry  *btree.BTreeG[recordExpiry]
	results       *btree.BTreeG[resultRow]
	resultsByTime *btree.BTreeG[resultTime]
	metadata      *btree.BTreeG[metadataRow]
}

type (
	recordRow struct {
		of    rowid.ID
		state storage.RecordState
	}
	recordExpiry struct {
		at record.Time
		of record.Ref // not the row id: rows of the same time are in Ref order
	}
	resultRow struct {
		id     history.OperationID
		result storage.StoredResult
	}
	resultTime struct {
		at record.Time
		id history.OperationID
	}
	metadataRow struct{ key, value string }
)

// keyedTables are the writer's keyedRows, with their undo logs.
type keyedTables struct {
	records       undo.Tree[recordRow]
	recordExpiry  undo.Tree[recordExpiry]
	results       undo.Tree[resultRow]
	resultsByTime undo.Tree[resultTime]
	metadata      undo.Tree[metadataRow]
}

// newKeyedTables returns empty tables. The orders are those of the answers: an expired
// page reads a single range of a tree.
func newKeyedTables() keyedTables {
	return keyedTables{
		records: undo.NewTree(func(a, b recordRow) bool { return a.of < b.of }),
		recordExpiry: undo.NewTree(func(a, b recordExpiry) bool {
			return cmp.Or(cmp.Compare(a.at, b.at), record.Compare(a.of, b.of)) < 0
		}),
		results: undo.NewTree(func(a, b resultRow) bool { return history.CompareOperations(a.id, b.id) < 0 }),
		resultsByTime: undo.NewTree(func(a, b resultTime) bool {
			return cmp.Or(cmp.Compare(a.at, b.at), history.CompareOperations(a.id, b.id)) < 0
		}),
		metadata: undo.NewTree(func(a, b metadataRow) bool { return a.key < b.key }),
	}
}

// live returns the rows with the changes of the transaction under way.
func (t *keyedTables) live() keyedRows {
	return keyedRows{t.records.Rows(), t.recordExpiry.Rows(), t.results.Rows(), t.resultsByTime.Rows(), t.metadata.Rows()}
}

// committed returns the rows as the last commit left them.
func (t *keyedTables) committed() keyedRows {
	return keyedRows{
		t.records.Committed(), t.recordExpiry.Committed(),
		t.results.Committed(), t.resultsByTime.Committed(), t.metadata.Committed(),
	}
}

// commit makes the changes of the transaction the committed rows.
func (t *keyedTables) commit() {
	t.records.Commit()
	t.recordExpiry.Commit()
	t.results.Commit()
	t.resultsByTime.Commit()
	t.metadata.Commit()
}

// rollback leaves the rows as the last commit left them.
func (t *keyedTables) rollback() {
	t.records.Rollback()
	t.recordExpiry.Rollback()
	t.results.Rollback()
	t.resultsByTime.Rollback()
	t.metadata.Rollback()
}

// putRecord stores the state of a record; the zero state removes the row. The expiry of
// the old row goes too.
func (t *keyedTables) putRecord(id rowid.ID, of record.Ref, now storage.RecordState) {
	var old recordRow
	if now == (storage.RecordState{}) {
		old, _ = t.records.Remove(recordRow{of: id})
	} else if was, had := t.records.Put(recordRow{id, now}); had {
		old = was
	}
	if at := old.state.Expires; at != 0 {
		t.recordExpiry.Remove(recordExpiry{at, of})
	}
	if at := now.Expires; at != 0 {
		t.recordExpiry.Put(recordExpiry{at, of})
	}
}

// putResult stores the result of an operation; the zero result removes the row.
func (t *keyedTables) putResult(id history.OperationID, now storage.StoredResult) {
	var old resultRow
	var had bool
	if now == (storage.StoredResult{}) {
		old, had = t.results.Remove(resultRow{id: id})
	} else {
		old, had = t.results.Put(resultRow{id, now})
		t.resultsByTime.Put(resultTime{now.At, id})
	}
	if had && old.result.At != now.At {
		t.resultsByTime.Remove(resultTime{old.result.At, id})
	}
}

// putMetadata stores a value; "" removes the row.
func (t *keyedTables) putMetadata(key, value string) {
	if value == "" {
		t.metadata.Remove(metadataRow{key: key})
	} else {
		t.metadata.Put(metadataRow{key, value})
	}
}

// result returns the result of an operation, the zero result if there is none.
func (k *keyedRows) result(id history.OperationID) storage.StoredResult {
	row, _ := k.results.Get(resultRow{id: id})
	return row.result
}

// metadataOf returns the value of a key, "" if there is none.
func (k *keyedRows) metadataOf(key string) string {
	row, _ := k.metadata.Get(metadataRow{key: key})
	return row.value
}

// record returns the state of a record, the zero state for a record that is alive.
func (k *keyedRows) record(of rowid.ID) storage.RecordState {
	row, _ := k.records.Get(recordRow{of: of})
	return row.state
}
