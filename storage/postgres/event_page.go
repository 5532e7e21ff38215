package postgres

import (
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	sqlEventPageArrays = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::int[], $9::bigint[], $10::int[], $11::int[])
		WITH ORDINALITY q(type, id, to_type, to_id, operation, until, epoch, xid, seq, most, n)`

	sqlEventPageRows = `SELECT q.n, e.epoch, e.xid, e.seq, e.subject, e.causes, e.source, e.at, e.a_type, e.a_id, e.b_type, e.b_id,
			e.operation, e.grp, coalesce(e.source_id, ''), coalesce(e.source_name, ''), coalesce(e.request_id, ''),
			coalesce(e.was_created, 0), coalesce(e.was_marks, 0), e.was_labels_a, e.was_labels_b,
			coalesce(e.now_created, 0), coalesce(e.now_marks, 0), e.now_labels_a, e.now_labels_b
		FROM ` + sqlEventPageArrays + `, LATERAL (`

	sqlBefore = ` AND (e.epoch, e.xid, e.seq) < (q.epoch, q.xid, q.seq) ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT q.most`
	sqlAfter  = ` AND (e.epoch, e.xid, e.seq) > (q.epoch, q.xid, q.seq) ORDER BY e.epoch, e.xid, e.seq LIMIT q.most`

	sqlOwnEnd = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.$own_type = q.type AND e.$own_id = q.id`

	sqlTowards = sqlOwnEnd + ` AND e.$other_type = q.to_type AND e.subject = 0 AND e.at <= q.until` + sqlBefore

	// A record has events with few other types. The statement finds them by going from one
	// type to the next in the index, and reads as many events of each as the page may have.
	sqlAllTypes = `WITH RECURSIVE other(type) AS (
			(SELECT e.$other_type FROM relata.event e WHERE e.account = $1 AND e.$own_type = q.type AND e.$own_id = q.id
				ORDER BY e.$other_type LIMIT 1)
			UNION ALL
			SELECT (SELECT e.$other_type FROM relata.event e WHERE e.account = $1 AND e.$own_type = q.type AND e.$own_id = q.id
				AND e.$other_type > o.type ORDER BY e.$other_type LIMIT 1)
			FROM other o WHERE o.type IS NOT NULL)
		SELECT e.* FROM other o, LATERAL (` + sqlOwnEnd + ` AND e.$other_type = o.type AND e.at <= q.until` + sqlBefore + `) e`

	sqlPair = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.b_type = q.to_type AND e.b_id = q.to_id
			AND e.a_type = q.type AND e.a_id = q.id AND e.subject = 0 AND e.at <= q.until` + sqlBefore

	sqlRecordState = sqlOwnEnd + ` AND e.subject <> 0` + sqlBefore

	sqlByOperation = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.operation = q.operation AND e.operation <> ''` + sqlAfter
	sqlByGroup     = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.grp = q.operation AND e.grp <> ''` + sqlAfter

	// A transaction that is still open may write events later. Its number is not less than
	// the oldest open one, so the feed ends before that number.
	sqlFeed = `SELECT * FROM relata.event e WHERE e.account = $1 AND (e.epoch, e.xid) < (
			(SELECT m.epoch FROM relata.meta m), (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))` + sqlAfter
)

// An eventPageSQL is the statement for the pages that is selects.
type eventPageSQL struct {
	is  func(p *storage.EventPage) bool
	sql string
}

// sqlEventPages has a statement for each way in which an index finds events. endBoth is
// for a record that may be at either end of its events.
var sqlEventPages = []eventPageSQL{
	{towards(endA), eventPageOf(fromEnd(endA, sqlTowards))},
	{towards(endB), eventPageOf(fromEnd(endB, sqlTowards))},
	{towards(endBoth), eventPageOf(eitherEnd(sqlTowards))},
	{ofAllTypes, eventPageOf(eitherEnd(sqlAllTypes))},
	{ofKind(storage.OfPair), eventPageOf(sqlPair)},
	{ofKind(storage.OfRecordState), eventPageOf(eitherEnd(sqlRecordState))},
	{ofKind(storage.OfOperation), eventPageOf(sqlByOperation)},
	{ofKind(storage.OfGroup), eventPageOf(sqlByGroup)},
	{ofKind(storage.Feed), eventPageOf(sqlFeed)},
}

// towards selects the pages of a record's events towards one type. own is the end of the
// record, which follows from the two types.
func towards(own end) func(*storage.EventPage) bool {
	return func(p *storage.EventPage) bool {
		return p.Kind == storage.OfRecord && p.To != "" && endOf(p.Of.Type, p.To) == own
	}
}

// ofAllTypes selects the pages of all events of a record.
func ofAllTypes(p *storage.EventPage) bool { return p.Kind == storage.OfRecord && p.To == "" }

// ofKind selects the pages of one kind.
func ofKind(kind storage.EventPageKind) func(*storage.EventPage) bool {
	return func(p *storage.EventPage) bool { return p.Kind == kind }
}

// eventPageOf joins the questions with the events that sql finds for each.
func eventPageOf(sql string) string { return sqlEventPageRows + sql + `) e` }

// eitherEnd joins the events whose a is the record with those whose b is the record.
func eitherEnd(sql string) string {
	return `SELECT * FROM ((` + fromEnd(endA, sql) + `) UNION ALL (` + fromEnd(endB, sql) + `)) e
		ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT q.most`
}

// eventPages asks for event pages, with one statement for each kind.
func (r *reader) eventPages(t *roundTrip, pages []storage.EventPage) {
	for i := range pages {
		p := &pages[i]
		p.Start, p.Count, p.More = len(r.batch.EventRows), 0, false
		if storage.ComparePositions(p.After, r.after) > 0 {
			r.after = p.After
		}
	}
	for _, kind := range sqlEventPages {
		r.eventPagesOf(t, pages, kind)
	}
	r.askNewest(t)
}

// An eventPageArrays has the parameters of a statement for event pages.
type eventPageArrays struct {
	types, ids, to, toIDs, operations []string
	until                             []int64
	epochs                            []int32
	xids                              []int64
	seqs, most                        []int32
}

// add appends one question. A link's events have its ends in order, so a pair is put in
// order here.
func (a *eventPageArrays) add(p *storage.EventPage) {
	of, with := p.Of, p.With
	if p.Kind == storage.OfPair {
		pair := history.PairOf(of, with)
		of, with = pair.A, pair.B
	} else {
		with.Type = p.To
	}
	a.types, a.ids = append(a.types, string(of.Type)), append(a.ids, string(of.ID))
	a.to, a.toIDs = append(a.to, string(with.Type)), append(a.toIDs, string(with.ID))
	a.operations = append(a.operations, p.Operation.String())
	until := p.Until
	if until == 0 {
		until = math.MaxInt64
	}
	a.until = append(a.until, int64(until))
	epoch, xid, seq := startOf(p)
	a.epochs, a.xids, a.seqs = append(a.epochs, epoch), append(a.xids, xid), append(a.seqs, seq)
	a.most = append(a.most, int32(p.Max+1))
}

// startOf returns the position after which p begins, in the order of p. A page that is
// newest first and has no cursor begins after the greatest position.
func startOf(p *storage.EventPage) (epoch int32, xid int64, seq int32) {
	if p.After == (storage.Position{}) && p.Kind <= storage.OfRecordState {
		return math.MaxInt32, math.MaxInt64, math.MaxInt32
	}
	return int32(min(p.After.Epoch, math.MaxInt32)), int64(min(p.After.Transaction, math.MaxInt64)), int32(min(p.After.Sequence, math.MaxInt32))
}

// eventPagesOf asks for the pages that kind selects. A page that no kind selects is not
// marked as answered, so Finish reports it.
func (r *reader) eventPagesOf(t *roundTrip, all []storage.EventPage, kind eventPageSQL) {
	var arrays eventPageArrays
	var pages []*storage.EventPage
	for i := range all {
		if kind.is(&all[i]) {
			pages = append(pages, &all[i])
			arrays.add(&all[i])
			all[i].MarkAnswered()
		}
	}
	if len(pages) == 0 {
		return
	}
	var e eventRow
	r.query(t, each(func(i int) error {
		p, b := pages[i], r.batch
		if p.Count == p.Max {
			p.More = true
			return nil
		}
		if p.Count == 0 {
			p.Start = len(b.EventRows)
		}
		event, err := e.event()
		b.EventRows = append(b.EventRows, event)
		p.Count++
		return err
	}, e.dest()...), kind.sql, arrays.types, arrays.ids, arrays.to, arrays.toIDs, arrays.operations,
		arrays.until, arrays.epochs, arrays.xids, arrays.seqs, arrays.most)
}

// sqlNewest reads the newest position that was ever given. Its event may have been dropped.
const sqlNewest = `SELECT epoch, xid, seq FROM (
		(SELECT e.epoch, e.xid, e.seq FROM relata.event e WHERE e.account = $1 ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT 1)
		UNION ALL SELECT f.epoch, f.xid, f.seq FROM relata.forgotten f WHERE f.account = $1) p
	ORDER BY epoch DESC, xid DESC, seq DESC LIMIT 1`

// askNewest asks for the newest position if an event page has a cursor.
func (r *reader) askNewest(t *roundTrip) {
	if r.after == (storage.Position{}) {
		return
	}
	t.query(func(rows pgx.Rows) error {
		var p positionRow
		if err := rows.Scan(p.dest()...); err != nil {
			return err
		}
		r.newest = p.position()
		return nil
	}, r.account.in(sqlNewest), r.account.name)
}

// checkPositions refuses a cursor after the newest position.
func (r *reader) checkPositions() error {
	if storage.ComparePositions(r.after, r.newest) > 0 {
		return fmt.Errorf("%w: %q is after the newest event", storage.ErrPosition, r.after)
	}
	return nil
}

// A positionRow is scanned from the columns of a position.
type positionRow struct {
	epoch int32
	xid   int64
	seq   int32
}

// dest returns where Scan puts the columns.
func (p *positionRow) dest() []any { return []any{&p.epoch, &p.xid, &p.seq} }

func (p *positionRow) position() storage.Position {
	return storage.Position{Epoch: uint64(p.epoch), Transaction: uint64(p.xid), Sequence: uint64(p.seq)}
}

// An eventRow is scanned from a row of relata.event.
type eventRow struct {
	at                          positionRow
	subject, causes, source     int16
	time                        int64
	aType, aID, bType, bID      string
	operation, group            string
	userID, userName, requestID string
	was, now                    stateRow
}

// dest returns where Scan puts the columns.
func (e *eventRow) dest() []any {
	dest := append(e.at.dest(), &e.subject, &e.causes, &e.source, &e.time, &e.aType, &e.aID, &e.bType, &e.bID,
		&e.operation, &e.group, &e.userID, &e.userName, &e.requestID)
	return append(append(dest, e.was.dest()...), e.now.dest()...)
}

// event returns the row as the contract has it, or storage.ErrCorrupt.
func (e *eventRow) event() (row storage.Event, err error) {
	row.Position = e.at.position()
	row.Subject, row.At = history.Subject(e.subject), record.Time(e.time)
	row.Causes = unpackCauses(e.causes)
	row.A = record.New(record.Type(e.aType), record.ID(e.aID))
	row.B = record.New(record.Type(e.bType), record.ID(e.bID))
	row.Source = history.Source{Kind: history.SourceKind(e.source), UserID: e.userID, UserName: e.userName, RequestID: e.requestID}
	if err := readOperation(&row.Operation, e.operation); err != nil {
		return row, err
	}
	if err := readOperation(&row.Group, e.group); err != nil {
		return row, err
	}
	if row.Was, err = e.was.state(); err != nil {
		return row, err
	}
	row.Now, err = e.now.state()
	return row, err
}
