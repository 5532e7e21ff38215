package memory

import (
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/eventlog"
	"github.com/relata-go/relata/storage/memory/internal/intern"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
	"github.com/relata-go/relata/storage/memory/internal/undo"
)

// A writer has the tables and the transaction that may be under way.
type writer struct {
	snapshots *snapshots
	tables    tables
	live      state // with the changes of the transaction
	committed state // of the last commit, except for the tables, which are those of live

	changed bool  // the transaction applied something
	written bool  // a transaction that applied something was committed
	err     error // of an Apply that failed: the transaction cannot commit

	labels  intern.Values[linkstate.Labels]
	sources intern.Values[history.Source]
	query   *query
}

// tables are the tables with an undo log.
type tables struct {
	degrees      degree.Table
	neighbors    undo.Tree[adjacency.Row]
	labelDegrees undo.Tree[adjacency.Row]
	keyed        keyedTables
}

// init makes empty tables. The live state points to them for good: a transaction
// changes them in place.
func (w *writer) init(snapshots *snapshots) {
	w.snapshots, w.query = snapshots, newQuery()
	names := rowid.NewNames()
	w.tables = tables{
		degrees:      degree.NewTable(),
		neighbors:    undo.NewTree(adjacency.NeighborLess(&names)),
		labelDegrees: undo.NewTree(adjacency.DegreeLess),
		keyed:        newKeyedTables(),
	}
	w.live = state{
		names:   names,
		degrees: w.tables.degrees.Rows(), neighbors: w.tables.neighbors.Rows(),
		labelDegrees: w.tables.labelDegrees.Rows(), keyed: w.tables.keyed.live(),
		log: eventlog.New(),
	}
	w.labels = intern.NewValues(&w.live.labels)
	w.sources = intern.NewValues(&w.live.sources)
	w.committed = w.live
}

// commit makes the changes of the transaction visible to readers. The caller has
// discarded the shared snapshot and holds the lock of the snapshots.
func (w *writer) commit() {
	w.tables.keyed.commit()
	w.tables.labelDegrees.Commit()
	w.tables.neighbors.Commit()
	w.tables.degrees.Commit()
	w.live.log.Commit() // before the copy, so that readers see the events in the feed
	w.written = true
	w.committed = w.live
}

// rollback leaves nothing of the transaction. The caller holds the lock of the
// snapshots. The tables come first: undoing the neighbour index still compares ids by
// texts that only this transaction has.
func (w *writer) rollback() {
	w.tables.degrees.Rollback()
	w.tables.neighbors.Rollback()
	w.tables.labelDegrees.Rollback()
	w.tables.keyed.rollback()
	w.live.names.RollBack(&w.committed.names)
	w.labels.Truncate(&w.live.labels, w.committed.labels.Count())
	w.sources.Truncate(&w.live.sources, w.committed.sources.Count())
	w.live = w.committed
}

// committedState returns a snapshot: a copy of the committed state that never changes.
// The caller holds the lock of the snapshots.
func (w *writer) committedState() *state {
	// The copy has the interned values, the names and the log up to the last commit; all
	// three only grow. The tables change in place, so each is cloned and undone.
	snapshot := w.committed
	snapshot.degrees = w.tables.degrees.Committed()
	snapshot.neighbors = w.tables.neighbors.Committed()
	snapshot.labelDegrees = w.tables.labelDegrees.Committed()
	snapshot.keyed = w.tables.keyed.committed()
	snapshot.caches = new(caches)
	return &snapshot
}
