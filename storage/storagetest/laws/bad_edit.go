package laws

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A bad edit is refused, alone or among others, and the schema stays as it was.
func testAllOrNothingBadEdits(t tester, s *Subject) {
	signs := limits.Key{From: record.Deals, To: record.Contacts, Label: label.TypeID{Category: label.UserDefined, Number: 1}}
	pair := limits.Key{From: record.Deals, To: record.Contacts}
	store := s.Open()
	f := badAccount(t, store)
	before := everything(t, store)
	for _, b := range []struct {
		name   string
		edit   association.Edit
		reason error
		names  []string
	}{
		{"duplicate label", &association.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, " signs ")}, label.ErrDuplicate, []string{"signs", "deals"}},
		{"label without words", &association.DefineLabel{Definition: label.Single(record.Deals, record.Contacts, " ")}, label.ErrName, []string{"deals"}},
		{"label of an undefined pair", &association.DefineLabel{Definition: label.Single(record.Notes, record.Tasks, "X")}, label.ErrUndefinedPair, []string{"notes", "tasks"}},
		{"duplicate type", &association.DefineType{Type: record.Contacts}, label.ErrDuplicate, []string{"contacts"}},
		{"illegal type", &association.DefineType{Type: "Big Cars"}, record.ErrInvalid, []string{"Big Cars"}},
		{"pair of an unknown type", &association.DefinePair{From: "boats", To: record.Contacts}, label.ErrUndefinedType, []string{"boats"}},
		{"duplicate pair", &association.DefinePair{From: record.Contacts, To: record.Deals}, label.ErrDuplicate, []string{"contacts", "deals"}},
		{"label above its pair", &association.SetLimit{Key: signs, Max: 3}, limits.ErrConfig, []string{"3", "1 to 2"}},
		{"pair below its label", &association.SetLimit{Key: pair, Max: 0}, limits.ErrConfig, []string{"0", "1 to"}},
		{"label limit of zero", &association.SetLimit{Key: signs, Max: 0}, limits.ErrConfig, []string{"0"}},
		{"above the technical limit", &association.SetLimit{Key: pair, Max: 10_001}, limits.ErrConfig, []string{"10001", "10000"}},
		{"limit of an unknown label", &association.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts, Label: label.ParentToChild}, Max: 1}, label.ErrWrongPair, []string{"13"}},
		{"second parent", &association.SetLimit{Key: limits.Key{From: record.Companies, To: record.Companies, Label: label.ChildToParent}, Max: 2}, limits.ErrConfig, []string{"one parent"}},
		{"limit of an undefined pair", &association.SetLimit{Key: limits.Key{From: record.Notes, To: record.Tasks}, Max: 1}, label.ErrUndefinedPair, []string{"notes", "tasks"}},
		{"sum of zero", &association.SetActivitySum{Max: 0}, limits.ErrConfig, []string{"0"}},
		{"label in use", &association.RemoveLabel{ID: signs.Label}, association.ErrInUse, []string{"Signs", "a link"}},
		{"built-in label", &association.RemoveLabel{ID: label.ParentToChild}, label.ErrBuiltIn, []string{"13"}},
		{"unknown label", &association.RenameLabel{ID: label.TypeID{Category: label.UserDefined, Number: 99}, Text: "X"}, label.ErrUnknown, []string{"99"}},
		{"contacts without primary", &association.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Companies}}, primary.ErrBuiltIn, []string{"contacts", "companies"}},
		{"rule of an undefined pair", &association.DeclareRule{Rule: primary.Rule{From: record.Notes, To: record.Tasks}}, label.ErrUndefinedPair, []string{"notes"}},
		{"required but not first", &association.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true, NoFirst: true}}, primary.ErrRule, []string{"deals"}},
		{"built-in rule", &association.WithdrawRule{From: record.Contacts, To: record.Companies}, primary.ErrBuiltIn, []string{"contacts"}},
		{"no rule", &association.WithdrawRule{From: record.Deals, To: record.Contacts}, primary.ErrNoRule, []string{"deals"}},
	} {
		requireSays(t, f.Edit(f.ctx, b.edit), b.reason, b.names...)
		after := everything(t, store)
		after.Version = before.Version // trying to remove a label in use makes versions
		require.Equal(t, before, after, b.name)
		err := f.Edit(f.ctx, &association.DefineType{Type: "planes"}, b.edit)
		require.Error(t, err, b.name)
		after = everything(t, store)
		after.Version = before.Version
		require.Equal(t, before, after, b.name)
	}
}
