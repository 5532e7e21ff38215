package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// B6: a label is retiring while the graph looks for links that carry it.
func TestB6RemovalOfALabel(t *testing.T) {
	s := edited(t, schema.New(), friend, &schema.SetLimit{Key: friendLimit, Max: 2})
	retiring, err := s.Edited(&schema.RemoveLabel{ID: user(1)})
	require.NoError(t, err)
	id := user(1)
	require.Equal(t, &schema.Backfill{Retiring: &id}, retiring.Backfill())
	require.True(t, retiring.Retires(label.SetOf(user(1), user(2))))
	require.False(t, retiring.Retires(label.SetOf(user(2))))
	require.Empty(t, retiring.Labels().Labels(record.Contacts, record.Contacts))

	gone, err := retiring.AfterBackfill()
	require.NoError(t, err)
	require.Equal(t, retiring.Version()+1, gone.Version())
	require.Nil(t, gone.Backfill())
	l, _ := gone.Labels().Lookup(user(1))
	require.Equal(t, label.Removed, l.Status)
	_, limited := gone.Limits().Configured(friendLimit)
	require.False(t, limited, "its limit went with it")

	kept, err := retiring.AfterRefusal()
	require.NoError(t, err)
	require.Equal(t, retiring.Version()+1, kept.Version())
	require.Nil(t, kept.Backfill())
	require.Equal(t, s.Labels(), kept.Labels(), "it is active again")
	require.Equal(t, s.Limits(), kept.Limits())
}

// The caller of an edit may change the value after the call.
func TestBackfillKeepsAnIDOfItsOwn(t *testing.T) {
	remove := &schema.RemoveLabel{ID: user(1)}
	s, err := edited(t, schema.New(), friend).Edited(remove)
	require.NoError(t, err)
	remove.ID = user(9)
	require.True(t, s.Retires(label.SetOf(user(1))))
}

// D4: the carriers of a label are counted once, when it gets its first limit.
func TestD4FirstLimitOfALabelCounts(t *testing.T) {
	s := edited(t, schema.New(), friend)
	require.False(t, s.IsCounted(friendLimit))
	counting, err := s.Edited(&schema.SetLimit{Key: friendLimit, Max: 2})
	require.NoError(t, err)
	require.Equal(t, &schema.Backfill{Counting: &friendLimit}, counting.Backfill())
	require.True(t, counting.IsCounting(friendLimit))
	require.True(t, counting.IsCounted(friendLimit))

	counted, err := counting.AfterBackfill()
	require.NoError(t, err)
	require.False(t, counted.IsCounting(friendLimit))
	for _, e := range []schema.Edit{&schema.ClearLimit{Key: friendLimit}, &schema.SetLimit{Key: friendLimit, Max: 7}} {
		counted, err = counted.Edited(e)
		require.NoError(t, err)
		require.Nil(t, counted.Backfill(), "counts were kept all the time")
		require.True(t, counted.IsCounted(friendLimit))
	}
	next, err := s.Edited(&schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Contacts}, Max: 7})
	require.NoError(t, err)
	require.Nil(t, next.Backfill(), "the links of a pair are always counted")
}

// C8: a rule that becomes required elects, and a withdrawn one takes its marks away.
func TestC8RulesLookAtEveryLink(t *testing.T) {
	pair := [2]record.Type{record.Deals, record.Contacts}
	optional, err := schema.New().Edited(&schema.DeclareRule{Rule: primary.Rule{From: pair[0], To: pair[1]}})
	require.NoError(t, err)
	require.Nil(t, optional.Backfill(), "declaring marks nobody")

	required := &schema.DeclareRule{Rule: primary.Rule{From: pair[0], To: pair[1], Required: true}}
	electing, err := optional.Edited(required)
	require.NoError(t, err)
	require.Equal(t, &schema.Backfill{Electing: &pair}, electing.Backfill())
	elected, err := electing.AfterBackfill()
	require.NoError(t, err)
	again, err := elected.Edited(required)
	require.NoError(t, err)
	require.Nil(t, again.Backfill(), "it was required before")

	withdrawing, err := again.Edited(&schema.WithdrawRule{From: pair[0], To: pair[1]})
	require.NoError(t, err)
	require.Equal(t, &schema.Backfill{Withdrawing: &pair}, withdrawing.Backfill())
	require.False(t, withdrawing.Pair(pair[0], pair[1]).Forward.HasRule)
}

// Without a backfill the next version has the same definitions.
func TestAfterNoBackfill(t *testing.T) {
	s := edited(t, schema.New(), friend)
	for _, end := range []func() (*schema.Schema, error){s.AfterBackfill, s.AfterRefusal} {
		next, err := end()
		require.NoError(t, err)
		require.Equal(t, s.Version()+1, next.Version())
		require.Equal(t, s.Labels(), next.Labels())
	}
}
