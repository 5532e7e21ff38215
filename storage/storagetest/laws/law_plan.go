package laws

import (
	"context"
	"encoding/json"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// planAccount opens an account that has a contact with three companies, and a child company
// with its parent.
func planAccount(t tester, store storage.Storage) *fixture {
	f := open(t, store)
	_, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Adviser"))
	require.NoError(t, err)
	f.link(t, contact("1"), company("10"), company("11"), company("12"))
	return f
}

// plan returns a plan that must be possible.
func (f *fixture) plan(t require.TestingT, ops ...association.Operation) *association.Plan {
	plan, err := f.Plan(f.ctx, ops...)
	require.NoError(t, err)
	return plan
}

// A plan says, with a line for each step, what happens and why.
func testPlanIsApplyPrints(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	f.edit(t, &schema.SetActivitySum{Max: 1, Types: []record.Type{record.Notes}})
	f.link(t, contact("1"), note("1"))
	plan := f.plan(t,
		&association.Associate{From: contact("2"), To: company("10"), Labels: []label.Label{label.Named("Adviser")}},
		&association.SetPrimary{From: contact("1"), To: company("11")},
		&association.Dissociate{From: contact("1"), To: company("11"), Successor: company("12")},
		&association.Associate{From: contact("1"), To: note("2")},
		&association.Dissociate{From: contact("9"), To: company("9")},
	)
	text := plan.String()
	require.Len(t, plan.Steps, 6)
	for _, part := range []string{"contacts/2 - companies/10: created", "Adviser", "first company becomes primary", "contacts/1 - notes/2: skipped"} {
		require.Contains(t, text, part)
	}
	require.Equal(t, []association.Outcome{
		association.Created, association.Changed, association.Removed, association.Skipped, association.Unchanged,
	}, outcomes(plan.Results))
	require.Equal(t, "nothing changes\n", f.plan(t, &association.Associate{From: contact("1"), To: company("10")}).String())
}

func outcomes(results []association.Result) []association.Outcome {
	all := make([]association.Outcome, len(results))
	for i, r := range results {
		all[i] = r.Outcome
	}
	return all
}

// A plan without operations is refused, also one that has steps.
func testPlanIsApplyOfNothing(t tester, s *Subject) {
	f := planAccount(t, s.Open())
	plan := f.plan(t)
	for _, none := range []*association.Plan{nil, {}, {Steps: f.plan(t, &association.Associate{From: contact("2"), To: company("11")}).Steps}, plan} {
		results, err := f.Apply(f.ctx, none)
		require.ErrorIs(t, err, association.ErrInvalidOperation)
		require.Empty(t, results)
	}
}

// Applying a plan writes the planned steps, under the plan's ids and source, whichever caller
// applies it.
func testPlanIsApplyKeepsIDsAndSource(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	ann := history.ByUser("7", "Ann")
	plan, err := f.As(ann).Plan(f.ctx, &association.SetPrimary{From: contact("1"), To: company("11")},
		&association.Associate{From: contact("2"), To: company("11")})
	require.NoError(t, err)
	before := everything(t, store)
	f.clock.Add(500)
	results, err := f.As(history.By(history.Job)).Apply(f.ctx, plan)
	require.NoError(t, err)
	events := everything(t, store).Events[len(before.Events):]
	require.Len(t, events, 3)
	for _, e := range events {
		require.Equal(t, ann, e.Source)
		require.Equal(t, plan.Results[0].Operation, e.Group)
		require.EqualValues(t, f.clock.Load(), e.At)
	}
	require.Equal(t, plan.Results[1].Operation, results[1].Operation)
}

// Law 8: a change that affects a step makes the plan stale, and nothing is written.
func testPlanIsApplyStale(t tester, s *Subject) {
	ops := []association.Operation{
		&association.Dissociate{From: contact("1"), To: company("10"), Unattended: true},
		&association.Associate{From: contact("2"), To: company("10"), Labels: []label.Label{label.Named("Adviser")}},
	}
	one, two := contact("1"), contact("2")
	for name, meanwhile := range map[string]func(f *fixture) error{
		"the link is gone": func(f *fixture) error {
			_, err := f.DissociateWithSuccessor(f.ctx, one, company("10"), company("11"))
			return err
		},
		"the successor is gone": func(f *fixture) error { _, err := f.Dissociate(f.ctx, one, company("11")); return err },
		"another is primary":    func(f *fixture) error { _, err := f.SetPrimary(f.ctx, one, company("12")); return err },
		"labels were added": func(f *fixture) error {
			_, err := f.AddLabels(f.ctx, one, company("10"), label.Named("Adviser"))
			return err
		},
		"the link is there":   func(f *fixture) error { _, err := f.Associate(f.ctx, two, company("10")); return err },
		"it is not the first": func(f *fixture) error { _, err := f.Associate(f.ctx, two, company("12")); return err },
		"the rule chooses another": func(f *fixture) error {
			return f.Edit(f.ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Companies, Required: true, Choice: primary.Newest}})
		},
	} {
		part(t, name, func(t tester) {
			store := s.Open()
			f := planAccount(t, store)
			plan := f.plan(t, ops...)
			require.NoError(t, meanwhile(f))
			before := everything(t, store)
			results, err := f.Apply(f.ctx, plan)
			require.ErrorIs(t, err, association.ErrStale)
			require.Nil(t, results)
			require.Equal(t, before, everything(t, store))

			var stale *association.StaleError
			require.ErrorAs(t, err, &stale)
			require.Equal(t, f.plan(t, ops...).Steps, stale.New.Steps, "the new plan is what would happen now")
			require.ErrorContains(t, err, stale.New.String())
			_, err = f.Apply(f.ctx, stale.New)
			require.NoError(t, err)
			_, err = f.Apply(f.ctx, stale.New)
			require.ErrorIs(t, err, association.ErrStale, "done, it is stale")
		})
	}
}

