package schema

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

const custom = record.Type("boats")

var (
	toCompanies = limits.Key{From: record.Contacts, To: record.Companies}
	manager     = limits.Key{From: record.Contacts, To: record.Companies, Label: user(12)}
	billing     = limits.Key{From: record.Contacts, To: record.Companies, Label: user(7)}
	childParent = limits.Key{
		From: record.Companies, To: record.Companies,
		Label: label.TypeID{Category: label.HubSpotDefined, Number: 14},
	}
	parentChild = limits.Key{
		From: record.Companies, To: record.Companies,
		Label: label.TypeID{Category: label.HubSpotDefined, Number: 13},
	}
)

// set configures a limit that must be legal.
func set(t *testing.T, table Limits, k limits.Key, max int) Limits {
	t.Helper()
	table, err := table.set(k, max)
	require.NoError(t, err)
	return table
}

func technical(t *testing.T, table Limits, from, to record.Type, max int) Limits {
	t.Helper()
	table, err := table.setTechnical(from, to, max)
	require.NoError(t, err)
	return table
}

// requireHard holds that exceeding max is an error.
func requireHard(t *testing.T, max int, table Limits, from, to record.Type) {
	t.Helper()
	hard, limited := table.HardMax(from, to)
	require.True(t, limited)
	require.Equal(t, max, hard)
}

// D1: 10,000 from one record to the records of one other type, per direction.
func TestD1DefaultsAndTable(t *testing.T) {
	table := Limits{}
	for _, to := range []record.Type{record.Contacts, record.Companies, custom, record.Communications} {
		require.Equal(t, 10_000, table.Technical(record.Contacts, to))
		require.Equal(t, 10_000, table.Max(record.Contacts, to))
		requireHard(t, 10_000, table, record.Contacts, to)
	}

	raised := technical(t, table, record.Contacts, record.Companies, 20_000)
	require.Equal(t, 20_000, raised.Max(record.Contacts, record.Companies))
	requireHard(t, 20_000, raised, record.Contacts, record.Companies)
	require.Equal(t, 10_000, raised.Max(record.Companies, record.Contacts), "the other direction stays")
	require.Equal(t, 10_000, table.Max(record.Contacts, record.Companies), "the old table stays")
}

func TestD1TechnicalRange(t *testing.T) {
	for _, max := range []int{-1, 0, limits.MaxValue + 1} {
		table, err := Limits{}.setTechnical(record.Contacts, record.Companies, max)
		var config *limits.ConfigError
		require.ErrorAs(t, err, &config)
		require.Equal(t, []int{1, limits.MaxValue, max}, []int{config.Min, config.Max, config.Value})
		require.Equal(t, Limits{}, table)

		_, err = limits.Subscription{}.WithMax(max)
		require.ErrorIs(t, err, limits.ErrConfig)
	}
	_, err := Limits{}.setTechnical("Contacts", record.Companies, 5)
	require.ErrorIs(t, err, record.ErrInvalid)
	technical(t, Limits{}, record.Contacts, record.Companies, 1)
	technical(t, Limits{}, record.Contacts, record.Companies, limits.MaxValue)
}

