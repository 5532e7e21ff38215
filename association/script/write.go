package script

import (
	"errors"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// marks are the words for the ways in which associating changes the mark.
var marks = map[string]primary.Mark{
	"": primary.MarkFirst, "primary": primary.MarkAsPrimary,
	"replace": primary.MarkReplace, "none": primary.MarkNever,
}

func readAssociate(l *line) *association.Associate {
	word := l.option("mark")
	mark, known := marks[word]
	if !known {
		l.fail("there is no mark %q", word)
	}
	return &association.Associate{From: l.ref(), To: l.ref(), Labels: l.labels(), Mark: mark}
}

func readAssociateAll(l *line) *association.AssociateAll {
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

func readDissociate(l *line) *association.Dissociate {
	successor, alone := l.succession()
	return &association.Dissociate{From: l.ref(), To: l.ref(), Successor: successor, Unattended: alone}
}

func readSetLabels(l *line) *association.SetLabels {
	return &association.SetLabels{From: l.ref(), To: l.ref(), Labels: l.labels()}
}

func readAddLabels(l *line) *association.AddLabels {
	return &association.AddLabels{From: l.ref(), To: l.ref(), Labels: l.labels()}
}

func readRemoveLabels(l *line) *association.RemoveLabels {
	successor, alone := l.succession()
	return &association.RemoveLabels{From: l.ref(), To: l.ref(), Labels: l.labels(), Successor: successor, Unattended: alone}
}

func readSetPrimary(l *line) *association.SetPrimary {
	return &association.SetPrimary{From: l.ref(), To: l.ref()}
}

func readClearPrimary(l *line) *association.ClearPrimary {
	successor, alone := l.succession()
	return &association.ClearPrimary{From: l.ref(), To: l.ref(), Successor: successor, Unattended: alone}
}

// succession takes the successor that the caller names. ask=nobody says that no caller can be asked.
func (l *line) succession() (named record.Ref, alone bool) {
	if text := l.option("successor"); text != "" {
		named = refOf(text)
	}
	switch ask := l.option("ask"); ask {
	case "nobody":
		alone = true
	case "":
	default:
		l.fail("there is no ask=%s", ask)
	}
	return named, alone
}

func playDo(p *Player, _ *line, ops []association.Operation) {
	results, err := p.graph.Do(p.ctx, ops...)
	if p.refused(err) {
		return
	}
	for _, r := range results {
		p.result(r)
	}
}

func playEach(p *Player, l *line, ops []association.Operation) {
	each, err := p.graph.DoEach(p.ctx, ops...)
	if err != nil {
		l.fail("%w", err)
	}
	for _, e := range each {
		if !p.refused(e.Err) {
			p.answer(e.Result)
		}
	}
}

func playPlan(p *Player, _ *line, ops []association.Operation) {
	plan, err := p.graph.Plan(p.ctx, ops...)
	if p.refused(err) {
		return
	}
	p.plan = plan
	p.print(plan.String())
}

func playApply(p *Player, l *line, _ []association.Operation) {
	if p.plan == nil {
		l.fail("there is no plan yet")
		return
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

func playAs(p *Player, l *line, _ []association.Operation) {
	kind := history.User
	if word := l.option("source"); word != "" {
		var err error
		if kind, err = history.ParseSourceKind(word); err != nil {
			l.fail("%w", err)
			return
		}
	}
	p.graph = p.graph.As(history.By(kind).WithUser(l.option("user"), l.option("name")).WithRequest(l.option("request")))
}

func playWait(p *Player, l *line, _ []association.Operation) {
	word := l.word()
	long, err := time.ParseDuration(word)
	if err != nil {
		l.fail("%w", err)
	}
	p.advance(long)
}
