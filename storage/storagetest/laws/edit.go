package laws

import (
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// schema returns the schema in force.
func (f *fixture) schema(t require.TestingT) *schema.Schema {
	schema, err := f.Schema(f.ctx)
	require.NoError(t, err)
	return schema
}

// Every kind of edit changes what the edit names and makes a single new version. Another
// process sees that version.
func testD3EditsOfEveryKind(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	other := f.process(t)
	pair := limits.Key{From: record.Contacts, To: cars}
	f.edit(t,
		&schema.DefineType{Type: cars},
		&schema.DefinePair{From: record.Contacts, To: cars},
		&schema.SetLimit{Key: pair, Max: 7},
		&schema.SetTechnicalLimit{From: record.Contacts, To: record.Deals, Max: 20},
		&schema.SetActivitySum{Max: 30, Types: []record.Type{record.Notes}},
		&schema.SetMaxLabels{Max: 1},
		&schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: cars, Choice: primary.Newest}},
	)
	require.EqualValues(t, 1, f.schema(t).Version())
	drives, err := f.Define(f.ctx, label.Single(record.Contacts, cars, "Drives"))
	require.NoError(t, err)
	_, err = f.Define(f.ctx, label.Single(record.Contacts, cars, "Owns"))
	requireSays(t, err, label.ErrTooMany, "Owns", "1 of 1")
	f.edit(t, &schema.RenameLabel{ID: drives.ID, Text: "Steers"})
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: cars, Label: drives.ID}, Max: 3})
	f.edit(t, &schema.ClearLimit{Key: limits.Key{From: record.Contacts, To: cars, Label: drives.ID}}, &schema.SetSubscription{Subscription: limits.Enterprise})

	schema := other.schema(t)
	require.Equal(t, f.schema(t).Version(), schema.Version())
	require.NoError(t, schema.Labels().CheckPair(cars, record.Contacts))
	l, _ := schema.Labels().Lookup(drives.Inverse)
	require.Equal(t, "Steers", l.Text)
	require.Equal(t, 1, schema.Labels().MaxLabels())
	require.Equal(t, 7, schema.Limits().Max(record.Contacts, cars))
	require.Equal(t, "Enterprise", schema.Limits().Subscription().Name)
	rule, exists := schema.Primary().Rule(record.Contacts, cars)
	require.True(t, exists)
	require.Equal(t, primary.Newest, rule.Choice)
}

// D1, D2: the settings of an account hold at the next write of any process.
func testD1EditsAreSeenByWriters(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	other := f.process(t)
	f.link(t, contact("1"), company("1"))
	f.edit(t, &schema.SetTechnicalLimit{From: record.Contacts, To: record.Companies, Max: 1})
	_, err := other.Associate(f.ctx, contact("1"), company("2"))
	require.ErrorIs(t, err, limits.ErrExceeded)

	f.edit(t, &schema.SetActivitySum{Max: 1, Types: []record.Type{record.Notes, record.Calls}})
	f.link(t, contact("1"), note("1"))
	result, err := other.Associate(f.ctx, contact("1"), record.New(record.Calls, "1"))
	require.NoError(t, err)
	require.Equal(t, association.Skipped, result.Outcome)

	_, err = f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Adviser"))
	require.NoError(t, err)
	f.edit(t, &schema.SetSubscription{Subscription: limits.Starter})
	_, err = other.Associate(f.ctx, contact("2"), company("3"), label.Named("Adviser"))
	require.ErrorIs(t, err, limits.ErrNotInSubscription)
	_, err = other.Define(f.ctx, label.Single(record.Deals, record.Contacts, "X"))
	require.ErrorIs(t, err, limits.ErrNotInSubscription)
	require.ErrorIs(t, other.Edit(f.ctx, &schema.DefineType{Type: cars}), limits.ErrNotInSubscription)
	require.ErrorIs(t, other.Edit(f.ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts}}), limits.ErrNotInSubscription)
	require.NoError(t, other.Edit(f.ctx, &schema.DefineType{Type: "leads"}), "a built-in type is not gated")
}

// Two processes that edit at once both take effect.
func testLabelsDefinedEditsRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	other := f.process(t)
	for round := range 10 {
		word := string(rune('a' + round))
		for _, err := range race(
			func() error { return f.Edit(f.ctx, &schema.DefineType{Type: record.Type("one" + word)}) },
			func() error { return other.Edit(f.ctx, &schema.DefineType{Type: record.Type("two" + word)}) },
		) {
			require.NoError(t, err)
		}
		require.True(t, f.schema(t).Labels().HasType(record.Type("two"+word)))
		require.True(t, f.schema(t).Labels().HasType(record.Type("one"+word)))
	}
	require.EqualValues(t, 20, f.schema(t).Version())
}

