package laws

import (
	"context"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A bad operation is refused with an error that is one of the reasons and names what
// was wrong and what to do about it.
type bad struct {
	name   string
	op     association.Operation
	reason error
	names  []string
}

// badOperations are refused in the account that badAccount makes.
func badOperations() []bad {
	one, ten, eleven := contact("1"), company("10"), company("11")
	huge := record.ID(strings.Repeat("x", 1<<20))
	link := func(from, to record.Ref, labels ...label.Label) association.Operation {
		return &association.Associate{From: from, To: to, Labels: labels}
	}
	return []bad{
		{"unknown type", link(record.New("boats", "1"), ten), label.ErrUndefinedType, []string{"boats", "define the type"}},
		{"unknown other type", link(one, record.New("boats", "1")), label.ErrUndefinedType, []string{"boats", "define the type"}},
		{"illegal type", link(record.New("Boats!", "1"), ten), record.ErrInvalid, []string{"Boats!", "lower-case"}},
		{"undefined pair", link(note("1"), record.New(record.Tasks, "1")), label.ErrUndefinedPair, []string{"notes", "tasks", "define the pair"}},
		{"itself", link(one, one), association.ErrSelf, []string{"contacts/1", "name two records"}},
		{"unknown name", link(one, ten, label.Named("Nobody")), label.ErrUnknown, []string{"Nobody", "define it first"}},
		{"unknown id", link(one, ten, label.WithID(label.TypeID{Category: label.UserDefined, Number: 99})), label.ErrUnknown, []string{"USER_DEFINED/99"}},
		{"empty label", link(one, ten, label.Label{}), label.ErrUnknown, []string{"give a name or an id"}},
		{"wrong direction", link(one, ten, label.Named("Employee word")), label.ErrWrongDirection, []string{"Employee word"}},
		{"wrong pair", link(one, ten, label.WithID(label.ParentToChild)), label.ErrWrongPair, []string{"HUBSPOT_DEFINED/13", "companies"}},
		{"empty id", link(contact(""), ten), record.ErrInvalid, []string{"not empty"}},
		{"id of 256 bytes", link(contact(huge[:256]), ten), record.ErrInvalid, []string{"256 bytes", "at most 255"}},
		{"id of 1 MB", link(one, company(huge)), record.ErrInvalid, []string{"1048576 bytes", "at most 255"}},
		{"NUL", link(one, company("1\x00")), record.ErrInvalid, []string{"NUL"}},
		{"invalid UTF-8", link(one, company("\xff")), record.ErrInvalid, []string{"UTF-8"}},
		{"parent and child", link(ten, eleven, label.WithID(label.ChildToParent)), association.ErrExclusive, []string{"companies/10", "companies/11", "13", "14"}},
		{"second parent", link(eleven, company("12"), label.WithID(label.ChildToParent)), limits.ErrExceeded, []string{"companies/11", "one parent"}},
		{"pair full", link(deal("1"), contact("3")), limits.ErrExceeded, []string{"deals/1", "2 of 2 contacts"}},
		{"label full", link(deal("1"), contact("2"), label.Named("Signs")), limits.ErrExceeded, []string{"deals/1", "1 of 1 contacts"}},
		{"no rule", &association.Associate{From: ten, To: one, Mark: association.AsPrimary}, association.ErrNoRule, []string{"companies", "contacts", "declare"}},
		{"must have one", &association.Associate{From: contact("9"), To: ten, Mark: association.NotPrimary}, primary.ErrRequired, []string{"contacts/9", "companies"}},
		{"another stands", &association.Associate{From: one, To: eleven, Mark: association.AsPrimary}, primary.ErrStanding, []string{"companies/11", "contacts/1", "companies/10"}},
		{"two marks", &association.AssociateAll{From: contact("9"), Targets: []association.Target{
			{To: ten, Mark: association.AsPrimary}, {To: eleven, Mark: association.AsPrimary},
		}}, primary.ErrMarks, []string{"companies", "marked"}},
		{"nobody to associate", &association.AssociateAll{From: one}, association.ErrNoTargets, []string{"contacts/1"}},
		{"last of all is bad", &association.AssociateAll{From: contact("9"), Targets: []association.Target{
			{To: deal("7")}, {To: ten}, {To: contact("9")},
		}}, association.ErrSelf, []string{"contacts/9"}},
		{"set labels of no link", &association.SetLabels{From: contact("9"), To: ten}, association.ErrNotLinked, []string{"contacts/9", "companies/10", "associate them first"}},
		{"add labels to no link", &association.AddLabels{From: contact("9"), To: ten}, association.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"remove labels of no link", &association.RemoveLabels{From: contact("9"), To: ten}, association.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"primary without link", &association.SetPrimary{From: contact("9"), To: ten}, association.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"clear without link", &association.ClearPrimary{From: contact("9"), To: ten}, association.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"clear without rule", &association.ClearPrimary{From: ten, To: one}, association.ErrNoRule, []string{"companies", "contacts"}},
		{"clear the only one", &association.ClearPrimary{From: contact("2"), To: ten}, primary.ErrRequired, []string{"contacts/2", "companies"}},
		{"clear one of three", &association.ClearPrimary{From: one, To: ten}, primary.ErrChoose, []string{"contacts/1", "companies/11", "companies/12"}},
		{"dissociate one of three", &association.Dissociate{From: one, To: ten}, primary.ErrChoose, []string{"contacts/1", "companies/11", "companies/12"}},
		{"successor is no candidate", &association.Dissociate{From: one, To: ten, Successor: company("99")}, primary.ErrNotCandidate, []string{"contacts/1", "companies/99"}},
		{"successor is the one that goes", &association.Dissociate{From: one, To: ten, Successor: ten}, primary.ErrNotCandidate, []string{"contacts/1", "companies/10"}},
		{"illegal successor", &association.Dissociate{From: one, To: ten, Successor: company("")}, record.ErrInvalid, []string{"not empty"}},
		{"dissociate itself", &association.Dissociate{From: one, To: one}, association.ErrSelf, []string{"contacts/1"}},
	}
}

// badAccount has limits that are reached, a child with its parent, and a contact with
// three companies.
func badAccount(t tester, store storage.Storage) *fixture {
	f := open(t, store)
	signs, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, "Signs"))
	require.NoError(t, err)
	_, err = f.Define(f.ctx, label.Paired(record.Contacts, record.Companies, "Employer word", "Employee word"))
	require.NoError(t, err)
	f.edit(t, &association.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts}, Max: 2})
	f.edit(t, &association.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts, Label: signs.ID}, Max: 1})
	f.link(t, contact("1"), company("10"), company("11"), company("12"))
	f.link(t, contact("2"), company("10"))
	f.link(t, deal("1"), contact("1"), contact("2"))
	_, err = f.AddLabels(f.ctx, deal("1"), contact("1"), signs)
	require.NoError(t, err)
	_, err = f.Associate(f.ctx, company("10"), company("11"), label.WithID(label.ParentToChild))
	require.NoError(t, err)
	return f
}