// D3: a configured limit lies between 1 and D1's value.
func TestD3ConfiguredBetweenOneAndTechnical(t *testing.T) {
	table := technical(t, Limits{}, record.Contacts, record.Deals, 50)
	rows := []struct {
		key         limits.Key
		max, lo, hi int
		legal       bool
	}{
		{toCompanies, 0, 1, 10_000, false},
		{toCompanies, 1, 0, 0, true},
		{toCompanies, 10_000, 0, 0, true},
		{toCompanies, 10_001, 1, 10_000, false},
		{manager, 0, 1, 10_000, false},
		{manager, -3, 1, 10_000, false},
		{manager, 10_000, 0, 0, true},
		{manager, 10_001, 1, 10_000, false},
		{limits.Key{From: record.Contacts, To: record.Deals}, 51, 1, 50, false},
		{limits.Key{From: record.Contacts, To: record.Deals}, 50, 0, 0, true},
	}
	for _, row := range rows {
		next, err := table.set(row.key, row.max)
		if row.legal {
			require.NoError(t, err)
			max, configured := next.Configured(row.key)
			require.True(t, configured)
			require.Equal(t, row.max, max)
			continue
		}
		var config *limits.ConfigError
		require.ErrorAs(t, err, &config, "%v %d", row.key, row.max)
		require.ErrorIs(t, err, limits.ErrConfig)
		require.Equal(t, row.key, config.Key)
		require.Equal(t, []int{row.lo, row.hi, row.max}, []int{config.Min, config.Max, config.Value})
		require.Equal(t, table, next, "a refused edit changes nothing")
	}
}

func TestD3LabelLimitAtMostPairLimit(t *testing.T) {
	table := set(t, Limits{}, toCompanies, 10)
	_, err := table.set(manager, 11)
	require.EqualError(t, err, "contacts -> companies with label USER_DEFINED/12: the limit is too high: 11, want 1 to 10")

	table = set(t, table, manager, 10)
	_, err = table.set(toCompanies, 9)
	require.EqualError(t, err, "contacts -> companies: the limit is too low: 9, want 10 to 10000; "+
		"lower or clear the limit 10 of label USER_DEFINED/12 first")
	var config *limits.ConfigError
	require.ErrorAs(t, err, &config)
	require.Equal(t, manager.Label, config.Label)

	// The label with the highest limit is in the way, wherever it stands.
	for _, limits := range [][2]int{{3, 9}, {9, 3}} {
		both := set(t, set(t, table, manager, limits[0]), billing, limits[1])
		_, err = both.set(toCompanies, 8)
		require.ErrorAs(t, err, &config)
		require.Equal(t, 9, config.Min)
		want := map[int]label.TypeID{3: billing.Label, 9: manager.Label}
		require.Equal(t, want[limits[0]], config.Label)
		set(t, both, toCompanies, 9)
	}
}

// D3: a smaller plan leaves the configured limit stored; the lower of the two holds.
func TestD3SmallerPlanKeepsWhatIsConfigured(t *testing.T) {
	small, err := limits.Subscription{Name: "Small"}.WithMax(100)
	require.NoError(t, err)
	table := set(t, set(t, Limits{}, toCompanies, 500), manager, 300).withSubscription(small)

	require.Equal(t, 100, table.Max(record.Contacts, record.Companies))
	requireHard(t, 100, table, record.Contacts, record.Companies)
	max, limited := table.LabelMax(manager)
	require.True(t, limited)
	require.Equal(t, 100, max)
	stored, _ := table.Configured(toCompanies)
	require.Equal(t, 500, stored)

	// No pair limit would fit above the stored label limit and below the plan's.
	_, err = table.set(toCompanies, 100)
	require.EqualError(t, err, "contacts -> companies: the limit is too low: 100, and none above 100 is legal; "+
		"lower or clear the limit 300 of label USER_DEFINED/12 first")

	back := table.withSubscription(limits.Ungated)
	require.Equal(t, 500, back.Max(record.Contacts, record.Companies))
	max, _ = back.LabelMax(manager)
	require.Equal(t, 300, max)
}

// D3: between records of one type, all links and a single label have one limit both
// ways; the two words of a paired label have their own.
func TestD3SameTypeShares(t *testing.T) {
	colleagues := limits.Key{From: record.Contacts, To: record.Contacts}
	table, err := Limits{}.set(colleagues, 50)
	require.NoError(t, err)
	require.Equal(t, 50, table.Max(record.Contacts, record.Contacts))

	friend := limits.Key{From: record.Contacts, To: record.Contacts, Label: user(3)}
	table, err = table.set(friend, 5)
	require.NoError(t, err)
	boss, report := friend, friend
	boss.Label, report.Label = user(4), user(5)
	table = set(t, set(t, table, boss, 1), report, 20)
	require.Equal(t, map[limits.Key]int{colleagues: 50, friend: 5, boss: 1, report: 20}, all(table))

}

