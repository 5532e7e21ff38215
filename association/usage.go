package association

import (
	"context"
	"iter"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// usagePage is how many records a report asks for at once.
const usagePage = 1000

// NearLimit yields the records that are at the limit of k or near it: those of type
// k.From with four fifths or more of the records of type k.To, or of the links under
// k.Label, that they may have. They come in Ref order, read in pages; nothing is near
// where there is no limit. What a record has of several activity types together is not
// looked at. After an error it ends.
func (r Reader) NearLimit(ctx context.Context, k limits.Key) iter.Seq2[limits.Usage, error] {
	return func(yield func(limits.Usage, error) bool) {
		schema, err := r.Schema(ctx)
		if err == nil {
			err = schema.checkKey(k)
		}
		if err != nil {
			yield(limits.Usage{}, err)
			return
		}
		most, limited := schema.max(k)
		if !limited {
			return
		}
		r.Usage(ctx, k, limits.NearThreshold(most))(yield)
	}
}

// max returns the limit in force for k, and whether there is one.
func (s *Schema) max(k limits.Key) (int, bool) {
	if k.Label.IsZero() {
		return s.limits.Max(k.From, k.To), true
	}
	return s.limits.LabelMax(k)
}

// Usage yields the records that have at least the given number of links that k counts,
// from 1: of type k.From, towards k.To, under k.Label if that is set. So what a limit of n
// would break is Usage from n+1. They come in Ref order, read in pages. Max is the limit in
// force, or zero where there is none. After an error it ends.
func (r Reader) Usage(ctx context.Context, k limits.Key, atLeast int) iter.Seq2[limits.Usage, error] {
	return func(yield func(limits.Usage, error) bool) {
		schema, err := r.Schema(ctx)
		if err == nil {
			err = schema.checkKey(k)
		}
		if err != nil {
			yield(limits.Usage{}, err)
			return
		}
		most, _ := schema.max(k)
		each := func(id record.ID, have int) bool {
			return yield(limits.Usage{Record: record.New(k.From, id), To: k.To, Label: k.Label, Have: have, Max: most}, nil)
		}
		if k.Label.IsZero() || schema.isCounted(k) && !schema.isCounting(k) {
			err = r.census(ctx, k, max(atLeast, 1), each)
		} else {
			err = r.tally(ctx, k, max(atLeast, 1), each)
		}
		if err != nil {
			yield(limits.Usage{}, err)
		}
	}
}

// census calls each with the records whose stored counts reach a number, until it returns
// false.
func (r Reader) census(ctx context.Context, k limits.Key, atLeast int, each func(record.ID, int) bool) error {
	q := storage.Census{Of: record.Ref{Type: k.From}, To: k.To, Label: k.Label, AtLeast: atLeast, Max: usagePage}
	for more := true; more; {
		var rows []storage.Tally
		err := r.ask(ctx, func(a *ask) error {
			a.Censuses = append(a.Censuses, q)
			if err := a.read(ctx); err != nil {
				return err
			}
			c := &a.Censuses[0]
			rows = append(rows[:0], c.Rows(&a.Batch)...)
			more, q.After = c.More, c.Next
			return nil
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !each(row.Of, row.Summary.Count) {
				return nil
			}
		}
	}
	return nil
}

// tally counts the carriers of a label that nobody counts, by walking over its links.
func (r Reader) tally(ctx context.Context, k limits.Key, atLeast int, each func(record.ID, int) bool) error {
	var of record.ID
	have, stopped := 0, false
	flush := func() {
		if have >= atLeast && !stopped {
			stopped = !each(of, have)
		}
		have = 0
	}
	err := r.walk(ctx, storage.Page{Of: record.Ref{Type: k.From}, To: k.To, Label: k.Label}, func(rows []storage.Neighbor) (bool, error) {
		for i := range rows {
			if rows[i].Of != of {
				flush()
				of = rows[i].Of
			}
			have++
		}
		return !stopped, nil
	})
	if err == nil {
		flush()
	}
	return err
}
