package script

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func readDefineType(_ *Player, l *line) *schema.DefineType {
	return &schema.DefineType{Type: l.objectType()}
}

func readDefinePair(_ *Player, l *line) *schema.DefinePair {
	return &schema.DefinePair{From: l.objectType(), To: l.objectType()}
}

func readDefineLabel(_ *Player, l *line) *schema.DefineLabel {
	from, to, word := l.objectType(), l.objectType(), l.word()
	definition := label.Single(from, to, word)
	if inverse := l.option("inverse"); inverse != "" {
		definition = label.Paired(from, to, word, inverse)
	}
	return &schema.DefineLabel{Definition: definition}
}

func readRenameLabel(p *Player, l *line) *schema.RenameLabel {
	id := p.label(l, l.objectType(), l.objectType(), l.word())
	return &schema.RenameLabel{ID: id, Text: l.word()}
}

func readRemoveLabel(p *Player, l *line) *schema.RemoveLabel {
	return &schema.RemoveLabel{ID: p.label(l, l.objectType(), l.objectType(), l.word())}
}

func readMaxLabels(_ *Player, l *line) *schema.SetMaxLabels {
	return &schema.SetMaxLabels{Max: l.number()}
}

func readLimit(p *Player, l *line) *schema.SetLimit {
	key := p.key(l)
	return &schema.SetLimit{Key: key, Max: l.number()}
}

func readClearLimit(p *Player, l *line) *schema.ClearLimit {
	return &schema.ClearLimit{Key: p.key(l)}
}

func readTechnicalLimit(_ *Player, l *line) *schema.SetTechnicalLimit {
	return &schema.SetTechnicalLimit{From: l.objectType(), To: l.objectType(), Max: l.number()}
}

func readActivitySum(_ *Player, l *line) *schema.SetActivitySum {
	e := &schema.SetActivitySum{Max: l.number()}
	for len(l.words) > 0 {
		e.Types = append(e.Types, l.objectType())
	}
	return e
}

func readAccountPlan(_ *Player, l *line) *schema.SetSubscription {
	word := l.word()
	for _, plan := range []limits.Subscription{limits.Starter, limits.Professional, limits.Enterprise} {
		if plan.Name == word {
			return &schema.SetSubscription{Subscription: plan}
		}
	}
	l.fail("there is no plan %q", word)
	return nil
}

func readRule(_ *Player, l *line) *schema.DeclareRule {
	rule := primary.Rule{
		From: l.objectType(), To: l.objectType(),
		Required: l.option("required") == "yes", NoFirst: l.option("first") == "no",
	}
	if word := l.option("choice"); word != "" {
		if err := rule.Choice.UnmarshalText([]byte(word)); err != nil {
			l.fail("%w", err)
		}
	}
	return &schema.DeclareRule{Rule: rule}
}

func readWithdrawRule(_ *Player, l *line) *schema.WithdrawRule {
	return &schema.WithdrawRule{From: l.objectType(), To: l.objectType()}
}

// key takes two types and perhaps a label.
func (p *Player) key(l *line) limits.Key {
	k := limits.Key{From: l.objectType(), To: l.objectType()}
	if word := l.option("label"); word != "" {
		k.Label = p.label(l, k.From, k.To, word)
	}
	return k
}

// label returns the id of a label that is defined.
func (p *Player) label(l *line, from, to record.Type, word string) label.TypeID {
	if l.err != nil {
		return label.TypeID{}
	}
	found, err := p.labels(l).Resolve(from, to, label.Named(word))
	if err != nil {
		l.fail("%w", err)
	}
	return found.ID
}

// labels returns the labels of the account. An account that cannot be read has none.
func (p *Player) labels(l *line) schema.Labels {
	s, err := p.graph.Schema(p.ctx)
	if err != nil {
		l.fail("%w", err)
		return schema.Labels{}
	}
	return s.Labels()
}