// requireSays requires that err is for the reason and names all that helps.
func requireSays(t require.TestingT, err, reason error, names ...string) {
	require.ErrorIs(t, err, reason)
	for _, name := range names {
		require.ErrorContains(t, err, name)
	}
	require.Less(t, len(err.Error()), 2000, "an error is to be read")
}

// A single bad operation is refused by every way in, and nothing is written.
func testAllOrNothingBadOperations(t tester, s *Subject) {
	store := s.Open()
	f := badAccount(t, store)
	before := everything(t, store)
	for _, b := range badOperations() {
		results, err := f.Do(f.ctx, b.op)
		requireSays(t, err, b.reason, b.names...)
		require.Nil(t, results)
		var refused *association.OperationError
		require.ErrorAs(t, err, &refused, b.name)
		require.Zero(t, refused.Index)

		_, err = f.Plan(f.ctx, b.op)
		requireSays(t, err, b.reason, b.names...)
		_, err = f.Do(f.ctx, association.Once(operation(t, "bad"), b.op))
		requireSays(t, err, b.reason, b.names...)
		require.Equal(t, before, everything(t, store), b.name)
	}
}

// Law 7: nothing of the others of a Do stands either; of a DoEach all the others do.
func testAllOrNothingBadAmongOthers(t tester, s *Subject) {
	store := s.Open()
	f := badAccount(t, store)
	for i, b := range badOperations() {
		before := everything(t, store)
		first := &association.Associate{From: deal("40"), To: company("50")}
		last := &association.Associate{From: deal("41"), To: company("50")}
		_, err := f.Do(f.ctx, first, b.op, last)
		requireSays(t, err, b.reason, b.names...)
		var refused *association.OperationError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, 1, refused.Index, b.name)
		require.Equal(t, before, everything(t, store), b.name)
		if i > 0 {
			first.From, last.From = deal("42"), deal("43")
		}
		each, err := f.DoEach(f.ctx, first, b.op, last, b.op)
		require.NoError(t, err, b.name)
		requireSays(t, each[1].Err, b.reason, b.names...)
		requireSays(t, each[3].Err, b.reason, b.names...)
		require.Zero(t, each[1].Result)
		for _, k := range []int{0, 2} {
			require.NoError(t, each[k].Err)
		}
		f.dissociate(t, first.From, first.To)
		f.dissociate(t, last.From, last.To)
		require.Equal(t, before.Links, everything(t, store).Links, b.name)
		require.Equal(t, before.Sides, everything(t, store).Sides, b.name)
		require.Len(t, everything(t, store).Events, len(before.Events)+4, b.name)
	}
}

