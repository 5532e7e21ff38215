package postgres

import (
	"maps"
	"slices"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	// An Update may apply several batches. Their events are numbered on within the
	// transaction.
	sqlPutEvents = `INSERT INTO relata.event (account, epoch, xid, seq, subject, causes, source, at, a_type, a_id, b_type, b_id,
			operation, grp, source_id, source_name, request_id,
			was_created, was_marks, was_labels_a, was_labels_b, now_created, now_marks, now_labels_a, now_labels_b)
		SELECT $1, (SELECT epoch FROM relata.meta), pg_current_xact_id()::text::bigint, q.n + (
				SELECT coalesce(max(e.seq), 0) FROM relata.event e WHERE e.account = $1
					AND e.epoch = (SELECT epoch FROM relata.meta) AND e.xid = pg_current_xact_id()::text::bigint),
			q.subject, q.causes, q.source, q.at, q.a_type, q.a_id, q.b_type, q.b_id,
			q.operation, q.grp, nullif(q.source_id, ''), nullif(q.source_name, ''), nullif(q.request_id, ''),
			nullif(q.was_created, 0), nullif(q.was_marks, 0), nullif(q.was_labels_a, ''), nullif(q.was_labels_b, ''),
			nullif(q.now_created, 0), nullif(q.now_marks, 0), nullif(q.now_labels_a, ''), nullif(q.now_labels_b, '')
		FROM unnest($2::smallint[], $3::smallint[], $4::smallint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
				$10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
				$15::bigint[], $16::smallint[], $17::bytea[], $18::bytea[], $19::bigint[], $20::smallint[], $21::bytea[], $22::bytea[])
			WITH ORDINALITY q(subject, causes, source, at, a_type, a_id, b_type, b_id, operation, grp, source_id, source_name, request_id,
				was_created, was_marks, was_labels_a, was_labels_b, now_created, now_marks, now_labels_a, now_labels_b, n)`

	sqlPutNewest = `INSERT INTO relata.record AS r (account, type, id, epoch, xid, newest)
		SELECT $1, q.type, q.id, (SELECT epoch FROM relata.meta), pg_current_xact_id()::text::bigint, q.newest
		FROM unnest($2::text[], $3::text[], $4::bigint[]) q(type, id, newest)
		ON CONFLICT (account, type, len, id) DO UPDATE
			SET epoch = excluded.epoch, xid = excluded.xid, newest = greatest(r.newest, excluded.newest)`

	// The greatest position that was dropped is stored, so that a cursor at it stays valid.
	sqlDropEvents = `WITH gone AS (
			DELETE FROM relata.event d USING unnest($2::int[], $3::bigint[], $4::int[]) q(epoch, xid, seq), LATERAL (
				SELECT e.ctid FROM relata.event e
				WHERE e.account = $1 AND e.epoch = q.epoch AND e.xid = q.xid AND e.seq = q.seq LIMIT 1) e
			WHERE d.account = $1 AND d.ctid = e.ctid RETURNING d.epoch, d.xid, d.seq)
		INSERT INTO relata.forgotten AS f (account, epoch, xid, seq)
		SELECT $1, epoch, xid, seq FROM gone ORDER BY epoch DESC, xid DESC, seq DESC LIMIT 1
		ON CONFLICT (account) DO UPDATE SET epoch = excluded.epoch, xid = excluded.xid, seq = excluded.seq
			WHERE (f.epoch, f.xid, f.seq) < (excluded.epoch, excluded.xid, excluded.seq)`
)

// An eventArrays has the columns of events.
type eventArrays struct {
	subjects, causes, sources      []int16
	at                             []int64
	links                          linkArrays
	operations, groups             []string
	userIDs, userNames, requestIDs []string
	was, now                       stateArrays
}

// add appends one event.
func (k *eventArrays) add(e *history.Event) {
	k.subjects, k.sources = append(k.subjects, int16(e.Subject)), append(k.sources, int16(e.Source.Kind))
	k.causes = append(k.causes, packCauses(e.Causes))
	k.at = append(k.at, int64(e.At))
	k.links.add(e.A, e.B)
	k.operations, k.groups = append(k.operations, e.Operation.String()), append(k.groups, e.Group.String())
	k.userIDs, k.userNames = append(k.userIDs, e.Source.UserID), append(k.userNames, e.Source.UserName)
	k.requestIDs = append(k.requestIDs, e.Source.RequestID)
	k.was.add(e.Was)
	k.now.add(e.Now)
}

// packCauses packs two causes, of a byte each, into a number.
func packCauses(c history.Causes) int16 { return int16(uint16(c.Near)<<8 | uint16(c.Far)) }

// unpackCauses is the inverse of packCauses.
func unpackCauses(bits int16) history.Causes {
	return history.Causes{Near: primary.Cause(uint16(bits) >> 8), Far: primary.Cause(bits & 0xff)}
}

// writeEvents appends the events, and raises the newest time and transaction number of the
// records that they name.
func (a *account) writeEvents(t *roundTrip, events []history.Event) {
	var k eventArrays
	for i := range events {
		k.add(&events[i])
	}
	a.put(t, len(events), sqlPutEvents, k.subjects, k.causes, k.sources, k.at,
		k.links.aTypes, k.links.aIDs, k.links.bTypes, k.links.bIDs, k.operations, k.groups, k.userIDs, k.userNames, k.requestIDs,
		k.was.created, k.was.marks, k.was.labels[0], k.was.labels[1], k.now.created, k.now.marks, k.now.labels[0], k.now.labels[1])
	refs, newest := newestTimes(events)
	types, ids := splitRefs(refs)
	a.put(t, len(refs), sqlPutNewest, types, ids, newest)
}

// dropEvents deletes the events at the positions.
func (a *account) dropEvents(t *roundTrip, positions []storage.Position) {
	var epochs, seqs []int32
	var xids []int64
	for _, p := range positions {
		epochs, xids, seqs = append(epochs, int32(p.Epoch)), append(xids, int64(p.Transaction)), append(seqs, int32(p.Sequence))
	}
	a.put(t, len(positions), sqlDropEvents, epochs, xids, seqs)
}

// newestTimes returns the records that the events name, in Ref order, with the time of
// the newest event of each.
func newestTimes(events []history.Event) (refs []record.Ref, newest []int64) {
	times := map[record.Ref]record.Time{}
	for i := range events {
		e := &events[i]
		for _, ref := range [...]record.Ref{e.A, e.B} {
			if !ref.IsZero() {
				times[ref] = max(times[ref], e.At)
			}
		}
	}
	refs = slices.SortedFunc(maps.Keys(times), record.Compare)
	for _, ref := range refs {
		newest = append(newest, int64(times[ref]))
	}
	return refs, newest
}
