package batch

import (
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Neighbors returns the answer to a page of neighbours, or nil while the page is
// still to be read. A new page becomes a question.
func (b *Batch) Neighbors(q storage.NeighborPage) *storage.NeighborPage {
	i := Find(&b.pages, b.NeighborPages, keyOfPage, keyOfPage(&q))
	if i < 0 {
		b.NeighborPages = append(b.NeighborPages, q)
		return nil
	}
	if i >= len(b.NeighborPages)-len(b.Unread().NeighborPages) {
		return nil
	}
	return &b.NeighborPages[i]
}

// EventsOf returns the answer to a page of events, or nil while the page is still to be read.
// A new page becomes a question.
func (b *Batch) EventsOf(q storage.EventPage) *storage.EventPage {
	i := Find(&b.events, b.EventPages, keyOfEvents, keyOfEvents(&q))
	if i < 0 {
		b.EventPages = append(b.EventPages, q)
		return nil
	}
	if i >= len(b.EventPages)-len(b.Unread().EventPages) {
		return nil
	}
	return &b.EventPages[i]
}

// DegreesOf returns the answer to which types a record has links towards, or nil while
// the answer is still to be read. A new page becomes a question.
func (b *Batch) DegreesOf(of record.Ref) *storage.DegreePage {
	read := len(b.DegreePages) - len(b.Unread().DegreePages)
	for i := range b.DegreePages {
		if b.DegreePages[i].Of == of {
			if i >= read {
				return nil
			}
			return &b.DegreePages[i]
		}
	}
	b.DegreePages = append(b.DegreePages, storage.DegreePage{Of: of})
	return nil
}
