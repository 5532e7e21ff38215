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
	sqlStreamArrays = `unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::int[], $9::bigint[], $10::int[], $11::int[])
		WITH ORDINALITY q(type, id, to_type, to_id, operation, until, epoch, xid, seq, most, n)`

	sqlStreamRows = `SELECT q.n, e.epoch, e.xid, e.seq, e.subject, e.causes, e.source, e.at, e.a_type, e.a_id, e.b_type, e.b_id,
			e.operation, e.grp, coalesce(e.source_id, ''), coalesce(e.source_name, ''),
			coalesce(e.was_created, 0), coalesce(e.was_marks, 0), e.was_labels_a, e.was_labels_b,
			coalesce(e.now_created, 0), coalesce(e.now_marks, 0), e.now_labels_a, e.now_labels_b
		FROM ` + sqlStreamArrays + `, LATERAL (`

	sqlBefore = ` AND (e.epoch, e.xid, e.seq) < (q.epoch, q.xid, q.seq) ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT q.most`
	sqlBehind = ` AND (e.epoch, e.xid, e.seq) > (q.epoch, q.xid, q.seq) ORDER BY e.epoch, e.xid, e.seq LIMIT q.most`

	sqlOwnEnd = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.$own_type = q.type AND e.$own_id = q.id`

	sqlTowards = sqlOwnEnd + ` AND e.$other_type = q.to_type AND e.subject = 0 AND e.at <= q.until` + sqlBefore

	// The other types that a record has events with are few. They are found by going
	// from one to the next in the index, and each gives as many events as are wanted.
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

	sqlLife = sqlOwnEnd + ` AND e.subject <> 0` + sqlBefore

	sqlByOperation = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.operation = q.operation AND e.operation <> ''` + sqlBehind
	sqlByGroup     = `SELECT * FROM relata.event e WHERE e.account = $1 AND e.grp = q.operation AND e.grp <> ''` + sqlBehind

	// What may still come has a number that is not below the oldest one under way.
	sqlFeed = `SELECT * FROM relata.event e WHERE e.account = $1 AND (e.epoch, e.xid) < (
			(SELECT m.epoch FROM relata.meta m), (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))` + sqlBehind
)

// A streamSQL is the statement of the streams of one kind; endBoth where the record may
// stand at either end of the events.
type streamSQL struct {
	is  func(s *storage.EventPage) bool
	sql string
}

var sqlStreams = []streamSQL{
	{towards(endA), streamOf(seenFrom(endA, sqlTowards))},
	{towards(endB), streamOf(seenFrom(endB, sqlTowards))},
	{towards(endBoth), streamOf(eitherEnd(sqlTowards))},
	{ofAllTypes, streamOf(eitherEnd(sqlAllTypes))},
	{ofKind(storage.OfPair), streamOf(sqlPair)},
	{ofKind(storage.OfRecordState), streamOf(eitherEnd(sqlLife))},
	{ofKind(storage.OfOperation), streamOf(sqlByOperation)},
	{ofKind(storage.OfGroup), streamOf(sqlByGroup)},
	{ofKind(storage.Feed), streamOf(sqlFeed)},
}

func towards(own end) func(*storage.EventPage) bool {
	return func(s *storage.EventPage) bool {
		return s.Kind == storage.OfRecord && s.To != "" && endOf(s.Of.Type, s.To) == own
	}
}

func ofAllTypes(s *storage.EventPage) bool { return s.Kind == storage.OfRecord && s.To == "" }

func ofKind(kind storage.EventPageKind) func(*storage.EventPage) bool {
	return func(s *storage.EventPage) bool { return s.Kind == kind }
}

func streamOf(sql string) string { return sqlStreamRows + sql + `) e` }

// eitherEnd joins the events of a record that is their a with those where it is their b.
func eitherEnd(sql string) string {
	return `SELECT * FROM ((` + seenFrom(endA, sql) + `) UNION ALL (` + seenFrom(endB, sql) + `)) e
		ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT q.most`
}

// streams asks for the streams of each kind together.
func (r *reader) streams(t *trip, streams []storage.EventPage) {
	for i := range streams {
		s := &streams[i]
		s.Start, s.Count, s.More = len(r.batch.EventRows), 0, false
		if storage.ComparePositions(s.After, r.after) > 0 {
			r.after = s.After
		}
	}
	for _, kind := range sqlStreams {
		r.streamsOf(t, streams, kind)
	}
	r.askNewest(t)
}

// A streamArrays is the parameters of a statement for streams.
type streamArrays struct {
	types, ids, to, toIDs, operations []string
	until                             []int64
	epochs                            []int32
	xids                              []int64
	seqs, most                        []int32
}

