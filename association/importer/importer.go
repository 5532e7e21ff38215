// Package importer associates records from a CSV file: one row for each association,
// with a column for each end and one for labels.
//
// It decides what a row means: which columns hold the keys, which records the keys
// stand for and which labels a cell names. What may be associated the graph decides,
// row by row: a row that is wrong or refused is reported with its line, column and
// value, and the others go on. Rows are decided in the order of the file, so the
// first company of a contact becomes its primary and a later row that marks another
// one is refused, unless the caller allows moving the mark.
//
// The file is read by encoding/csv, with quotes as RFC 4180 has them, a row of at most
// [MaxRow] bytes at a time; a quote that is never closed does not take the rest of a
// large file with it.
//
// It never removes a link or a label, never creates a label, and guesses nothing: a
// key that means no record, or two, is an error of its row. It keeps this law:
// importing a file twice, in other batches, or again from an earlier point gives the
// graph that importing it once gives.
package importer

import (
	"context"
	"crypto/rand"
	"hash/maphash"
	"io"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// Run imports the file that r holds, as m maps it. It reads r once, from its
// beginning to its end, and holds one batch of rows at a time.
//
// The report says what became of the rows, and is true also beside an error: its
// Progress is then where to go on. An error is a mapping that does not fit the
// account ([ErrMapping], a label.Error), a file that is no CSV ([FileError]) or
// lacks a column ([HeaderError]), a failed lookup, an error of the store, or that ctx
// ended. What is wrong with a single row is none: it is in the report.
func Run(ctx context.Context, g *association.Graph, r io.Reader, m Mapping, options *Options) (Report, error) {
	o, err := options.complete()
	if err != nil {
		return Report{}, err
	}
	if err := m.check(ctx, g, o.Source); err != nil {
		return Report{}, err
	}
	t, err := open(r, o.Comma)
	if err != nil {
		return Report{}, err
	}
	columns, err := m.columns(t)
	if err != nil {
		return Report{}, err
	}
	t.wanted = columns
	run := &run{
		graph: g.As(o.Source).Grouped(o.ID), mapping: m, options: o, table: t, columns: columns,
		seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(), report: Report{Progress: o.Resume},
	}
	run.report.ID = o.ID
	if err := run.skip(); err != nil {
		return run.report, err
	}
	err = run.start(ctx)
	return run.report, err
}

// newID returns an id that no other import has.
func newID() history.OperationID {
	id, _ := history.NamedOperation("import-" + rand.Text()) // always legal
	return id
}
