package laws

import (
	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A requestList has operations of the same kind that are all different requests. The first of
// them succeeds in the account that [requestAccount] makes.
type requestList struct {
	name string
	ops  []association.Operation
}

// requests are of every kind of operation, and every field of the kind differs between some
// of them. A test fails when a kind or a field is missing.
func requests() []requestList {
	one, two, three := contact("1"), contact("2"), contact("3")
	named := label.Named
	return []requestList{
		{"associate", []association.Operation{
			&association.Associate{From: one, To: three}, &association.Associate{From: two, To: three},
			&association.Associate{From: three, To: one}, &association.Associate{From: one, To: two},
			&association.Associate{From: one, To: three, Labels: []label.Label{named("a")}},
			&association.Associate{From: one, To: three, Mark: primary.MarkReplace},
			&association.Associate{From: one, To: three, OnlyFirst: true},
		}},
		{"all", []association.Operation{
			&association.AssociateAll{From: one, Targets: []association.Target{{To: two}, {To: company("1")}}},
			&association.AssociateAll{From: one, Targets: []association.Target{{To: company("1")}, {To: two}}},
			&association.AssociateAll{From: one, Targets: []association.Target{{To: two}, {To: company("1"), Mark: primary.MarkAsPrimary}}},
			&association.AssociateAll{From: one, Targets: []association.Target{{To: two, Labels: []label.Label{named("a")}}, {To: company("1")}}},
			&association.AssociateAll{From: three, Targets: []association.Target{{To: two}, {To: company("1")}}},
		}},
		{"activity", []association.Operation{
			&association.AssociateActivity{Activity: note("1"), On: one}, &association.AssociateActivity{Activity: note("2"), On: one},
			&association.AssociateActivity{Activity: note("1"), On: two}, activityWith(association.ActivityTarget{To: record.Deals, Most: 1}),
			activityWith(association.ActivityTarget{To: record.Deals, Most: 2}), activityWith(association.ActivityTarget{To: record.Contacts, Most: 1}),
			activityWith(association.ActivityTarget{To: record.Deals, Most: 1, Scope: association.PrimaryOf()}),
			activityWith(association.ActivityTarget{To: record.Deals, Most: 1, Chosen: []record.ID{"1"}}),
		}},
		{"dissociate", []association.Operation{
			&association.Dissociate{From: one, To: two}, &association.Dissociate{From: two, To: one}, &association.Dissociate{From: one, To: three},
			&association.Dissociate{From: one, To: two, Successor: one}, &association.Dissociate{From: one, To: two, Unattended: true},
		}},
		{"odd ids", []association.Operation{
			&association.Dissociate{From: contact("1 x"), To: two}, &association.Dissociate{From: contact("1"), To: contact("x 2")},
		}},
		{"set labels", []association.Operation{
			&association.SetLabels{From: one, To: two, Labels: []label.Label{named("a"), named("b")}},
			&association.SetLabels{From: one, To: two, Labels: []label.Label{named(`a" "b`)}},
			&association.SetLabels{From: two, To: one, Labels: []label.Label{named("a"), named("b")}},
			&association.SetLabels{From: one, To: three, Labels: []label.Label{named("a"), named("b")}},
		}},
		{"add labels", []association.Operation{
			&association.AddLabels{From: one, To: two, Labels: []label.Label{named("a"), named("b")}},
			&association.AddLabels{From: one, To: two, Labels: []label.Label{named(`a" "b`)}},
			&association.AddLabels{From: two, To: one, Labels: []label.Label{named("a"), named("b")}},
			&association.AddLabels{From: one, To: three, Labels: []label.Label{named("a"), named("b")}},
		}},
		{"remove labels", []association.Operation{
			&association.RemoveLabels{From: one, To: two}, &association.RemoveLabels{From: two, To: one}, &association.RemoveLabels{From: one, To: three},
			&association.RemoveLabels{From: one, To: two, Labels: []label.Label{named("a")}},
			&association.RemoveLabels{From: one, To: two, Successor: one}, &association.RemoveLabels{From: one, To: two, Unattended: true},
		}},
		{"set primary", []association.Operation{
			&association.SetPrimary{From: one, To: two}, &association.SetPrimary{From: two, To: one}, &association.SetPrimary{From: one, To: three},
		}},
		{"clear primary", []association.Operation{
			&association.ClearPrimary{From: one, To: two}, &association.ClearPrimary{From: two, To: one}, &association.ClearPrimary{From: one, To: three},
			&association.ClearPrimary{From: one, To: two, Successor: one}, &association.ClearPrimary{From: one, To: two, Unattended: true},
		}},
		{"delete", []association.Operation{&association.DeleteRecord{Record: one}, &association.DeleteRecord{Record: two}}},
		{"restore", []association.Operation{&association.RestoreRecord{Record: contact("gone")}, &association.RestoreRecord{Record: two}}},
		{"merge", []association.Operation{
			&association.MergeRecords{Survivor: one, Merged: two}, &association.MergeRecords{Survivor: two, Merged: one},
			&association.MergeRecords{Survivor: one, Merged: three}, &association.MergeRecords{Survivor: one, Merged: two, Into: "4"},
			&association.MergeRecords{Survivor: one, Merged: two, Policy: association.MergePolicy{Labels: association.SurvivorsLabels}},
			&association.MergeRecords{Survivor: one, Merged: two, Policy: association.MergePolicy{Primary: association.MergedsPrimary}},
			&association.MergeRecords{Survivor: one, Merged: two, Policy: association.MergePolicy{Limits: association.KeepNewest}},
		}},
		{"undo", []association.Operation{
			&association.Undo{Operation: linking}, &association.Undo{Operation: deleting}, &association.Undo{Operation: linking, Group: true},
		}},
	}
}

func activityWith(targets ...association.ActivityTarget) association.Operation {
	return &association.AssociateActivity{Activity: note("1"), On: contact("1"), Targets: targets}
}
