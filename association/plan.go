package association

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Plan is what operations would do, decided and not done: its steps say which
// links come, go or change and why, and which are skipped. [Plan.String] shows it to
// a person, and [Graph.Apply] makes it happen if it still holds.
type Plan struct {
	Steps   []Step
	Results []Result // of the operations, by index

	ops    []Operation
	ids    []history.OperationID
	group  history.OperationID
	source history.Source
	schema *schema.Schema
}

// A Step is one change of one link, as the record sees it that the operation named
// first, if it is an end of the link. Was and Now are as [history.Event] has them, but
// Created is only 1 or 0: the time is known when the step is done.
type Step struct {
	Operation int             // index of the operation, from 0
	Subject   history.Subject // of a record's life From is the record, To the survivor of a merge
	From, To  record.Ref
	Skipped   bool // the link is not made: a record has all the activities it may have
	Causes    history.Causes
	Was, Now  history.State
}

// clear drops the steps of an attempt that starts over.
func (p *Plan) clear() {
	if p != nil {
		p.Steps = p.Steps[:0]
	}
}

// add notes what operation i did. A plan that is nil collects nothing.
func (p *Plan) add(i int, events []history.Event, skips [][2]record.Ref) {
	if p == nil {
		return
	}
	for _, e := range events {
		for _, ref := range p.ops[i].named(nil) {
			if e.Subject == history.Link && e.Touches(ref) {
				e = e.From(ref)
				break
			}
		}
		e.Was.Created, e.Now.Created = int64(one(e.Was.Linked())), int64(one(e.Now.Linked()))
		p.Steps = append(p.Steps, Step{Operation: i, Subject: e.Subject, From: e.A, To: e.B, Causes: e.Causes, Was: e.Was, Now: e.Now})
	}
	for _, pair := range skips {
		p.Steps = append(p.Steps, Step{Operation: i, From: pair[0], To: pair[1], Skipped: true})
	}
}

// equal reports whether both plans make the same steps.
func (p *Plan) equal(q *Plan) bool { return slices.Equal(p.Steps, q.Steps) }

// String returns one line for each step, or a line that says that nothing changes.
func (p *Plan) String() string {
	if len(p.Steps) == 0 {
		return "nothing changes\n"
	}
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(p.line(s))
		b.WriteByte('\n')
	}
	return b.String()
}

// line says what one step does.
func (p *Plan) line(s Step) string {
	if s.Skipped {
		return fmt.Sprintf("%s - %s: skipped, no room for another activity", s.From, s.To)
	}
	e := history.Event{Subject: s.Subject, A: s.From, B: s.To, Was: s.Was, Now: s.Now}
	text := e.String()
	if added := s.Now.Near.Labels.Minus(s.Was.Near.Labels); !added.IsEmpty() {
		text += " +" + p.schema.Words(added)
	}
	if gone := s.Was.Near.Labels.Minus(s.Now.Near.Labels); !gone.IsEmpty() {
		text += " -" + p.schema.Words(gone)
	}
	for k := range 2 {
		why := *s.Causes.End(k)
		if why != primary.NoCause {
			text += " (" + primary.Explain(why, [2]record.Ref{s.To, s.From}[k].Type) + ")"
		}
	}
	return text
}

// Plan decides operations as [Graph.Do] would, and writes nothing.
func (g *Graph) Plan(ctx context.Context, ops ...Operation) (*Plan, error) {
	r := g.core.newRun(ctx, g)
	defer r.release()
	r.prepare(ops, false)
	plan := &Plan{
		ops: slices.Clone(ops), ids: slices.Clone(r.ids), group: r.group, source: r.source,
	}
	r.plan = plan
	if err := r.rehearse(); err != nil {
		return nil, err
	}
	plan.Results, plan.schema = slices.Clone(r.results), r.schema
	return plan, nil
}

// rehearse decides all operations over one snapshot.
func (r *run) rehearse() error {
	if err := r.validate(); err != nil {
		return err
	}
	r.from, r.to, r.open = 0, len(r.ops), true
	for {
		err := r.core.store.View(r.ctx, r.look)
		if err != errSchema && err != errWiden {
			return err
		}
	}
}

// look is an attempt that nothing comes of.
func (r *run) look(reader storage.Reader) error {
	r.tx = nil
	return r.try(reader)
}

// Apply does what the plan shows, under the plan's own operation ids and source. It
// decides again: when the steps come out as the plan has them it writes them, else it
// writes nothing and returns a [StaleError] with the new plan. Times, versions and
// counts may differ. A plan that was applied is stale, since it would now change nothing;
// where the outcome is not known, repeat its operations with [Graph.Do], see [Once].
func (g *Graph) Apply(ctx context.Context, plan *Plan) ([]Result, error) {
	if plan == nil || len(plan.ops) == 0 {
		return nil, nil
	}
	r := g.core.newRun(ctx, g)
	defer r.release()
	r.source = plan.source
	r.prepare(plan.ops, false)
	copy(r.ids, plan.ids)
	r.group = plan.group
	r.expected, r.plan = plan, &Plan{
		ops: plan.ops, ids: plan.ids, group: plan.group, source: plan.source,
	}
	if err := r.validate(); err != nil {
		return nil, err
	}
	err := r.commit(0, len(r.ops))
	if refusal := (*OperationError)(nil); errors.As(err, &refusal) {
		err = &StaleError{Err: refusal}
	}
	if err != nil {
		return nil, err
	}
	return slices.Clone(r.results), nil
}
