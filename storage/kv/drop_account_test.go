package kv_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
)

// rowsOf returns all rows of an engine.
func rowsOf(e *memEngine) map[string]string {
	rows := map[string]string{}
	e.tree.Ascend(func(c kv.Change) bool {
		rows[string(c.Key)] = string(c.Value)
		return true
	})
	return rows
}

// If a crash interrupts a drop, after any Write, DropAccount goes on in the store that was
// opened again. In the end no row of the account is left, and every other row is unchanged.
func TestDropAfterCrash(t *testing.T) {
	kv.SetDropChunk(t, 5)
	for made := 0; ; made++ {
		e := newEngine()
		db := open(t, e)
		everything(t, db.Account("other"))
		want := rowsOf(e)
		want["\x00C"] = "\x02" // so many accounts there were
		everything(t, db.Account("one"))
		before := rowsOf(e)

		left := made
		e.before = func([]kv.Change) error {
			if left == 0 {
				return errDisk
			}
			left--
			return nil
		}
		err := db.DropAccount(t.Context(), "one")
		e.before = nil
		if err == nil {
			require.Greater(t, made, 3, "the account has several chunks")
			require.Equal(t, want, rowsOf(e))
			return
		}
		require.ErrorIs(t, err, errDisk)
		db = open(t, e) // without the changes of the failed Write
		if made == 0 {
			require.Equal(t, before, rowsOf(e))
			require.Equal(t, "", memoOf(t, db.Account("unused")))
		} else {
			err := db.Account("one").Read(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: "mine"}}})
			var dropped *storage.DroppedError
			require.ErrorAs(t, err, &dropped)
			require.Equal(t, storage.DroppedError{Account: "one", Unfinished: true}, *dropped)
		}
		require.Equal(t, []string{"one", "other"}, names(t, db))
		require.NoError(t, db.DropAccount(t.Context(), "one"))
		require.Equal(t, want, rowsOf(e))
		require.Equal(t, []string{"other"}, names(t, db))
	}
}

func names(t *testing.T, of storage.Accounts) (names []string) {
	t.Helper()
	for name, err := range of.AccountNames(t.Context()) {
		require.NoError(t, err)
		names = append(names, name)
	}
	return names
}

// Another account is written to while a drop goes on.
func TestDropLetsOthersWrite(t *testing.T) {
	kv.SetDropChunk(t, 5)
	e := newEngine()
	db := open(t, e)
	everything(t, db.Account("one"))
	writes, other := 0, 0
	inside, written := make(chan struct{}), make(chan error, 1)
	e.before = func(changes []kv.Change) error {
		if writes++; slices.ContainsFunc(changes, func(c kv.Change) bool { return string(c.Key) == "\x00Aother" }) {
			other = writes
		}
		if writes == 2 { // the first marks the account, the second deletes rows
			go func() {
				written <- db.Account("other").Update(t.Context(), nil, func(tx storage.Tx) error {
					close(inside)
					return tx.Apply(t.Context(), &storage.Batch{Metadata: []storage.Metadata{{Key: "mine", Now: "1"}}})
				})
			}()
			<-inside
		}
		return nil
	}
	require.NoError(t, db.DropAccount(t.Context(), "one"))
	require.NoError(t, <-written)
	require.Equal(t, 3, other, "the other Update is written next, alone or with more of the drop")
	require.Greater(t, writes, 3)
}

// More names than a page has are listed once each, in order.
func TestManyNames(t *testing.T) {
	db := open(t, newEngine())
	var want []string
	for i := range 2001 {
		want = append(want, fmt.Sprint(i))
		putMemo(t, db.Account(fmt.Sprint(i)), "1")
	}
	slices.Sort(want)
	require.Equal(t, want, names(t, db))
}

// Reading or dropping an account whose number cannot be read is an error.
func TestCorruptAccount(t *testing.T) {
	for _, value := range [][]byte{{}, {1, 7}, {1, 1, 1}, bytes.Repeat([]byte{0xff}, 11)} {
		e := newEngine()
		db := open(t, e)
		e.make([]kv.Change{{Key: []byte("\x00Aone"), Value: value}})
		require.ErrorIs(t, db.Account("one").Read(t.Context(), &storage.Batch{}), storage.ErrCorrupt)
		require.ErrorIs(t, db.DropAccount(t.Context(), "one"), storage.ErrCorrupt)
	}
}