// B6: a label that is carried stays active; the error says by how many links.
func testB6ACarriedLabelStaysActive(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	l, err := f.Define(f.ctx, label.Single(record.Contacts, record.Contacts, "Peer"))
	require.NoError(t, err)
	for _, id := range []record.ID{"2", "3"} {
		_, err = f.Associate(f.ctx, contact("1"), contact(id), l)
		require.NoError(t, err)
	}
	err = f.Edit(f.ctx, &schema.RemoveLabel{ID: l.ID})
	var used *schema.InUseError
	require.ErrorAs(t, err, &used)
	require.Equal(t, 2, used.Links)
	_, err = f.Associate(f.ctx, contact("1"), contact("4"), l)
	require.NoError(t, err, "a refused removal leaves it active")

	for _, id := range []record.ID{"2", "3", "4"} {
		_, err = f.SetLabels(f.ctx, contact("1"), contact(id))
		require.NoError(t, err)
	}
	f.edit(t, &schema.RemoveLabel{ID: l.ID})
	_, err = f.AddLabels(f.ctx, contact("1"), contact("2"), l)
	require.ErrorIs(t, err, label.ErrRemoved)
	again, err := f.Define(f.ctx, label.Single(record.Contacts, record.Contacts, "Peer"))
	require.NoError(t, err)
	require.NotEqual(t, l.ID, again.ID, "an id is never given again")
}

// D3, D4: the first limit of a label counts the links that carry the label already.
func testD3AFirstLimitCountsCarriers(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	l, err := f.Define(f.ctx, label.Paired(record.Contacts, record.Contacts, "Boss", "Report"))
	require.NoError(t, err)
	for _, id := range []record.ID{"2", "3", "4"} {
		_, err = f.Associate(f.ctx, contact("1"), contact(id), l)
		require.NoError(t, err)
	}
	f.link(t, contact("1"), contact("5"), contact("6"))
	reports := limits.Key{From: record.Contacts, To: record.Contacts, Label: l.Inverse}
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Contacts, Label: l.ID}, Max: 2})
	_, err = f.AddLabels(f.ctx, contact("1"), contact("5"), l)
	var full *limits.Error
	require.ErrorAs(t, err, &full)
	require.Equal(t, limits.Error{Record: contact("1"), To: record.Contacts, Label: l.ID, Word: "Boss", Have: 3, Max: 2}, *full)
	require.Equal(t, 3, f.carrying(t, contact("1"), l), "D4: nothing is removed")

	f.edit(t, &schema.SetLimit{Key: reports, Max: 1})
	_, err = f.Associate(f.ctx, contact("9"), contact("2"), l)
	require.ErrorAs(t, err, &full)
	require.Equal(t, contact("2"), full.Record)

	f.edit(t, &schema.ClearLimit{Key: limits.Key{From: record.Contacts, To: record.Contacts, Label: l.ID}})
	_, err = f.AddLabels(f.ctx, contact("1"), contact("5"), l)
	require.NoError(t, err)
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Contacts, Label: l.ID}, Max: 5})
	_, err = f.AddLabels(f.ctx, contact("1"), contact("6"), l)
	require.NoError(t, err)
	_, err = f.Associate(f.ctx, contact("1"), contact("7"), l)
	require.ErrorIs(t, err, limits.ErrExceeded)
	f.requireLaws(t, s, record.Contacts)
}

// C8: a rule that becomes required elects primaries, all in one operation of a job. When the
// rule is withdrawn the marks go too, in another operation of a job.
func testC8ElectsAndWithdrawsAsAJob(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.link(t, deal("1"), contact("2"), contact("1"))
	f.link(t, deal("2"), contact("1"))
	before := len(everything(t, store).Events)
	rule := primary.Rule{From: record.Deals, To: record.Contacts, NoFirst: true}
	f.edit(t, &schema.DeclareRule{Rule: rule})
	require.Len(t, everything(t, store).Events, before, "declaring marks nobody")

	rule.NoFirst, rule.Required = false, true
	f.edit(t, &schema.DeclareRule{Rule: rule})
	require.Equal(t, contact("2"), f.primary(t, deal("1"), record.Contacts), "the oldest")
	requireJob(t, everything(t, store).Events[before:], 2, primary.ElectedByRule)
	why, known, err := f.Why(f.ctx, deal("1"), record.Contacts)
	require.NoError(t, err)
	require.True(t, known)
	require.Equal(t, primary.ElectedByRule, why.Cause)

	f.edit(t, &schema.WithdrawRule{From: record.Deals, To: record.Contacts})
	requireJob(t, everything(t, store).Events[before+2:], 2, primary.Cleared)
	require.Equal(t, 2, f.count(t, deal("1"), record.Contacts))
	require.True(t, f.primary(t, deal("1"), record.Contacts).IsZero())
}

