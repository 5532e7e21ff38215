package memory

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/degree"
	"github.com/relata-go/relata/storage/memory/internal/linkstate"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// lookUp answers the questions for single rows.
func (r *reading) lookUp(u *storage.Unread) {
	schema, records := storage.Take(&u.Schema), storage.Take(&u.Records)
	operations, metadata := storage.Take(&u.Operations), storage.Take(&u.Metadata)
	degrees, links := storage.Take(&u.Degrees), storage.Take(&u.Links)
	if schema != nil {
		r.schema(schema)
	}
	r.records(records)
	for i := range operations {
		row := &operations[i]
		row.Was = r.state.keyed.result(row.ID)
		row.Now = row.Was
	}
	for i := range metadata {
		row := &metadata[i]
		row.Was = r.state.keyed.metadataOf(row.Key)
		row.Now = row.Was
	}
	// Degrees before links: their rows are then in the processor's cache, see link.
	r.degrees(degrees)
	for i := range links {
		row := &links[i]
		row.Was = r.link(row, len(degrees) > 0)
		row.Now = row.Was
	}
}

// schema answers with the version, and with the document if the caller has another
// version.
func (r *reading) schema(row *storage.Schema) {
	stored := &r.state.schema
	row.Version, row.Document = stored.version, nil
	if row.Version != row.Have {
		row.Document = bytes.Clone(stored.document)
	}
}

// records answers with the state of each record and the time of its newest event. The
// time is looked up only if some event of the account is as new as the caller's clock.
// In most accounts nothing is deleted, and then no state is looked up either.
func (r *reading) records(rows []storage.Record) {
	states, newest := r.state.keyed.records.Len() > 0, r.state.log.Newest >= r.batch.Clock
	for i := range rows {
		row := &rows[i]
		row.Was, row.Newest = storage.RecordState{}, 0
		if states || newest {
			if of, known := r.state.names.Find(row.Of); known {
				row.Was = r.state.keyed.record(of)
				if newest {
					row.Newest = r.newestEvent(of)
				}
			}
		}
		row.Now = row.Was
	}
}

// newestEvent returns the time of the record's newest event. Each list of the record's
// events is looked at, the head only. Dropped events count, since they stay in the
// lists.
func (r *reading) newestEvent(of rowid.ID) record.Time {
	newest, found := record.Time(0), false
	r.eachDegree(of, func(row *degree.Row) {
		if row.Newest == 0 {
			return
		}
		if at := r.state.log.At(row.Newest - 1).At; !found || at > newest {
			newest, found = at, true
		}
	})
	return record.Time(int64(newest))
}

// eachDegree calls fn with the degree rows of a record.
func (r *reading) eachDegree(of rowid.ID, fn func(*degree.Row)) {
	r.state.degrees.Each(of, r.state.names.Types(), fn)
}

// prefetchRows is how many rows are prefetched together: about as many reads of memory
// as a processor has under way at once.
const prefetchRows = 8

// A degreeKey is the record and the type of a degree row.
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
			if key.of, key.known = r.state.names.Find(few[i].Of); key.known {
				key.to, key.known = r.state.names.FindType(few[i].To)
			}
		}
		for _, key := range keys[:len(few)] {
			r.prefetched ^= r.state.degrees.Prefetch(key.of, key.to)
		}
		for i := range few {
			few[i].Was = r.degree(few[i].Label, &keys[i])
			few[i].Now = few[i].Was
		}
	}
}

// degree answers with a count and a primary. Without a row it is the zero Summary.
func (r *reading) degree(of label.TypeID, key *degreeKey) storage.Summary {
	switch {
	case !key.known:
		return storage.Summary{}
	case of != label.TypeID{}:
		byLabel, _ := r.state.labelDegrees.Get(adjacency.DegreeKey(key.of, key.to, of))
		return r.labelSummary(&byLabel)
	}
	row := r.state.degrees.Row(key.of, key.to)
	return r.summary(&row)
}

// link answers with a link as A sees it. If the degrees were asked for too, their rows
// are in the processor's cache, and degreesFirst has link look there first: two records
// without degree rows are not linked, and the tree need not be searched.
func (r *reading) link(row *storage.Link, degreesFirst bool) history.State {
	a, knownA := r.state.names.Find(row.A)
	b, knownB := r.state.names.Find(row.B)
	if !knownA || !knownB || degreesFirst && !r.haveDegrees(a, b) {
		return history.State{}
	}
	neighbor, found := r.state.neighbors.Get(adjacency.Row{From: a, To: b})
	if !found {
		return history.State{}
	}
	return r.linkState(&neighbor)
}

// haveDegrees reports whether each of two records has a degree row to the other's type.
func (r *reading) haveDegrees(a, b rowid.ID) bool {
	typeA, typeB := a.Type(), b.Type()
	if _, found := r.state.degrees.Find(b, typeA); !found {
		return false
	}
	_, found := r.state.degrees.Find(a, typeB)
	return found
}

// recordID returns the id of a record as the caller wrote it, "" for a type alone.
func (r *reading) recordID(id rowid.ID) record.ID {
	return r.state.names.RecordID(id, &r.strings)
}

// summary returns the count and the primary of a row of the degree table.
func (r *reading) summary(row *degree.Row) storage.Summary {
	return storage.Summary{Count: int(row.Count), Primary: r.state.names.RecordID(row.Toward, &r.strings)}
}

// labelSummary returns the count and the primary of a degree by label. The zero row has
// the zero Summary.
func (r *reading) labelSummary(row *adjacency.Row) storage.Summary {
	count, toward := row.Degree()
	return storage.Summary{Count: count, Primary: r.recordID(toward)}
}

// linkState returns the link of a row of the neighbour index, as From sees it.
func (r *reading) linkState(row *adjacency.Row) history.State {
	return linkstate.State(row.Created(), r.state.labels.At(row.Labels()), row.Marks())
}
