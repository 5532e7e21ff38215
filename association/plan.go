package association

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
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

	ops    Operations
	ids    []history.OperationID
	group  history.OperationID
	source history.Source
	labels []label.Label // those that the steps add or take away, for their words
}

// Operations returns the operations of the plan.
func (p *Plan) Operations() Operations { return slices.Clone(p.ops) }

// A Step is one change of one link, as the record sees it that the operation named
// first, if it is an end of the link. Was and Now are as [history.Event] has them, but
// Created is only 1 or 0: the time is known when the step is done.
type Step struct {
	Operation int             `json:"operation,omitzero"` // index of the operation, from 0
	Subject   history.Subject `json:"subject,omitzero"`   // of a record's life From is the record, To the survivor of a merge
	From      record.Ref      `json:"from,omitzero"`
	To        record.Ref      `json:"to,omitzero"`
	Skipped   bool            `json:"skipped,omitzero"` // the link is not made: a record has all the activities it may have
	Causes    history.Causes  `json:"causes,omitzero"`
	Was       history.State   `json:"was,omitzero"`
	Now       history.State   `json:"now,omitzero"`
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
		e.Was, e.Now = withoutTime(e.Was), withoutTime(e.Now)
		p.Steps = append(p.Steps, Step{Operation: i, Subject: e.Subject, From: e.A, To: e.B, Causes: e.Causes, Was: e.Was, Now: e.Now})
	}
	for _, pair := range skips {
		p.Steps = append(p.Steps, Step{Operation: i, From: pair[0], To: pair[1], Skipped: true})
	}
}

// withoutTime returns a state that tells a link from none, and no more of its time.
func withoutTime(s history.State) history.State {
	if s.Linked() {
		s.Created = 1
	}
	return s
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
		text += " +" + p.words(added)
	}
	if gone := s.Was.Near.Labels.Minus(s.Now.Near.Labels); !gone.IsEmpty() {
		text += " -" + p.words(gone)
	}
	return text + explained(s.Causes.Near, s.To) + explained(s.Causes.Far, s.From)
}

// words returns the words of labels, as in "Manager; Contractor".
func (p *Plan) words(set label.Set) string {
	var words []string
	for id := range set.All() {
		word := id.String()
		if i := slices.IndexFunc(p.labels, func(l label.Label) bool { return l.ID == id }); i >= 0 {
			word = p.labels[i].Text
		}
		words = append(words, word)
	}
	return strings.Join(words, "; ")
}

// decided completes a plan whose steps are known.
func (p *Plan) decided(results []Result, s *schema.Schema) {
	p.Results, p.labels = slices.Clone(results), nil
	var changed label.Set
	for _, step := range p.Steps {
		changed = changed.Union(step.Was.Near.Labels).Union(step.Now.Near.Labels)
	}
	p.labels = s.LabelsOf(changed)
}

// explained returns why a mark moved, in brackets, or nothing. is is the primary record.
func explained(why primary.Cause, is record.Ref) string {
	if why == primary.NoCause {
		return ""
	}
	return " (" + primary.Explain(why, is.Type) + ")"
}

// Plan decides operations as [Graph.Do] would, and writes nothing.
func (g *Graph) Plan(ctx context.Context, ops ...Operation) (*Plan, error) {
	t := g.begin(ctx)
	defer t.release()
	t.prepare(ops, false)
	plan := &Plan{
		ops: slices.Clone(ops), ids: slices.Clone(t.work.ids), group: t.group, source: t.source,
	}
	t.planning.made = plan
	if err := t.look(); err != nil {
		return nil, err
	}
	plan.decided(t.work.results, t.draft.Schema)
	return plan, nil
}

