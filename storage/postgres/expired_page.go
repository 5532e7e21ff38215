package postgres

import (
	"fmt"
	"strconv"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	sqlExpiredRecords = `SELECT q.n, r.type, r.id, coalesce(r.state, 0), coalesce(r.into_id, ''), coalesce(r.ended, 0), r.expires,
			coalesce(r.operation, ''), r.newest
		FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY q(before, most, n), LATERAL (
			SELECT * FROM relata.record r WHERE r.account = $1 AND r.expires <> 0 AND r.expires < q.before
			ORDER BY r.expires, r.type, r.len, r.id LIMIT q.most) r`

	sqlExpiredOperations = `SELECT q.n, o.name, o.number::text, o.fingerprint, o.result, o.done
		FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY q(before, most, n), LATERAL (
			SELECT * FROM relata.operation o WHERE o.account = $1 AND o.done < q.before
			ORDER BY o.done, o.name, o.number LIMIT q.most) o`
)

// expiredPages asks for expired rows: one statement for records, another for operations.
func (r *reader) expiredPages(t *roundTrip, rows []storage.ExpiredPage) {
	var records, operations []*storage.ExpiredPage
	for i := range rows {
		p := &rows[i]
		p.Count, p.More = 0, false
		switch p.Kind {
		case storage.RecordsExpired:
			p.Start = len(r.batch.ExpiredRecords)
			records = append(records, p)
		case storage.OperationsExpired:
			p.Start = len(r.batch.ExpiredOperations)
			operations = append(operations, p)
		default:
			continue // unanswered
		}
		p.MarkAnswered()
	}
	r.expiredRecords(t, records)
	r.expiredOperations(t, operations)
}

// boundsOf returns the parameters of a statement: one row more than a page may have tells
// whether there are more.
func boundsOf(rows []*storage.ExpiredPage) (before []int64, most []int32) {
	for _, p := range rows {
		before, most = append(before, int64(p.Before)), append(most, int32(p.Max+1))
	}
	return before, most
}

// expiredRecords asks for the records that can no longer be restored.
func (r *reader) expiredRecords(t *roundTrip, of []*storage.ExpiredPage) {
	if len(of) == 0 {
		return
	}
	before, most := boundsOf(of)
	var typ, id string
	var row recordRow
	r.query(t, each(func(i int) error {
		p, b := of[i], r.batch
		if p.Count == p.Max {
			p.More = true
			return nil
		}
		state, err := row.state()
		if p.Count == 0 {
			p.Start = len(b.ExpiredRecords)
		}
		p.Count++
		of := record.New(record.Type(typ), record.ID(id))
		b.ExpiredRecords = append(b.ExpiredRecords, storage.Record{Of: of, Was: state, Now: state, Newest: record.Time(row.newest)})
		return err
	}, append([]any{&typ, &id}, row.dest()...)...), sqlExpiredRecords, before, most)
}

// expiredOperations asks for the operations whose results may be dropped.
func (r *reader) expiredOperations(t *roundTrip, of []*storage.ExpiredPage) {
	if len(of) == 0 {
		return
	}
	before, most := boundsOf(of)
	var name, number string
	var d operationRow
	r.query(t, each(func(i int) error {
		p, b := of[i], r.batch
		if p.Count == p.Max {
			p.More = true
			return nil
		}
		id, err := operationOf(name, number)
		if err != nil {
			return err
		}
		result, err := d.storedResult()
		if p.Count == 0 {
			p.Start = len(b.ExpiredOperations)
		}
		p.Count++
		b.ExpiredOperations = append(b.ExpiredOperations, storage.Operation{ID: id, Was: result, Now: result})
		return err
	}, append([]any{&name, &number}, d.dest()...)...), sqlExpiredOperations, before, most)
}

// operationOf returns the id of a row of relata.operation, which has a name or a number.
func operationOf(name, number string) (id history.OperationID, err error) {
	if name == "" {
		n, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return id, fmt.Errorf("%w: an operation with the number %s", storage.ErrCorrupt, number)
		}
		return history.Numbered(n), nil
	}
	if id, err = history.NamedOperation(name); err != nil {
		return id, fmt.Errorf("%w: %w", storage.ErrCorrupt, err)
	}
	return id, nil
}
