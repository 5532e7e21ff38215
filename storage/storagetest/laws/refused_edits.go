package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A refusedEdit is an edit that must be refused. The error matches the reason and names the
// wrong value.
type refusedEdit struct {
	name   string
	edit   schema.Edit
	reason error
	names  []string
}

// refusedEdits are refused in the account that refusingAccount makes. They are of every
// kind but SetMaxLabels and SetSubscription, which are never refused.
func refusedEdits() []refusedEdit {
	signs := limits.Key{From: record.Deals, To: record.Contacts, Label: label.TypeID{Category: label.UserDefined, Number: 1}}
	pair := limits.Key{From: record.Deals, To: record.Contacts}
	return []refusedEdit{
		{"duplicate label", &schema.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, " signs ")}, label.ErrDuplicate, []string{"signs", "deals"}},
		{"label without words", &schema.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, " ")}, label.ErrName, []string{"deals"}},
		{"label of an undefined pair", &schema.DefineLabel{Definition: label.Single(record.Notes, record.Tasks, "X")}, label.ErrUndefinedPair, []string{"notes", "tasks"}},
		{"duplicate type", &schema.DefineType{Type: record.Contacts}, label.ErrDuplicate, []string{"contacts"}},
		{"illegal type", &schema.DefineType{Type: "Big Cars"}, record.ErrInvalid, []string{"Big Cars"}},
		{"pair of an unknown type", &schema.DefinePair{From: "boats", To: record.Contacts}, label.ErrUndefinedType, []string{"boats"}},
		{"duplicate pair", &schema.DefinePair{From: record.Contacts, To: record.Deals}, label.ErrDuplicate, []string{"contacts", "deals"}},
		{"label above its pair", &schema.SetLimit{Key: signs, Max: 3}, limits.ErrConfig, []string{"3", "1 to 2"}},
		{"pair below its label", &schema.SetLimit{Key: pair, Max: 0}, limits.ErrConfig, []string{"0", "1 to"}},
		{"label limit of zero", &schema.SetLimit{Key: signs, Max: 0}, limits.ErrConfig, []string{"0"}},
		{"above the technical limit", &schema.SetLimit{Key: pair, Max: 10_001}, limits.ErrConfig, []string{"10001", "10000"}},
		{"limit of an unknown label", &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts, Label: label.ParentToChild}, Max: 1}, label.ErrWrongPair, []string{"13"}},
		{"second parent", &schema.SetLimit{Key: limits.Key{From: record.Companies, To: record.Companies, Label: label.ChildToParent}, Max: 2}, limits.ErrConfig, []string{"one parent"}},
		{"limit of an undefined pair", &schema.SetLimit{Key: limits.Key{From: record.Notes, To: record.Tasks}, Max: 1}, label.ErrUndefinedPair, []string{"notes", "tasks"}},
		{"fixed limit cleared", &schema.ClearLimit{Key: limits.Key{From: record.Companies, To: record.Companies, Label: label.ChildToParent}}, limits.ErrConfig, []string{"one parent"}},
		{"technical limit of zero", &schema.SetTechnicalLimit{From: record.Deals, To: record.Contacts, Max: 0}, limits.ErrConfig, []string{"0"}},
		{"sum of zero", &schema.SetActivitySum{Max: 0}, limits.ErrConfig, []string{"0"}},
		{"label in use", &schema.RemoveLabel{ID: signs.Label}, schema.ErrInUse, []string{"Signs", "a link"}},
		{"built-in label", &schema.RemoveLabel{ID: label.ParentToChild}, label.ErrBuiltIn, []string{"13"}},
		{"unknown label", &schema.RenameLabel{ID: label.TypeID{Category: label.UserDefined, Number: 99}, Text: "X"}, label.ErrUnknown, []string{"99"}},
		{"contacts without primary", &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Companies}}, primary.ErrBuiltIn, []string{"contacts", "companies"}},
		{"rule of an undefined pair", &schema.DeclareRule{Rule: primary.Rule{From: record.Notes, To: record.Tasks}}, label.ErrUndefinedPair, []string{"notes"}},
		{"required but not first", &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true, NoFirst: true}}, primary.ErrRule, []string{"deals"}},
		{"built-in rule", &schema.WithdrawRule{From: record.Contacts, To: record.Companies}, primary.ErrBuiltIn, []string{"contacts"}},
		{"no rule", &schema.WithdrawRule{From: record.Deals, To: record.Contacts}, primary.ErrNoRule, []string{"deals"}},
	}
}

// A refused edit leaves the schema as before, alone or among other edits.
func testAllOrNothingBadEdits(t tester, s *Subject) {
	store := s.Open()
	f := refusingAccount(t, store)
	before := everything(t, store)
	for _, b := range refusedEdits() {
		requireSays(t, f.Edit(f.ctx, b.edit), b.reason, b.names...)
		after := everything(t, store)
		after.Version = before.Version // trying to remove a label in use makes versions
		require.Equal(t, before, after, b.name)
		err := f.Edit(f.ctx, &schema.DefineType{Type: "planes"}, b.edit)
		require.Error(t, err, b.name)
		after = everything(t, store)
		after.Version = before.Version
		require.Equal(t, before, after, b.name)
	}
}