func (a *streamArrays) add(s *storage.EventPage) {
	of, with := s.Of, s.With
	if s.Kind == storage.OfPair {
		pair := history.PairOf(of, with)
		of, with = pair.A, pair.B
	} else {
		with.Type = s.To
	}
	a.types, a.ids = append(a.types, string(of.Type)), append(a.ids, string(of.ID))
	a.to, a.toIDs = append(a.to, string(with.Type)), append(a.toIDs, string(with.ID))
	a.operations = append(a.operations, s.Operation.String())
	until := s.Until
	if until == 0 {
		until = math.MaxInt64
	}
	a.until = append(a.until, until)
	epoch, xid, seq := boundOf(s)
	a.epochs, a.xids, a.seqs = append(a.epochs, epoch), append(a.xids, xid), append(a.seqs, seq)
	a.most = append(a.most, int32(s.Max+1))
}

// boundOf returns the place behind which s begins, in its own order.
func boundOf(s *storage.EventPage) (epoch int32, xid int64, seq int32) {
	if s.After == (storage.Position{}) && s.Kind <= storage.OfRecordState {
		return math.MaxInt32, math.MaxInt64, math.MaxInt32
	}
	return int32(min(s.After.Epoch, math.MaxInt32)), int64(min(s.After.Transaction, math.MaxInt64)), int32(min(s.After.Sequence, math.MaxInt32))
}

func (r *reader) streamsOf(t *trip, all []storage.EventPage, kind streamSQL) {
	var arrays streamArrays
	var streams []*storage.EventPage
	for i := range all {
		if kind.is(&all[i]) {
			streams = append(streams, &all[i])
			arrays.add(&all[i])
			all[i].MarkAnswered()
		}
	}
	if len(streams) == 0 {
		return
	}
	var e eventRow
	r.query(t, each(func(i int) error {
		s, b := streams[i], r.batch
		if s.Count == s.Max {
			s.More = true
			return nil
		}
		if s.Count == 0 {
			s.Start = len(b.EventRows)
		}
		event, err := e.event()
		b.EventRows = append(b.EventRows, event)
		s.Count++
		return err
	}, e.dest()...), kind.sql, arrays.types, arrays.ids, arrays.to, arrays.toIDs, arrays.operations,
		arrays.until, arrays.epochs, arrays.xids, arrays.seqs, arrays.most)
}

// sqlNewest is the newest position that was ever given, whether its event stands or not.
const sqlNewest = `SELECT epoch, xid, seq FROM (
		(SELECT e.epoch, e.xid, e.seq FROM relata.event e WHERE e.account = $1 ORDER BY e.epoch DESC, e.xid DESC, e.seq DESC LIMIT 1)
		UNION ALL SELECT f.epoch, f.xid, f.seq FROM relata.forgotten f WHERE f.account = $1) p
	ORDER BY epoch DESC, xid DESC, seq DESC LIMIT 1`

// askNewest asks for the newest position when a stream begins behind one.
func (r *reader) askNewest(t *trip) {
	if r.after == (storage.Position{}) {
		return
	}
	t.ask(func(rows pgx.Rows) error {
		var p positionRow
		if err := rows.Scan(p.dest()...); err != nil {
			return err
		}
		r.newest = p.position()
		return nil
	}, r.account.in(sqlNewest), r.account.name)
}

// checkPositions refuses to begin behind what was ever given.
func (r *reader) checkPositions() error {
	if storage.ComparePositions(r.after, r.newest) > 0 {
		return fmt.Errorf("%w: %q is behind the newest event", storage.ErrPosition, r.after)
	}
	return nil
}

// A positionRow is room for a position.
type positionRow struct {
	epoch int32
	xid   int64
	seq   int32
}

func (p *positionRow) dest() []any { return []any{&p.epoch, &p.xid, &p.seq} }

func (p *positionRow) position() storage.Position {
	return storage.Position{Epoch: uint64(p.epoch), Transaction: uint64(p.xid), Sequence: uint64(p.seq)}
}

// An eventRow is room for an event.
type eventRow struct {
	at                                     positionRow
	subject, causes, source                int16
	time                                   int64
	aType, aID, bType, bID                 string
	operation, group, sourceID, sourceName string
	was, now                               stateRow
}

func (e *eventRow) dest() []any {
	dest := append(e.at.dest(), &e.subject, &e.causes, &e.source, &e.time, &e.aType, &e.aID, &e.bType, &e.bID,
		&e.operation, &e.group, &e.sourceID, &e.sourceName)
	return append(append(dest, e.was.dest()...), e.now.dest()...)
}

func (e *eventRow) event() (row storage.Event, err error) {
	row.Position = e.at.position()
	row.Subject, row.At = history.Subject(e.subject), e.time
	row.Causes = unpackCauses(e.causes)
	row.A = record.New(record.Type(e.aType), record.ID(e.aID))
	row.B = record.New(record.Type(e.bType), record.ID(e.bID))
	row.Source = history.Source{Kind: history.SourceKind(e.source), ID: e.sourceID, Name: e.sourceName}
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
