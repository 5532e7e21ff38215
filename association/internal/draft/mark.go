package draft

import (
	"github.com/relata-go/relata/association/internal/succession"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A Wish says how a write wants the marks of both ends of a link.
type Wish struct{ Near, Far primary.Mark }

// WishOf returns the wish of a write: the given mark for From, unless a primary type among the
// labels says more.
func WishOf(given schema.Given, mark primary.Mark) Wish {
	w := Wish{Near: mark}
	if given.NearMark {
		w.Near = primary.MarkReplace
	}
	if given.FarMark {
		w.Far = primary.MarkReplace
	}
	return w
}

// Mark decides the two marks of a link that is associated and gets the state now, and adds
// the change of the link and of the links that lose a mark to this link.
func (d *Draft) Mark(c *Changes, l *Link, now history.State, wish Wish) error {
	was := d.State(l)
	turned := l.Turn()
	var causes history.Causes
	if err := d.markEnd(c, l, wish.Near, was.Near.Primary, &now.Near, &causes.Near); err != nil {
		return err
	}
	if err := d.markEnd(c, &turned, wish.Far, was.Far.Primary, &now.Far, &causes.Far); err != nil {
		return err
	}
	if now != was {
		c.Add(l, now, causes)
	}
	return nil
}

// markEnd decides whether To becomes From's primary.
func (d *Draft) markEnd(c *Changes, l *Link, wish primary.Mark, was bool, now *history.End, cause *primary.Cause) error {
	if !l.toward.HasRule {
		if wish.IsExplicit() {
			return &primary.NoRuleError{From: l.From.Type, To: l.To.Type}
		}
		return nil
	}
	degree := d.Degree(l)
	rule := &l.toward.Rule
	decision, err := succession.Link(*rule, succession.Linking{
		Of: l.From, Other: l.To.ID, Had: degree.Count, Current: degree.Primary,
		Marked: wish.IsExplicit(), Keep: wish == primary.MarkAsPrimary, Declined: wish == primary.MarkNever,
	})
	if err != nil || decision.Primary != l.To.ID || was {
		return err
	}
	now.Primary, *cause = true, decision.Cause
	c.promoted(l.To)
	if degree.Primary == "" {
		return nil
	}
	return d.demote(c, l.From, record.New(l.To.Type, degree.Primary))
}

// demote takes the mark from the record that was of's primary.
func (d *Draft) demote(c *Changes, of, old record.Ref) error {
	l := d.Neighbor(of, old)
	if !d.Ready() {
		return MoreRows
	}
	now := d.State(&l)
	now.Near.Primary = false
	c.Add(&l, now, history.Causes{Near: primary.Demoted})
	if c.Demoted.IsZero() {
		c.Demoted = old
	}
	return nil
}

// promote makes a linked record of's primary.
func (d *Draft) promote(c *Changes, of, next record.Ref, why primary.Cause) error {
	l := d.Neighbor(of, next)
	if !d.Ready() {
		return MoreRows
	}
	now := d.State(&l)
	now.Near.Primary = true
	c.Add(&l, now, history.Causes{Near: why})
	c.promoted(next)
	return nil
}

// Unmark takes the mark of a record away whose rule was withdrawn, and adds that change.
func (d *Draft) Unmark(c *Changes, of record.Ref, to record.Type) error {
	degree := d.DegreeOf(of, to)
	if !d.Ready() {
		return MoreRows
	}
	if degree.Primary == "" {
		return nil
	}
	l := d.Neighbor(of, record.New(to, degree.Primary))
	if !d.Ready() {
		return MoreRows
	}
	now := d.State(&l)
	now.Near.Primary = false
	c.Add(&l, now, history.Causes{Near: primary.Cleared})
	return nil
}
