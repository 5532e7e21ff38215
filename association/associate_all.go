package association

import (
	"slices"
	"strings"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/internal/succession"
	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// AssociateAll associates one record with several, as one operation: all or none. It
// serves a record that the host creates together with its associations.
//
// Of several of one type that come while no link to that type exists, the one with a
// mark becomes primary, else the first given; two with a mark are a [primary.ErrMarks].
// Links for which the activity sum has no room are skipped and listed in the result, the
// others are made. A target that is [MarkNever] comes last.
//
// Rules C2 and D2 of docs/semantics.md; cases in storage/storagetest/laws/rule_primary.go, rule_limits.go.
type AssociateAll struct {
	From    record.Ref `json:"from,omitzero"`
	Targets []Target   `json:"targets,omitzero"`
}

// A Target is one of the records that [AssociateAll] associates, see [Associate].
type Target struct {
	To     record.Ref    `json:"to,omitzero"`
	Labels []label.Label `json:"labels,omitzero"`
	Mark   primary.Mark  `json:"mark,omitzero"`
}

func (op *AssociateAll) named(refs []record.Ref) []record.Ref {
	refs = append(refs, op.From)
	for _, t := range op.Targets {
		refs = append(refs, t.To)
	}
	return refs
}

func (op *AssociateAll) needs(d *draft.Draft) {
	for _, t := range op.Targets {
		d.NeedLink(op.From, t.To, t.Labels)
	}
}

func (op *AssociateAll) decide(d *draft.Draft) (Result, error) {
	if len(op.Targets) == 0 {
		return Result{}, ErrNoTargets
	}
	targets, err := op.ordered(d)
	if err != nil {
		return Result{}, err
	}
	before := d.Save()
	var whole Result
	for _, t := range targets {
		part := Associate{From: op.From, To: t.To, Labels: t.Labels, Mark: t.Mark}
		result, err := part.decide(d)
		if err != nil {
			d.Rollback(before)
			return Result{}, err
		}
		whole.merge(result)
	}
	return whole, nil
}

// ordered returns the targets with those in front that are to become primary, and those
// last that are not to. Two marks
// among the targets of one type are an error.
func (op *AssociateAll) ordered(d *draft.Draft) ([]Target, error) {
	marks := make(map[record.Type][]bool)
	marked := make(map[record.Ref]bool)
	for _, t := range op.Targets {
		if t.To == op.From {
			return nil, &record.SelfError{Record: op.From}
		}
		w, err := d.Schema.Resolve(op.From.Type, t.To.Type, t.Labels)
		if err != nil {
			return nil, err
		}
		is := w.NearMark || t.Mark.IsExplicit()
		marks[t.To.Type] = append(marks[t.To.Type], is)
		marked[t.To] = marked[t.To] || is
	}
	for to, given := range marks {
		if rule, exists := d.Schema.Primary().Rule(op.From.Type, to); exists {
			if _, err := succession.Pick(rule, given); err != nil {
				return nil, err
			}
		}
	}
	rank := func(t Target) int {
		switch never := t.Mark == primary.MarkNever; {
		case never && !marked[t.To]:
			return 1
		case marked[t.To] && !never:
			return -1
		}
		return 0
	}
	targets := slices.Clone(op.Targets)
	slices.SortStableFunc(targets, func(a, b Target) int { return rank(a) - rank(b) })
	return targets, nil
}

func (op *AssociateAll) request(text []byte) []byte {
	text = appendRequest(text, "associate all", op.From)
	for _, t := range op.Targets {
		text = appendRequest(text, " with", t.To, names(t.Labels), t.Mark)
	}
	return text
}

// String says what is to be done.
func (op *AssociateAll) String() string {
	words := make([]string, len(op.Targets))
	for i, t := range op.Targets {
		words[i] = t.To.String()
	}
	if len(words) == 0 {
		return "associate " + op.From.String() + " with nothing"
	}
	return "associate " + op.From.String() + " with " + strings.Join(words, ", ")
}
