package importer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A batch is the rows that are looked up and decided together. Its slices are used
// again for the next one.
type batch struct {
	rows       []row
	cells      []string
	ends       []record.Ref
	associates []association.Associate
	operations []association.Operation
}

// fill reads the rows of the next batch. Its error is why no row follows them:
// io.EOF at the end of the file.
func (b *batch) fill(run *run) error {
	width, ends := len(run.table.wanted), 2+len(run.mapping.Also)
	b.rows, b.cells, b.ends = b.rows[:0], b.cells[:0], b.ends[:0]
	for len(b.rows) < run.options.Batch {
		b.cells = slices.Grow(b.cells, width)[:len(b.cells)+width]
		b.ends = slices.Grow(b.ends, ends)[:len(b.ends)+ends]
		r := row{cells: b.cells[len(b.cells)-width:], ends: b.ends[len(b.ends)-ends:]}
		clear(r.ends)
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
	for cell, end := range run.mapping.ends() {
		if err := b.records(ctx, run, cell, end); err != nil {
			return err
		}
	}
	return nil
}

// decide hands the pairs of the good rows to the graph and counts all rows, in their
// order. When the graph could not try some of them, the rows before the first such one
// are done.
func (b *batch) decide(ctx context.Context, run *run) error {
	b.operations, b.associates = b.operations[:0], slices.Grow(b.associates[:0], len(b.rows)*len(run.pairs))
	for i := range b.rows {
		if r := &b.rows[i]; r.good() {
			for _, p := range run.pairs {
				b.add(run, i, p)
			}
		}
	}
	each, err := run.each(ctx, b.operations...)
	for i := range b.rows {
		r, outcome := &b.rows[i], association.Unchanged
		if r.good() {
			n := r.count(run.pairs)
			if len(each) < n || !tried(each[:n], err) {
				break
			}
			outcome = r.became(run.pairs, each)
			each = each[n:]
		}
		run.done(r, outcome)
	}
	return err
}

// add adds what a pair of row i asks of the graph, if the row has both records.
func (b *batch) add(run *run, i int, p pair) {
	r := &b.rows[i]
	if !r.has(p) {
		return
	}
	b.associates = append(b.associates, r.associate(p, run.options.MovePrimary))
	op := &b.associates[len(b.associates)-1]
	if op.Mark == primary.MarkReplace {
		b.operations = append(b.operations, association.Once(run.operation(i), op))
		return
	}
	b.operations = append(b.operations, op)
}

// tried reports whether the store came to all operations of a row.
func tried(each []association.EachResult, err error) bool {
	return err == nil || !slices.ContainsFunc(each, func(e association.EachResult) bool { return errors.Is(e.Err, err) })
}

// has reports whether the row has both records of a pair.
func (r *row) has(p pair) bool { return !r.ends[p.from].IsZero() && !r.ends[p.to].IsZero() }

// count returns how many of the pairs the row has.
func (r *row) count(pairs []pair) int {
	n := 0
	for _, p := range pairs {
		if r.has(p) {
			n++
		}
	}
	return n
}

// became notes why pairs of the row were refused, and returns what became of the others.
func (r *row) became(pairs []pair, each []association.EachResult) association.Outcome {
	outcome := association.Unchanged
	for _, p := range pairs {
		if !r.has(p) {
			continue
		}
		switch one := each[0]; {
		case one.Err != nil:
			r.refused(p, one.Err)
		case one.Result.Repeated && one.Result.Outcome != association.Skipped:
			// An earlier run did it, and has counted it.
		default:
			outcome = stronger(outcome, one.Result.Outcome)
		}
		each = each[1:]
	}
	return outcome
}

// stronger returns the outcome that says more.
func stronger(a, b association.Outcome) association.Outcome {
	for _, o := range [...]association.Outcome{association.Created, association.Changed, association.Skipped} {
		if a == o || b == o {
			return o
		}
	}
	return a
}

// associate returns what a pair of the row asks of the graph. Labels and mark are of the
// first pair. Where From is the one that can be primary, the record at the other end is
// the one that is asked.
func (r *row) associate(p pair, move bool) association.Associate {
	op := association.Associate{From: r.ends[p.from], To: r.ends[p.to]}
	if p != (pair{fromCell, toCell}) {
		return op
	}
	op.Labels = r.words.labels
	if r.words.mark == ofTo {
		op.From, op.To = op.To, op.From
	}
	switch {
	case r.words.mark == noMark:
	case move:
		op.Mark = primary.MarkReplace
	default:
		op.Mark = primary.MarkAsPrimary
	}
	return op
}

// operation returns the id under which row i of the batch moves a mark: moving it once
// more would not be the same as not to.
func (r *run) operation(i int) history.OperationID {
	group := sha256.Sum256([]byte(r.options.ID.String()))
	id, _ := history.NamedOperation(fmt.Sprintf("import %x row %d", group[:16], r.report.Rows+i+1)) // always legal
	return id
}
