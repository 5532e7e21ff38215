package importer

import (
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
)

// Options change how an import is done. The zero Options and nil mean the defaults.
type Options struct {
	// DryRun reports what the import would do and writes nothing. It decides on a single
	// snapshot of the graph and keeps its decisions in memory. A backend that cannot hold a
	// snapshot for so long returns storage.ErrSnapshot.
	DryRun bool
	// MovePrimary lets a row that is marked Primary take the mark from the record that has it;
	// that record stays associated. Without MovePrimary such a row is an error.
	//
	// A file that marks several companies of the same record moves the mark to each in turn,
	// and again if the file is imported again; the last company keeps the mark. The operations
	// of marked rows have ids, made of ID and the number of the row. The graph keeps the ids
	// until [association.Graph.TrimOperations]. So a row that Resume runs again does not move
	// the mark again.
	MovePrimary bool
	// Resume continues the same file after the given point: the Progress of an earlier run that
	// ended early. Its counts are added to, and errors that were reported before are not listed
	// again. Rows after the point that were done already run again. They change nothing and are
	// counted as unchanged, except for the pairs that [Progress.Begun] tells of. Files of [Details] are read again from the beginning.
	Resume Progress
	// File is the name of the file, for the report of an import of several files.
	File string
	// ID is the group of the events that the import writes. Zero: that of Resume, else a new
	// ID of [association.Graph.NextID]; see [Progress].
	ID history.OperationID
	// Source is the source of the events. Zero: history.Import, with the user and the request
	// id of the graph's source.
	Source history.Source
	// Comma separates cells: any character that csv.Reader accepts as Comma, so neither a quote
	// nor a line end. Zero: the comma.
	Comma rune
	// Batch is how many rows are looked up and given to the graph at once. Zero: 1,000.
	// The result does not depend on it.
	Batch int
	// MaxErrors is how many errors the report lists, inclusive; all are counted. Zero:
	// 1,000.
	MaxErrors int
	// Progress, if not nil, is called after every batch with the progress so far.
	Progress func(Progress)
}

// The defaults of [Options].
const (
	defaultBatch     = 1_000
	defaultMaxErrors = 1_000
)

// complete returns the options of an import into g, with defaults in place of zeros.
func (o *Options) complete(g *association.Graph) (Options, error) {
	var all Options
	if o != nil {
		all = *o
	}
	if all.Comma == 0 {
		all.Comma = ','
	}
	if all.Source == (history.Source{}) {
		all.Source = g.Source().WithKind(history.Import)
	}
	if all.ID.IsZero() {
		all.ID = all.Resume.ID
	}
	if all.ID.IsZero() {
		all.ID = g.NextID()
	}
	if all.Batch == 0 {
		all.Batch = defaultBatch
	}
	if all.MaxErrors == 0 {
		all.MaxErrors = defaultMaxErrors
	}
	return all, all.check()
}

// check returns an error for numbers and characters that cannot be used.
func (o Options) check() error {
	switch {
	case !isComma(o.Comma):
		return fmt.Errorf("%w: %q does not separate cells: use another character", ErrMapping, o.Comma)
	case o.Batch < 0:
		return fmt.Errorf("%w: a batch of %d rows: use 1 or more, or 0 for the default", ErrMapping, o.Batch)
	case o.MaxErrors < 0:
		return fmt.Errorf("%w: at most %d errors: use 1 or more, or 0 for the default", ErrMapping, o.MaxErrors)
	case o.Resume.Rows < 0 || o.Resume.Line < 0:
		return fmt.Errorf("%w: resume after row %d on line %d", ErrResume, o.Resume.Rows, o.Resume.Line)
	}
	return nil
}
