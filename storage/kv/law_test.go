package kv_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/kv"
	"github.com/relata-go/relata/storage/storagetest"
)

// Whoever writes at once, and whichever Writes fail, with or without effect: what
// exists is lawful, history included, and whoever was told that it is written finds it.
func TestLawsHoldWhileWritesFail(t *testing.T) {
	const writers, each = 8, 40
	e := newEngine()
	db := open(t, e)
	g, err := association.Open(t.Context(), db, nil)
	require.NoError(t, err)
	writes := 0
	e.before = func(changes []kv.Change) error {
		switch writes++; {
		case writes%5 == 0:
			return errDisk
		case writes%7 == 0:
			return storage.ErrTooLarge
		case writes%11 == 0:
			e.make(changes)
			return storage.ErrAmbiguous
		}
		return nil
	}
	var all sync.WaitGroup
	var told sync.Map // by link: whether it exists, as far as it is known
	for w := range writers {
		all.Go(func() {
			for i := range each {
				contact, company := record.New(record.Contacts, decimal(w*each+i)), record.New(record.Companies, decimal(i%3))
				_, err := g.Associate(t.Context(), contact, company)
				if err == nil && i%4 == 0 {
					_, err = g.Associate(t.Context(), contact, record.New(record.Companies, "x"))
				}
				if err == nil && i%8 == 0 {
					_, err = g.Dissociate(t.Context(), contact, company)
				}
				if err == nil {
					told.Store(history.Pair{A: company, B: contact}, i%8 != 0)
					continue
				}
				isOurs := errors.Is(err, errDisk) || errors.Is(err, storage.ErrTooLarge) || errors.Is(err, storage.ErrAmbiguous)
				if !isOurs {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.Greater(t, writes, 20)
	for pair, exists := range told.Range {
		p := pair.(history.Pair)
		b := &storage.Batch{Links: []storage.Link{{A: p.A, B: p.B}}}
		require.NoError(t, db.Read(t.Context(), b))
		require.Equal(t, exists, b.Links[0].Was.Linked(), "%v", p)
	}
	same := func(s label.Set) label.Set { return s }
	require.NoError(t, storagetest.Verify(t.Context(), db, []record.Type{record.Companies, record.Contacts}, same))
	require.NoError(t, storagetest.Verify(t.Context(), open(t, e), []record.Type{record.Companies, record.Contacts}, same))
}
