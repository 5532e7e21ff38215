package memory

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory/internal/adjacency"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// A neighborScan goes over the neighbours of a record that have the same type, in the
// order of their ids. The scan is used again, so that a scan does not allocate.
type neighborScan struct {
	state *state
	of    rowid.ID
	to    rowid.Type
	after record.ID                 // "" to begin with the first
	skip  bool                      // rows up to after may still come
	visit func(*adjacency.Row) bool // false ends the scan
	step  func(adjacency.Row) bool  // the method take, as a value that is made once
	row   adjacency.Row             // given to visit
}

// run calls visit with the rows of of and to after a neighbour, until visit returns
// false.
func (s *neighborScan) run(from *state, of rowid.ID, to rowid.Type, after record.ID, visit func(*adjacency.Row) bool) {
	if s.step == nil {
		s.step = s.take
	}
	s.state, s.of, s.to, s.after, s.skip, s.visit = from, of, to, after, after != "", visit
	start := to.ID()
	if after != "" {
		// A text that was never written has no place in the tree. Then the scan begins
		// with the first neighbour and skips rows up to the text.
		if place, known := from.names.FindIn(to, after); known {
			start = place
		}
	}
	from.neighbors.AscendGreaterOrEqual(adjacency.Row{From: of, To: start}, s.step)
	s.state, s.visit = nil, nil
}

// take passes a row of the tree on to visit, and ends the scan at the first row of
// another record or another type.
func (s *neighborScan) take(row adjacency.Row) bool {
	if row.From != s.of || row.To.Type() != s.to {
		return false
	}
	if s.skip {
		if s.state.names.CompareID(row.To, s.after) <= 0 {
			return true
		}
		s.skip = false
	}
	s.row = row
	return s.visit(&s.row)
}
