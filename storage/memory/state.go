package memory

import (
	"github.com/google/btree"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/eventlog"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A state is one version of all tables: what a reader sees. The writer has one that it
// changes. A snapshot is a copy of it in which the trees are clones; it never changes.
type state struct {
	names  rowid.Names
	labels chunked.Array[linkstate.Labels] // interned
	schema schema

	degrees      *degree.Rows
	neighbors    *btree.BTreeG[adjacency.Row]
	labelDegrees *btree.BTreeG[adjacency.Row]
	keyed        keyedRows

	log     eventlog.Log
	sources chunked.Array[history.Source] // interned

	caches *caches // of a snapshot; a transaction has none, since its rows may change
}

// A schema is the version of the account's schema and its document, which is never
// changed in place.
type schema struct {
	version  uint64
	document []byte
}

// caches have what a snapshot sorts when a page first asks for it.
type caches struct {
	texts   adjacency.TextCache
	degrees degree.FilterCache
}

// textCache returns the cache of sorted records, nil in a transaction.
func (s *state) textCache() *adjacency.TextCache {
	if s.caches == nil {
		return nil
	}
	return &s.caches.texts
}

// degreeCache returns the cache of degree pages, nil in a transaction.
func (s *state) degreeCache() *degree.FilterCache {
	if s.caches == nil {
		return nil
	}
	return &s.caches.degrees
}

// haveDegrees reports whether each of two records has a degree row to the other's type.
// If not, there is no link between them.
func (s *state) haveDegrees(a, b rowid.ID) bool {
	_, ofB := s.degrees.Find(b, a.Type())
	if !ofB {
		return false
	}
	_, ofA := s.degrees.Find(a, b.Type())
	return ofA
}
