package laws

import (
	"strings"

	"github.com/relata-go/relata/history"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A refusedOperation must be refused. Its error matches a reason, names the wrong value and
// says what to do.
type refusedOperation struct {
	name   string
	op     association.Operation
	reason error
	names  []string
}

// refusedOperations are refused in the account that refusingAccount makes. They are of every
// kind.
func refusedOperations() []refusedOperation {
	one, ten, eleven := contact("1"), company("10"), company("11")
	huge := record.ID(strings.Repeat("x", 1<<20))
	link := func(from, to record.Ref, labels ...label.Label) association.Operation {
		return &association.Associate{From: from, To: to, Labels: labels}
	}
	return []refusedOperation{
		{"unknown type", link(record.New("boats", "1"), ten), label.ErrUndefinedType, []string{"boats", "define the type"}},
		{"unknown other type", link(one, record.New("boats", "1")), label.ErrUndefinedType, []string{"boats", "define the type"}},
		{"illegal type", link(record.New("Boats!", "1"), ten), record.ErrInvalid, []string{"Boats!", "lower-case"}},
		{"undefined pair", link(note("1"), record.New(record.Tasks, "1")), label.ErrUndefinedPair, []string{"notes", "tasks", "define the pair"}},
		{"itself", link(one, one), record.ErrSelf, []string{"contacts/1", "name two records"}},
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
		{"parent and child", link(ten, eleven, label.WithID(label.ChildToParent)), schema.ErrExclusive, []string{"companies/10", "companies/11", "13", "14"}},
		{"second parent", link(eleven, company("12"), label.WithID(label.ChildToParent)), limits.ErrExceeded, []string{"companies/11", "one parent"}},
		{"pair full", link(deal("1"), contact("3")), limits.ErrExceeded, []string{"deals/1", "2 of 2 contacts"}},
		{"label full", link(deal("1"), contact("2"), label.Named("Signs")), limits.ErrExceeded, []string{"deals/1", "1 of 1 contacts"}},
		{"no rule", &association.Associate{From: ten, To: one, Mark: primary.MarkAsPrimary}, primary.ErrNoRule, []string{"companies", "contacts", "declare"}},
		{"must have one", &association.Associate{From: contact("9"), To: ten, Mark: primary.MarkNever}, primary.ErrRequired, []string{"contacts/9", "companies"}},
		{"another is primary", &association.Associate{From: one, To: eleven, Mark: primary.MarkAsPrimary}, primary.ErrHasPrimary, []string{"companies/11", "contacts/1", "companies/10"}},
		{"two marks", &association.AssociateAll{From: contact("9"), Targets: []association.Target{
			{To: ten, Mark: primary.MarkAsPrimary}, {To: eleven, Mark: primary.MarkAsPrimary},
		}}, primary.ErrMarks, []string{"companies", "marked"}},
		{"nobody to associate", &association.AssociateAll{From: one}, association.ErrNoTargets, []string{"contacts/1"}},
		{"last of all is bad", &association.AssociateAll{From: contact("9"), Targets: []association.Target{
			{To: deal("7")}, {To: ten}, {To: contact("9")},
		}}, record.ErrSelf, []string{"contacts/9"}},
		{"set labels of no link", &association.SetLabels{From: contact("9"), To: ten}, record.ErrNotLinked, []string{"contacts/9", "companies/10", "associate them first"}},
		{"add labels to no link", &association.AddLabels{From: contact("9"), To: ten}, record.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"remove labels of no link", &association.RemoveLabels{From: contact("9"), To: ten}, record.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"primary without link", &association.SetPrimary{From: contact("9"), To: ten}, record.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"clear without link", &association.ClearPrimary{From: contact("9"), To: ten}, record.ErrNotLinked, []string{"contacts/9", "companies/10"}},
		{"clear without rule", &association.ClearPrimary{From: ten, To: one}, primary.ErrNoRule, []string{"companies", "contacts"}},
		{"clear the only one", &association.ClearPrimary{From: contact("2"), To: ten}, primary.ErrRequired, []string{"contacts/2", "companies"}},
		{"clear one of three", &association.ClearPrimary{From: one, To: ten}, primary.ErrChoose, []string{"contacts/1", "companies/11", "companies/12"}},
		{"dissociate one of three", &association.Dissociate{From: one, To: ten}, primary.ErrChoose, []string{"contacts/1", "companies/11", "companies/12"}},
		{"successor is no candidate", &association.Dissociate{From: one, To: ten, Successor: company("99")}, primary.ErrNotCandidate, []string{"contacts/1", "companies/99"}},
		{"successor is the one that goes", &association.Dissociate{From: one, To: ten, Successor: ten}, primary.ErrNotCandidate, []string{"contacts/1", "companies/10"}},
		{"illegal successor", &association.Dissociate{From: one, To: ten, Successor: company("")}, record.ErrInvalid, []string{"not empty"}},
		{"delete without an id", &association.DeleteRecord{Record: contact("")}, record.ErrInvalid, []string{"not empty"}},
		{"restore without an id", &association.RestoreRecord{Record: contact("")}, record.ErrInvalid, []string{"not empty"}},
		{"merge of two types", &association.MergeRecords{Survivor: one, Merged: ten}, record.ErrTypeMismatch, []string{"contacts/1", "companies/10"}},
		{"merge with itself", &association.MergeRecords{Survivor: one, Merged: one}, record.ErrSelf, []string{"contacts/1"}},
		{"merge into a known id", &association.MergeRecords{Survivor: one, Merged: contact("2"), Into: "2"}, record.ErrTaken, []string{"contacts/2"}},
		{"undo of nothing", &association.Undo{Operation: named("never")}, history.ErrNotFound, []string{"never"}},
		{"activity of an undefined pair", &association.AssociateActivity{Activity: note("1"), On: record.New(record.Tasks, "1")}, label.ErrUndefinedPair, []string{"notes", "tasks"}},
		{"dissociate itself", &association.Dissociate{From: one, To: one}, record.ErrSelf, []string{"contacts/1"}},
	}
}

// refusingAccount opens an account in which limits are reached, with a child and its parent,
// and a contact with three companies.
func refusingAccount(t tester, store storage.Storage) *fixture {
	f := open(t, store)
	signs, err := f.Define(f.ctx, label.Single(record.Deals, record.Contacts, "Signs"))
	require.NoError(t, err)
	_, err = f.Define(f.ctx, label.Paired(record.Contacts, record.Companies, "Employer word", "Employee word"))
	require.NoError(t, err)
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts}, Max: 2})
	f.edit(t, &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Contacts, Label: signs.ID}, Max: 1})
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
	f := refusingAccount(t, store)
	before := everything(t, store)
	for _, b := range refusedOperations() {
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

// Law 7: if an operation of a Do is refused, the others are not written either. In a DoEach all
// the others are written.
func testAllOrNothingBadAmongOthers(t tester, s *Subject) {
	store := s.Open()
	f := refusingAccount(t, store)
	for i, b := range refusedOperations() {
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
		require.Equal(t, before.Degrees, everything(t, store).Degrees, b.name)
		require.Len(t, everything(t, store).Events, len(before.Events)+4, b.name)
	}
}

func (f *fixture) dissociate(t require.TestingT, from, to record.Ref) {
	result, err := f.Dissociate(f.ctx, from, to)
	require.NoError(t, err)
	require.Equal(t, association.Removed, result.Outcome)
}

// The typed errors carry the fields that a program can act on.
func testD5BadOperationsCarryFields(t tester, s *Subject) {
	f := refusingAccount(t, s.Open())
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
	var missing *record.NotLinkedError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, record.NotLinkedError{From: contact("8"), To: company("10")}, *missing)

	_, err = f.DissociateWithSuccessor(f.ctx, contact("1"), company("10"), company("98"))
	var successor *primary.SuccessorError
	require.ErrorAs(t, err, &successor)
	require.Equal(t, primary.SuccessorError{Record: contact("1"), Successor: company("98")}, *successor)
}
