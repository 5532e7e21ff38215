package schema

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// D7: a child company has one parent, and no setting changes that.
func TestD7OneParentIsFixed(t *testing.T) {
	table := Limits{}
	max, limited := table.LabelMax(childParent)
	require.True(t, limited)
	require.Equal(t, 1, max)

	_, err := table.set(childParent, 2)
	require.ErrorIs(t, err, limits.ErrConfig)
	require.ErrorContains(t, err, "a child company has one parent")
	_, err = table.set(childParent, 1)
	require.ErrorIs(t, err, limits.ErrConfig)
	_, err = table.clear(childParent)
	require.ErrorIs(t, err, limits.ErrConfig)
	_, configured := table.Configured(childParent)
	require.False(t, configured)

	// Only this label of this pair: the number alone is no key.
	for _, k := range []limits.Key{
		{From: record.Companies, To: record.Companies, Label: user(14)},
		{From: record.Contacts, To: record.Companies, Label: childParent.Label},
		parentChild,
	} {
		_, limited := table.LabelMax(k)
		require.False(t, limited, k.String())
	}
}

// D7: a parent has as many children as D1 says, or as configured.
func TestD7ParentToChildIsConfigurable(t *testing.T) {
	table := set(t, Limits{}, parentChild, 30)
	max, limited := table.LabelMax(parentChild)
	require.True(t, limited)
	require.Equal(t, 30, max)
	want := map[label.TypeID]int{childParent.Label: 1, parentChild.Label: 30}
	require.Equal(t, want, maps.Collect(table.LabelLimits(record.Companies, record.Companies)))
}

func TestLabelLimits(t *testing.T) {
	table := set(t, set(t, Limits{}, manager, 4), billing, 2)
	var ids []label.TypeID
	for id, max := range table.LabelLimits(record.Contacts, record.Companies) {
		want, _ := table.LabelMax(limits.Key{From: record.Contacts, To: record.Companies, Label: id})
		require.Equal(t, want, max)
		ids = append(ids, id)
	}
	require.Equal(t, []label.TypeID{user(7), user(12)}, ids)
	for id := range table.LabelLimits(record.Contacts, record.Companies) {
		require.Equal(t, user(7), id)
		break
	}
	require.Empty(t, maps.Collect(table.LabelLimits(record.Companies, record.Contacts)))
}

func TestHasLabelLimits(t *testing.T) {
	table := Limits{}
	require.False(t, table.HasLabelLimits(record.Contacts, record.Companies))
	require.True(t, table.HasLabelLimits(record.Companies, record.Companies))
	table = set(t, table, toCompanies, 5)
	require.False(t, table.HasLabelLimits(record.Contacts, record.Companies), "a pair's limit is no label's")
	table = set(t, table, manager, 5)
	require.True(t, table.HasLabelLimits(record.Contacts, record.Companies))
	require.False(t, table.HasLabelLimits(record.Companies, record.Contacts))
}