// Apply does what the plan shows, under the plan's own operation ids and source. It
// decides again: when the steps come out as the plan has them it writes them, else it
// writes nothing and returns a [StaleError] with the new plan. Times, versions and
// counts may differ. A plan that was applied is stale, since it would now change nothing;
// where the outcome is not known, repeat its operations with [Graph.Do], see [Once].
//
// A plan may come from another process, as JSON. Whoever may apply plans may apply their
// operations: a plan has no signature, and its steps are only compared. A plan without
// operations, and one with an operation that is invalid by itself, is an
// [ErrInvalidOperation] or the operation's own error.
func (g *Graph) Apply(ctx context.Context, plan *Plan) ([]Result, error) {
	if err := plan.check(); err != nil {
		return nil, err
	}
	t := g.begin(ctx)
	defer t.release()
	t.source = plan.source
	t.prepare(plan.ops, false)
	copy(t.work.ids, plan.ids)
	t.group = plan.group
	t.planning = planning{expected: plan, made: &Plan{
		ops: plan.ops, ids: plan.ids, group: plan.group, source: plan.source,
	}}
	if err := t.validate(); err != nil {
		return nil, err
	}
	err := t.commit(span{0, len(plan.ops)})
	if refusal := (*OperationError)(nil); errors.As(err, &refusal) {
		err = &StaleError{Err: refusal}
	}
	if err != nil {
		return nil, err
	}
	return slices.Clone(t.work.results), nil
}

// A StaleError says that a plan would no longer do what it showed. Nothing was
// written. errors.Is(err, [ErrStale]) holds.
type StaleError struct {
	New *Plan `json:"new,omitzero"` // what the same operations would do now; nil when they are refused
	Err error `json:"-"`            // why they are refused; else nil
}

var _ = failure.Register[*StaleError]("association.StaleError")

// Error shows the new plan, or why there is none.
func (e *StaleError) Error() string {
	if e.New == nil {
		return "plan is stale: " + e.Err.Error()
	}
	return "plan is stale, it would now do:\n" + e.New.String()
}

// Unwrap returns [ErrStale] and the reason.
func (e *StaleError) Unwrap() []error { return []error{ErrStale, e.Err} }

// A DryRun decides operations as [Graph.DoEach] would and writes none of them. Each sees
// the changes that those before it would have made, however many there are. It is for one
// goroutine, while the function that was given it runs.
type DryRun struct {
	transaction *transaction
	snapshot    storage.Reader
}

// DryRun calls fn with a dry run over one snapshot. That of an import is one. Its decisions
// stay in memory until fn returns; nothing waits for it.
func (g *Graph) DryRun(ctx context.Context, fn func(*DryRun) error) error {
	return g.core.store.View(ctx, func(snapshot storage.Reader) error {
		t := g.begin(ctx)
		defer t.release()
		t.draft.BeginTransaction(draft.Options{Keep: g.core.keep, DryRun: true})
		t.draft.Locks.All = true
		t.draft.Reset(g.core.schema.Load())
		if err := t.read(snapshot); err == draft.NewSchema {
			stored, err := g.core.schema.Learn(&t.draft.Rows.Batch, t.draft.Schema)
			if err != nil {
				return err
			}
			t.draft.Reset(stored)
		} else if err != nil {
			return err
		}
		return fn(&DryRun{t, snapshot})
	})
}

// DoEach decides what would become of each operation, by index.
func (h *DryRun) DoEach(ctx context.Context, ops ...Operation) ([]EachResult, error) {
	t := h.transaction
	t.ctx = ctx
	if t.prepare(ops, true); len(ops) == 0 {
		return nil, nil
	}
	t.work.invalid = nil
	if err := t.validate(); err != nil {
		return nil, err
	}
	t.draft.Clock.BeginAttempt()
	for c := (span{}); c.from < len(ops); c.from = c.to {
		c.to = min(c.from+t.core.traits.Chunk, len(ops))
		if err := t.chunk(h.snapshot, c); err != nil {
			return nil, err
		}
	}
	t.draft.Rows.Events = t.draft.Rows.Events[:0] // nobody asks for them
	return t.work.outcomes(), nil
}
