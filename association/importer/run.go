package importer

import (
	"context"
	"fmt"
	"hash/maphash"
	"io"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/failure"
)

// ErrResume is the error of an [Options.Resume] that does not fit the file.
var ErrResume = failure.Sentinel(failure.Invalid, "importer.ErrResume", "cannot resume there")

// A run is an import under way.
type run struct {
	graph   *association.Graph
	mapping Mapping
	pairs   []pair // that every row associates
	options Options
	table   *table
	details []details // of the ends; nil for an end without Details
	each    func(context.Context, ...association.Operation) ([]association.EachResult, error)

	report Report
	labels *labelCells
	seed   maphash.Seed
	seen   map[uint64]struct{} // hashes of the mapped cells of the rows so far
	batch  batch
}

// skipDone reads the rows that an earlier run has done. It remembers their cells, so that
// repeated rows are counted as if the import had never stopped.
func (r *run) skipDone() error {
	done := row{cells: make([]string, len(r.table.wanted))}
	for n := range r.report.Rows {
		done.faults = done.faults[:0]
		if err := r.table.next(&done); err == io.EOF {
			return fmt.Errorf("%w: %d rows are done and the file has %d: give the file of the first run", ErrResume, r.report.Rows, n)
		} else if err != nil {
			return err
		}
		_ = r.isRepeated(&done)
	}
	if done.line != r.report.Line {
		return fmt.Errorf("%w: row %d begins on line %d and did on line %d: give the file of the first run", ErrResume, r.report.Rows, done.line, r.report.Line)
	}
	return nil
}

// start imports all rows, or decides them in a dry run.
func (r *run) start(ctx context.Context) error {
	if !r.options.DryRun {
		r.each = r.graph.DoEach
		return r.importAll(ctx)
	}
	return r.graph.DryRun(ctx, func(d *association.DryRun) error {
		r.each = d.DoEach
		return r.importAll(ctx)
	})
}

// importAll imports batch by batch. If the file cannot be read to its end, the rows before
// the error are imported.
func (r *run) importAll(ctx context.Context) error {
	for {
		end := r.batch.fill(r)
		if err := r.importBatch(ctx); err != nil {
			return err
		}
		if end == io.EOF {
			return nil
		}
		if end != nil {
			return end
		}
	}
}

// importBatch imports the rows of the batch.
func (r *run) importBatch(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(r.batch.rows) == 0 {
		return nil
	}
	if err := r.refreshLabels(ctx); err != nil {
		return err
	}
	if err := r.batch.prepare(ctx, r); err != nil {
		return err
	}
	err := r.batch.decide(ctx, r)
	if r.options.Progress != nil {
		r.options.Progress(r.report.Progress)
	}
	return err
}

// refreshLabels makes label cells be read under the stored schema. Others may edit the
// schema between two batches.
func (r *run) refreshLabels(ctx context.Context) error {
	schema, err := r.graph.Schema(ctx)
	if err == nil && (r.labels == nil || r.labels.schema.Version() != schema.Version()) {
		r.labels = newLabelCells(schema, r.mapping.From.Type, r.mapping.To.Type)
	}
	return err
}

// isRepeated reports whether an earlier row had the same cells, and remembers the cells of this
// row. Only a hash of the cells is kept, so that a long file does not fill the memory. Two
// different rows have the same hash once in a great many million rows; then the count of
// repeated rows is too high by one, and nothing else depends on it.
func (r *run) isRepeated(row *row) bool {
	if !row.valid() {
		return false
	}
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, cell := range row.cells {
		_, _ = h.WriteString(cell)
		_ = h.WriteByte(0) // the end of a cell, so that "a","b" and "ab","" differ
	}
	sum := h.Sum64()
	_, before := r.seen[sum]
	r.seen[sum] = struct{}{}
	return before
}

// count counts a finished row, and lists the faults of the row.
func (r *run) count(row *row, outcome association.Outcome) {
	p := &r.report.Progress
	p.Rows++
	p.Line = row.line
	p.Begun = association.None
	if row.repeated {
		p.Repeated++
	}
	if row.valid() {
		p.count(outcome)
		return
	}
	p.Failed++
	r.listFaults(r.table.file, row)
}

// listDetailFaults lists the faults of a row of Details. A resumed run reads the Details
// again, but the first run has listed their faults.
func (r *run) listDetailFaults(file string, row *row) {
	if r.options.Resume.Rows == 0 && r.options.Resume.ErrorCount == 0 {
		r.listFaults(file, row)
	}
}

// listFaults counts the faults of a row, and adds them to the report while there is room.
func (r *run) listFaults(file string, row *row) {
	for _, f := range row.faults {
		r.report.ErrorCount++
		if len(r.report.Errors) < r.options.MaxErrors {
			r.report.Errors = append(r.report.Errors, RowError{
				File: file, Sheet: row.sheet, Line: row.line, Column: f.column.index + 1, Header: f.column.header,
				Type: f.column.of, Value: cut(f.value), Kind: f.kind, Err: f.err,
			})
		}
	}
}
