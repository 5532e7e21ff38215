// Package eventlog keeps all events in the order in which they were written.
//
// The place of an event in the log, plus one, is its position in the feed. A record's
// events are linked lists through the log, newest first: the degree table has the
// newest event of each list, and each entry the one before it. A dropped event keeps
// its entry, so that the lists stay whole, and is marked as dropped.
//
// A copy of a Log by value is a snapshot.
package eventlog

import (
	"fmt"
	"math"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A Log is all events.
type Log struct {
	entries   chunked.Array[Entry]
	changes   chunked.Array[change]
	runs      chunked.Array[Run]
	ranges    chunked.Array[operationRange] // of the chunks of entries that are full
	dropped   []*bitmap                     // by chunk, nil for no dropped event; see Drop
	committed uint32
	newest    int64
}

// maxEvents is such that the number of an event, plus one, fits 32 bits.
const maxEvents = math.MaxUint32 - 1

// Count returns the number of events, with those of the transaction under way.
func (l *Log) Count() uint32 { return l.entries.Count() }

// Committed returns the number of events that the feed may show.
func (l *Log) Committed() uint32 { return l.committed }

// Commit lets the feed show all events.
func (l *Log) Commit() { l.committed = l.entries.Count() }

// Newest returns the latest time of any event, in Unix nanoseconds.
func (l *Log) Newest() int64 { return l.newest }

// At returns event i for reading.
func (l *Log) At(i uint32) *Entry { return l.entries.At(i) }

// Append appends an entry and returns its number plus one. source is the number of the
// interned source. It returns [storage.ErrTooLarge] when there are no more numbers.
func (l *Log) Append(e Entry, source uint32, group rowid.Operation) (uint32, error) {
	n := l.entries.Count()
	if n == maxEvents {
		return 0, fmt.Errorf("%w: %d events are the most that are kept in memory", storage.ErrTooLarge, n)
	}
	l.extendRun(n, source, group)
	l.entries.Push(e)
	if l.entries.Count()%chunked.Len == 0 {
		l.ranges.Push(rangeOf(l.entries.Chunk(n / chunked.Len)))
	}
	if n == 0 || e.At > l.newest {
		l.newest = e.At
	}
	return n + 1, nil
}

// Dump returns all that the log holds, for tests that compare it before and after a
// transaction that was undone.
func (l *Log) Dump() []any {
	all := []any{l.committed, l.newest}
	for i := range l.entries.Count() {
		all = append(all, *l.entries.At(i), l.IsDropped(i))
	}
	for i := range l.changes.Count() {
		all = append(all, *l.changes.At(i))
	}
	for i := range l.runs.Count() {
		all = append(all, *l.runs.At(i))
	}
	for i := range l.ranges.Count() {
		all = append(all, *l.ranges.At(i))
	}
	return all
}
