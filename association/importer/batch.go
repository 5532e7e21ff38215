package importer

import (
	"context"
	"errors"
	"slices"

	"github.com/relata-go/relata/association"
)

// A batch is the rows that are looked up and decided together. Its slices are used
// again for the next one.
type batch struct {
	rows       []row
	cells      []string
	associates []association.Associate
	operations []association.Operation
}

// fill reads the rows of the next batch. Its error is why no row follows them:
// io.EOF at the end of the file.
func (b *batch) fill(run *run) error {
	width := len(run.columns)
	b.rows, b.cells = b.rows[:0], b.cells[:0]
	for len(b.rows) < run.options.Batch {
		b.cells = slices.Grow(b.cells, width)[:len(b.cells)+width]
		r := row{cells: b.cells[len(b.cells)-width:]}
		if err := run.table.next(&r); err != nil {
			return err
		}
		r.repeated = run.repeats(&r)
		b.rows = append(b.rows, r)
	}
	return nil
}

// prepare finds out what each row means. A row that is wrong by itself is not looked
// up, so that no record is created for it.
func (b *batch) prepare(ctx context.Context, run *run) error {
	for i := range b.rows {
		b.rows[i].read(run.glossary)
	}
	for _, cell := range [...]int{fromCell, toCell} {
		if err := b.records(ctx, run, cell); err != nil {
			return err
		}
	}
	return nil
}

// decide hands the good rows to the graph and counts all rows, in their order. When
// the graph could not try some of them, those before the first such row are done.
func (b *batch) decide(ctx context.Context, run *run) error {
	b.operations, b.associates = b.operations[:0], slices.Grow(b.associates[:0], len(b.rows))
	for i := range b.rows {
		if r := &b.rows[i]; r.good() {
			b.associates = append(b.associates, r.associate(run.options.MovePrimary))
			b.operations = append(b.operations, &b.associates[len(b.associates)-1])
		}
	}
	each, err := run.each(ctx, b.operations...)
	for i := range b.rows {
		r := &b.rows[i]
		outcome := association.Unchanged
		if r.good() {
			if len(each) == 0 || err != nil && errors.Is(each[0].Err, err) {
				break
			}
			if outcome = each[0].Result.Outcome; each[0].Err != nil {
				r.refused(each[0].Err)
			}
			each = each[1:]
		}
		run.done(r, outcome)
	}
	return err
}

// associate returns what the row asks of the graph. Where From is the one that can be
// primary, the record at the other end is the one that is asked.
func (r *row) associate(move bool) association.Associate {
	op := association.Associate{From: r.ends[fromCell], To: r.ends[toCell], Labels: r.words.labels}
	if r.words.mark == ofTo {
		op.From, op.To = op.To, op.From
	}
	switch {
	case r.words.mark == noMark:
	case move:
		op.Mark = association.ReplacePrimary
	default:
		op.Mark = association.AsPrimary
	}
	return op
}
