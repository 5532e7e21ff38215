package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/record"
)

// Errors that a [Lookup] gives for a key. They may be wrapped, to say more.
var (
	ErrNotFound   = errors.New("no record has this key")
	ErrAmbiguous  = errors.New("more than one record has this key")
	ErrIdentifier = errors.New("this cannot be a key")
)

// A Lookup returns the records that keys stand for, in the order of the keys: emails,
// domains, names, whatever the column holds. It is called at most once for each end
// and batch, with every key once, and never for a row that is known to be wrong. It
// may create a record that is missing and return its id.
//
// In a dry run it creates nothing: for a record that it would create it returns an id
// that no record has, the same one whenever it is asked for the same record.
//
// Its own error ends the import.
type Lookup func(ctx context.Context, asked Asked) ([]Found, error)

// Asked is the question to a [Lookup].
type Asked struct {
	Type   record.Type
	Header string   // of the column
	Keys   []string // without the space around them; none is empty and none occurs twice
	// Details are the rows of the End's [Details] for these keys, in their order, by
	// header: nil for a key of which there is none. Without Details it is empty.
	Details []map[string]string
	DryRun  bool
}

// Found is the answer to one key: an id, or why there is none. Without both no record
// was found.
type Found struct {
	ID  record.ID
	Err error // [ErrNotFound], [ErrAmbiguous], [ErrIdentifier], or any other
}

// byID is the lookup of an [End] that has none.
func byID(_ context.Context, asked Asked) ([]Found, error) {
	found := make([]Found, len(asked.Keys))
	for i, key := range asked.Keys {
		found[i].ID = record.ID(key)
	}
	return found, nil
}

// records fills in the records of one end, given by the number of its cell, of the
// rows that have no error yet.
func (b *batch) records(ctx context.Context, run *run, cell int, end End) error {
	asked := Asked{Type: end.Type, Header: run.table.wanted[cell].header, DryRun: run.options.DryRun}
	places := map[string]int{}
	for i := range b.rows {
		r := &b.rows[i]
		key := r.cells[cell]
		if key == "" || !r.good() || !run.described(r, cell) {
			continue
		}
		if _, known := places[key]; !known {
			places[key] = len(asked.Keys)
			asked.Keys = append(asked.Keys, key)
			if run.details[cell] != nil {
				asked.Details = append(asked.Details, run.details[cell].of(key))
			}
		}
	}
	if len(asked.Keys) == 0 {
		return nil
	}
	found, err := end.find(ctx, asked)
	if err != nil {
		return fmt.Errorf("look up %d keys of column %q: %w", len(asked.Keys), asked.Header, err)
	}
	for i := range b.rows {
		if r := &b.rows[i]; r.good() && r.cells[cell] != "" {
			r.found(cell, end.Type, found[places[r.cells[cell]]])
		}
	}
	return nil
}

// find asks the lookup.
func (e End) find(ctx context.Context, asked Asked) ([]Found, error) {
	lookup := e.Lookup
	if lookup == nil {
		lookup = byID
	}
	found, err := lookup(ctx, asked)
	if err == nil && len(found) != len(asked.Keys) {
		err = fmt.Errorf("%d answers: give one for each key", len(found))
	}
	return found, err
}

// found takes the answer for the key of one end.
func (r *row) found(cell int, t record.Type, f Found) {
	switch err := f.Err; {
	case errors.Is(err, ErrAmbiguous):
		r.blame(Ambiguous, cell, err)
	case errors.Is(err, ErrIdentifier):
		r.blame(BadIdentifier, cell, err)
	case errors.Is(err, ErrNotFound):
		r.blame(RecordNotFound, cell, err)
	case err != nil:
		r.blame(Other, cell, err)
	case f.ID == "":
		r.blame(RecordNotFound, cell, ErrNotFound)
	default:
		r.ends[cell] = record.New(t, f.ID)
		if err := r.ends[cell].Validate(); err != nil {
			r.blame(BadIdentifier, cell, err)
		}
	}
}
