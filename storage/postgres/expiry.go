package postgres

import (
	"fmt"
	"strconv"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const (
	sqlEnded = `SELECT q.n, r.type, r.id, coalesce(r.state, 0), coalesce(r.into_id, ''), coalesce(r.ended, 0), r.expires,
			coalesce(r.operation, ''), r.newest
		FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY q(before, most, n), LATERAL (
			SELECT * FROM relata.record r WHERE r.account = $1 AND r.expires <> 0 AND r.expires < q.before
			ORDER BY r.expires, r.type, r.len, r.id LIMIT q.most) r`

	sqlLapsed = `SELECT q.n, o.name, o.number::text, o.fingerprint, o.result, o.done
		FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY q(before, most, n), LATERAL (
			SELECT * FROM relata.operation o WHERE o.account = $1 AND o.done < q.before
			ORDER BY o.done, o.name, o.number LIMIT q.most) o`
)

// expiries asks for rows whose time is over, lives and operations apart.
func (r *reader) expiries(t *trip, rows []storage.ExpiredPage) {
	var ended, lapsed []*storage.ExpiredPage
	for i := range rows {
		e := &rows[i]
		e.Count, e.More = 0, false
		switch e.Kind {
		case storage.RecordsExpired:
			e.Start = len(r.batch.ExpiredRecords)
			ended = append(ended, e)
		case storage.OperationsExpired:
			e.Start = len(r.batch.ExpiredOperations)
			lapsed = append(lapsed, e)
		default:
			continue // unanswered
		}
		e.MarkAnswered()
	}
	r.ended(t, ended)
	r.lapsed(t, lapsed)
}

func boundsOf(rows []*storage.ExpiredPage) (before []int64, most []int32) {
	for _, e := range rows {
		before, most = append(before, e.Before), append(most, int32(e.Max+1))
	}
	return before, most
}

func (r *reader) ended(t *trip, of []*storage.ExpiredPage) {
	if len(of) == 0 {
		return
	}
	before, most := boundsOf(of)
	var typ, id string
	var l lifeRow
	r.query(t, each(func(i int) error {
		e, b := of[i], r.batch
		if e.Count == e.Max {
			e.More = true
			return nil
		}
		life, err := l.life()
		if e.Count == 0 {
			e.Start = len(b.ExpiredRecords)
		}
		e.Count++
		row := storage.Record{Of: record.New(record.Type(typ), record.ID(id)), Was: life, Now: life, Newest: l.newest}
		b.ExpiredRecords = append(b.ExpiredRecords, row)
		return err
	}, append([]any{&typ, &id}, l.dest()...)...), sqlEnded, before, most)
}

func (r *reader) lapsed(t *trip, of []*storage.ExpiredPage) {
	if len(of) == 0 {
		return
	}
	before, most := boundsOf(of)
	var name, number string
	var d doneRow
	r.query(t, each(func(i int) error {
		e, b := of[i], r.batch
		if e.Count == e.Max {
			e.More = true
			return nil
		}
		id, err := operationOf(name, number)
		if err != nil {
			return err
		}
		done, err := d.done()
		if e.Count == 0 {
			e.Start = len(b.ExpiredOperations)
		}
		e.Count++
		b.ExpiredOperations = append(b.ExpiredOperations, storage.Operation{ID: id, Was: done, Now: done})
		return err
	}, append([]any{&name, &number}, d.dest()...)...), sqlLapsed, before, most)
}

// operationOf returns the id of an operation's row.
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
