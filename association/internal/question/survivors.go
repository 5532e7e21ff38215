package question

import (
	"context"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// About reads the rows that ask adds for a record, together with the record's state. If
// the record was merged into another About asks about the survivor instead. It returns the record
// that was answered. Row 0 of a family is then the first that ask added.
func (q *Question) About(ctx context.Context, ref record.Ref, ask func(record.Ref)) (record.Ref, error) {
	for range batch.MaxAliases {
		q.Batch.Records = append(q.Batch.Records, storage.Record{Of: ref})
		ask(ref)
		if err := q.Read(ctx); err != nil {
			return ref, err
		}
		state := q.Batch.Records[len(q.Batch.Records)-1].Was
		if state.Status != storage.Merged {
			return ref, nil
		}
		ref = record.New(ref.Type, state.Into)
		q.Clear()
	}
	return ref, batch.Circle(ref)
}

// Following calls fn, which adds rows about refs and reads them. The same Read says which
// refs were merged away. If some were, Following puts their survivors into refs and
// calls fn again.
func (q *Question) Following(refs []record.Ref, fn func() error) error {
	for range batch.MaxAliases {
		q.Clear()
		q.repeats = q.addRecords(refs)
		if err := fn(); err != nil {
			return err
		}
		merged := false
		for i, ref := range refs {
			row := i
			if q.repeats {
				row = q.Batch.Record(ref)
			}
			refs[i] = q.survivor(row)
			merged = merged || refs[i] != ref
		}
		if !merged {
			return nil
		}
	}
	return batch.Circle(refs[0])
}

// survivor returns the record into which the record of a row was merged, else the record.
func (q *Question) survivor(i int) record.Ref {
	row := &q.Batch.Records[i]
	if row.Was.Status == storage.Merged {
		return record.New(row.Of.Type, row.Was.Into)
	}
	return row.Of
}

// addRecords asks for the states of refs, in their order, and reports whether some of them are
// the same record: two merged-away ids may have the same survivor. If none are, the rows of
// other families may be added in the same order, without a search.
func (q *Question) addRecords(refs []record.Ref) (repeats bool) {
	for i, ref := range refs {
		if i > 0 && record.Compare(refs[i-1], ref) >= 0 {
			for _, ref := range refs[i:] {
				q.Batch.Record(ref)
			}
			return len(q.Batch.Records) < len(refs)
		}
		q.Batch.Records = append(q.Batch.Records, storage.Record{Of: ref})
	}
	return false
}

// ReadDegrees reads how many links each of refs has towards a type, and calls each with the
// answers. For the function that [Question.Following] calls with these refs.
func (q *Question) ReadDegrees(ctx context.Context, refs []record.Ref, to record.Type, each func(int, storage.Summary)) error {
	for _, ref := range refs {
		if q.repeats {
			q.Batch.Degree(ref, to, label.TypeID{})
		} else {
			q.Batch.Degrees = append(q.Batch.Degrees, storage.Degree{Of: ref, To: to})
		}
	}
	if err := q.Read(ctx); err != nil {
		return err
	}
	for i, ref := range refs {
		row := i
		if q.repeats {
			row = q.Batch.Degree(ref, to, label.TypeID{})
		}
		each(i, q.Batch.Degrees[row].Was)
	}
	return nil
}
