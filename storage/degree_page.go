package storage

import (
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A DegreePage asks for degrees that are not zero.
//
// If the id of Of is set, the rows are all degrees of that record, towards every type and
// with every label, ordered by type and then label; To, Label, AtLeast and Max are ignored.
//
// If the id of Of is empty, the rows are the records of type Of.Type whose degree
// towards To (and with Label) is AtLeast or more, in Ref order after After. Such a page
// may have fewer rows than Max, even none, although More is set. A backend without an
// index on counts ends a page so, after it has looked at some thousand degrees.
type DegreePage struct {
	Of      record.Ref
	To      record.Type
	Label   label.TypeID
	AtLeast int
	After   record.ID // exclusive: Next of the page before
	Max     int       // 1 to MaxPage; ignored for one record

	Start, Count int       // answered: the rows are DegreeRows[Start:Start+Count]
	More         bool      // answered: there may be more, with After = Next
	Next         record.ID // answered: the last record that was looked at

	answered bool // by the Read under way
}

// MarkAnswered records that the Read under way has answered p; see [Unread].
func (p *DegreePage) MarkAnswered() { p.answered = true }

// A DegreeRow is one row of a [DegreePage].
type DegreeRow struct {
	Of      record.ID
	To      record.Type
	Label   label.TypeID
	Summary Summary
}

// Rows returns the rows that answer p. p is in b.DegreePages.
func (p *DegreePage) Rows(b *Batch) []DegreeRow { return b.DegreeRows[p.Start : p.Start+p.Count] }
