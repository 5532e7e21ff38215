package memory

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// schema answers with the version, and with the document if the caller has another one.
func (r *reading) schema(row *storage.Schema) {
	stored := &r.state.schema
	row.Version, row.Document = stored.version, nil
	if row.Version != row.Have {
		row.Document = bytes.Clone(stored.document)
	}
}

// record answers with the state of a record and the time of its newest event. The time
// is looked up only if some event of the account is as new as the caller's clock.
func (r *reading) record(row *storage.Record) {
	row.Was = r.state.keyed.record(row.Of, &r.state.names)
	row.Now = row.Was
	row.Newest = 0
	if log := &r.state.log; log.Count() > 0 && log.Newest() >= r.batch.Clock {
		row.Newest = r.newestEvent(row)
	}
}

// newestEvent returns the time of the record's newest event. It looks at the head of
// each list of the record's events. Dropped events count, since they stay in the lists.
func (r *reading) newestEvent(row *storage.Record) int64 {
	of, known := r.state.names.Find(row.Of)
	if !known {
		return 0
	}
	newest, found := int64(0), false
	r.eachDegree(of, func(row *degree.Row) {
		if row.Newest == 0 {
			return
		}
		if at := r.state.log.At(row.Newest - 1).At; !found || at > newest {
			newest, found = at, true
		}
	})
	return newest
}

// eachDegree calls fn with the degree rows of a record.
func (r *reading) eachDegree(of rowid.ID, fn func(*degree.Row)) {
	r.state.degrees.Each(of, r.state.names.Types(), fn)
}

// prefetchRows is how many rows are prefetched together: about as many reads of memory
// as a processor has under way at once.
const prefetchRows = 8

// A degreeKey is what a degree row is found by.
type degreeKey struct {
	of    rowid.ID
	to    rowid.Type
	known bool // false: record or type was never written, so there is no row
}

// degrees answers rows of the degree table, a few at a time: first all rows of the few
// are prefetched, then each is read.
func (r *reading) degrees(rows []storage.Degree) {
	var keys [prefetchRows]degreeKey
	for len(rows) > 0 {
		few := rows[:min(prefetchRows, len(rows))]
		rows = rows[len(few):]
		for i := range few {
			key := &keys[i]
			key.of, key.known = r.state.names.Find(few[i].Of)
			if key.known {
				key.to, key.known = r.state.names.FindType(few[i].To)
				r.prefetched ^= r.state.degrees.Prefetch(key.of, key.to)
			}
		}
		for i := range few {
			few[i].Was = r.degree(&few[i], keys[i])
			few[i].Now = few[i].Was
		}
	}
}

// degree answers with one count and primary. No row is the zero Summary.
func (r *reading) degree(row *storage.Degree, key degreeKey) storage.Summary {
	switch {
	case !key.known:
		return storage.Summary{}
	case !row.Label.IsZero():
		byLabel, _ := r.state.labelDegrees.Get(adjacency.DegreeKey(key.of, key.to, row.Label))
		return r.labelSummary(&byLabel)
	}
	if n, found := r.state.degrees.Find(key.of, key.to); found {
		return r.summary(r.state.degrees.At(n))
	}
	return storage.Summary{}
}

// link answers with a link as A sees it. If the degrees were asked for too, their rows
// are in the processor's cache, and degreesFirst has link look there first: two records
// without degree rows are not linked, and the tree need not be searched.
func (r *reading) link(row *storage.Link, degreesFirst bool) history.State {
	a, knownA := r.state.names.Find(row.A)
	b, knownB := r.state.names.Find(row.B)
	if !knownA || !knownB || degreesFirst && !r.state.haveDegrees(a, b) {
		return history.State{}
	}
	neighbor, found := r.state.neighbors.Get(adjacency.Row{From: a, To: b})
	if !found {
		return history.State{}
	}
	return r.linkState(&neighbor)
}
