package laws

import (
	"fmt"
	"reflect"

	"pgregory.net/rapid"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// An editKind is a kind of edit of the schema: how a random edit is drawn, and how the model
// changes.
type editKind struct {
	zero    schema.Edit // a nil pointer of the kind's type
	weight  int         // how often this kind is drawn, relative to the others
	draw    func(t *rapid.T, m *machine, from, to record.Type) schema.Edit
	perform func(w *model, e schema.Edit, defined []label.Label) error
	undrawn string // why this kind is never drawn; else ""
}

// editKinds are all kinds. A test fails when an edit of package association/schema is missing.
var editKinds = []editKind{
	editOf(4, drawLimit, func(w *model, e *schema.SetLimit) error { return w.setLimit(e.Key, e.Max) }),
	editOf(1, drawClearLimit, (*model).clearLimit),
	editOf(1, drawActivitySum, (*model).setActivitySum),
	editOf(1, drawRule, func(w *model, e *schema.DeclareRule) error { return w.declare(e.Rule) }),
	editOf(1, drawWithdrawal, func(w *model, e *schema.WithdrawRule) error { return w.withdraw(e.From, e.To) }),
	defineLabel,
	editOf(1, drawRename, (*model).renameLabel),
	editOf(1, drawRemoval, func(w *model, e *schema.RemoveLabel) error { return w.removeLabel(e.ID) }),

	editUndrawn[*schema.DefineType]("a machine has all its types from the beginning"),
	editUndrawn[*schema.DefinePair]("a machine has all its pairs from the beginning"),
	editUndrawn[*schema.SetMaxLabels]("a machine defines few labels"),
	editUndrawn[*schema.SetTechnicalLimit]("limits of a machine are far below the technical ones"),
	editUndrawn[*schema.SetSubscription]("a machine needs every feature"),
}

// editOf returns the kind of edits of type E.
func editOf[E schema.Edit](weight int, draw func(t *rapid.T, m *machine, from, to record.Type) E, perform func(*model, E) error) editKind {
	var zero E
	return editKind{
		zero: zero, weight: weight,
		draw:    func(t *rapid.T, m *machine, from, to record.Type) schema.Edit { return draw(t, m, from, to) },
		perform: func(w *model, e schema.Edit, _ []label.Label) error { return perform(w, e.(E)) },
	}
}

// editUndrawn returns the kind of edits of type E, which are not drawn.
func editUndrawn[E schema.Edit](reason string) editKind {
	var zero E
	return editKind{zero: zero, undrawn: reason}
}

// defineLabel has code of its own, because the graph gives the new label an id.
var defineLabel = editKind{
	zero: (*schema.DefineLabel)(nil), weight: 1,
	draw: drawDefinition,
	perform: func(w *model, _ schema.Edit, defined []label.Label) error {
		for _, l := range defined {
			w.labels[l.ID] = l
		}
		return nil
	},
}

// drawEdit draws an edit of the schema. The types are always a defined pair.
func drawEdit(t *rapid.T, m *machine) schema.Edit {
	pair := rapid.SampledFrom([][2]record.Type{
		{record.Contacts, record.Companies}, {record.Companies, record.Contacts}, {record.Contacts, record.Contacts},
		{record.Deals, record.Contacts}, {record.Companies, record.Companies}, {record.Contacts, record.Notes},
		{record.Notes, record.Contacts}, {record.Deals, record.Companies}, {cars, cars},
	}).Draw(t, "pair")
	var kinds []editKind
	for _, k := range editKinds {
		for range k.weight {
			kinds = append(kinds, k)
		}
	}
	return kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "edit")].draw(t, m, pair[0], pair[1])
}

// edit makes an edit of the schema happen in the model, or says why not. defined is the
// label that a definition gave.
func (w *model) edit(e schema.Edit, defined []label.Label) error {
	for _, k := range editKinds {
		if reflect.TypeOf(k.zero) == reflect.TypeOf(e) && k.perform != nil {
			return k.perform(w, e, defined)
		}
	}
	return fmt.Errorf("the model does not know %T", e)
}

// drawLimit draws a limit of a label or, as often, of a whole pair.
func drawLimit(t *rapid.T, m *machine, from, to record.Type) *schema.SetLimit {
	key := limits.Key{From: from, To: to}
	if rapid.Bool().Draw(t, "of a label") {
		key.Label = drawLabelID(t, m, from, to)
	}
	return &schema.SetLimit{Key: key, Max: rapid.IntRange(0, 4).Draw(t, "max")}
}

func drawClearLimit(_ *rapid.T, _ *machine, from, to record.Type) *schema.ClearLimit {
	return &schema.ClearLimit{Key: limits.Key{From: from, To: to}}
}

func drawActivitySum(t *rapid.T, _ *machine, _, _ record.Type) *schema.SetActivitySum {
	return &schema.SetActivitySum{Max: rapid.IntRange(1, 3).Draw(t, "sum"), Types: []record.Type{record.Notes, record.Tasks}}
}

func drawRule(t *rapid.T, _ *machine, from, to record.Type) *schema.DeclareRule {
	return &schema.DeclareRule{Rule: primary.Rule{
		From: from, To: to, Required: rapid.Bool().Draw(t, "required"), NoFirst: rapid.Bool().Draw(t, "no first"),
		Choice: rapid.SampledFrom([]primary.Choice{primary.Ask, primary.Oldest, primary.Newest}).Draw(t, "choice"),
	}}
}

func drawWithdrawal(_ *rapid.T, _ *machine, from, to record.Type) *schema.WithdrawRule {
	return &schema.WithdrawRule{From: from, To: to}
}

// maxDrawnLabels is how many labels a machine defines at most, besides the labels of the new
// account.
const maxDrawnLabels = 7

// drawDefinition draws a definition, or a renaming once there are labels enough.
func drawDefinition(t *rapid.T, m *machine, from, to record.Type) schema.Edit {
	if m.words >= maxDrawnLabels {
		return drawRename(t, m, from, to)
	}
	text := m.nextWord()
	if rapid.Bool().Draw(t, "paired") {
		return &schema.DefineLabel{Definition: label.Paired(from, to, text, text+" of")}
	}
	return &schema.DefineLabel{Definition: label.Single(from, to, text)}
}

func drawRename(t *rapid.T, m *machine, _, _ record.Type) *schema.RenameLabel {
	return &schema.RenameLabel{ID: m.ownLabel(t), Text: m.nextWord()}
}

func drawRemoval(t *rapid.T, m *machine, _, _ record.Type) *schema.RemoveLabel {
	return &schema.RemoveLabel{ID: m.ownLabel(t)}
}

// nextWord returns a text that no label had yet.
func (m *machine) nextWord() string {
	m.words++
	return fmt.Sprint("Word ", m.words)
}

func (w *model) clearLimit(e *schema.ClearLimit) error {
	delete(w.limits, e.Key)
	return nil
}

func (w *model) setActivitySum(e *schema.SetActivitySum) error {
	w.sum, w.counted = e.Max, e.Types
	return nil
}

// renameLabel gives a label another text: on both sides if both have the same text.
func (w *model) renameLabel(e *schema.RenameLabel) error {
	if e.ID.Category == label.HubSpotDefined {
		return label.ErrBuiltIn
	}
	for id, l := range w.labels {
		if id == e.ID || id == w.labels[e.ID].Inverse && l.Kind == label.KindSingle {
			l.Text = e.Text
			w.labels[id] = l
		}
	}
	return nil
}
