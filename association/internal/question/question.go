package question

import (
	"context"
	"math"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/internal/metered"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Question is a question of a reader while being answered.
type Question struct {
	Batch  batch.Batch    // the rows that are asked for, and their answers
	Schema *schema.Schema // under which they are asked for

	reader  storage.Reader
	schemas *batch.Schemas
	repeats bool // two refs of the question are the same record
}

// answer calls fn until the schema is the stored schema.
func (q *Question) answer(ctx context.Context, fn func(*Question) error) error {
	for {
		q.Clear()
		if err := fn(q); err != errSchema {
			return err
		}
		metered.Retry(ctx)
	}
}

// Clear drops all rows, with their answers.
func (q *Question) Clear() {
	q.Batch.Reset(q.Schema.Version())
	q.Batch.Clock = math.MaxInt64 // no read needs the time of a record's newest event
}

// Read answers the rows that were added since the last Read. If the stored schema is
// another schema the error makes [Source.Ask] begin again under that schema.
func (q *Question) Read(ctx context.Context) error {
	if err := q.reader.Read(ctx, &q.Batch.Batch); err != nil {
		return err
	}
	stored, err := q.schemas.Learn(&q.Batch.Batch, q.Schema)
	if err != nil || stored == q.Schema {
		return err
	}
	q.Schema = stored
	return errSchema
}

// Check returns the error of a question about a record and a type: a [record.Error],
// or a [label.Error] when no records of the two types can be associated.
func (q *Question) Check(ctx context.Context, of record.Ref, to record.Type) error {
	if err := of.Validate(); err != nil {
		return err
	}
	return q.Sure(ctx, q.Schema.Labels().CheckPair(of.Type, to))
}

// CheckBoth returns the error of a question about two records, see [Question.Check].
func (q *Question) CheckBoth(ctx context.Context, from, to record.Ref) error {
	if err := to.Validate(); err != nil {
		return err
	}
	return q.Check(ctx, from, to.Type)
}

// Sure returns an error that the schema gave, after it made sure that the schema is the
// stored schema: an edit of another process may allow the question.
func (q *Question) Sure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	q.Clear()
	if changed := q.Read(ctx); changed != nil {
		return changed
	}
	return err
}
