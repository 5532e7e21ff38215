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

// A state is a version of all tables, from which a Read is answered. The writer changes
// its own state. A snapshot is a copy of that state in which the trees are clones, and
// never changes.
type state struct {
	names  rowid.Names
	labels chunked.Array[linkstate.Labels] // interned
	schema schema

	degrees      *degree.Rows
	neighbors    *btree.BTreeG[adjacency.Row]
	labelDegrees *btree.BTreeG[adjacency.Row]
	keyed        keyedRows

	log     eventlog.Log
	sources chunked.Array[history.Source] // interned, without request ids

	caches *caches // of a snapshot; a transaction has none, since its rows may change
}

// A schema is the version of the account's schema and its document, which is never
// changed in place.
type schema struct {
	version  uint64
	document []byte
}

// caches keep the rows of a snapshot that were sorted for a page.
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
