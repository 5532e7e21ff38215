package postgres

import (
	"strings"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An end says which columns of relata.link hold the record of a question. Of two types the
// lesser one is always a; a record whose links are within one type may be a or b.
type end int

const (
	endA end = iota
	endB
	endBoth
	ends
)

// endOf returns the end of of in its links towards the type to.
func endOf(of, to record.Type) end {
	switch {
	case of < to:
		return endA
	case of > to:
		return endB
	}
	return endBoth
}

// A neighborPageSQL has the statement of the pages of one kind, for each end.
type neighborPageSQL [ends]string

const (
	sqlPageArrays = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bytea[], $9::bool[], $10::int[])
		WITH ORDINALITY q(type, id, to_type, after_of, after_created, after, label, primary_of, most, n)`

	// The condition on label and primary. $own is replaced by the end of the page's record,
	// $bit by the mark which says that this record is the other's primary.
	sqlWanted = `(q.label = '' OR octet_length(l.labels_$own) > 0 AND EXISTS (
			SELECT FROM generate_series(1, octet_length(l.labels_$own), 5) g WHERE substring(l.labels_$own FROM g FOR 5) = q.label))
		AND (NOT q.primary_of OR l.marks & $bit <> 0)`

	sqlPageEnd = `SELECT l.$other_len AS len, l.$other_id AS id, l.created, l.marks, l.labels_a, l.labels_b, $flip AS flip
		FROM relata.link l
		WHERE l.account = $1 AND l.$own_type = q.type AND l.$other_type = q.to_type
			AND l.$own_len = octet_length(q.id) AND l.$own_id = q.id AND ` + sqlWanted + ` AND `

	sqlPageRows = `SELECT q.n, '', l.id, l.flip, true, false, l.created, l.marks, l.labels_a, l.labels_b FROM ` + sqlPageArrays + `, LATERAL (`

	// A page of a whole pair of types looks at a bounded number of links. If there may be
	// more, the last one is among the rows, wanted or not, because the next page begins
	// after it.
	sqlPairEnd = `SELECT l.$own_len AS of_len, l.$own_id AS of_id, l.$other_len AS len, l.$other_id AS id,
			l.created, l.marks, l.labels_a, l.labels_b, $flip AS flip, ` + sqlWanted + ` AS wanted
		FROM relata.link l
		WHERE l.account = $1 AND l.$own_type = q.type AND l.$other_type = q.to_type
			AND (l.$own_len, l.$own_id, l.$other_len, l.$other_id) > (octet_length(q.after_of), q.after_of, octet_length(q.after), q.after)
		ORDER BY l.$own_len, l.$own_id, l.$other_len, l.$other_id LIMIT q.most`

	sqlPairRows = `SELECT q.n, l.of_id, l.id, l.flip, l.wanted, l.last, l.created, l.marks, l.labels_a, l.labels_b FROM ` + sqlPageArrays + `, LATERAL (
			SELECT *, row_number() OVER () = q.most AS last FROM (`
)

// sqlNeighborPages has the statements by order, sqlPairs those of whole pairs of types.
var (
	sqlNeighborPages = [...]neighborPageSQL{
		storage.ByID: pagesInOrder(
			`(l.$other_len, l.$other_id) > (octet_length(q.after), q.after) ORDER BY l.$other_len, l.$other_id LIMIT q.most`,
			`len, id`),
		storage.OldestFirst: pagesInOrder(
			`(q.after = '' OR (l.created, l.$other_len, l.$other_id) > (q.after_created, octet_length(q.after), q.after))
			ORDER BY l.created, l.$other_len, l.$other_id LIMIT q.most`,
			`created, len, id`),
		storage.NewestFirst: pagesInOrder(
			`(q.after = '' OR (l.created, l.$other_len, l.$other_id) < (q.after_created, octet_length(q.after), q.after))
			ORDER BY l.created DESC, l.$other_len DESC, l.$other_id DESC LIMIT q.most`,
			`created DESC, len DESC, id DESC`),
	}
	sqlPairs = neighborPageSQL{
		endA:    sqlPairRows + fromEnd(endA, sqlPairEnd) + sqlPairTail,
		endB:    sqlPairRows + fromEnd(endB, sqlPairEnd) + sqlPairTail,
		endBoth: sqlPairRows + bothEnds(sqlPairEnd, `of_len, of_id, len, id`) + sqlPairTail,
	}
)

// sqlPairTail ends a statement of a whole pair of types.
const sqlPairTail = `) l) l WHERE l.wanted OR l.last`

// pagesInOrder makes the statements of one order. both is the same order, with the column
// names that both ends have in common.
func pagesInOrder(tail, both string) neighborPageSQL {
	return neighborPageSQL{
		endA:    sqlPageRows + fromEnd(endA, sqlPageEnd+tail) + `) l`,
		endB:    sqlPageRows + fromEnd(endB, sqlPageEnd+tail) + `) l`,
		endBoth: sqlPageRows + bothEnds(sqlPageEnd+tail, both) + `) l`,
	}
}

// fromEnd fills in the columns of one end.
func fromEnd(own end, sql string) string {
	if own == endA {
		return strings.NewReplacer("$own", "a", "$other", "b", "$flip", "false", "$bit", "2").Replace(sql)
	}
	return strings.NewReplacer("$own", "b", "$other", "a", "$flip", "true", "$bit", "1").Replace(sql)
}

// bothEnds joins the links found at either end. Each end reads no more rows than the page
// may have.
func bothEnds(sql, order string) string {
	return `SELECT * FROM ((` + fromEnd(endA, sql) + `) UNION ALL (` + fromEnd(endB, sql) + `)) l ORDER BY ` + order + ` LIMIT q.most`
}

// neighborPages asks for neighbor pages, with one statement for each order and end.
func (r *reader) neighborPages(t *roundTrip, pages []storage.NeighborPage) {
	for i := range pages {
		pages[i].Start, pages[i].Count, pages[i].More, pages[i].Next = len(r.batch.Neighbors), 0, false, pages[i].After
	}
	for order := range sqlNeighborPages {
		for own := range ends {
			r.neighborPagesOf(t, pages, sqlNeighborPages[order][own], func(p *storage.NeighborPage) bool {
				return p.Of.ID != "" && int(p.Order) == order && endOf(p.Of.Type, p.To) == own
			})
		}
	}
	for own := range ends {
		r.neighborPagesOf(t, pages, sqlPairs[own], func(p *storage.NeighborPage) bool {
			return p.Of.ID == "" && endOf(p.Of.Type, p.To) == own
		})
	}
}

// A neighborPageArrays has the parameters of a statement for neighbor pages.
type neighborPageArrays struct {
	types, ids, to, afterOf []string
	created                 []int64
	after                   []string
	labels                  [][]byte
	primaryOf               []bool
	most                    []int32
}

// add appends one question.
func (a *neighborPageArrays) add(p *storage.NeighborPage) {
	a.types, a.ids, a.to = append(a.types, string(p.Of.Type)), append(a.ids, string(p.Of.ID)), append(a.to, string(p.To))
	a.afterOf, a.created = append(a.afterOf, string(p.After.Of)), append(a.created, int64(p.After.Created))
	a.after = append(a.after, string(p.After.ID))
	packed := []byte{}
	if !p.Label.IsZero() {
		packed, _ = label.SetOf(p.Label).MarshalBinary()
	}
	a.labels, a.primaryOf = append(a.labels, packed), append(a.primaryOf, p.PrimaryOf)
	a.most = append(a.most, int32(fetchLimit(p)))
}

// maxScanned is how many rows a page looks at, at least, if it may not want all of them.
const maxScanned = 5000

// fetchLimit returns how many rows the statement reads: one more than the page may have
// tells whether there are more.
func fetchLimit(p *storage.NeighborPage) int {
	if p.Of.ID == "" && (!p.Label.IsZero() || p.PrimaryOf) {
		return max(p.Max+1, maxScanned)
	}
	return p.Max + 1
}

// neighborPagesOf asks for the pages that is selects. A page that no kind selects is not
// marked as answered, so Finish reports it.
func (r *reader) neighborPagesOf(t *roundTrip, all []storage.NeighborPage, sql string, is func(*storage.NeighborPage) bool) {
	var arrays neighborPageArrays
	var pages []*storage.NeighborPage
	for i := range all {
		if is(&all[i]) {
			pages = append(pages, &all[i])
			arrays.add(&all[i])
			all[i].MarkAnswered()
		}
	}
	if len(pages) == 0 {
		return
	}
	var n storage.Neighbor
	var of, id string
	var flip, wanted, last bool
	var s stateRow
	r.query(t, each(func(i int) (err error) {
		if n.State, err = s.state(); err != nil {
			return err
		}
		if flip {
			n.State = n.State.Flip()
		}
		n.Of, n.ID = record.ID(of), record.ID(id)
		r.neighbor(pages[i], n, wanted, last)
		return nil
	}, append([]any{&of, &id, &flip, &wanted, &last}, s.dest()...)...), sql,
		arrays.types, arrays.ids, arrays.to, arrays.afterOf, arrays.created, arrays.after, arrays.labels, arrays.primaryOf, arrays.most)
}

// neighbor adds a row to its page if it is wanted. last says that the page looked no
// further.
func (r *reader) neighbor(p *storage.NeighborPage, n storage.Neighbor, wanted, last bool) {
	b := r.batch
	if p.Count == 0 {
		p.Start = len(b.Neighbors)
	}
	if wanted && p.Count == p.Max {
		p.More = true
		return
	}
	if wanted {
		b.Neighbors = append(b.Neighbors, n)
		p.Count++
		p.Next = n.Cursor()
	}
	if last {
		p.More, p.Next = true, n.Cursor()
	}
}
