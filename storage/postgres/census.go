package postgres

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	sqlSidesOf = `SELECT q.n, s.id, s.to_type, s.label, s.count, s.primary_id, false
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY q(type, id, n), LATERAL (
			SELECT * FROM relata.side s
			WHERE s.account = $1 AND s.type = q.type AND s.len = octet_length(q.id) AND s.id = q.id
			ORDER BY s.to_type, s.label LIMIT 1000000) s`

	// As of a page of a whole pair, a bounded number of sides is looked at.
	sqlCensus = `SELECT q.n, s.id, s.to_type, s.label, s.count, s.primary_id, s.last
		FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::int[])
			WITH ORDINALITY q(type, after, to_type, label, at_least, most, n), LATERAL (
			SELECT *, row_number() OVER () = q.most AS last FROM (
				SELECT * FROM relata.side s
				WHERE s.account = $1 AND s.type = q.type AND (s.len, s.id) > (octet_length(q.after), q.after)
					AND s.to_type = q.to_type AND s.label = q.label
				ORDER BY s.len, s.id LIMIT q.most) s) s
		WHERE s.count >= q.at_least OR s.last`
)

// censuses asks for the sides of records, and for those with many links.
func (r *reader) censuses(t *trip, rows []storage.DegreePage) {
	var ofOne, crowded []*storage.DegreePage
	for i := range rows {
		c := &rows[i]
		c.Start, c.Count, c.More, c.Next = len(r.batch.DegreeRows), 0, false, c.After
		c.MarkAnswered()
		if c.Of.ID != "" {
			ofOne = append(ofOne, c)
		} else {
			crowded = append(crowded, c)
		}
	}
	r.sidesOf(t, ofOne)
	r.crowded(t, crowded)
}

func (r *reader) sidesOf(t *trip, of []*storage.DegreePage) {
	if len(of) == 0 {
		return
	}
	types, ids := make([]string, len(of)), make([]string, len(of))
	for i, c := range of {
		types[i], ids[i] = string(c.Of.Type), string(c.Of.ID)
	}
	var s tallyRow
	r.query(t, each(func(i int) error {
		r.tally(of[i], s.tally())
		return nil
	}, s.dest()...), sqlSidesOf, types, ids)
}

// crowded asks for pages of the records of a type whose side has so many links.
func (r *reader) crowded(t *trip, of []*storage.DegreePage) {
	if len(of) == 0 {
		return
	}
	n := len(of)
	types, after, to := make([]string, n), make([]string, n), make([]string, n)
	labels, atLeast, most := make([]int64, n), make([]int32, n), make([]int32, n)
	for i, c := range of {
		types[i], after[i], to[i], labels[i] = string(c.Of.Type), string(c.After), string(c.To), labelKey(c.Label)
		atLeast[i], most[i] = int32(min(max(c.AtLeast, 0), 1<<31-1)), int32(c.Max+1)
		if c.AtLeast > 1 {
			most[i] = max(most[i], looked)
		}
	}
	var s tallyRow
	r.query(t, each(func(i int) error {
		c, tally := of[i], s.tally()
		wanted := tally.Summary.Count >= c.AtLeast
		if wanted && c.Count == c.Max {
			c.More = true
			return nil
		}
		if wanted {
			r.tally(c, tally)
			c.Next = tally.Of
		}
		if s.last {
			c.More, c.Next = true, tally.Of
		}
		return nil
	}, s.dest()...), sqlCensus, types, after, to, labels, atLeast, most)
}

// tally adds a row to its census.
func (r *reader) tally(c *storage.DegreePage, row storage.DegreeRow) {
	if c.Count == 0 {
		c.Start = len(r.batch.DegreeRows)
	}
	r.batch.DegreeRows = append(r.batch.DegreeRows, row)
	c.Count++
}

// A tallyRow is room for a side's row.
type tallyRow struct {
	id, to, primary string
	label           int64
	count           int32
	last            bool // the census looked no further
}

func (s *tallyRow) dest() []any {
	return []any{&s.id, &s.to, &s.label, &s.count, &s.primary, &s.last}
}

func (s *tallyRow) tally() storage.DegreeRow {
	return storage.DegreeRow{
		Of: record.ID(s.id), To: record.Type(s.to), Label: labelOf(s.label), Summary: summaryOf(s.count, s.primary),
	}
}
