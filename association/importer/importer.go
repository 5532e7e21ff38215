package importer

import (
	"context"
	"hash/maphash"
	"io"

	"github.com/relata-go/relata/association"
)

// Run imports the CSV file that r holds, as m maps it. It reads r once, from the beginning to
// the end, and holds a single batch of rows at a time.
//
// The report says what happened to the rows. It is also correct beside an error: its Progress
// is then the point to resume from. An error is a mapping that does not fit the account
// ([ErrMapping], a label.Error), a file that is no CSV ([FileError]) or lacks a column
// ([HeaderError]), a failed lookup, an error of the store, or the end of ctx. An error of a
// single row is not returned, only reported.
func Run(ctx context.Context, g *association.Graph, r io.Reader, m Mapping, options *Options) (Report, error) {
	o, err := options.complete(g)
	if err != nil {
		return Report{}, err
	}
	return start(ctx, g, CSV(r, o.Comma), m, o)
}

// RunRows imports rows that do not come from a CSV file, such as the rows of a workbook's
// sheet. Otherwise it does the same as [Run].
func RunRows(ctx context.Context, g *association.Graph, rows Rows, m Mapping, options *Options) (Report, error) {
	o, err := options.complete(g)
	if err != nil {
		return Report{}, err
	}
	return start(ctx, g, rows, m, o)
}

// start imports rows under complete options. Everything that can be wrong with the call as
// a whole is checked before the first row is imported.
func start(ctx context.Context, g *association.Graph, rows Rows, m Mapping, o Options) (Report, error) {
	pairs, err := m.check(ctx, g, o.Source)
	if err != nil {
		return Report{}, err
	}
	t := &table{file: o.File, rows: rows}
	if err := t.readHeader(); err != nil {
		return Report{}, err
	}
	if t.wanted, err = t.findColumns(m.columns()); err != nil {
		return Report{}, err
	}
	run := &run{
		graph: g.As(o.Source).Grouped(o.ID), mapping: m, pairs: pairs, options: o, table: t,
		seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(), report: Report{Progress: o.Resume},
	}
	run.report.ID = o.ID
	if err := run.readAllDetails(); err != nil {
		return Report{Progress: o.Resume}, err
	}
	if err := run.skipDone(); err != nil {
		return run.report, err
	}
	err = run.start(ctx)
	return run.report, err
}
