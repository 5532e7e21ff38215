package storagetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/relata-go/relata/primary"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// scriptMarks are the words for the ways in which associating changes the mark.
var scriptMarks = map[string]primary.Mark{
	"": primary.MarkFirst, "primary": primary.MarkAsPrimary,
	"replace": primary.MarkReplace, "none": primary.MarkNever,
}

func scriptAssociate(l *scriptLine) *association.Associate {
	word := l.option("mark")
	mark, known := scriptMarks[word]
	if !known {
		l.fail("there is no mark %q", word)
	}
	return &association.Associate{From: l.ref(), To: l.ref(), Labels: l.labels(), Mark: mark}
}

func scriptAssociateAll(l *scriptLine) *association.AssociateAll {
	op := &association.AssociateAll{From: l.ref()}
	labels := l.labels()
	marked := map[record.Ref]bool{}
	for text := l.option("primary"); text != ""; text = l.option("primary") {
		marked[refOf(text)] = true
	}
	for len(l.words) > 0 {
		target := association.Target{To: l.ref(), Labels: labels}
		if marked[target.To] {
			target.Mark = primary.MarkAsPrimary
		}
		op.Targets = append(op.Targets, target)
	}
	return op
}

func scriptDissociate(l *scriptLine) *association.Dissociate {
	successor, alone := l.succession()
	return &association.Dissociate{From: l.ref(), To: l.ref(), Successor: successor, Unattended: alone}
}

func scriptSetLabels(l *scriptLine) *association.SetLabels {
	return &association.SetLabels{From: l.ref(), To: l.ref(), Labels: l.labels()}
}

func scriptAddLabels(l *scriptLine) *association.AddLabels {
	return &association.AddLabels{From: l.ref(), To: l.ref(), Labels: l.labels()}
}

func scriptRemoveLabels(l *scriptLine) *association.RemoveLabels {
	successor, alone := l.succession()
	return &association.RemoveLabels{From: l.ref(), To: l.ref(), Labels: l.labels(), Successor: successor, Unattended: alone}
}

func scriptSetPrimary(l *scriptLine) *association.SetPrimary {
	return &association.SetPrimary{From: l.ref(), To: l.ref()}
}

func scriptClearPrimary(l *scriptLine) *association.ClearPrimary {
	successor, alone := l.succession()
	return &association.ClearPrimary{From: l.ref(), To: l.ref(), Successor: successor, Unattended: alone}
}

// succession takes the successor that the caller names. ask=nobody says that no caller can be asked.
func (l *scriptLine) succession() (named record.Ref, alone bool) {
	if text := l.option("successor"); text != "" {
		named = refOf(text)
	}
	switch ask := l.option("ask"); ask {
	case "nobody":
		alone = true
	case "":
	default:
		l.fail("ask %q: it is nobody who can be asked", ask)
	}
	return named, alone
}

func scriptDo(p *scriptPlayer, _ *scriptLine, ops []association.Operation) {
	results, err := p.graph.Do(p.ctx, ops...)
	if p.refused(err) {
		return
	}
	for _, r := range results {
		p.result(r)
	}
}

func scriptEach(p *scriptPlayer, l *scriptLine, ops []association.Operation) {
	each, err := p.graph.DoEach(p.ctx, ops...)
	if err != nil {
		l.fail("%v", err)
	}
	for _, e := range each {
		if !p.refused(e.Err) {
			p.answer(e.Result)
		}
	}
}

func scriptPlan(p *scriptPlayer, _ *scriptLine, ops []association.Operation) {
	plan, err := p.graph.Plan(p.ctx, ops...)
	if p.refused(err) {
		return
	}
	p.plan = plan
	p.print(plan.String())
}

func scriptApply(p *scriptPlayer, l *scriptLine, _ []association.Operation) {
	if p.plan == nil {
		l.fail("there is no plan yet")
	}
	results, err := p.graph.Apply(p.ctx, p.plan)
	var stale *association.StaleError
	if errors.As(err, &stale) {
		p.plan = stale.New
	}
	if p.refused(err) {
		return
	}
	for _, r := range results {
		p.answer(r)
	}
}

func scriptAs(p *scriptPlayer, l *scriptLine, _ []association.Operation) {
	kind := history.User
	if word := l.option("source"); word != "" {
		var err error
		if kind, err = history.ParseSourceKind(word); err != nil {
			l.fail("%v", err)
		}
	}
	p.graph = p.graph.As(history.By(kind).WithUser(l.option("user"), l.option("name")).WithRequest(l.option("request")))
}

func scriptWait(p *scriptPlayer, l *scriptLine, _ []association.Operation) {
	word := l.word()
	long, err := time.ParseDuration(word)
	if err != nil {
		l.fail("%v", fmt.Errorf("wait %s: %w", word, err))
	}
	p.now = p.now.Add(long)
}
