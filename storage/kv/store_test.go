package kv_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// A store of a format that is not known is refused with both versions, and so is an
// engine that holds something else; neither is written to.
func TestUnknownFormat(t *testing.T) {
	for name, c := range map[string]struct {
		rows  []kv.Change
		found uint64
	}{
		"later":   {[]kv.Change{{Key: []byte{0, 'F'}, Value: []byte("relata\x07\x00more")}}, 7},
		"foreign": {[]kv.Change{{Key: []byte("users/1"), Value: []byte("Ann")}}, 0},
		"magic":   {[]kv.Change{{Key: []byte{0, 'F'}, Value: []byte("other\x01\x00")}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEngine()
			require.NoError(t, e.Write(t.Context(), c.rows))
			_, err := kv.Open(e, &kv.Options{NewEpoch: true})
			require.ErrorIs(t, err, kv.ErrFormat)
			var format *kv.FormatError
			require.ErrorAs(t, err, &format)
			require.Equal(t, kv.FormatError{Found: c.found, Known: kv.Format}, *format)
			require.NotEmpty(t, format.Error())
			require.Equal(t, 1, e.writes)
		})
	}
	e := newEngine()
	require.NoError(t, e.Write(t.Context(), []kv.Change{{Key: []byte{0, 'F'}, Value: []byte("relata\x01\xff")}}))
	_, err := kv.Open(e, nil)
	require.ErrorIs(t, err, storage.ErrCorrupt)
}

// What the engine fails with comes back from every call.
func TestAnEngineThatFails(t *testing.T) {
	e := newEngine()
	e.before = func([]kv.Change) error { return errDisk }
	_, err := kv.Open(e, nil)
	require.ErrorIs(t, err, errDisk)
	_, err = kv.Open(failing{newEngine()}, nil)
	require.ErrorIs(t, err, errDisk)
}

// failing is an engine that cannot be read.
type failing struct{ *memEngine }

func (failing) View(context.Context, func(kv.Reader) error) error { return errDisk }

// Every account has rows of its own, whatever it is called, and one that was never
// written to answers with nothing.
func TestAwkwardAccounts(t *testing.T) {
	db := open(t, newEngine())
	names := []string{"", "a", "ab", "b", "\x01", "\x01\x01", "\x7f", "\U0010ffff", "A", "é", strings.Repeat("x", storage.MaxAccountName)}
	for i := range 200 {
		names = append(names, fmt.Sprintf("account %d", i)) // more than one byte counts
	}
	for i, name := range names {
		account := db.Account(name)
		require.Empty(t, memoOf(t, account), "%q", name)
		everything(t, account)
		putMemo(t, account, fmt.Sprint(i))
	}
	for i, name := range names {
		require.Equal(t, fmt.Sprint(i), memoOf(t, db.Account(name)), "%q", name)
	}
	require.Equal(t, "0", memoOf(t, db), "the store is the account without a name")
}

// Two Storages of one account see the same rows; closing one ends it alone, closing the store
// ends all.
func TestHandles(t *testing.T) {
	db := open(t, newEngine())
	one, other := db.Account("a"), db.Account("a")
	putMemo(t, one, "1")
	require.Equal(t, "1", memoOf(t, other))
	require.NoError(t, one.Close())
	require.ErrorIs(t, one.Close(), storage.ErrClosed)
	putMemo(t, other, "2")
	require.NoError(t, db.Close())
	require.ErrorIs(t, db.Close(), storage.ErrClosed)
	for _, store := range []storage.Storage{db, one, other, db.Account("b")} {
		require.ErrorIs(t, store.Read(t.Context(), &storage.Batch{}), storage.ErrClosed)
	}
	require.ErrorIs(t, other.Close(), storage.ErrClosed)
}

func memoOf(t *testing.T, store storage.Storage) string {
	t.Helper()
	b := &storage.Batch{Metadata: []storage.Metadata{{Key: "mine"}}}
	require.NoError(t, store.Read(t.Context(), b))
	return b.Metadata[0].Was
}

func putMemo(t *testing.T, store storage.Storage, text string) {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), nil, func(tx storage.Tx) error {
		return tx.Apply(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: "mine", Now: text}}})
	}))
}

// The feed of a restored copy goes on after every position that the original had given,
// for whoever kept one.
func TestEpochs(t *testing.T) {
	e := newEngine()
	db := open(t, e)
	everything(t, db)
	before := feed(t, db, storage.Position{})
	n := len(before)
	require.Equal(t, storage.Position{Sequence: uint64(n)}, before[n-1].Position)
	lost := storage.Position{Sequence: uint64(n) + 7} // given by the original after the copy
	require.ErrorIs(t, db.Read(t.Context(), &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: lost, Max: 1}}}), storage.ErrPosition)

	db, err := kv.Open(e, &kv.Options{NewEpoch: true})
	require.NoError(t, err)
	require.Equal(t, before, feed(t, db, storage.Position{}), "what was written keeps its place")
	require.Empty(t, feed(t, db, lost))
	require.Empty(t, feed(t, db, before[n-1].Position))
	everything(t, db)
	after := feed(t, db, lost)
	require.Len(t, after, n)
	require.Equal(t, after, feed(t, db, before[n-1].Position))
	require.Equal(t, after, feed(t, db, storage.Position{Transaction: 1}))
	require.Equal(t, after[1:], feed(t, db, after[0].Position))
	require.Positive(t, after[0].Position.Epoch)

	db = open(t, e)
	require.Equal(t, append(before, after...), feed(t, db, storage.Position{}))
	everything(t, db)
	last := feed(t, db, after[n-1].Position)
	require.Equal(t, after[0].Position.Epoch, last[0].Position.Epoch)
	newestFirst := storage.EventPage{Kind: storage.OfRecord, Of: ann, After: after[0].Position, Max: 100}
	b := &storage.Batch{EventPages: []storage.EventPage{newestFirst}}
	require.NoError(t, db.Read(t.Context(), b))
	for _, e := range b.EventRows {
		require.Zero(t, e.Position.Epoch)
	}
	require.NotEmpty(t, b.EventRows)
}

func feed(t *testing.T, store storage.Storage, after storage.Position) []storage.Event {
	t.Helper()
	b := &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: after, Max: 1000}}}
	require.NoError(t, store.Read(t.Context(), b))
	return b.EventRows
}
