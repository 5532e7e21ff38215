package importer

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"

	"github.com/relata-go/relata/association"
)

// ErrResume is the error of a point to go on from that does not fit the file.
var ErrResume = errors.New("cannot resume there")

// A run is one import under way.
type run struct {
	graph   *association.Graph
	mapping Mapping
	pairs   []pair // that every row associates
	options Options
	table   *table
	details []detailed // of the ends; nil where there are none
	each    func(context.Context, ...association.Operation) ([]association.EachResult, error)

	report   Report
	glossary *glossary
	seed     maphash.Seed
	seen     map[uint64]struct{} // the mapped cells of the rows so far
	batch    batch
}

// skip reads over the rows that are done. It looks at their cells all the same, so
// that repeated rows are counted as if the import had never ended.
func (r *run) skip() error {
	done := row{cells: make([]string, len(r.table.wanted))}
	for n := range r.report.Rows {
		done.faults = done.faults[:0]
		if err := r.table.next(&done); err == io.EOF {
			return fmt.Errorf("%w: %d rows are done and the file has %d: give the file of the first run", ErrResume, r.report.Rows, n)
		} else if err != nil {
			return err
		}
		_ = r.repeats(&done)
	}
	if done.line != r.report.Line {
		return fmt.Errorf("%w: row %d begins on line %d and did on line %d: give the file of the first run", ErrResume, r.report.Rows, done.line, r.report.Line)
	}
	return nil
}

// start imports for real, or in a dry run.
func (r *run) start(ctx context.Context) error {
	if !r.options.DryRun {
		r.each = r.graph.DoEach
		return r.all(ctx)
	}
	return r.graph.DryRun(ctx, func(h *association.DryRun) error {
		r.each = h.DoEach
		return r.all(ctx)
	})
}

// all imports batch by batch. Where the file ends early, what was read before is
// imported all the same.
func (r *run) all(ctx context.Context) error {
	for {
		end := r.batch.fill(r)
		if err := r.do(ctx); err != nil {
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

// do imports the rows of the batch.
func (r *run) do(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(r.batch.rows) == 0 {
		return nil
	}
	if err := r.learn(ctx); err != nil {
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

// learn makes the glossary that of the current schema.
func (r *run) learn(ctx context.Context) error {
	schema, err := r.graph.Schema(ctx)
	if err == nil && (r.glossary == nil || r.glossary.schema.Version() != schema.Version()) {
		r.glossary = newGlossary(schema, r.mapping.From.Type, r.mapping.To.Type)
	}
	return err
}

// repeats reports whether an earlier row had the same cells, and remembers these.
// Of the cells only a hash is kept: the count may be one too high once in a great
// many million rows, and nothing else depends on it.
func (r *run) repeats(row *row) bool {
	if !row.good() {
		return false
	}
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, cell := range row.cells {
		_, _ = h.WriteString(cell)
		_ = h.WriteByte(0)
	}
	sum := h.Sum64()
	_, before := r.seen[sum]
	r.seen[sum] = struct{}{}
	return before
}

// done counts a row and lists what is wrong with it.
func (r *run) done(row *row, outcome association.Outcome) {
	p := &r.report.Progress
	p.Rows++
	p.Line = row.line
	if row.repeated {
		p.Repeated++
	}
	if row.good() {
		p.count(outcome)
		return
	}
	p.Failed++
	r.list(r.table.file, row)
}

// blamed lists what is wrong with a row of details. A run that goes on has listed it.
func (r *run) blamed(file string, row *row) {
	if r.options.Resume.Rows == 0 && r.options.Resume.ErrorCount == 0 {
		r.list(file, row)
	}
}

// list lists what is wrong with a row of a file.
func (r *run) list(file string, row *row) {
	for _, f := range row.faults {
		r.report.ErrorCount++
		if len(r.report.Errors) < r.options.MaxErrors {
			r.report.Errors = append(r.report.Errors, RowError{
				File: file, Sheet: row.sheet, Line: row.line, Column: f.place.index + 1, Header: f.place.header,
				Type: f.place.of, Value: cut(f.value), Kind: f.kind, Err: f.err,
			})
		}
	}
}
