package association

import (
	"slices"

	"github.com/relata-go/relata/storage"
)

// A saved draft is what an operation of several parts goes back to when one is refused.
type saved struct {
	whole   bool // the rows are kept; else they were as they had been read
	records []storage.Record
	sides   []storage.Degree
	links   []storage.Link
	events  int
	skips   int
}

// save keeps what a draft has. Before the first change that is what was read.
func (d *draft) save() saved {
	s := saved{events: len(d.Events), skips: len(d.skips)}
	if s.whole = d.first > 0 || d.rehearsing; s.whole {
		s.records, s.sides, s.links = slices.Clone(d.Records), slices.Clone(d.Degrees), slices.Clone(d.Links)
	}
	return s
}

// restore undoes every change since s was saved. Rows that were asked for since stay.
func (d *draft) restore(s saved) {
	copy(d.Records, s.records)
	copy(d.Degrees, s.sides)
	copy(d.Links, s.links)
	for i := len(s.records); i < len(d.Records); i++ {
		d.Records[i].Now = d.Records[i].Was
	}
	for i := len(s.sides); i < len(d.Degrees); i++ {
		d.Degrees[i].Now = d.Degrees[i].Was
	}
	for i := len(s.links); i < len(d.Links); i++ {
		d.Links[i].Now = d.Links[i].Was
	}
	d.Events, d.skips = d.Events[:s.events], d.skips[:s.skips]
}
