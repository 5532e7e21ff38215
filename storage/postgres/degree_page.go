package postgres

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	sqlDegreesOf = `SELECT q.n, s.id, s.to_type, s.label, s.count, s.primary_id, false
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY q(type, id, n), LATERAL (
			SELECT * FROM relata.side s
			WHERE s.account = $1 AND s.type = q.type AND s.len = octet_length(q.id) AND s.id = q.id
			ORDER BY s.to_type, s.label LIMIT 1000000) s`

	// A page looks at a bounded number of degrees. If there may be more, the last one is
	// among the rows, wanted or not, because the next page begins after it.
	sqlDegreePage = `SELECT q.n, s.id, s.to_type, s.label, s.count, s.primary_id, s.last
		FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::int[])
			WITH ORDINALITY q(type, after, to_type, label, at_least, most, n), LATERAL (
			SELECT *, row_number() OVER () = q.most AS last FROM (
				SELECT * FROM relata.side s
				WHERE s.account = $1 AND s.type = q.type AND (s.len, s.id) > (octet_length(q.after), q.after)
					AND s.to_type = q.to_type AND s.label = q.label
				ORDER BY s.len, s.id LIMIT q.most) s) s
		WHERE s.count >= q.at_least OR s.last`
)

// degreePages asks for the degrees of single records, and for the records of a type with
// a degree of at least so many links.
func (r *reader) degreePages(t *roundTrip, rows []storage.DegreePage) {
	var ofOne, byDegree []*storage.DegreePage
	for i := range rows {
		p := &rows[i]
		p.Start, p.Count, p.More, p.Next = len(r.batch.DegreeRows), 0, false, p.After
		p.MarkAnswered()
		if p.Of.ID != "" {
			ofOne = append(ofOne, p)
		} else {
			byDegree = append(byDegree, p)
		}
	}
	r.ofRecords(t, ofOne)
	r.byDegree(t, byDegree)
}

// ofRecords asks for all degrees of single records.
func (r *reader) ofRecords(t *roundTrip, of []*storage.DegreePage) {
	if len(of) == 0 {
		return
	}
	types, ids := make([]string, len(of)), make([]string, len(of))
	for i, p := range of {
		types[i], ids[i] = string(p.Of.Type), string(p.Of.ID)
	}
	var s degreeRow
	r.query(t, each(func(i int) error {
		r.addDegreeRow(of[i], s.row())
		return nil
	}, s.dest()...), sqlDegreesOf, types, ids)
}

// byDegree asks for the records of a type whose degree is at least AtLeast. Without an
// index on counts it looks at more rows than it returns, unless every degree is wanted.
func (r *reader) byDegree(t *roundTrip, of []*storage.DegreePage) {
	if len(of) == 0 {
		return
	}
	n := len(of)
	types, after, to := make([]string, n), make([]string, n), make([]string, n)
	labels, atLeast, most := make([]int64, n), make([]int32, n), make([]int32, n)
	for i, p := range of {
		types[i], after[i], to[i], labels[i] = string(p.Of.Type), string(p.After), string(p.To), labelKey(p.Label)
		atLeast[i], most[i] = int32(min(max(p.AtLeast, 0), 1<<31-1)), int32(p.Max+1)
		if p.AtLeast > 1 {
			most[i] = max(most[i], maxScanned)
		}
	}
	var s degreeRow
	r.query(t, each(func(i int) error {
		p, row := of[i], s.row()
		wanted := row.Summary.Count >= p.AtLeast
		if wanted && p.Count == p.Max {
			p.More = true
			return nil
		}
		if wanted {
			r.addDegreeRow(p, row)
			p.Next = row.Of
		}
		if s.last {
			p.More, p.Next = true, row.Of
		}
		return nil
	}, s.dest()...), sqlDegreePage, types, after, to, labels, atLeast, most)
}

// addDegreeRow appends a row to the answer of its page. The rows of one page come one after
// the other.
func (r *reader) addDegreeRow(p *storage.DegreePage, row storage.DegreeRow) {
	if p.Count == 0 {
		p.Start = len(r.batch.DegreeRows)
	}
	r.batch.DegreeRows = append(r.batch.DegreeRows, row)
	p.Count++
}

// A degreeRow is scanned from a row of relata.side.
type degreeRow struct {
	id, to, primary string
	label           int64
	count           int32
	last            bool // the page looked no further
}

// dest returns where Scan puts the columns.
func (s *degreeRow) dest() []any {
	return []any{&s.id, &s.to, &s.label, &s.count, &s.primary, &s.last}
}

// row returns the row as the contract has it.
func (s *degreeRow) row() storage.DegreeRow {
	return storage.DegreeRow{
		Of: record.ID(s.id), To: record.Type(s.to), Label: labelOf(s.label), Summary: summaryOf(s.count, s.primary),
	}
}