// requireJob requires that events are of a single operation of a job, and that their marks
// moved for the given cause.
func requireJob(t tester, events []history.Event, n int, why primary.Cause) {
	require.Len(t, events, n)
	for _, e := range events {
		require.Equal(t, history.By(history.Job), e.Source)
		require.Equal(t, events[0].Operation, e.Operation)
		require.Contains(t, []primary.Cause{e.Causes.Near, e.Causes.Far}, why)
	}
}

// walkingEdits have to look at every link.
func walkingEdits(carried, bare label.Label) map[string]schema.Edit {
	return map[string]schema.Edit{
		"remove a carried label": &schema.RemoveLabel{ID: carried.ID},
		"remove a bare label":    &schema.RemoveLabel{ID: bare.ID},
		"limit a label":          &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts, Label: carried.ID}, Max: 1},
		"require a primary":      &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Deals, Required: true}},
		"withdraw a rule":        &schema.WithdrawRule{From: record.Deals, To: record.Contacts},
	}
}

// editAccount opens an account that has links with a label, and a rule whose links are marked.
func editAccount(t tester, store storage.Storage) (f *fixture, carried, bare label.Label) {
	f = open(t, store)
	carried, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, "Signs"))
	require.NoError(t, err)
	bare, err = f.Define(f.ctx, label.Single(record.Deals, record.Contacts, "Pays"))
	require.NoError(t, err)
	f.edit(t, &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts}})
	for _, id := range []record.ID{"1", "2", "3", "4", "5"} {
		_, err := f.Associate(f.ctx, deal(id), contact("1"), carried)
		require.NoError(t, err)
	}
	return f, carried, bare
}

// An edit is interrupted at each of its calls in turn. The next edit, by any process, finishes
// the first. In between every law holds, and the result is the same as that of the whole edit.
func testAllOrNothingInterruptedEdit(t tester, s *Subject) {
	for _, name := range []string{"remove a carried label", "remove a bare label", "limit a label", "require a primary", "withdraw a rule"} {
		part(t, name, func(t tester) {
			store := s.Open()
			whole, carried, bare := editAccount(t, s.Open())
			_ = whole.Edit(whole.ctx, walkingEdits(carried, bare)[name])
			next := &schema.DeclareRule{Rule: primary.Rule{From: record.Companies, To: record.Deals, Required: true}}
			whole.edit(t, next)
			want := everything(t, whole.store)
			for n, done := 1, false; !done; n++ {
				require.Less(t, n, 100, "an edit makes few calls")
				inner := store
				if n > 1 {
					inner = s.Open()
				}
				_, carried, bare := editAccount(t, inner)
				w := &hooked{Storage: inner}
				broken := open(t, w)
				w.before = failAt(n, errBroken)
				err := broken.Edit(broken.ctx, walkingEdits(carried, bare)[name])
				done = !errors.Is(err, errBroken)
				other := open(t, inner)
				other.requireLaws(t, s, record.Deals, record.Contacts)
				pending := other.schema(t).Version() > 3
				other.edit(t, next)
				other.requireLaws(t, s, record.Deals, record.Contacts)
				if got := everything(t, inner); pending {
					require.Equal(t, want.Links, got.Links, "call %d", n)
					require.Equal(t, want.Degrees, got.Degrees, "call %d", n)
					require.Equal(t, want.Document, got.Document, "call %d", n)
					require.Len(t, got.Events, len(want.Events))
				}
			}
		})
	}
}

// An edit that looks at every link is made alone.
func testAllOrNothingEditIsAlone(t tester, s *Subject) {
	store := s.Open()
	f, carried, bare := editAccount(t, store)
	for name, e := range walkingEdits(carried, bare) {
		before := everything(t, store)
		require.ErrorIs(t, f.Edit(f.ctx, &schema.DefineType{Type: cars}, e), schema.ErrBackfillAlone, name)
		require.ErrorIs(t, f.Edit(f.ctx, e, &schema.DefineType{Type: cars}), schema.ErrBackfillAlone, name)
		require.Equal(t, before, everything(t, store))
	}
}
