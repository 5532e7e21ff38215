package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// Errors that a [Lookup] returns for a key. They may be wrapped, to say more. Each gives the
// row its own kind: [RecordNotFound], [Ambiguous] or [BadIdentifier].
var (
	ErrNotFound   = failure.Sentinel(failure.Undefined, "importer.ErrNotFound", "no record has this key")
	ErrAmbiguous  = failure.Sentinel(failure.Invalid, "importer.ErrAmbiguous", "more than one record has this key")
	ErrIdentifier = failure.Sentinel(failure.Invalid, "importer.ErrIdentifier", "this cannot be a key")
)

// A Lookup returns the records of keys, in the order of the keys. Keys are emails, domains,
// names, or anything else in the column. The Lookup is called at most once for each end and
// batch, with every key once, and never for a row that is known to be wrong. It may create a
// missing record and return the id of the new record.
//
// In a dry run the Lookup creates nothing. For a record that it would create it returns an id
// that no record has, and always the same id for the same record.
//
// If the Lookup itself returns an error, the import ends.
type Lookup func(ctx context.Context, asked Asked) ([]Found, error)

// Asked is the question to a [Lookup].
type Asked struct {
	Type   record.Type
	Header string   // of the column
	Keys   []string // without the space around them; none is empty and none occurs twice
	// Details are the rows of the End's [Details] for these keys, in the order of the
	// keys, each by header. A key without a row has nil. If the End has no Details, the
	// slice is empty.
	Details []map[string]string
	DryRun  bool // the lookup creates nothing
}

// Found is the answer for a key: an id, or the reason why there is none. The zero Found says
// that no record was found.
type Found struct {
	ID  record.ID
	Err error // [ErrNotFound], [ErrAmbiguous], [ErrIdentifier], or any other
}

// byID is the lookup of an [End] without a Lookup: the key is the id.
func byID(_ context.Context, asked Asked) ([]Found, error) {
	found := make([]Found, len(asked.Keys))
	for i, key := range asked.Keys {
		found[i].ID = record.ID(key)
	}
	return found, nil
}

// lookUp sets the records of an end, given by the number of the end's cell, in the rows that
// are valid so far. Each different key of the batch is asked once.
func (b *batch) lookUp(ctx context.Context, run *run, cell int, end End) error {
	asked := Asked{Type: end.Type, Header: run.table.wanted[cell].header, DryRun: run.options.DryRun}
	places := map[string]int{}
	for i := range b.rows {
		r := &b.rows[i]
		key := r.cells[cell]
		if key == "" || !r.valid() || !run.hasValidDetails(r, cell) {
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
	found, err := end.ask(ctx, asked)
	if err != nil {
		return fmt.Errorf("look up %d keys of column %q: %w", len(asked.Keys), asked.Header, err)
	}
	for i := range b.rows {
		if r := &b.rows[i]; r.valid() && r.cells[cell] != "" {
			r.setRecord(cell, end.Type, found[places[r.cells[cell]]])
		}
	}
	return nil
}

// ask calls the lookup of an end. If a lookup returns more or fewer answers than keys, the
// answers could be taken for the wrong keys, so that is an error.
func (e End) ask(ctx context.Context, asked Asked) ([]Found, error) {
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

// setRecord sets the record of an end, or adds a fault with the reason why there is none.
func (r *row) setRecord(cell int, t record.Type, f Found) {
	switch err := f.Err; {
	case errors.Is(err, ErrAmbiguous):
		r.addFault(Ambiguous, cell, err)
	case errors.Is(err, ErrIdentifier):
		r.addFault(BadIdentifier, cell, err)
	case errors.Is(err, ErrNotFound):
		r.addFault(RecordNotFound, cell, err)
	case err != nil:
		r.addFault(Other, cell, err)
	case f.ID == "":
		r.addFault(RecordNotFound, cell, ErrNotFound)
	default:
		r.ends[cell] = record.New(t, f.ID)
		if err := r.ends[cell].Validate(); err != nil {
			r.addFault(BadIdentifier, cell, err)
		}
	}
}
