package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

var counted = []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks}

// D2: calls, emails, meetings, notes and tasks of a record are counted together.
func TestD2SumReplacesTechnical(t *testing.T) {
	table := technical(t, Limits{}, record.Contacts, record.Calls, 7)
	for _, from := range []record.Type{record.Contacts, custom, record.Communications} {
		for _, to := range counted {
			max, types, applies := table.Sum(from, to)
			require.True(t, applies, "%s -> %s", from, to)
			require.Equal(t, 10_000, max)
			require.Equal(t, counted, types)
			_, limited := table.HardMax(from, to)
			require.False(t, limited, "the sum is no error")
		}
	}
	require.Equal(t, 10_000, table.Max(record.Contacts, record.Calls))
}

// D2: from the activity's side, and towards types that are not counted, D1 holds.
func TestD2ElsewhereTechnicalHolds(t *testing.T) {
	table := Limits{}
	rows := []struct{ from, to record.Type }{
		{record.Calls, record.Contacts},
		{record.Calls, record.Tasks},
		{record.Contacts, record.Communications},
		{record.Contacts, record.PostalMail},
		{record.Contacts, record.Companies},
	}
	for _, row := range rows {
		_, _, applies := table.Sum(row.from, row.to)
		require.False(t, applies, "%s -> %s", row.from, row.to)
		requireHard(t, 10_000, table, row.from, row.to)
	}
}

// D2: a configured limit towards a counted type stays an error, beside the sum.
func TestD2ConfiguredLimitIsHardBesideTheSum(t *testing.T) {
	toCalls := limits.Key{From: record.Contacts, To: record.Calls}
	table := set(t, Limits{}, toCalls, 500)
	requireHard(t, 500, table, record.Contacts, record.Calls)
	_, _, applies := table.Sum(record.Contacts, record.Calls)
	require.True(t, applies)
	require.Equal(t, 500, table.Max(record.Contacts, record.Calls))
	_, limited := table.HardMax(record.Contacts, record.Tasks)
	require.False(t, limited)

	// A sum that was lowered below it skips; it does not make the limit an error.
	loud := toCalls
	loud.Label = user(1)
	table = set(t, table, loud, 400)
	table, err := table.setActivitySum(100, counted)
	require.NoError(t, err)
	requireHard(t, 500, table, record.Contacts, record.Calls)
	max, _ := table.LabelMax(loud)
	require.Equal(t, 400, max)
	require.Equal(t, 100, table.Max(record.Contacts, record.Calls))
	_, err = table.set(loud, 101)
	require.ErrorIs(t, err, limits.ErrConfig)
}

func TestD2CountedTypesAreASetting(t *testing.T) {
	table, err := Limits{}.setActivitySum(50, []record.Type{record.PostalMail, record.Calls, record.Calls})
	require.NoError(t, err)
	max, types, applies := table.Sum(record.Contacts, record.Calls)
	require.True(t, applies)
	require.Equal(t, 50, max)
	require.Equal(t, []record.Type{record.Calls, record.PostalMail}, types)
	_, _, applies = table.Sum(record.Contacts, record.Tasks)
	require.False(t, applies)

	none, err := table.setActivitySum(50, nil)
	require.NoError(t, err)
	requireHard(t, 10_000, none, record.Contacts, record.Calls)

	again, err := none.setActivitySum(10_000, counted)
	require.NoError(t, err)
	require.Equal(t, Limits{}, again)
}

func TestD2SettingIsChecked(t *testing.T) {
	for _, max := range []int{0, -1, limits.MaxValue + 1} {
		_, err := Limits{}.setActivitySum(max, counted)
		require.ErrorIs(t, err, limits.ErrConfig)
		require.ErrorContains(t, err, "want 1 to 2147483647")
	}
	_, err := Limits{}.setActivitySum(5, []record.Type{"Calls"})
	require.ErrorIs(t, err, limits.ErrConfig)
	require.ErrorIs(t, err, record.ErrInvalid)
}

// The caller's slice is not kept: a table never changes.
func TestActivitySumCopiesItsTypes(t *testing.T) {
	types := []record.Type{record.Calls, record.Tasks}
	table, err := Limits{}.setActivitySum(5, types)
	require.NoError(t, err)
	types[0] = record.Notes
	_, kept, _ := table.Sum(record.Contacts, record.Calls)
	require.Equal(t, []record.Type{record.Calls, record.Tasks}, kept)
}

// D6: a report on the sum asks by the record's type alone.
func TestD6SumOfAType(t *testing.T) {
	table := Limits{}
	max, types, applies := table.SumOf(record.Contacts)
	require.True(t, applies)
	require.Equal(t, limits.DefaultMax, max)
	require.Equal(t, counted, types)
	_, _, applies = table.SumOf(record.Calls)
	require.False(t, applies, "a call has no sum of activities")
	table, err := table.setActivitySum(5, nil)
	require.NoError(t, err)
	_, _, applies = table.SumOf(record.Contacts)
	require.False(t, applies, "nothing is counted together")
}
