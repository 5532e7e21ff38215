package draft

import (
	"slices"

	"github.com/relata-go/relata/storage"
)

// A Savepoint is the state that an operation of several steps goes back to when a step is
// refused. The rows are kept only if something was changed before; else they go back to their Was.
type Savepoint struct {
	records []storage.Record
	degrees []storage.Degree
	links   []storage.Link
	events  int
	skips   int
}

// Save returns a savepoint of the draft as of now.
func (d *Draft) Save() Savepoint {
	s := Savepoint{events: len(d.Rows.Events), skips: len(d.Skips)}
	if d.operation.first > 0 || d.options.DryRun {
		s.records, s.degrees, s.links = slices.Clone(d.Rows.Records), slices.Clone(d.Rows.Degrees), slices.Clone(d.Rows.Links)
	}
	return s
}

// Rollback undoes every change after the savepoint. Rows that were asked for since stay.
func (d *Draft) Rollback(s Savepoint) {
	copy(d.Rows.Records, s.records)
	copy(d.Rows.Degrees, s.degrees)
	copy(d.Rows.Links, s.links)
	for i := len(s.records); i < len(d.Rows.Records); i++ {
		d.Rows.Records[i].Now = d.Rows.Records[i].Was
	}
	for i := len(s.degrees); i < len(d.Rows.Degrees); i++ {
		d.Rows.Degrees[i].Now = d.Rows.Degrees[i].Was
	}
	for i := len(s.links); i < len(d.Rows.Links); i++ {
		d.Rows.Links[i].Now = d.Rows.Links[i].Was
	}
	d.Rows.Events, d.Skips = d.Rows.Events[:s.events], d.Skips[:s.skips]
}

// Steps makes n changes, one after another, as one operation: all or none. Each sees the
// changes of those before. When a step has to read more, the others are tried as well, so
// that they ask for their rows in the same Read.
func (d *Draft) Steps(n int, step func(i int) error) error {
	if err := d.Settled(); err != nil {
		return err
	}
	before, more := d.Save(), false
	for i := range n {
		err := step(i)
		switch {
		case err == MoreRows:
			more = true
		case err != nil:
			d.Rollback(before)
			return err
		}
	}
	if !more {
		return nil
	}
	d.Rollback(before)
	if err := d.Settled(); err != nil {
		return err
	}
	return MoreRows
}
