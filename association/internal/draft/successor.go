package draft

import (
	"errors"

	"github.com/relata-go/relata/association/internal/succession"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Successor says who becomes primary in the place of a record that goes.
type Successor struct {
	Named record.Ref // the record that the caller named; zero: none
	// Unattended says that nobody can be asked: the rule's own choice, else the oldest.
	Unattended bool
}

// A Removal says how a record stops being primary, and how a successor is decided.
type Removal struct {
	Cause  primary.Cause // of the mark that is taken away
	decide func(primary.Rule, succession.Others, succession.Request) (succession.Decision, error)
}

// The removals.
var (
	LinkRemoved = Removal{primary.Unlinked, succession.Unlinked} // the link is removed, and the mark with the link
	MarkCleared = Removal{primary.Cleared, succession.Cleared}   // the mark is cleared, the link stays
)

// NeedSuccessor asks for the links that a named successor could have.
func (d *Draft) NeedSuccessor(from, to, named record.Ref) {
	if named.IsZero() {
		return
	}
	d.Rows.Record(named)
	for _, of := range [2]record.Ref{from, to} {
		if of != named {
			d.Ask(of, named)
		}
	}
}

// Succeed finds successors for the marks that a link loses, and adds their promotions. near
// says that From's mark is lost, and far To's. Succeed returns why each mark is lost, and
// whether the named successor was needed.
//
// A named successor of To's type follows To as From's primary. Otherwise a successor of From's
// type follows From. A successor that can follow neither is a [primary.SuccessorError].
func (d *Draft) Succeed(c *Changes, l *Link, near, far bool, s Successor, how Removal) (causes history.Causes, needed bool, err error) {
	forNear := near && s.Named.Type == l.To.Type
	forFar := far && !forNear && s.Named.Type == l.From.Type
	if (near || far) && !forNear && !forFar && !s.Named.IsZero() {
		return causes, false, &primary.SuccessorError{Record: l.From, Successor: s.Named}
	}
	if near {
		causes.Near = how.Cause
		needed, err = d.succeedAt(c, l, s.only(forNear), how)
		if err != nil {
			return causes, needed, err
		}
	}
	if far {
		causes.Far = how.Cause
		turned := l.Turn()
		named, err := d.succeedAt(c, &turned, s.only(forFar), how)
		if err != nil {
			return causes, needed, err
		}
		needed = needed || named
	}
	return causes, needed, nil
}

// only returns s without the named record, unless that is meant.
func (s Successor) only(meant bool) Successor {
	if !meant {
		s.Named = record.Ref{}
	}
	return s
}

// succeedAt decides who takes over From's mark from To, and adds that change. named says
// that a successor was named and needed.
func (d *Draft) succeedAt(c *Changes, l *Link, s Successor, how Removal) (named bool, err error) {
	rule := l.toward.Rule
	if !l.toward.HasRule {
		return false, nil // the rule was withdrawn; marks of the rule go as they are touched
	}
	request := succession.Request{Of: l.From, Unattended: s.Unattended}
	if named = !s.Named.IsZero(); named {
		if err := d.checkSuccessor(l, s.Named, &request); err != nil {
			return named, err
		}
	}
	// Most decisions need only how many others there are.
	others := succession.Others{Count: d.Degree(l).Count - 1}
	decision, err := how.decide(rule, others, request)
	if errors.Is(err, succession.ErrUnread) {
		if others.List, err = d.candidates(rule, l.From, l.To.ID, s.Unattended); err != nil {
			return named, err
		}
		decision, err = how.decide(rule, others, request)
	}
	if err != nil || decision.Primary == "" {
		return named, err
	}
	return named, d.promote(c, l.From, record.New(l.To.Type, decision.Primary), decision.Cause)
}

// checkSuccessor puts a named successor into a request, and whether that record is linked to
// From.
func (d *Draft) checkSuccessor(l *Link, ref record.Ref, request *succession.Request) error {
	named, err := d.Alive(ref)
	if err != nil {
		return err
	}
	request.Successor = named.ID
	if named != l.From && named != l.To {
		candidate := d.Ask(l.From, named)
		if !d.Ready() {
			return MoreRows
		}
		state := d.State(&candidate)
		request.Linked = state.Linked()
	}
	return nil
}

// SucceedUnattended decides who takes over From's mark from To, whose link goes
// while nobody can be asked, and adds that change.
func (d *Draft) SucceedUnattended(c *Changes, l *Link) error {
	_, err := d.succeedAt(c, l, Successor{Unattended: true}, LinkRemoved)
	return err
}

// listed is how many candidates an error names at most.
const listed = 25

// candidates returns the first of the records that could be of's primary, without the record
// that goes: as many as an error should list, unless nobody is to see the error.
func (d *Draft) candidates(rule primary.Rule, of record.Ref, gone record.ID, unattended bool) ([]primary.Candidate, error) {
	order := storage.OldestFirst
	if rule.NewestFirst() {
		order = storage.NewestFirst
	}
	wanted := listed
	if unattended {
		wanted = 2 // the record that goes may be the first
	}
	rows, err := d.others(of, rule.To, gone, order, wanted)
	if err != nil {
		return nil, err
	}
	list := make([]primary.Candidate, 0, len(rows))
	for _, row := range rows[:min(len(rows), listed)] {
		list = append(list, primary.Candidate{ID: row.ID, Created: row.State.Created})
	}
	return list, nil
}

// An Election says which of a record's candidates becomes primary.
type Election uint8

// The elections.
const (
	ByRule Election = iota // the rule's own choice, else the oldest
	Oldest                 // the oldest, whatever the rule would choose
)

// Elect gives a record a primary of a type, where the rule requires a primary and
// none exists, and writes that change. Elect returns the elected record, or the zero Ref.
func (d *Draft) Elect(of record.Ref, to record.Type, e Election) (record.Ref, error) {
	rule, exists := d.Schema.Primary().Rule(of.Type, to)
	if !exists || !rule.Required {
		return record.Ref{}, nil
	}
	degree := d.DegreeOf(of, to)
	if !d.Ready() {
		return record.Ref{}, MoreRows
	}
	if degree.Primary != "" || degree.Count == 0 {
		return record.Ref{}, nil
	}
	if e == Oldest {
		rule.Choice = primary.Oldest
	}
	list, err := d.candidates(rule, of, "", true)
	if err != nil {
		return record.Ref{}, err
	}
	decision, err := succession.Elect(rule, succession.Others{Count: degree.Count, List: list})
	if err != nil || decision.Primary == "" {
		return record.Ref{}, err
	}
	c := d.Begin()
	if err := d.promote(c, of, record.New(to, decision.Primary), decision.Cause); err != nil {
		return record.Ref{}, err
	}
	return c.Promoted, d.Write(c)
}