// A change after planning makes an operation impossible. Apply returns that refusal and writes
// nothing.
func testPlanIsApplyRefusedMeanwhile(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	plan := f.plan(t, &association.Associate{From: deal("1"), To: company("10")},
		&association.Associate{From: contact("1"), To: company("13")})
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 3})
	before := everything(t, store)
	_, err := f.Apply(f.ctx, plan)
	require.ErrorIs(t, err, limits.ErrExceeded)
	require.Equal(t, before, everything(t, store))
}

// Counts, times and versions may differ: only the steps count.
func testPlanIsApplyHoldsWhenStepsDo(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	plan := f.plan(t, &association.Associate{From: contact("2"), To: company("10")})
	f.link(t, contact("3"), company("10"))
	f.edit(t, &schema.DefineType{Type: cars})
	f.clock.Add(12345)
	results, err := f.Apply(f.ctx, plan)
	require.NoError(t, err)
	require.EqualValues(t, f.clock.Load(), results[0].At)
}

// A plan whose operations have ids from the caller is applied once.
func testPlanIsApplyUnderAnID(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	op := association.Once(operation(t, "order"), &association.Associate{From: contact("2"), To: company("10")})
	plan := f.plan(t, op)
	require.Empty(t, everything(t, store).Operations, "a plan keeps no result")
	_, err := f.Apply(f.ctx, plan)
	require.NoError(t, err)
	results, err := f.Do(f.ctx, op)
	require.NoError(t, err)
	require.True(t, results[0].Repeated)
}