func (f *fixture) dissociate(t require.TestingT, from, to record.Ref) {
	result, err := f.Dissociate(f.ctx, from, to)
	require.NoError(t, err)
	require.Equal(t, association.Removed, result.Outcome)
}

// The typed errors carry what a program can act on.
func testD5BadOperationsCarryFields(t tester, s *Subject) {
	f := badAccount(t, s.Open())
	_, err := f.Associate(f.ctx, deal("1"), contact("3"))
	var full *limits.Error
	require.ErrorAs(t, err, &full)
	require.Equal(t, limits.Error{Record: deal("1"), To: record.Contacts, Have: 2, Max: 2}, *full)

	_, err = f.Dissociate(f.ctx, contact("1"), company("10"))
	var choose *primary.ChooseError
	require.ErrorAs(t, err, &choose)
	require.Equal(t, 2, choose.Count)
	require.Equal(t, []record.ID{"11", "12"}, []record.ID{choose.Candidates[0].ID, choose.Candidates[1].ID})

	_, err = f.SetPrimary(f.ctx, contact("8"), company("10"))
	var missing *association.NotLinkedError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, association.NotLinkedError{From: contact("8"), To: company("10")}, *missing)

	_, err = f.DissociateNaming(f.ctx, contact("1"), company("10"), company("98"))
	var successor *primary.SuccessorError
	require.ErrorAs(t, err, &successor)
	require.Equal(t, primary.SuccessorError{Record: contact("1"), Successor: company("98")}, *successor)
}

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

// A context that ended before a call, or ends in the middle of it, leaves no trace.
func testAllOrNothingEndedContext(t tester, s *Subject) {
	store := s.Open()
	badAccount(t, store)
	ops := []association.Operation{
		&association.Associate{From: deal("2"), To: contact("1")},
		&association.SetPrimary{From: contact("1"), To: company("11")},
		&association.Dissociate{From: contact("1"), To: company("11"), Alone: true},
	}
	done := false
	for n := 0; !done; n++ {
		require.Less(t, n, 50, "a Do makes few calls")
		before := everything(t, store)
		ctx, cancel := context.WithCancel(s.Context)
		calls := 0
		f := open(t, &watched{Storage: store, before: func(string) error {
			if calls++; calls == n {
				cancel()
			}
			return nil
		}})
		if calls = 0; n == 0 {
			cancel()
		}
		results, err := f.Do(ctx, ops...)
		cancel()
		if done = err == nil; done {
			require.Len(t, results, len(ops))
			require.NotEqual(t, before, everything(t, store))
			continue
		}
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, before, everything(t, store), "cancelled at call %d", n)
	}
}

