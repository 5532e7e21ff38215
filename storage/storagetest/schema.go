package storagetest

import (
	"bytes"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var schemaScenarios = []scenario{
	{"versions", schemaVersions},
	{"size", schemaSize},
	{"racing editors", racingEditors},
}

// have reads the schema as a caller that knows a version.
func have(t tester, s *env, from storage.Reader, version uint64) storage.Schema {
	t.Helper()
	b := s.read(t, from, &storage.Batch{Schema: storage.Schema{Have: version}})
	return b.Schema
}

// Each write makes the next version. The document is only sent to readers that have another
// version.
func schemaVersions(t tester, s *env) {
	store := s.open()
	none := have(t, s, store, 0)
	require.Zero(t, none.Version)
	require.Empty(t, none.Document)
	for version := uint64(1); version <= 3; version++ {
		document := []byte("version " + strconv.FormatUint(version, 10))
		err := store.Update(s.ctx, []record.Ref{{}}, func(tx storage.Tx) error {
			var b storage.Batch
			s.read(t, tx, &b)
			require.Equal(t, version-1, b.Schema.Version)
			b.Schema.Body = document
			if err := tx.Apply(s.ctx, &b); err != nil {
				return err
			}
			inside := have(t, s, tx, 0)
			require.Equal(t, version, inside.Version, "inside the transaction")
			require.Equal(t, document, inside.Document, "inside the transaction")
			return nil
		})
		require.NoError(t, err)
		for known := uint64(0); known <= version+1; known++ {
			got := have(t, s, store, known)
			require.Equal(t, version, got.Version)
			if known != version {
				require.Equal(t, document, got.Document, "for one who has version %d", known)
			}
		}
	}
	e := edit{document: []byte("never")}
	require.ErrorIs(t, store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		if err := e.in(s.ctx, tx, s.operation()); err != nil {
			return err
		}
		return errOwn
	}), errOwn)
	require.Equal(t, "version 3", string(have(t, s, store, 0).Document))
	s.link(t, store, linked(ann, acme, 1)) // no Body, no new version
	require.Equal(t, uint64(3), have(t, s, store, 0).Version)
}

// A document may have any bytes, from one byte to MaxDocument.
func schemaSize(t tester, s *env) {
	store := s.open()
	for _, document := range [][]byte{{0}, {0xff, 0xfe, 0, 10, 13}, bytes.Repeat([]byte("\x00'{\\"), storage.MaxDocument/4)} {
		s.write(t, store, edit{document: document})
		got := have(t, s, store, 0)
		require.True(t, bytes.Equal(document, got.Document), "%d bytes came back as %d", len(document), len(got.Document))
	}
}

// Editors race. Each writes a version of its own, and no version is given twice.
func racingEditors(t tester, s *env) {
	store, want := s.open(), 0
	for range rounds {
		both := s.meet(2)
		add := func() error {
			return store.Update(s.ctx, []record.Ref{{}}, func(tx storage.Tx) error {
				var b storage.Batch
				if err := tx.Read(s.ctx, &b); err != nil {
					return err
				}
				both.wait()
				b.Schema.Body = append(b.Schema.Document, '.')
				return tx.Apply(s.ctx, &b)
			})
		}
		want += race(t, nil, add, add)
	}
	got := have(t, s, store, 0)
	require.Equal(t, uint64(want), got.Version)
	require.Len(t, got.Document, want, "a version was written by one that had not seen the one before")
}