// An operation of a dry run sees the changes that the earlier ones would have made. Nothing is written.
func testPlanIsApplyDryRun(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	before := everything(t, store)
	var dry, done []association.EachResult
	batches := [][]association.Operation{
		{
			&association.Associate{From: contact("2"), To: company("10")},
			&association.SetPrimary{From: contact("2"), To: company("11")},
			&association.Associate{From: contact("2"), To: company("11")},
			&association.Associate{From: contact(""), To: company("11")},
		},
		{
			&association.SetPrimary{From: contact("2"), To: company("11")},
			&association.Dissociate{From: contact("2"), To: company("10")},
			association.Once(operation(t, "order"), &association.Associate{From: contact("2"), To: company("12")}),
		},
		{
			association.Once(operation(t, "order"), &association.Associate{From: contact("2"), To: company("12")}),
			&association.Dissociate{From: contact("2"), To: company("11"), Successor: company("12")},
		},
	}
	require.NoError(t, f.DryRun(f.ctx, func(r *association.DryRun) error {
		for _, batch := range batches {
			each, err := r.DoEach(f.ctx, batch...)
			require.NoError(t, err)
			dry = append(dry, each...)
		}
		return nil
	}))
	require.Equal(t, before, everything(t, store))
	for _, batch := range batches {
		each, err := f.DoEach(f.ctx, batch...)
		require.NoError(t, err)
		done = append(done, each...)
	}
	for i := range done {
		require.Equal(t, done[i].Result.Outcome, dry[i].Result.Outcome, "operation %d", i)
		require.Equal(t, done[i].Result.Promoted, dry[i].Result.Promoted)
		require.Equal(t, done[i].Result.Demoted, dry[i].Result.Demoted)
		require.Equal(t, done[i].Result.Repeated, dry[i].Result.Repeated)
		require.Equal(t, done[i].Err, dry[i].Err)
	}
}

// A dry run decides under the schema that another process has stored. The error is the error of
// fn.
func testPlanIsApplyDryRunUnderANewSchema(t tester, s *Subject) {
	store := s.Open()
	f, other := open(t, store), open(t, store)
	other.edit(t, &schema.DefineType{Type: cars}, &schema.DefinePair{From: cars, To: record.Contacts})
	err := f.DryRun(f.ctx, func(r *association.DryRun) error {
		each, err := r.DoEach(f.ctx, &association.Associate{From: record.New(cars, "1"), To: contact("1")})
		require.NoError(t, err)
		require.NoError(t, each[0].Err)
		return errBroken
	})
	require.ErrorIs(t, err, errBroken)
}

// A plan and a dry run fail as their store does.
func testPlanIsApplyOfABrokenStore(t tester, s *Subject) {
	store := s.Open()
	w := &hooked{Storage: store}
	f := open(t, w)
	op := &association.Associate{From: contact("1"), To: company("1")}
	plan := f.plan(t, op)
	for n := 1; n <= 2; n++ {
		w.before = failAt(n, errBroken)
		_, err := f.Plan(f.ctx, op)
		require.ErrorIs(t, err, errBroken)
	}
	for n := 1; n <= 4; n++ {
		w.before = failAt(n, errBroken)
		_, err := f.Apply(context.Background(), plan)
		require.ErrorIs(t, err, errBroken)
	}
	w.before = nil
	require.Empty(t, everything(t, store).Events)
	_, err := f.Apply(f.ctx, plan)
	require.NoError(t, err)
}

// Where both ends of a link find a successor, the result names From's, and the plan
// shows both.
func testPlanIsApplyNamesFromsSuccessor(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.edit(t, &schema.DeclareRule{Rule: primary.Rule{From: record.Companies, To: record.Contacts}})
	f.link(t, contact("1"), company("1"), company("2"))
	f.link(t, company("1"), contact("2"))
	for _, ends := range bothEnds(contact("1"), company("1")) {
		plan := f.plan(t, &association.Dissociate{From: ends[0], To: ends[1], Unattended: true})
		require.Len(t, plan.Steps, 3)
		require.Equal(t, record.New(ends[1].Type, "2"), plan.Results[0].Promoted)
	}
}