// A cancelled DoEach says of each operation whether it stands.
func testAllOrNothingEndedContextOfDoEach(t tester, s *Subject) {
	store := s.Open()
	ctx, cancel := context.WithCancel(s.Context)
	updates := 0
	f := open(t, &watched{Storage: store, traits: &storage.Traits{Group: 2}, before: func(call string) error {
		if call == "update" {
			if updates++; updates == 2 {
				cancel()
			}
		}
		return nil
	}})
	var ops []association.Operation
	for _, id := range []record.ID{"1", "2", "3", "4", "5"} {
		ops = append(ops, &association.Associate{From: contact(id), To: company("1")})
	}
	each, err := f.DoEach(ctx, ops...)
	require.ErrorIs(t, err, context.Canceled)
	for i, one := range each {
		if i < 2 {
			require.NoError(t, one.Err)
			require.Equal(t, association.Created, one.Result.Outcome)
			continue
		}
		require.ErrorIs(t, one.Err, context.Canceled)
		require.Zero(t, one.Result)
	}
	require.Equal(t, 2, f.count(t, company("1"), record.Contacts))
}

// Every call on a closed store says so.
func testAllOrNothingClosedStore(t tester, s *Subject) {
	store := s.Open()
	f := badAccount(t, store)
	plan, err := f.Plan(f.ctx, &association.Associate{From: deal("3"), To: contact("1")})
	require.NoError(t, err)
	require.NoError(t, store.Close())
	calls := map[string]func() error{
		"associate": func() error { _, err := f.Associate(f.ctx, deal("3"), contact("1")); return err },
		"do": func() error {
			_, err := f.Do(f.ctx, &association.SetPrimary{From: contact("1"), To: company("11")})
			return err
		},
		"plan": func() error {
			_, err := f.Plan(f.ctx, &association.SetPrimary{From: contact("1"), To: company("11")})
			return err
		},
		"apply":    func() error { _, err := f.Apply(f.ctx, plan); return err },
		"rehearse": func() error { return f.Rehearse(f.ctx, func(*association.Rehearsal) error { return nil }) },
		"edit":     func() error { return f.Edit(f.ctx, &association.DefineType{Type: "boats"}) },
		"forget":   func() error { _, err := f.ForgetOperations(f.ctx, firstTime); return err },
		"linked":   func() error { _, _, err := f.Linked(f.ctx, deal("1"), contact("1")); return err },
		"primary":  func() error { _, _, err := f.Primary(f.ctx, contact("1"), record.Companies); return err },
		"page":     func() error { _, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{}); return err },
		"card":     func() error { _, err := f.Card(f.ctx, contact("1"), 0); return err },
		"why":      func() error { _, _, err := f.Why(f.ctx, contact("1"), record.Companies); return err },
		"view":     func() error { return f.View(f.ctx, func(association.Reader) error { return nil }) },
		"open":     func() error { _, err := association.Open(f.ctx, store, nil); return err },
	}
	for name, call := range calls {
		require.ErrorIs(t, call(), storage.ErrClosed, name)
	}
	each, err := f.DoEach(f.ctx, &association.Associate{From: deal("3"), To: contact("1")})
	require.ErrorIs(t, err, storage.ErrClosed)
	require.ErrorIs(t, each[0].Err, storage.ErrClosed)
	for _, err := range f.Links(f.ctx, contact("1"), record.Companies) {
		require.ErrorIs(t, err, storage.ErrClosed)
	}
}

