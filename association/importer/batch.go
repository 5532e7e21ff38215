package importer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A batch is the rows that are looked up and decided together. The next batch reuses its
// slices, so an import needs memory for a single batch.
type batch struct {
	rows       []row
	cells      []string     // of all rows
	ends       []record.Ref // of all rows
	associates []association.Associate
	operations []association.Operation // pointers into associates, in the order of rows and pairs
}

// fill reads the rows of the next batch. The error says why no row follows: io.EOF at the end
// of the file.
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
		r.repeated = run.isRepeated(&r)
		b.rows = append(b.rows, r)
	}
	return nil
}

// prepare reads each row's labels and keys. Labels are read before keys are looked up: a lookup
// may create records, and none shall be created for a row that is wrong anyway.
func (b *batch) prepare(ctx context.Context, run *run) error {
	for i := range b.rows {
		b.rows[i].readLabels(run.labels)
	}
	for cell, end := range run.mapping.ends() {
		if err := b.lookUp(ctx, run, cell, end); err != nil {
			return err
		}
	}
	return nil
}

// decide gives the pairs of the valid rows to the graph and counts all rows, in their order. If
// the store fails before all pairs were tried, only the rows before the first untried pair are
// counted, so that an import resumes with that row.
func (b *batch) decide(ctx context.Context, run *run) error {
	b.operations, b.associates = b.operations[:0], slices.Grow(b.associates[:0], len(b.rows)*len(run.pairs))
	for i := range b.rows {
		if r := &b.rows[i]; r.valid() {
			for _, p := range run.pairs {
				b.add(run, i, p)
			}
		}
	}
	each, err := run.each(ctx, b.operations...)
	b.count(run, tried(each, err))
	return err
}

// count counts the rows before the first whose pairs were not all tried. Begun keeps the outcome
// of the tried pairs of that row: when the row runs again, they change nothing.
func (b *batch) count(run *run, each []association.EachResult) {
	for i := range b.rows {
		r, outcome := &b.rows[i], association.Unchanged
		if r.valid() {
			n := r.pairCount(run.pairs)
			done := each[:min(n, len(each))]
			outcome = together(run.report.Begun, r.take(run.pairs, done))
			if len(done) < n {
				run.report.Begun = begun(outcome)
				return
			}
			each = each[n:]
		}
		run.count(r, outcome)
	}
}

// begun returns the outcome to remember of a row that is not finished.
func begun(outcome association.Outcome) association.Outcome {
	if outcome == association.Unchanged {
		return association.None // as for a row that was not begun
	}
	return outcome
}

// add adds the operation of a pair of row i, if the row has both records. An operation that
// moves a mark gets an id: without the id a resumed import would move the mark again, and later
// rows may have moved the mark elsewhere.
func (b *batch) add(run *run, i int, p pair) {
	r := &b.rows[i]
	if !r.has(p) {
		return
	}
	// decide has made room for all of them, so earlier pointers stay valid.
	b.associates = append(b.associates, r.associate(p, run.options.MovePrimary))
	op := &b.associates[len(b.associates)-1]
	if op.Mark == primary.MarkReplace {
		b.operations = append(b.operations, association.Once(run.operationID(i), op))
		return
	}
	b.operations = append(b.operations, op)
}

// tried returns the results of the operations that the store tried. An operation that was not
// tried has the error of the whole call, and so have all operations after it.
func tried(each []association.EachResult, err error) []association.EachResult {
	if err == nil {
		return each
	}
	if i := slices.IndexFunc(each, func(e association.EachResult) bool { return errors.Is(e.Err, err) }); i >= 0 {
		return each[:i]
	}
	return each
}

// operationID returns the id for row i of the batch. The id depends only on the import and the
// number of the row in the file, so a resumed import uses the same id.
func (r *run) operationID(i int) history.OperationID {
	group := sha256.Sum256([]byte(r.options.ID.String()))
	id, _ := history.NamedOperation(fmt.Sprintf("import %x row %d", group[:16], r.report.Rows+i+1)) // always legal
	return id
}