// A plan that travelled as JSON shows the same and does the same in another process.
func testPlanIsApplyTravels(t tester, s *Subject) {
	store := s.Open()
	f := planAccount(t, store)
	name, err := history.NamedOperation("travels")
	require.NoError(t, err)
	plan := f.plan(t,
		association.Once(name, &association.SetPrimary{From: contact("1"), To: company("11")}),
		&association.Associate{From: contact("2"), To: company("11"), Labels: []label.Label{label.Named("Billing contact")}})
	text, err := json.Marshal(plan)
	require.NoError(t, err)

	other := f.process(t)
	arrived := new(association.Plan)
	require.NoError(t, json.Unmarshal(text, arrived))
	require.Equal(t, plan.String(), arrived.String())
	require.Equal(t, plan, arrived)
	results, err := other.Apply(f.ctx, arrived)
	require.NoError(t, err)
	for i, r := range results {
		require.Equal(t, plan.Results[i].Operation, r.Operation)
	}
	_, err = other.Apply(f.ctx, arrived)
	require.ErrorIs(t, err, association.ErrStale, "it was applied")
	require.Equal(t, failure.Stale, association.CodeOf(err))

	// Steps that the operations do not give are stale, an operation that is invalid is invalid.
	forged := f.plan(t, &association.Associate{From: contact("2"), To: company("12")})
	forged.Steps[0].Now.Near.Primary = !forged.Steps[0].Now.Near.Primary
	_, err = f.Apply(f.ctx, forged)
	stale := (*association.StaleError)(nil)
	require.ErrorAs(t, err, &stale)
	require.NotNil(t, stale.New)
	for _, text := range []string{
		`{"operations": [{"operation": "associate", "from": "contacts/1"}], "ids": ["~1"]}`,
		`{"operations": [{"operation": "associate", "from": "contacts/1", "to": "companies/1"}]}`,
		`{"operations": [{"operation": "associate", "from": "contacts/1", "to": "companies/1"}], "ids": ["order-1"]}`,
		`{"operations": [{"operation": "associate", "from": "contacts/1", "to": "companies/1"}], "ids": ["~1"], "source": {"kind": "user", "userId": "\u0000"}}`,
		`{"operations": [{"operation": "associate", "from": "contacts/1", "to": "companies/1"}], "ids": ["~1"], "source": {"kind": "job", "requestId": "\u0000"}}`,
		`{"operations": [{"operation": "associate", "from": "contacts/1", "to": "companies/1"},
			{"operation": "associate", "from": "contacts/2", "to": "companies/1"}], "ids": ["~1", "~1"]}`,
		`{"operations": [{"operation": "steal"}], "ids": ["~1"]}`, `{"steps": [{}]}`, `[]`,
	} {
		var plan association.Plan
		err := json.Unmarshal([]byte(text), &plan)
		if err == nil {
			_, err = f.Apply(f.ctx, &plan)
		}
		require.Equal(t, failure.Invalid, association.CodeOf(err), "%s: %v", text, err)
	}
}

// A nil operation is an error that says so, whatever its type.
func testPlanIsApplyNilOperations(t tester, s *Subject) {
	f := planAccount(t, s.Open())
	name, err := history.NamedOperation("nil")
	require.NoError(t, err)
	for _, op := range []association.Operation{
		nil, (*association.Associate)(nil), (*association.Undo)(nil), (*association.MergeRecords)(nil),
		association.Once(name, nil), association.Once(name, (*association.DeleteRecord)(nil)),
	} {
		_, err := f.Do(f.ctx, op)
		require.ErrorIs(t, err, association.ErrInvalidOperation)
		_, err = f.Graph.Plan(f.ctx, op)
		require.ErrorIs(t, err, association.ErrInvalidOperation)
		each, err := f.DoEach(f.ctx, op, &association.Associate{From: contact("7"), To: company("12")})
		require.NoError(t, err)
		require.ErrorIs(t, each[0].Err, association.ErrInvalidOperation)
		require.NoError(t, each[1].Err)
	}
}
