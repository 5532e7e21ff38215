// Package importer associates records from a file: one row for each association, with
// a column for each end and one for labels. A row may name further records, which are
// then associated with each other as well, and other files may say more about them.
//
// It decides what a row means: which columns hold the keys, which records the keys
// stand for and which labels a cell names. What may be associated the graph decides,
// row by row: a row that is wrong or refused is reported with its line, column and
// value, and the others go on. Rows are decided in the order of the file, so the
// first company of a contact becomes its primary and a later row that marks another
// one is refused, unless the caller allows moving the mark.
//
// A CSV file is read by encoding/csv, with quotes as RFC 4180 has them, a row of at most
// [MaxRow] bytes at a time; a quote that is never closed does not take the rest of a
// large file with it. Anything else that has rows and columns is [Rows].
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

// Run imports the CSV file that r holds, as m maps it. It reads r once, from its
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
	return start(ctx, g, CSV(r, o.Comma), m, o)
}

// RunRows imports rows that come from elsewhere than a CSV file, such as those of a
// workbook's sheet, as [Run] does.
func RunRows(ctx context.Context, g *association.Graph, rows Rows, m Mapping, options *Options) (Report, error) {
	o, err := options.complete()
	if err != nil {
		return Report{}, err
	}
	return start(ctx, g, rows, m, o)
}

// start imports rows under complete options.
func start(ctx context.Context, g *association.Graph, rows Rows, m Mapping, o Options) (Report, error) {
	pairs, err := m.check(ctx, g, o.Source)
	if err != nil {
		return Report{}, err
	}
	t := &table{file: o.File, rows: rows}
	if err := t.header(); err != nil {
		return Report{}, err
	}
	if t.wanted, err = t.columns(m.headers()); err != nil {
		return Report{}, err
	}
	run := &run{
		graph: g.As(o.Source).Grouped(o.ID), mapping: m, pairs: pairs, options: o, table: t,
		seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(), report: Report{Progress: o.Resume},
	}
	run.report.ID = o.ID
	if err := run.describe(); err != nil {
		return Report{Progress: o.Resume}, err
	}
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
