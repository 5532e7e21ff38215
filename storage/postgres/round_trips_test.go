package postgres_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

func contact(n int) record.Ref { return record.New(record.Contacts, record.ID(fmt.Sprint(n))) }
func company(n int) record.Ref { return record.New(record.Companies, record.ID(fmt.Sprint(n))) }

// A verb whose records are named costs two round trips when it writes and one when it
// reads; a thousand of them in one transaction cost as much as one. Each is run once
// before it is counted: a connection learns a statement the first time it sees it.
func TestTripsOfVerbs(t *testing.T) {
	ctx := t.Context()
	db, wire := quick(t, nil)
	graph, err := association.Open(ctx, db, nil)
	require.NoError(t, err)
	manager, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, "Manager"))
	require.NoError(t, err)
	require.NoError(t, graph.Edit(ctx, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 5000}))

	type verb struct {
		name  string
		trips int
		do    func(n int) error
	}
	thousand := func(n int) (ops []association.Operation) {
		for i := range 1000 {
			ops = append(ops, &association.Associate{From: contact(n*1000 + i), To: company(i % 7)})
		}
		return ops
	}
	verbs := []verb{
		{"associate", 2, func(n int) error { _, err := graph.Associate(ctx, contact(n), company(1)); return err }},
		{"associate with a label", 2, func(n int) error { _, err := graph.Associate(ctx, contact(n), company(2), manager); return err }},
		// Whom it takes the mark from is learned from the second answer; he is locked too, in a
		// transaction that begins again.
		{"set primary", 5, func(n int) error { _, err := graph.SetPrimary(ctx, contact(n), company(2)); return err }},
		{"add a label", 2, func(n int) error { _, err := graph.AddLabels(ctx, contact(n), company(1), manager); return err }},
		{"remove a label", 2, func(n int) error { _, err := graph.RemoveLabels(ctx, contact(n), company(1), manager); return err }},
		// Of two companies that are left, whether one takes over is asked for.
		{"dissociate", 3, func(n int) error { _, err := graph.Dissociate(ctx, contact(n), company(1)); return err }},
		{"once", 2, func(n int) error {
			id, _ := history.NamedOperation(fmt.Sprint("call ", n))
			_, err := graph.Do(ctx, association.Once(id, &association.Associate{From: contact(n), To: company(3)}))
			return err
		}},
		{"refused", 2, func(n int) error { _, _ = graph.SetPrimary(ctx, contact(n), company(99)); return nil }},
		{"a thousand associations", 2, func(n int) error { _, err := graph.Do(ctx, thousand(n)...); return err }},
		{"linked", 1, func(n int) error { _, _, err := graph.Linked(ctx, contact(n), company(2)); return err }},
		{"primary", 1, func(n int) error { _, _, err := graph.Primary(ctx, contact(n), record.Companies); return err }},
		{"count", 1, func(n int) error { _, err := graph.Count(ctx, company(1), record.Contacts); return err }},
		{"page", 1, func(n int) error {
			_, err := graph.Page(ctx, company(1), record.Contacts, association.Query{})
			return err
		}},
		{"history", 1, func(n int) error {
			for _, err := range graph.History(ctx, contact(n), record.Companies) {
				return err
			}
			return nil
		}},
	}
	for _, v := range verbs {
		t.Run(v.name, func(t *testing.T) {
			require.NoError(t, v.do(1))
			trips, _ := wire.counted(func() { require.NoError(t, v.do(2)) })
			require.Equal(t, v.trips, trips)
		})
	}
	n, err := graph.Count(ctx, company(0), record.Contacts)
	require.NoError(t, err)
	require.Positive(t, n)
}

// However many links two hubs have, their merge writes in one transaction, and takes as many
// round trips as that of two with few, the attempt included that learns whom to lock.
func TestTripsOfHubMerge(t *testing.T) {
	ctx := t.Context()
	db, wire := quick(t, nil)
	graph, err := association.Open(ctx, db, nil)
	require.NoError(t, err)
	require.NoError(t, graph.Edit(ctx, &schema.SetTechnicalLimit{From: record.Companies, To: record.Contacts, Max: 20_000}))

	hub, last := 0, 0
	merge := func(links int) (trips, commits int) {
		survivor, merged := company(hub+1), company(hub+2)
		hub += 2
		for _, of := range []record.Ref{survivor, merged} {
			ops := make([]association.Operation, links)
			for i := range ops {
				last++
				ops[i] = &association.Associate{From: contact(last), To: of}
			}
			_, err := graph.Do(ctx, ops...)
			require.NoError(t, err)
		}
		trips, commits = wire.counted(func() {
			result, err := graph.MergeRecords(ctx, survivor, merged)
			require.NoError(t, err)
			require.Equal(t, links, result.Links)
		})
		n, err := graph.Count(ctx, survivor, record.Contacts)
		require.NoError(t, err)
		require.Equal(t, 2*links, n)
		return trips, commits
	}
	merge(20) // the connection learns the statements
	few, commits := merge(20)
	require.Equal(t, 1, commits)
	many, commits := merge(10_000)
	require.Equal(t, 1, commits)
	require.Equal(t, few, many)
	t.Logf("%d round trips and 1 transaction that writes make one company of two with 10,000 contacts each", many)
}
