package laws

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Reads refuse what no record can be called, and answer empty about strangers.
func testA2BadQuestions(t tester, s *Subject) {
	f := refusingAccount(t, s.Open())
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
			{To: deal("5")}, {To: contact("1")}, {To: company("1"), Mark: primary.MarkNever},
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
	f.edit(t, &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}})
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
