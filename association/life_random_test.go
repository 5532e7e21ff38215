package association_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func TestLifeRandom(t *testing.T) {
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				store := b.open()
				defer store.Close()
				lifeRandom(rt, store)
			})
		})
	}
}

func lifeRandom(t *rapid.T, store storage.Storage) {
	f := open(t, store)
	l, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "boss"))
	require.NoError(t, err)
	m, err := f.Define(f.ctx, label.Paired(record.Companies, record.Companies, "owner", "owned"))
	require.NoError(t, err)
	f.edit(t, &association.DeclareRule{Rule: primary.Rule{From: record.Companies, To: record.Companies, Choice: primary.Newest}})
	f.edit(t, &association.SetLimit{Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 3})
	f.edit(t, &association.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies, Label: l.ID}, Max: 1})
	ref := rapid.Custom(func(t *rapid.T) record.Ref {
		id := record.ID(fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "id")))
		if rapid.Bool().Draw(t, "contact") {
			return contact(id)
		}
		return company(id)
	})
	var ids []history.OperationID
	op := rapid.Custom(func(t *rapid.T) association.Operation {
		a, b := ref.Draw(t, "a"), ref.Draw(t, "b")
		switch rapid.IntRange(0, 9).Draw(t, "op") {
		case 0:
			return &association.DeleteRecord{Record: a}
		case 1, 2:
			return &association.RestoreRecord{Record: a}
		case 3:
			b.Type = a.Type
			return &association.MergeRecords{Survivor: a, Merged: b, Policy: association.MergePolicy{
				Labels:  association.MergedLabels(rapid.IntRange(0, 1).Draw(t, "labels")),
				Primary: association.MergedPrimary(rapid.IntRange(0, 1).Draw(t, "primary")),
				Over:    association.OverPolicy(rapid.IntRange(0, 2).Draw(t, "over")),
			}, Into: record.ID(rapid.SampledFrom([]string{"", "", "7"}).Draw(t, "into"))}
		case 4:
			if len(ids) > 0 {
				return &association.Undo{Operation: rapid.SampledFrom(ids).Draw(t, "undone")}
			}
			return &association.SetPrimary{From: a, To: b}
		case 5:
			return &association.Dissociate{From: a, To: b, Alone: true}
		case 6:
			return &association.SetPrimary{From: a, To: b}
		}
		var ls []label.Label
		if a.Type == record.Companies && b.Type == record.Companies && rapid.Bool().Draw(t, "m") {
			ls = append(ls, m)
		} else if a.Type == record.Contacts && b.Type == record.Companies && rapid.Bool().Draw(t, "l") {
			ls = append(ls, l)
		}
		return &association.Associate{From: a, To: b, Labels: ls}
	})
	for range 30 {
		f.clock.Add(int64(rapid.IntRange(-1, 3).Draw(t, "tick")))
		o := op.Draw(t, "operation")
		before := everything(t, store)
		results, err := f.Do(f.ctx, o)
		if err != nil {
			t.Logf("%s: %v", o, err)
			require.Equal(t, before, everything(t, store))
			var oe *association.OperationError
			require.True(t, errors.As(err, &oe), "%v", err)
			require.NotErrorIs(t, err, storage.ErrCorrupt)
		} else {
			t.Logf("%s: %s", o, results[0])
			ids = append(ids, results[0].Operation)
		}
		f.requireLaws(t, record.Companies, record.Contacts)
		for _, r := range []record.ID{"1", "2", "3", "4", "7"} {
			p := f.primary(t, contact(r), record.Companies)
			require.Equal(t, f.count(t, contact(r), record.Companies) == 0, p.IsZero())
		}
	}
}
