package storagetest

import (
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

func scriptDefineType(_ *scriptPlayer, l *scriptLine) *schema.DefineType {
	return &schema.DefineType{Type: l.objectType()}
}

func scriptDefinePair(_ *scriptPlayer, l *scriptLine) *schema.DefinePair {
	return &schema.DefinePair{From: l.objectType(), To: l.objectType()}
}

func scriptDefineLabel(_ *scriptPlayer, l *scriptLine) *schema.DefineLabel {
	from, to, word := l.objectType(), l.objectType(), l.word()
	definition := label.Single(from, to, word)
	if inverse := l.option("inverse"); inverse != "" {
		definition = label.Paired(from, to, word, inverse)
	}
	return &schema.DefineLabel{Definition: definition}
}

func scriptRenameLabel(p *scriptPlayer, l *scriptLine) *schema.RenameLabel {
	id := p.label(l, l.objectType(), l.objectType(), l.word())
	return &schema.RenameLabel{ID: id, Text: l.word()}
}

func scriptRemoveLabel(p *scriptPlayer, l *scriptLine) *schema.RemoveLabel {
	return &schema.RemoveLabel{ID: p.label(l, l.objectType(), l.objectType(), l.word())}
}

func scriptMaxLabels(_ *scriptPlayer, l *scriptLine) *schema.SetMaxLabels {
	return &schema.SetMaxLabels{Max: l.number()}
}

func scriptLimit(p *scriptPlayer, l *scriptLine) *schema.SetLimit {
	key := p.key(l)
	return &schema.SetLimit{Key: key, Max: l.number()}
}

func scriptClearLimit(p *scriptPlayer, l *scriptLine) *schema.ClearLimit {
	return &schema.ClearLimit{Key: p.key(l)}
}

func scriptTechnicalLimit(_ *scriptPlayer, l *scriptLine) *schema.SetTechnicalLimit {
	return &schema.SetTechnicalLimit{From: l.objectType(), To: l.objectType(), Max: l.number()}
}

func scriptActivitySum(_ *scriptPlayer, l *scriptLine) *schema.SetActivitySum {
	e := &schema.SetActivitySum{Max: l.number()}
	for len(l.words) > 0 {
		e.Types = append(e.Types, l.objectType())
	}
	return e
}

func scriptAccountPlan(_ *scriptPlayer, l *scriptLine) *schema.SetSubscription {
	word := l.word()
	for _, plan := range []limits.Subscription{limits.Starter, limits.Professional, limits.Enterprise} {
		if plan.Name == word {
			return &schema.SetSubscription{Subscription: plan}
		}
	}
	l.fail("there is no plan %q", word)
	return nil
}

func scriptRule(_ *scriptPlayer, l *scriptLine) *schema.DeclareRule {
	rule := primary.Rule{
		From: l.objectType(), To: l.objectType(),
		Required: l.option("required") == "yes", NoFirst: l.option("first") == "no",
	}
	if word := l.option("choice"); word != "" {
		if err := rule.Choice.UnmarshalText([]byte(word)); err != nil {
			l.fail("%v", err)
		}
	}
	return &schema.DeclareRule{Rule: rule}
}

func scriptWithdrawRule(_ *scriptPlayer, l *scriptLine) *schema.WithdrawRule {
	return &schema.WithdrawRule{From: l.objectType(), To: l.objectType()}
}

// key takes two types and perhaps a label.
func (p *scriptPlayer) key(l *scriptLine) limits.Key {
	k := limits.Key{From: l.objectType(), To: l.objectType()}
	if word := l.option("label"); word != "" {
		k.Label = p.label(l, k.From, k.To, word)
	}
	return k
}

// label returns the id of a label that is defined.
func (p *scriptPlayer) label(l *scriptLine, from, to record.Type, word string) label.TypeID {
	found, err := p.schema(l).Labels().Resolve(from, to, label.Named(word))
	if err != nil {
		l.fail("%v", err)
	}
	return found.ID
}

func (p *scriptPlayer) schema(l *scriptLine) *schema.Schema {
	s, err := p.graph.Schema(p.ctx)
	if err != nil {
		l.fail("%v", err)
	}
	return s
}
