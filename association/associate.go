package association

import (
	"fmt"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// Associate links two records, or adds labels to the link that stands. Both ends
// see the link, each with its own word of a paired label.
//
// To becomes From's primary, and From To's, as the rules of their types say, see
// [Mark]. A limit that would be exceeded on either side is a [limits.Error], except
// the sum of a record's activities: then the link is not made and the outcome is
// [Skipped].
type Associate struct {
	From, To record.Ref
	Labels   []label.Label // a primary type among them marks, see [label.KindPrimary]
	Mark     primary.Mark  // of From's primary

	// OnlyFirst associates From with its first record of To's type and with no other:
	// where any link from From to that type stands, also this one, nothing changes,
	// labels and marks included, and the outcome is [Unchanged]. It is looked at in the
	// transaction that writes, so that of two such operations at once one finds the
	// other's link. Automatic association by domain is made of it.
	OnlyFirst bool
}

func (op *Associate) named(refs []record.Ref) []record.Ref { return append(refs, op.From, op.To) }

func (op *Associate) needs(d *draft) { d.needLink(op.From, op.To, op.Labels) }

func (op *Associate) decide(d *draft) (Result, error) {
	c := d.begin()
	result, err := op.plan(d, c)
	if err != nil {
		return Result{}, err
	}
	return result, d.commit(c)
}

// plan decides what to change.
func (op *Associate) plan(d *draft, c *changes) (Result, error) {
	e, err := d.ends(op.From, op.To)
	if err != nil {
		return Result{}, err
	}
	w, err := d.schema.Resolve(e.from.Type, e.to.Type, op.Labels)
	if err != nil {
		return Result{}, err
	}
	if w.NearMark && op.Mark == primary.MarkNever {
		return Result{}, fmt.Errorf("%w: %s is marked by a label and not to be primary of %s", primary.ErrMarks, e.to, e.from)
	}
	if op.OnlyFirst && d.summary(&e).Count > 0 {
		return Result{Outcome: Unchanged}, nil
	}
	was := d.state(e)
	now, err := d.labeled(e, was, was.Near.Labels.Union(w.Set))
	if err != nil {
		return Result{}, err
	}
	result := Result{}
	if !was.Linked() {
		skip, err := d.place(e, 0)
		if err != nil {
			return Result{}, err
		}
		if skip {
			if !d.asking {
				d.skips = append(d.skips, [2]record.Ref{e.from, e.to})
			}
			return Result{Outcome: Skipped, Skipped: []record.Ref{e.to}}, nil
		}
		now.Created, result.Outcome = newLink, Created
	}
	if err := d.mark(c, e, now, asked(w, op.Mark), &result); err != nil {
		return Result{}, err
	}
	return result, nil
}

// mark decides the two marks of a link that is associated, and adds the change of
// the link and of those that it demotes.
func (d *draft) mark(c *changes, e edge, now history.State, asked [2]primary.Mark, result *Result) error {
	was := d.state(e)
	var causes history.Causes
	ends := [2]edge{e, e.turn()}
	for k := range ends {
		end := &ends[k]
		rule := &end.way().Rule
		if !end.way().HasRule {
			if asked[k] == primary.MarkAsPrimary || asked[k] == primary.MarkReplace {
				return &primary.NoRuleError{From: end.from.Type, To: end.to.Type}
			}
			continue
		}
		side := d.summary(end)
		decision, err := rule.Link(primary.Linking{
			Of: end.from, Other: end.to.ID, Had: side.Count, Current: side.Primary,
			Marked: asked[k] == primary.MarkAsPrimary || asked[k] == primary.MarkReplace,
			Keep:   asked[k] == primary.MarkAsPrimary, Declined: asked[k] == primary.MarkNever,
		})
		if err != nil {
			return err
		}
		if decision.Primary != end.to.ID || was.End(k).Primary {
			continue
		}
		now.End(k).Primary, (*causes.End(k)) = true, decision.Cause
		if result.Promoted.IsZero() {
			result.Promoted = end.to
		}
		if side.Primary != "" {
			if err := d.demote(c, end.from, record.New(end.to.Type, side.Primary), result); err != nil {
				return err
			}
		}
	}
	if now != was {
		c.add(e, now, causes)
		if result.Outcome == None {
			result.Outcome = Changed
		}
	}
	return nil
}

// demote takes the mark from the record that was of's primary.
func (d *draft) demote(c *changes, of, old record.Ref, result *Result) error {
	e := d.neighbor(of, old)
	if !d.ready() {
		return errAgain
	}
	now := d.state(e)
	now.Near.Primary = false
	c.add(e, now, history.Causes{Near: primary.Demoted})
	if result.Demoted.IsZero() {
		result.Demoted = old
	}
	return nil
}

// newLink stands for the time of the operation, which is decided last.
const newLink = -1

// asked returns what a write wants of the marks of From and of To: what it says of From's,
// unless a primary type among its labels says more.
func asked(given schema.Given, mark primary.Mark) [2]primary.Mark {
	asked := [2]primary.Mark{mark, primary.MarkFirst}
	if given.NearMark {
		asked[0] = primary.MarkReplace
	}
	if given.FarMark {
		asked[1] = primary.MarkReplace
	}
	return asked
}
