package storage

import "fmt"

// Unread is the part of a Batch that the next Read answers. Its slices share the
// batch's memory, so a backend fills the answers in place.
//
// No question can be forgotten. A backend takes the schema and each family of rows out
// of the Unread with [Take] before it answers them. When a page is answered, the
// backend calls its MarkAnswered. [Unread.Finish] then refuses a Read that has left
// something out, also a family or a kind of page that a later version of this package
// adds.
type Unread struct {
	Schema        *Schema // nil when an earlier Read has answered
	Records       []Record
	Operations    []Operation
	Metadata      []Metadata
	Degrees       []Degree
	Links         []Link
	NeighborPages []NeighborPage
	DegreePages   []DegreePage
	EventPages    []EventPage
	ExpiredPages  []ExpiredPage

	batch *Batch
}

// progress is how far the questions of a Batch are answered: of each family, how many
// from the front. Rows are only ever appended, so a count is enough.
type progress struct {
	schema                                               bool
	records, operations, metadata, degrees, links        int
	neighborPages, degreePages, eventPages, expiredPages int
}

// Unread returns the questions that no Read has answered yet.
func (b *Batch) Unread() (u Unread) {
	if !b.read.schema {
		u.Schema = &b.Schema
	}
	u.batch = b
	u.Records, u.Operations, u.Metadata = b.Records[b.read.records:], b.Operations[b.read.operations:], b.Metadata[b.read.metadata:]
	u.Degrees, u.Links = b.Degrees[b.read.degrees:], b.Links[b.read.links:]
	u.NeighborPages, u.DegreePages = b.NeighborPages[b.read.neighborPages:], b.DegreePages[b.read.degreePages:]
	u.EventPages, u.ExpiredPages = b.EventPages[b.read.eventPages:], b.ExpiredPages[b.read.expiredPages:]
	return u
}

// Take returns a family of an Unread and leaves the Unread without it. The caller
// answers every row that was taken.
func Take[Family any](family *Family) Family {
	var none Family
	taken := *family
	*family = none
	return taken
}

// Finish ends a Read and counts every question of the batch as answered. When rows were
// not taken or a page was not marked, Finish returns [ErrUnanswered] and counts
// nothing.
func (u *Unread) Finish() error {
	if u.Schema != nil || len(u.Records)+len(u.Operations)+len(u.Metadata)+len(u.Degrees)+len(u.Links) > 0 {
		return u.untaken()
	}
	if err := u.batch.unmarked(); err != nil {
		return err
	}
	u.batch.read = u.batch.all(true)
	return nil
}

// untaken returns the error that names the first family that was not taken.
func (u *Unread) untaken() error {
	for _, family := range []struct {
		name string
		rows int
	}{
		{"records", len(u.Records)}, {"operations", len(u.Operations)}, {"metadata rows", len(u.Metadata)},
		{"degrees", len(u.Degrees)}, {"links", len(u.Links)},
	} {
		if family.rows > 0 {
			return fmt.Errorf("%w: the backend left out %d %s", ErrUnanswered, family.rows, family.name)
		}
	}
	return fmt.Errorf("%w: the backend left out the schema", ErrUnanswered)
}

// unmarked returns the error that names the first unread page without a mark. The marks
// come off, so that a copy of an answered page is a new question.
func (b *Batch) unmarked() error {
	if p := unmark(b.NeighborPages[b.read.neighborPages:], (*NeighborPage).mark); p != nil {
		return fmt.Errorf("%w: the backend left out a neighbor page of %s in order %d", ErrUnanswered, p.Of, p.Order)
	}
	if p := unmark(b.DegreePages[b.read.degreePages:], (*DegreePage).mark); p != nil {
		return fmt.Errorf("%w: the backend left out a degree page of %s", ErrUnanswered, p.Of)
	}
	if p := unmark(b.EventPages[b.read.eventPages:], (*EventPage).mark); p != nil {
		return fmt.Errorf("%w: the backend left out an event page of kind %d", ErrUnanswered, p.Kind)
	}
	if p := unmark(b.ExpiredPages[b.read.expiredPages:], (*ExpiredPage).mark); p != nil {
		return fmt.Errorf("%w: the backend left out an expired page of kind %d", ErrUnanswered, p.Kind)
	}
	return nil
}

// unmark takes the marks off all pages and returns the first page that had none, or nil.
func unmark[Page any](pages []Page, mark func(*Page) *bool) (first *Page) {
	for i := range pages {
		if !Take(mark(&pages[i])) && first == nil {
			first = &pages[i]
		}
	}
	return first
}

// unmarkAll takes off the marks of a Read that failed half way.
func (b *Batch) unmarkAll() {
	unmark(b.NeighborPages, (*NeighborPage).mark)
	unmark(b.DegreePages, (*DegreePage).mark)
	unmark(b.EventPages, (*EventPage).mark)
	unmark(b.ExpiredPages, (*ExpiredPage).mark)
}

func (p *NeighborPage) mark() *bool { return &p.answered }
func (p *DegreePage) mark() *bool   { return &p.answered }
func (p *EventPage) mark() *bool    { return &p.answered }
func (p *ExpiredPage) mark() *bool  { return &p.answered }

// all is the progress of a batch whose rows and pages are all answered.
func (b *Batch) all(schema bool) progress {
	return progress{
		schema: schema, records: len(b.Records), operations: len(b.Operations), metadata: len(b.Metadata),
		degrees: len(b.Degrees), links: len(b.Links), neighborPages: len(b.NeighborPages), degreePages: len(b.DegreePages),
		eventPages: len(b.EventPages), expiredPages: len(b.ExpiredPages),
	}
}

// IsRead reports whether every row and every page in b has its answer.
func (b *Batch) IsRead() bool { return b.read == b.all(b.read.schema) }

// AddAnswered appends a link whose Was the caller knows from a page of this batch, so
// the link counts as answered. While other questions of b have no answer, the link is a
// question too, because answered rows are counted from the front. The next Read then
// answers the link as well.
func (b *Batch) AddAnswered(row Link) {
	answered := b.IsRead()
	if b.Links = append(b.Links, row); answered {
		b.read.links = len(b.Links)
	}
}
