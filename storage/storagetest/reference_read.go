package storagetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

type labelID = label.TypeID

// A referenceReader answers from tables. fed is the sequence of the newest event that the
// feed may show: an Update's own events are behind it.
type referenceReader struct {
	*tables
	fed uint64
}

func (r referenceReader) Read(_ context.Context, b *storage.Batch) error {
	u := b.Unread()
	if u.Schema != nil {
		r.schema(u.Schema)
	}
	r.rows(u)
	for i := range u.NeighborPages {
		if err := r.page(b, &u.NeighborPages[i]); err != nil {
			return err
		}
	}
	for i := range u.DegreePages {
		if err := r.degreePage(b, &u.DegreePages[i]); err != nil {
			return err
		}
	}
	for i := range u.EventPages {
		if err := r.stream(b, &u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		if err := r.expiry(b, &u.ExpiredPages[i]); err != nil {
			return err
		}
	}
	b.MarkRead()
	return nil
}

func (r referenceReader) schema(s *storage.Schema) {
	s.Version, s.Document = r.version, nil
	if s.Version != s.Have {
		s.Document = slices.Clone(r.document)
	}
}

// rows answers what is asked for by key.
func (r referenceReader) rows(u storage.Unread) {
	for i := range u.Records {
		u.Records[i] = r.record(u.Records[i].Of)
	}
	for i := range u.Operations {
		o := &u.Operations[i]
		o.Was = r.operations[o.ID]
		o.Now = o.Was
	}
	for i := range u.Metadata {
		m := &u.Metadata[i]
		m.Was = r.metadata[m.Key]
		m.Now = m.Was
	}
	for i := range u.Degrees {
		s := &u.Degrees[i]
		s.Was = r.degrees[degreeKey{s.Of, s.To, s.Label}]
		s.Now = s.Was
	}
	for i := range u.Links {
		l := &u.Links[i]
		l.Was = r.links[history.Pair{A: l.A, B: l.B}]
		l.Now = l.Was
	}
}

func (r referenceReader) record(of record.Ref) storage.Record {
	return storage.Record{Of: of, Was: r.states[of], Now: r.states[of], Newest: r.newest[of]}
}

func (r referenceReader) expiry(b *storage.Batch, e *storage.ExpiredPage) error {
	if err := inRange(e.Max); err != nil {
		return err
	}
	if e.Kind == storage.OperationsExpired {
		e.Start = len(b.ExpiredOperations)
		b.ExpiredOperations, e.More = cut(b.ExpiredOperations, r.lapsed(e.Before), e.Max)
		e.Count = len(b.ExpiredOperations) - e.Start
		return nil
	}
	e.Start = len(b.ExpiredRecords)
	b.ExpiredRecords, e.More = cut(b.ExpiredRecords, r.ended(e.Before), e.Max)
	e.Count = len(b.ExpiredRecords) - e.Start
	return nil
}

func (r referenceReader) ended(before int64) (rows []storage.Record) {
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

func (r referenceReader) lapsed(before int64) (rows []storage.Operation) {
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

func inRange(most int) error {
	if most < 1 || most > storage.MaxPage {
		return fmt.Errorf("%w: a page of %d rows, want 1 to %d", storage.ErrInvalid, most, storage.MaxPage)
	}
	return nil
}
