package postgres

import (
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// The statements that find rows by their keys. A row that does not exist gives no row of
// the answer, so each question gets its zero answer before its statement is sent.
const (
	sqlSchema = `SELECT id::text, dropping, version, CASE WHEN version <> $2::bigint THEN document END
		FROM relata.account WHERE account = $1`

	sqlRecords = `SELECT q.n, coalesce(r.state, 0), coalesce(r.into_id, ''), coalesce(r.ended, 0), coalesce(r.expires, 0),
			coalesce(r.operation, ''), r.newest
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY q(type, id, n), LATERAL (
			SELECT * FROM relata.record r
			WHERE r.account = $1 AND r.type = q.type AND r.len = octet_length(q.id) AND r.id = q.id LIMIT 1) r`

	sqlOperations = `SELECT q.n, o.fingerprint, o.result, o.done
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY q(name, number, n), LATERAL (
			SELECT * FROM relata.operation o
			WHERE o.account = $1 AND o.name = q.name AND o.number = q.number::numeric LIMIT 1) o`

	sqlMetadata = `SELECT q.n, m.value
		FROM unnest($2::text[]) WITH ORDINALITY q(key, n), LATERAL (
			SELECT * FROM relata.memo m WHERE m.account = $1 AND m.key = q.key LIMIT 1) m`

	sqlDegrees = `SELECT q.n, s.count, s.primary_id
		FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY q(type, id, to_type, label, n), LATERAL (
			SELECT * FROM relata.side s
			WHERE s.account = $1 AND s.type = q.type AND s.len = octet_length(q.id) AND s.id = q.id
				AND s.to_type = q.to_type AND s.label = q.label LIMIT 1) s`

	sqlLinks = `SELECT q.n, l.created, l.marks, l.labels_a, l.labels_b
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY q(a_type, a_id, b_type, b_id, n), LATERAL (
			SELECT * FROM relata.link l
			WHERE l.account = $1 AND l.a_type = q.a_type AND l.b_type = q.b_type
				AND l.a_len = octet_length(q.a_id) AND l.a_id = q.a_id
				AND l.b_len = octet_length(q.b_id) AND l.b_id = q.b_id LIMIT 1) l`
)

// schema asks for the version, and for the document only if the caller does not know it: it
// may have a megabyte. The same row says whether the account was dropped, so a reader
// without locks always asks for it.
func (r *reader) schema(t *roundTrip, row *storage.Schema) {
	var have *int64 // nil: no document is wanted
	switch {
	case row != nil:
		row.Version, row.Document = 0, nil
		known := int64(row.Have)
		have = &known
	case r.isLocked:
		return
	default:
		row = new(storage.Schema)
	}
	t.query(func(rows pgx.Rows) error {
		var version int64
		if err := rows.Scan(&r.row.id, &r.row.isDropping, &version, &row.Document); err != nil {
			return err
		}
		row.Version = uint64(version)
		return nil
	}, r.account.in(sqlSchema), r.account.name, have)
}

// records asks for the states of records and the times of their newest events.
func (r *reader) records(t *roundTrip, rows []storage.Record) {
	if len(rows) == 0 {
		return
	}
	types, ids := make([]string, len(rows)), make([]string, len(rows))
	for i := range rows {
		row := &rows[i]
		row.Was, row.Now, row.Newest = storage.RecordState{}, storage.RecordState{}, 0
		types[i], ids[i] = string(row.Of.Type), string(row.Of.ID)
	}
	var l recordRow
	r.query(t, each(func(i int) (err error) {
		rows[i].Was, err = l.state()
		rows[i].Now, rows[i].Newest = rows[i].Was, record.Time(l.newest)
		return err
	}, l.dest()...), sqlRecords, types, ids)
}

// A recordRow is scanned from a row of relata.record. The state is that of a deleted or
// merged record; otherwise its columns are NULL.
type recordRow struct {
	status         int16
	into           string
	ended, expires int64
	operation      string
	newest         int64
}

// dest returns where Scan puts the columns.
func (l *recordRow) dest() []any {
	return []any{&l.status, &l.into, &l.ended, &l.expires, &l.operation, &l.newest}
}

// state returns the state as the contract has it, or storage.ErrCorrupt.
func (l *recordRow) state() (storage.RecordState, error) {
	state := storage.RecordState{
		Status: storage.RecordStatus(l.status), Into: record.ID(l.into), At: record.Time(l.ended), Expires: record.Time(l.expires),
	}
	return state, readOperation(&state.Operation, l.operation)
}

// readOperation reads the text form of an operation's id, which is "" for the zero id.
func readOperation(id *history.OperationID, text string) error {
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return nil
}

// operations asks for stored results. Numbers travel as text, because a uint64 fits no
// integer type of PostgreSQL.
func (r *reader) operations(t *roundTrip, rows []storage.Operation) {
	if len(rows) == 0 {
		return
	}
	names, numbers := make([]string, len(rows)), make([]string, len(rows))
	for i := range rows {
		row := &rows[i]
		row.Was, row.Now = storage.StoredResult{}, storage.StoredResult{}
		names[i], numbers[i] = row.ID.Name(), strconv.FormatUint(row.ID.Number(), 10)
	}
	var d operationRow
	r.query(t, each(func(i int) (err error) {
		rows[i].Was, err = d.storedResult()
		rows[i].Now = rows[i].Was
		return err
	}, d.dest()...), sqlOperations, names, numbers)
}

// An operationRow is scanned from a row of relata.operation.
type operationRow struct {
	fingerprint, result []byte
	at                  int64
}

// dest returns where Scan puts the columns.
func (d *operationRow) dest() []any { return []any{&d.fingerprint, &d.result, &d.at} }

// storedResult returns the row as the contract has it, or storage.ErrCorrupt.
func (d *operationRow) storedResult() (storage.StoredResult, error) {
	result := storage.StoredResult{Result: string(d.result), At: record.Time(d.at)}
	if copy(result.Fingerprint[:], d.fingerprint) != len(result.Fingerprint) || len(d.fingerprint) != len(result.Fingerprint) {
		return storage.StoredResult{}, fmt.Errorf("%w: a fingerprint of %d bytes", storage.ErrCorrupt, len(d.fingerprint))
	}
	return result, nil
}

// metadata asks for metadata rows.
func (r *reader) metadata(t *roundTrip, rows []storage.Metadata) {
	if len(rows) == 0 {
		return
	}
	keys := make([]string, len(rows))
	for i := range rows {
		rows[i].Was, rows[i].Now = "", ""
		keys[i] = rows[i].Key
	}
	var value []byte
	r.query(t, each(func(i int) error {
		rows[i].Was = string(value)
		rows[i].Now = rows[i].Was
		return nil
	}, &value), sqlMetadata, keys)
}

// degrees asks for the degrees of records.
func (r *reader) degrees(t *roundTrip, rows []storage.Degree) {
	if len(rows) == 0 {
		return
	}
	n := len(rows)
	types, ids, to, labels := make([]string, n), make([]string, n), make([]string, n), make([]int64, n)
	for i := range rows {
		row := &rows[i]
		row.Was, row.Now = storage.Summary{}, storage.Summary{}
		types[i], ids[i], to[i], labels[i] = string(row.Of.Type), string(row.Of.ID), string(row.To), labelKey(row.Label)
	}
	var count int32
	var primary string
	r.query(t, each(func(i int) error {
		rows[i].Was = summaryOf(count, primary)
		rows[i].Now = rows[i].Was
		return nil
	}, &count, &primary), sqlDegrees, types, ids, to, labels)
}

// labelKey packs a label into a number. Numbers have the order of label.Compare, so
// that the degrees of a record come sorted from the index.
func labelKey(id label.TypeID) int64 { return int64(id.Category)<<32 | int64(id.Number) }

// labelOf is the inverse of labelKey.
func labelOf(key int64) label.TypeID {
	return label.TypeID{Category: label.Category(key >> 32), Number: uint32(key)}
}

// links asks for links. Their ends are in order, so one key finds a link.
func (r *reader) links(t *roundTrip, rows []storage.Link) {
	if len(rows) == 0 {
		return
	}
	n := len(rows)
	aTypes, aIDs, bTypes, bIDs := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i := range rows {
		row := &rows[i]
		row.Was, row.Now = history.State{}, history.State{}
		aTypes[i], aIDs[i], bTypes[i], bIDs[i] = string(row.A.Type), string(row.A.ID), string(row.B.Type), string(row.B.ID)
	}
	var s stateRow
	r.query(t, each(func(i int) (err error) {
		rows[i].Was, err = s.state()
		rows[i].Now = rows[i].Was
		return err
	}, s.dest()...), sqlLinks, aTypes, aIDs, bTypes, bIDs)
}
