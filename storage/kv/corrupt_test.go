package kv_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

var (
	ann  = record.New(record.Contacts, "1")
	bob  = record.New(record.Contacts, "2")
	acme = record.New(record.Companies, "10")

	friend = label.TypeID{Category: label.UserDefined, Number: 3}
)

// everything writes a row of every family.
func everything(t *testing.T, store storage.Storage) {
	t.Helper()
	name, err := history.NamedOperation("first")
	require.NoError(t, err)
	state := history.State{Created: 5, Near: history.End{Labels: label.SetOf(friend), Primary: true}, Far: history.End{Labels: label.SetOf(friend)}}
	b := &storage.Batch{
		Schema:     storage.Schema{Body: []byte("document")},
		Records:    []storage.Record{{Of: bob, Now: storage.RecordState{Status: storage.Merged, Into: "1", At: 6, Expires: 9, Operation: name}}},
		Operations: []storage.Operation{{ID: name, Now: storage.StoredResult{Fingerprint: [16]byte{1}, Result: "done", At: 4}}},
		Metadata:   []storage.Metadata{{Key: "a", Now: "1"}},
		Degrees: []storage.Degree{
			{Of: ann, To: record.Companies, Now: storage.Summary{Count: 1, Primary: "10"}},
			{Of: ann, To: record.Companies, Label: friend, Now: storage.Summary{Count: 1}},
		},
		Links: []storage.Link{{A: acme, B: ann, Now: state}},
		Events: []history.Event{
			{A: acme, B: ann, At: 5, Operation: name, Group: name, Source: history.ByUser("7", "Eve").WithRequest("r"), Now: state, Causes: history.Causes{Near: 1, Far: 2}},
			{A: acme, B: ann, At: 6, Operation: history.Numbered(300), Group: history.Numbered(299), Was: state, Now: state.Flip()},
			{Subject: history.Merged, A: bob, B: ann, At: 7, Operation: name},
		},
	}
	require.NoError(t, store.Update(t.Context(), nil, func(tx storage.Tx) error { return tx.Apply(t.Context(), b) }))
}

// all asks for every row that everything writes.
func all() *storage.Batch {
	name, _ := history.NamedOperation("first")
	return &storage.Batch{
		Records:    []storage.Record{{Of: bob}, {Of: ann}},
		Operations: []storage.Operation{{ID: name}},
		Metadata:   []storage.Metadata{{Key: "a"}},
		Degrees:    []storage.Degree{{Of: ann, To: record.Companies}, {Of: ann, To: record.Companies, Label: friend}},
		Links:      []storage.Link{{A: acme, B: ann}},
		NeighborPages: []storage.NeighborPage{
			{Of: ann, To: record.Companies, Max: 9}, {Of: acme, To: record.Contacts, Order: storage.OldestFirst, Max: 9},
			{Of: record.Ref{Type: record.Contacts}, To: record.Companies, Max: 9},
		},
		DegreePages: []storage.DegreePage{{Of: ann}, {Of: record.Ref{Type: record.Contacts}, To: record.Companies, AtLeast: 1, Max: 9}},
		EventPages: []storage.EventPage{
			{Kind: storage.Feed, Max: 9}, {Kind: storage.OfRecord, Of: ann, Max: 9}, {Kind: storage.OfPair, Of: ann, With: acme, Max: 9},
			{Kind: storage.OfRecordState, Of: bob, Max: 9}, {Kind: storage.OfOperation, Operation: name, Max: 9}, {Kind: storage.OfGroup, Operation: name, Max: 9},
			{Kind: storage.OfOperation, Operation: history.Numbered(300), Max: 9}, {Kind: storage.OfGroup, Operation: history.Numbered(299), Max: 9},
		},
		ExpiredPages: []storage.ExpiredPage{
			{Kind: storage.RecordsExpired, Before: 99, Max: 9}, {Kind: storage.OperationsExpired, Before: 99, Max: 9},
		},
	}
}

// Whatever happened to a row, the answer is an error that names its key, or rows;
// never a panic. A row that is cut short, or has something after it, is always noticed.
func TestCorruptRows(t *testing.T) {
	e := newEngine()
	everything(t, open(t, e))
	var rows []kv.Change
	e.tree.Ascend(func(c kv.Change) bool {
		rows = append(rows, c)
		return true
	})
	require.Greater(t, len(rows), 20)
	for _, row := range rows {
		noticed := bytes.ContainsRune([]byte("hrsleug"), rune(row.Key[1])) && row.Key[0] != 0
		if n := len(row.Value); n > 0 {
			answersAfter(t, e, kv.Change{Key: row.Key, Value: row.Value[:n-1]}, noticed && !isText(row))
		}
		answersAfter(t, e, kv.Change{Key: row.Key, Value: append(bytes.Clone(row.Value), 0xff)}, noticed && !isText(row))
		answersAfter(t, e, kv.Change{Key: row.Key}, false)
		for i := range row.Value {
			for _, mask := range []byte{0x01, 0x80, 0xff} {
				damaged := bytes.Clone(row.Value)
				damaged[i] ^= mask
				answersAfter(t, e, kv.Change{Key: row.Key, Value: damaged}, false)
			}
		}
		require.NoError(t, e.Write(t.Context(), []kv.Change{row}))
	}
}

// isText reports whether a row's value ends with a text of any length.
func isText(row kv.Change) bool { return row.Key[1] == 'r' || row.Key[1] == 's' }

func answersAfter(t *testing.T, e *memEngine, damage kv.Change, noticed bool) {
	t.Helper()
	require.NoError(t, e.Write(t.Context(), []kv.Change{damage}))
	db, err := kv.Open(e, nil)
	if err == nil {
		err = db.Read(t.Context(), all())
	}
	if noticed {
		require.ErrorIs(t, err, storage.ErrCorrupt, "key %q, value %x", damage.Key, damage.Value)
	}
	if err != nil && !errors.Is(err, storage.ErrCorrupt) {
		require.ErrorIs(t, err, kv.ErrFormat, "key %q, value %x", damage.Key, damage.Value)
	}
	if db != nil { // an Update that drops all events reads most of them
		_ = db.Update(t.Context(), nil, func(tx storage.Tx) error {
			b := all()
			_ = tx.Read(t.Context(), b)
			b.Reset()
			b.DropEvents = []storage.Position{{Sequence: 1}, {Sequence: 2}, {Sequence: 3}}
			_ = tx.Apply(t.Context(), b)
			return errDisk
		})
	}
}