// Reads refuse what no record can be called, and answer empty about strangers.
func testA2BadQuestions(t tester, s *Subject) {
	f := badAccount(t, s.Open())
	for _, b := range []struct {
		of     record.Ref
		to     record.Type
		reason error
	}{
		{contact(""), record.Companies, record.ErrInvalid},
		{contact("\x00"), record.Companies, record.ErrInvalid},
		{contact(record.ID(strings.Repeat("x", 256))), record.Companies, record.ErrInvalid},
		{contact("1"), "boats", label.ErrUndefinedType},
		{note("1"), record.Tasks, label.ErrUndefinedPair},
	} {
		_, _, err := f.Primary(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		_, err = f.Count(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		_, err = f.Page(f.ctx, b.of, b.to, association.Query{})
		require.ErrorIs(t, err, b.reason)
		_, err = f.PageMany(f.ctx, []record.Ref{contact("1"), b.of}, b.to, association.Query{})
		require.ErrorIs(t, err, b.reason)
		_, _, err = f.Why(f.ctx, b.of, b.to)
		require.ErrorIs(t, err, b.reason)
		for _, err := range f.History(f.ctx, b.of, b.to) {
			require.ErrorIs(t, err, b.reason)
		}
	}
	for _, most := range []int{-1, storage.MaxPage + 1} {
		_, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{Max: most})
		requireSays(t, err, storage.ErrInvalid, "ask for 1 to 20000")
	}
	_, err := f.Page(f.ctx, contact("1"), record.Companies, association.Query{Scope: association.Labeled(label.Named("Nobody"))})
	requireSays(t, err, label.ErrUnknown, "Nobody")
	_, found, err := f.Primary(f.ctx, contact("stranger"), record.Companies)
	require.NoError(t, err)
	require.False(t, found)
}

// E1, law 6: a clock that ran back gives a Do one time all the same, behind everything
// that its records have seen, however many they are.
func testE1ClockThatRanBack(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	const many = 300
	var ops []association.Operation
	for i := range many {
		id := record.ID(rune(0x4e00 + i))
		f.link(t, contact(id), company("1"))
		ops = append(ops, &association.Associate{From: contact(id), To: deal("1")})
	}
	newest := f.clock.Load()
	f.clock.Store(firstTime)
	results, err := f.Do(f.ctx, ops...)
	require.NoError(t, err)
	for _, r := range results {
		require.Equal(t, newest+1, r.At)
	}
}

// The time of a refused operation of several parts is not that of the one behind it.
func testE1RefusedOperationsLeaveTheTimeAlone(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.link(t, contact("1"), deal("1"))
	f.clock.Store(firstTime)
	each, err := f.DoEach(f.ctx,
		&association.AssociateAll{From: contact("2"), Targets: []association.Target{
			{To: deal("5")}, {To: contact("1")}, {To: company("1"), Mark: association.NotPrimary},
		}},
		&association.Associate{From: contact("2"), To: deal("5")},
	)
	require.NoError(t, err)
	require.ErrorIs(t, each[0].Err, primary.ErrRequired)
	require.EqualValues(t, firstTime, each[1].Result.At)
}

// Between records of one type a record cannot succeed at itself.
func testC6ARecordDoesNotSucceedAtItself(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.edit(t, &association.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}})
	f.link(t, contact("1"), contact("2"), contact("3"))
	before := everything(t, store)
	for _, op := range []association.Operation{
		&association.Dissociate{From: contact("1"), To: contact("2"), Successor: contact("1")},
		&association.ClearPrimary{From: contact("1"), To: contact("2"), Successor: contact("1")},
		&association.Dissociate{From: contact("2"), To: contact("1"), Successor: contact("1")},
	} {
		_, err := f.Do(f.ctx, op)
		require.ErrorIs(t, err, primary.ErrNotCandidate)
	}
	require.Equal(t, before, everything(t, store))
}
