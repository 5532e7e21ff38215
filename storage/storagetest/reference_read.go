package storagetest

import (
	"cmp"
	"context"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

type labelID = label.TypeID

// A referenceReader answers from tables. fed is the sequence of the newest event that the feed
// may show: an Update's own events come after it.
type referenceReader struct {
	*tables
	fed uint64
}

func (r referenceReader) Read(_ context.Context, b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return err
	}
	if err := r.answer(b, &u); err != nil {
		return err
	}
	return u.Finish()
}

// answer answers all questions of u.
func (r referenceReader) answer(b *storage.Batch, u *storage.Unread) error {
	if schema := storage.Take(&u.Schema); schema != nil {
		r.schema(schema)
	}
	r.rows(u)
	for i := range u.NeighborPages {
		r.page(b, &u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		r.degreePage(b, &u.DegreePages[i])
	}
	for i := range u.EventPages {
		if err := r.stream(b, &u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		r.expiry(b, &u.ExpiredPages[i])
	}
	return nil
}

func (r referenceReader) schema(s *storage.Schema) {
	s.Version, s.Document = r.version, nil
	if s.Version != s.Have {
		s.Document = slices.Clone(r.document)
	}
}

// rows answers the questions by key.
func (r referenceReader) rows(u *storage.Unread) {
	records := storage.Take(&u.Records)
	for i := range records {
		records[i] = r.record(records[i].Of)
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		o := &operations[i]
		o.Was = r.operations[o.ID]
		o.Now = o.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		m := &metadata[i]
		m.Was = r.metadata[m.Key]
		m.Now = m.Was
	}
	degrees := storage.Take(&u.Degrees)
	for i := range degrees {
		s := &degrees[i]
		s.Was = r.degrees[degreeKey{s.Of, s.To, s.Label}]
		s.Now = s.Was
	}
	links := storage.Take(&u.Links)
	for i := range links {
		l := &links[i]
		l.Was = r.links[history.Pair{A: l.A, B: l.B}]
		l.Now = l.Was
	}
}

func (r referenceReader) record(of record.Ref) storage.Record {
	return storage.Record{Of: of, Was: r.states[of], Now: r.states[of], Newest: r.newest[of]}
}

func (r referenceReader) expiry(b *storage.Batch, e *storage.ExpiredPage) {
	if e.Kind <= storage.OperationsExpired {
		e.MarkAnswered()
	}
	if e.Kind == storage.OperationsExpired {
		e.Start = len(b.ExpiredOperations)
		b.ExpiredOperations, e.More = cut(b.ExpiredOperations, r.lapsed(e.Before), e.Max)
		e.Count = len(b.ExpiredOperations) - e.Start
		return
	}
	e.Start = len(b.ExpiredRecords)
	b.ExpiredRecords, e.More = cut(b.ExpiredRecords, r.ended(e.Before), e.Max)
	e.Count = len(b.ExpiredRecords) - e.Start
}

func (r referenceReader) ended(before record.Time) (rows []storage.Record) {
	for of, life := range r.states {
		if life.Expires != 0 && life.Expires < before {
			rows = append(rows, r.record(of))
		}
	}
	slices.SortFunc(rows, func(a, b storage.Record) int {
		return cmp.Or(cmp.Compare(a.Was.Expires, b.Was.Expires), record.Compare(a.Of, b.Of))
	})
	return rows
}

func (r referenceReader) lapsed(before record.Time) (rows []storage.Operation) {
	for id, done := range r.operations {
		if done.At < before {
			rows = append(rows, storage.Operation{ID: id, Was: done, Now: done})
		}
	}
	slices.SortFunc(rows, func(a, b storage.Operation) int {
		return cmp.Or(cmp.Compare(a.Was.At, b.Was.At), history.CompareOperations(a.ID, b.ID))
	})
	return rows
}

// cut appends the first most of all to rows, and reports whether more were left.
func cut[R any](rows, all []R, most int) ([]R, bool) {
	n := min(most, len(all))
	return append(rows, all[:n]...), n < len(all)
}