func TestKeysAreChecked(t *testing.T) {
	rows := map[string]limits.Key{
		"no types":      {},
		"bad type":      {From: record.Contacts, To: "Companies"},
		"bad category":  {From: record.Contacts, To: record.Companies, Label: label.TypeID{Category: 9, Number: 1}},
		"no category":   {From: record.Contacts, To: record.Companies, Label: label.TypeID{Number: 1}},
		"number absent": {From: record.Contacts, To: record.Companies, Label: label.TypeID{Category: label.UserDefined}},
	}
	for name, k := range rows {
		_, err := Limits{}.set(k, 5)
		require.ErrorIs(t, err, limits.ErrConfig, name)
		_, err = Limits{}.clear(k)
		require.ErrorIs(t, err, limits.ErrConfig, name)
		_, limited := Limits{}.LabelMax(k)
		require.False(t, limited, name)
	}
}

func TestClear(t *testing.T) {
	full := set(t, set(t, set(t, Limits{}, toCompanies, 10), manager, 4), billing, 2)
	clear := func(table Limits, k limits.Key) Limits {
		table, err := table.clear(k)
		require.NoError(t, err)
		return table
	}
	table := clear(full, manager)
	_, limited := table.LabelMax(manager)
	require.False(t, limited)
	require.True(t, table.HasLabelLimits(record.Contacts, record.Companies))
	require.Equal(t, map[limits.Key]int{toCompanies: 10, billing: 2}, all(table))

	table = clear(clear(table, toCompanies), manager)
	require.Equal(t, 10_000, table.Max(record.Contacts, record.Companies))
	table = clear(table, billing)
	require.False(t, table.HasLabelLimits(record.Contacts, record.Companies))
	require.Empty(t, all(table))
	require.Equal(t, Limits{}, clear(Limits{}, manager))
	require.Len(t, all(full), 3, "the table that was edited stays")
}

func TestAllIsInOrder(t *testing.T) {
	reverse := limits.Key{From: record.Companies, To: record.Contacts}
	toDeals := limits.Key{From: record.Contacts, To: record.Deals, Label: user(1)}
	want := []limits.Key{reverse, toCompanies, billing, manager, toDeals}
	table := Limits{}
	for _, k := range slices.Backward(want) {
		table = set(t, table, k, 3)
	}
	var got []limits.Key
	for k := range table.All() {
		got = append(got, k)
	}
	require.Equal(t, want, got)
	for stop := range want {
		var some []limits.Key
		for k := range table.All() {
			some = append(some, k)
			if len(some) == stop+1 {
				break
			}
		}
		require.Equal(t, want[:stop+1], some)
	}
}

func all(table Limits) map[limits.Key]int {
	found := map[limits.Key]int{}
	for k, max := range table.All() {
		found[k] = max
	}
	return found
}

// Bits that name no feature are not kept: they would be lost in a document.
func TestKnownFeaturesOnlyAreKept(t *testing.T) {
	table := Limits{}.withSubscription(limits.Subscription{Without: limits.UseLabels | 128})
	require.Equal(t, limits.Subscription{Without: limits.UseLabels}, table.Subscription())
}

// A table keeps its own plan: what is derived from the table leaves the plan alone.
func TestPlanOfATableIsItsOwn(t *testing.T) {
	base, err := limits.Enterprise.WithTechnical(record.Contacts, record.Companies, 50_000)
	require.NoError(t, err)
	table := Limits{}.withSubscription(base)
	technical(t, table, record.Contacts, record.Companies, 3)
	require.Equal(t, 50_000, table.Subscription().Technical(record.Contacts, record.Companies))
}
