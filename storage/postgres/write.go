package postgres

import (
	"slices"
	"strconv"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Writes take arrays, as questions do. The anchors are locked already, so no statement here
// waits for another transaction. A deletion finds each row by LATERAL in the index, and
// deletes it by its place in the table (ctid).
const (
	sqlPutSchema = `UPDATE relata.account SET version = $2, document = $3 WHERE account = $1`

	sqlPutRecords = `INSERT INTO relata.record AS r (account, type, id, state, into_id, ended, expires, operation)
		SELECT $1, q.type, q.id, nullif(q.state, 0), nullif(q.into_id, ''), nullif(q.ended, 0), nullif(q.expires, 0), nullif(q.operation, '')
		FROM unnest($2::text[], $3::text[], $4::smallint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
			q(type, id, state, into_id, ended, expires, operation)
		ON CONFLICT (account, type, len, id) DO UPDATE SET state = excluded.state, into_id = excluded.into_id,
			ended = excluded.ended, expires = excluded.expires, operation = excluded.operation`

	sqlPutOperations = `INSERT INTO relata.operation (account, name, number, fingerprint, result, done)
		SELECT $1, q.name, q.number::numeric, q.fingerprint, q.result, q.done
		FROM unnest($2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bigint[]) q(name, number, fingerprint, result, done)
		ON CONFLICT (account, name, number) DO UPDATE SET fingerprint = excluded.fingerprint, result = excluded.result, done = excluded.done`
	sqlDropOperations = `DELETE FROM relata.operation d USING unnest($2::text[], $3::text[]) q(name, number), LATERAL (
			SELECT o.ctid FROM relata.operation o
			WHERE o.account = $1 AND o.name = q.name AND o.number = q.number::numeric LIMIT 1) o
		WHERE d.account = $1 AND d.ctid = o.ctid`

	sqlPutMetadata = `INSERT INTO relata.memo (account, key, value)
		SELECT $1, q.key, q.value FROM unnest($2::text[], $3::bytea[]) q(key, value)
		ON CONFLICT (account, key) DO UPDATE SET value = excluded.value`
	sqlDropMetadata = `DELETE FROM relata.memo d USING unnest($2::text[]) q(key), LATERAL (
			SELECT m.ctid FROM relata.memo m WHERE m.account = $1 AND m.key = q.key LIMIT 1) m
		WHERE d.account = $1 AND d.ctid = m.ctid`

	sqlPutDegrees = `INSERT INTO relata.side (account, type, id, to_type, label, count, primary_id)
		SELECT $1, q.* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[]) q
		ON CONFLICT (account, type, len, id, to_type, label) DO UPDATE SET count = excluded.count, primary_id = excluded.primary_id`
	sqlDropDegrees = `DELETE FROM relata.side d USING unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) q(type, id, to_type, label), LATERAL (
			SELECT s.ctid FROM relata.side s
			WHERE s.account = $1 AND s.type = q.type AND s.len = octet_length(q.id) AND s.id = q.id
				AND s.to_type = q.to_type AND s.label = q.label LIMIT 1) s
		WHERE d.account = $1 AND d.ctid = s.ctid`

	sqlPutLinks = `INSERT INTO relata.link (account, a_type, a_id, b_type, b_id, created, marks, labels_a, labels_b)
		SELECT $1, q.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::smallint[], $8::bytea[], $9::bytea[]) q
		ON CONFLICT (account, a_type, b_type, a_len, a_id, b_len, b_id) DO UPDATE
			SET created = excluded.created, marks = excluded.marks, labels_a = excluded.labels_a, labels_b = excluded.labels_b`
	sqlDropLinks = `DELETE FROM relata.link d USING unnest($2::text[], $3::text[], $4::text[], $5::text[]) q(a_type, a_id, b_type, b_id), LATERAL (
			SELECT l.ctid FROM relata.link l
			WHERE l.account = $1 AND l.a_type = q.a_type AND l.b_type = q.b_type
				AND l.a_len = octet_length(q.a_id) AND l.a_id = q.a_id
				AND l.b_len = octet_length(q.b_id) AND l.b_id = q.b_id LIMIT 1) l
		WHERE d.account = $1 AND d.ctid = l.ctid`
)

// write adds the statements for the changes in b. It keeps no memory of b, which the caller
// uses again before the statements are sent.
func (a *account) write(t *roundTrip, b *storage.Batch) {
	if b.Schema.Body != nil {
		t.exec(a.in(sqlPutSchema), a.name, int64(b.Schema.Version+1), slices.Clone(b.Schema.Body))
	}
	a.writeRecords(t, b.Records)
	a.writeOperations(t, b.Operations)
	a.writeMetadata(t, b.Metadata)
	a.writeDegrees(t, b.Degrees)
	a.writeLinks(t, b.Links)
	a.writeEvents(t, b.Events)
	a.dropEvents(t, b.DropEvents)
}

// put adds a statement with the account and the arrays, unless they have no rows.
func (a *account) put(t *roundTrip, rows int, sql string, arrays ...any) {
	if rows > 0 {
		t.exec(a.in(sql), append([]any{a.name}, arrays...)...)
	}
}

// writeRecords writes states. The row of a record that comes back to life stays, because it
// is what Updates lock; its columns become NULL.
func (a *account) writeRecords(t *roundTrip, rows []storage.Record) {
	var types, ids, into, operations []string
	var states []int16
	var ended, expires []int64
	for i := range rows {
		if r := &rows[i]; r.Now != r.Was {
			types, ids = append(types, string(r.Of.Type)), append(ids, string(r.Of.ID))
			states, into = append(states, int16(r.Now.Status)), append(into, string(r.Now.Into))
			ended, expires = append(ended, int64(r.Now.At)), append(expires, int64(r.Now.Expires))
			operations = append(operations, r.Now.Operation.String())
		}
	}
	a.put(t, len(ids), sqlPutRecords, types, ids, states, into, ended, expires, operations)
}

// writeOperations writes and deletes stored results.
func (a *account) writeOperations(t *roundTrip, rows []storage.Operation) {
	var names, numbers, goneNames, goneNumbers []string
	var prints, results [][]byte
	var done []int64
	for i := range rows {
		o := &rows[i]
		name, number := o.ID.Name(), strconv.FormatUint(o.ID.Number(), 10)
		switch {
		case o.Now == o.Was:
		case o.Now == storage.StoredResult{}:
			goneNames, goneNumbers = append(goneNames, name), append(goneNumbers, number)
		default:
			names, numbers, done = append(names, name), append(numbers, number), append(done, int64(o.Now.At))
			prints, results = append(prints, slices.Clone(o.Now.Fingerprint[:])), append(results, []byte(o.Now.Result))
		}
	}
	a.put(t, len(names), sqlPutOperations, names, numbers, prints, results, done)
	a.put(t, len(goneNames), sqlDropOperations, goneNames, goneNumbers)
}

// writeMetadata writes and deletes metadata rows.
func (a *account) writeMetadata(t *roundTrip, rows []storage.Metadata) {
	var keys, gone []string
	var values [][]byte
	for i := range rows {
		m := &rows[i]
		switch {
		case m.Now == m.Was:
		case m.Now == "":
			gone = append(gone, m.Key)
		default:
			keys, values = append(keys, m.Key), append(values, []byte(m.Now))
		}
	}
	a.put(t, len(keys), sqlPutMetadata, keys, values)
	a.put(t, len(gone), sqlDropMetadata, gone)
}

// A degreeArrays has the keys of degrees.
type degreeArrays struct {
	types, ids, to []string
	labels         []int64
}

// add appends the key of one degree.
func (k *degreeArrays) add(s *storage.Degree) {
	k.types, k.ids = append(k.types, string(s.Of.Type)), append(k.ids, string(s.Of.ID))
	k.to, k.labels = append(k.to, string(s.To)), append(k.labels, labelKey(s.Label))
}

// writeDegrees writes absolute counts. A degree of zero links is stored as no row, so that a
// degree page never reads it.
func (a *account) writeDegrees(t *roundTrip, rows []storage.Degree) {
	var put, gone degreeArrays
	var counts []int32
	var primaries []string
	for i := range rows {
		s := &rows[i]
		switch {
		case s.Now == s.Was:
		case s.Now == storage.Summary{}:
			gone.add(s)
		default:
			put.add(s)
			counts, primaries = append(counts, int32(s.Now.Count)), append(primaries, string(s.Now.Primary))
		}
	}
	a.put(t, len(put.ids), sqlPutDegrees, put.types, put.ids, put.to, put.labels, counts, primaries)
	a.put(t, len(gone.ids), sqlDropDegrees, gone.types, gone.ids, gone.to, gone.labels)
}

// A linkArrays has the keys of links.
type linkArrays struct{ aTypes, aIDs, bTypes, bIDs []string }

// add appends the key of one link.
func (k *linkArrays) add(a, b record.Ref) {
	k.aTypes, k.aIDs = append(k.aTypes, string(a.Type)), append(k.aIDs, string(a.ID))
	k.bTypes, k.bIDs = append(k.bTypes, string(b.Type)), append(k.bIDs, string(b.ID))
}

// A stateArrays has the states of links; Near is the end a. Events store the state of no
// link, and no labels, as NULL.
type stateArrays struct {
	created []int64
	marks   []int16
	labels  [2][][]byte
}

// add appends one state.
func (k *stateArrays) add(s history.State) {
	k.created, k.marks = append(k.created, int64(s.Created)), append(k.marks, marksOf(s))
	near, _ := s.Near.Labels.MarshalBinary()
	far, _ := s.Far.Labels.MarshalBinary()
	k.labels[0], k.labels[1] = append(k.labels[0], near), append(k.labels[1], far)
}

// writeLinks writes each link once, in one row for both ends.
func (a *account) writeLinks(t *roundTrip, rows []storage.Link) {
	var put, gone linkArrays
	var states stateArrays
	for i := range rows {
		l := &rows[i]
		switch {
		case l.Now == l.Was:
		case l.Now == history.State{}:
			gone.add(l.A, l.B)
		default:
			put.add(l.A, l.B)
			states.add(l.Now)
		}
	}
	a.put(t, len(put.aIDs), sqlPutLinks, put.aTypes, put.aIDs, put.bTypes, put.bIDs,
		states.created, states.marks, states.labels[0], states.labels[1])
	a.put(t, len(gone.aIDs), sqlDropLinks, gone.aTypes, gone.aIDs, gone.bTypes, gone.bIDs)
}
