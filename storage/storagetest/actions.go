package storagetest

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// An action is something that an application does with a graph.
type action struct {
	name    string
	inSteps bool // several transactions, which another call may finish
	edit    bool // an edit of the schema, which has no id: a second call may be refused
	do      func(f *faultyGraph) error
}

// each are the links that the action "do each" makes. Each of them is written or refused alone.
var each = []change{
	{a: bob, b: inn}, {a: bob, b: company(12)}, {a: bob, b: company(13)}, {a: ann, b: company(13)}, {a: ann, b: company(14)},
}

// actions are of every kind of operation: alone, several at once and in chunks, each on its
// own; and edits of the schema with and without a look at every link. A test fails if an
// operation is in none of them.
var actions = []action{
	{name: "associate with labels", do: func(f *faultyGraph) error {
		return f.do(&association.Associate{From: ann, To: company(13), Labels: []label.Label{f.boss, f.friend}})
	}},
	{name: "take the primary's place", do: func(f *faultyGraph) error {
		return f.do(&association.Associate{From: ann, To: company(13), Mark: primary.MarkReplace})
	}},
	{name: "dissociate with a successor", do: func(f *faultyGraph) error {
		return f.do(&association.Dissociate{From: ann, To: acme, Successor: inn})
	}},
	{name: "dissociate, nobody asked", do: func(f *faultyGraph) error {
		return f.do(&association.Dissociate{From: ann, To: acme, Unattended: true})
	}},
	{name: "set primary", do: func(f *faultyGraph) error {
		return f.do(&association.SetPrimary{From: ann, To: inn})
	}},
	{name: "clear primary", do: func(f *faultyGraph) error {
		return f.do(&association.ClearPrimary{From: ann, To: acme, Successor: inn})
	}},
	{name: "log an activity", do: func(f *faultyGraph) error {
		return f.do(&association.AssociateActivity{Activity: note, On: ann})
	}},
	{name: "delete a record", do: func(f *faultyGraph) error {
		return f.do(&association.DeleteRecord{Record: acme})
	}},
	{name: "delete and restore a record", do: func(f *faultyGraph) error {
		return f.do(&association.DeleteRecord{Record: acme}, &association.RestoreRecord{Record: acme})
	}},
	{name: "merge records", do: func(f *faultyGraph) error {
		return f.do(&association.MergeRecords{Survivor: ann, Merged: bob})
	}},
	{name: "undo", do: func(f *faultyGraph) error {
		return f.do(&association.Undo{Operation: f.linked})
	}},
	{name: "associate all", do: func(f *faultyGraph) error {
		return f.do(&association.AssociateAll{From: bob, Targets: []association.Target{{To: inn}, {To: company(12)}, {To: company(13)}}})
	}},
	{name: "labels", do: func(f *faultyGraph) error {
		return f.do(
			&association.SetLabels{From: ann, To: inn, Labels: []label.Label{f.boss}},
			&association.AddLabels{From: acme, To: bob, Labels: []label.Label{f.friend}},
			&association.RemoveLabels{From: ann, To: acme, Labels: []label.Label{f.boss}},
			&association.AddLabels{From: ann, To: company(12), Labels: []label.Label{f.friend}})
	}},
	{name: "do many", do: func(f *faultyGraph) error {
		return f.do(
			&association.Associate{From: bob, To: inn}, &association.Associate{From: bob, To: company(12)},
			&association.Dissociate{From: bob, To: acme, Successor: inn}, &association.Associate{From: ann, To: company(14)},
			&association.SetPrimary{From: ann, To: company(14)})
	}},
	{name: "do each", inSteps: true, do: func(f *faultyGraph) (err error) {
		var ops []association.Operation
		for _, link := range each {
			ops = append(ops, &association.Associate{From: link.a, To: link.b})
		}
		f.each, err = f.graph.DoEach(f.ctx, f.ops(ops...)...)
		return err
	}},
	{name: "define a label", edit: true, do: func(f *faultyGraph) error {
		_, err := f.graph.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Landlord"))
		return err
	}},
	{name: "remove a label", inSteps: true, edit: true, do: func(f *faultyGraph) error {
		return f.graph.Edit(f.ctx, &schema.RemoveLabel{ID: f.unused.ID})
	}},
	{name: "limit a label", inSteps: true, edit: true, do: func(f *faultyGraph) error {
		key := limits.Key{From: record.Contacts, To: record.Companies, Label: f.friend.ID}
		return f.graph.Edit(f.ctx, &schema.SetLimit{Key: key, Max: 2})
	}},
	requiring,
}

// requiring makes a rule required, for which every company has to elect a contact.
var requiring = action{name: "require a primary", inSteps: true, edit: true, do: func(f *faultyGraph) error {
	return f.graph.Edit(f.ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Companies, To: record.Contacts, Required: true}})
}}
