package kv

import (
	"bytes"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// answer fills in what no Read of b has answered yet.
func (q *query) answer(b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return err
	}
	if q.batch = b; q.err != nil {
		return q.err
	}
	q.rows(&u)
	q.lists(&u)
	if q.batch = nil; q.err != nil {
		return q.err
	}
	return u.Finish()
}

// rows answers what is asked for by key.
func (q *query) rows(u *storage.Unread) {
	if schema := storage.Take(&u.Schema); schema != nil {
		q.schema(schema)
	}
	records := storage.Take(&u.Records)
	for i := range records {
		q.record(&records[i])
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		row := &operations[i]
		row.Was = q.operation(row.ID)
		row.Now = row.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		row := &metadata[i]
		row.Was = string(q.get(q.kept(append(q.row(familyMemo), row.Key...))))
		row.Now = row.Was
	}
	degrees := storage.Take(&u.Degrees)
	for i := range degrees {
		row := &degrees[i]
		row.Was = q.side(row)
		row.Now = row.Was
	}
	links := storage.Take(&u.Links)
	for i := range links {
		row := &links[i]
		row.Was = q.link(row.A, row.B)
		row.Now = row.Was
	}
}

// lists answers what has many rows.
func (q *query) lists(u *storage.Unread) {
	for i := range u.NeighborPages {
		q.page(&u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		q.census(&u.DegreePages[i])
	}
	for i := range u.EventPages {
		q.stream(&u.EventPages[i])
	}
	for i := range u.ExpiredPages {
		q.expiry(&u.ExpiredPages[i])
	}
}

func (q *query) schema(row *storage.Schema) {
	key := q.row(familySchema)
	row.Version, row.Document = 0, nil
	v := q.get(key)
	if v == nil {
		return
	}
	s := scanner{left: v}
	row.Version = s.uvarint()
	if s.bad || row.Version == 0 || len(s.left) == 0 {
		q.corrupt(key)
		return
	}
	if row.Version != row.Have {
		row.Document = bytes.Clone(s.left)
	}
}

func (q *query) record(row *storage.Record) {
	row.Was, row.Newest = q.life(row.Of), 0
	row.Now = row.Was
	q.loadHead()
	switch {
	case q.head.last == 0 || q.head.newest < q.batch.Clock:
	case q.stood < q.batch.Clock: // only what the transaction itself added can be as new
		row.Newest = q.added[row.Of]
	default:
		row.Newest = q.newest(row.Of)
	}
}

func (q *query) life(of record.Ref) storage.RecordState {
	key := q.ref(familyLife, of)
	v := q.get(key)
	if v == nil {
		return storage.RecordState{}
	}
	s := scanner{left: v}
	l := s.life()
	q.whole(key, &s)
	return l
}

func (q *query) operation(id history.OperationID) storage.StoredResult {
	key := q.kept(appendOperation(q.row(familyDone), id))
	v := q.get(key)
	if v == nil {
		return storage.StoredResult{}
	}
	s := scanner{left: v}
	d := s.done()
	q.whole(key, &s)
	return d
}

func (q *query) side(row *storage.Degree) storage.Summary {
	k := q.ref(familySide, row.Of)
	key := q.kept(appendLabel(appendKind(k, q.kind(row.To)), row.Label))
	v := q.get(key)
	if v == nil {
		return storage.Summary{}
	}
	s := scanner{left: v}
	was := s.summary(&q.strings)
	q.whole(key, &s)
	return was
}

// link reads the half of a, which has both views.
func (q *query) link(a, b record.Ref) history.State {
	key := q.linkKey(a, b)
	v := q.get(key)
	if v == nil {
		return history.State{}
	}
	s := scanner{left: v}
	state := s.state(0, false, &q.sets)
	q.whole(key, &s)
	return state
}

func (q *query) linkKey(of, to record.Ref) []byte {
	a, b := q.kind(of.Type), q.kind(to.Type)
	k := appendKind(appendKind(q.row(familyLink), a), b)
	return q.kept(appendID(appendID(k, of.ID), to.ID))
}
