package schema

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// rulesBefore is C1, C3 and C4: the primary is towards companies, contacts must
// have it, and leads have two rules more.
var rulesBefore = []struct {
	from, to record.Type
	want     string // "": no rule
}{
	{"contacts", "companies", "required"},
	{"deals", "companies", "optional"},
	{"tickets", "companies", "optional"},
	{"leads", "companies", "optional"},
	{"orders", "companies", "optional"},
	{"projects", "companies", "optional"},
	{"pets", "companies", "optional"},
	{"2-4711", "companies", "optional"},
	{"leads", "contacts", "optional"},
	{"leads", "deals", "optional"},
	{"deals", "leads", "optional"},

	{"companies", "companies", ""},
	{"companies", "contacts", ""},
	{"companies", "deals", ""},
	{"companies", "pets", ""},
	{"notes", "companies", ""},
	{"calls", "companies", ""},
	{"emails", "companies", ""},
	{"meetings", "companies", ""},
	{"tasks", "companies", ""},
	{"communications", "companies", ""},
	{"postal_mail", "companies", ""},
	{"quotes", "companies", ""},
	{"appointments", "companies", ""},
	{"contacts", "contacts", ""},
	{"contacts", "leads", ""},
	{"contacts", "deals", ""},
	{"deals", "contacts", ""},
	{"tickets", "contacts", ""},
	{"leads", "tickets", ""},
	{"pets", "contacts", ""},
	{"contacts", "pets", ""},
}

func TestC1BuiltInRules(t *testing.T) {
	for _, row := range rulesBefore {
		want := primary.Rule{From: row.from, To: row.to, Required: row.want == "required"}
		if row.want == "" {
			want = primary.Rule{}
		}
		got, found := Rules{}.Rule(row.from, row.to)
		require.Equal(t, want, got, "%s -> %s", row.from, row.to)
		require.Equal(t, row.want != "", found, "%s -> %s", row.from, row.to)
		require.Equal(t, found, isBuiltInRule(row.from, row.to), "%s -> %s", row.from, row.to)
	}
}

// C1: the rules that have names are listed, in order, and each is the one that Rule gives.
func TestC1All(t *testing.T) {
	all := slices.Collect(Rules{}.All())
	var pairs []string
	for _, r := range all {
		pairs = append(pairs, string(r.From)+" "+string(r.To))
		got, found := Rules{}.Rule(r.From, r.To)
		require.True(t, found)
		require.Equal(t, r, got)
	}
	require.Equal(t, []string{
		"contacts companies", "deals companies", "deals leads", "leads companies",
		"leads contacts", "leads deals", "orders companies", "projects companies", "tickets companies",
	}, pairs)

	rules := declare(t, Rules{},
		primary.Rule{From: "zebras", To: "companies", Required: true},
		primary.Rule{From: "contacts", To: "contacts"},
		primary.Rule{From: "deals", To: "companies", Choice: primary.Oldest},
		primary.Rule{From: "calls", To: "contacts"})
	pairs = nil
	for r := range rules.All() {
		pairs = append(pairs, r.String())
	}
	require.Equal(t, []string{
		"calls -> contacts: not required, first becomes primary, ask",
		"contacts -> companies: required, first becomes primary, ask",
		"contacts -> contacts: not required, first becomes primary, ask",
		"deals -> companies: not required, first becomes primary, oldest",
		"deals -> leads: not required, first becomes primary, ask",
		"leads -> companies: not required, first becomes primary, ask",
		"leads -> contacts: not required, first becomes primary, ask",
		"leads -> deals: not required, first becomes primary, ask",
		"orders -> companies: not required, first becomes primary, ask",
		"projects -> companies: not required, first becomes primary, ask",
		"tickets -> companies: not required, first becomes primary, ask",
		"zebras -> companies: required, first becomes primary, ask",
	}, pairs)
	for range rules.All() {
		break // a caller may stop early
	}
}

// C8: a rule for any other pair and direction, one per direction.
func TestC8Declare(t *testing.T) {
	both := declare(t, Rules{},
		primary.Rule{From: "deals", To: "contacts", NoFirst: true},
		primary.Rule{From: "contacts", To: "deals", Choice: primary.Newest})
	got, found := both.Rule("deals", "contacts")
	require.True(t, found)
	require.Equal(t, primary.Rule{From: "deals", To: "contacts", NoFirst: true}, got)
	got, _ = both.Rule("contacts", "deals")
	require.Equal(t, primary.Newest, got.Choice)

	edited := declare(t, both, primary.Rule{From: "deals", To: "contacts", Required: true})
	got, _ = edited.Rule("deals", "contacts")
	require.True(t, got.Required)
	got, _ = both.Rule("deals", "contacts")
	require.False(t, got.Required, "the table is a value: the older one stays as it was")

	gone, err := edited.withdraw("deals", "contacts")
	require.NoError(t, err)
	_, found = gone.Rule("deals", "contacts")
	require.False(t, found)
	_, found = gone.Rule("contacts", "deals")
	require.True(t, found)
	_, found = edited.Rule("deals", "contacts")
	require.True(t, found)
	_, err = gone.withdraw("deals", "contacts")
	require.ErrorIs(t, err, primary.ErrNoRule)
}

// C3, C4: what may be changed about a built-in rule.
func TestC3C4EditBuiltIn(t *testing.T) {
	rules := declare(t, Rules{},
		primary.Rule{From: "contacts", To: "companies", Required: true, Choice: primary.Oldest},
		primary.Rule{From: "deals", To: "companies", Required: true},
		primary.Rule{From: "pets", To: "companies", NoFirst: true})
	for pair, want := range map[[2]record.Type]primary.Rule{
		{"contacts", "companies"}: {From: "contacts", To: "companies", Required: true, Choice: primary.Oldest},
		{"deals", "companies"}:    {From: "deals", To: "companies", Required: true},
		{"pets", "companies"}:     {From: "pets", To: "companies", NoFirst: true},
		{"cats", "companies"}:     {From: "cats", To: "companies"},
	} {
		got, found := rules.Rule(pair[0], pair[1])
		require.True(t, found)
		require.Equal(t, want, got)
		_, err := rules.withdraw(pair[0], pair[1])
		require.ErrorIs(t, err, primary.ErrBuiltIn)
	}
	_, err := rules.declare(primary.Rule{From: "contacts", To: "companies"})
	require.ErrorIs(t, err, primary.ErrBuiltIn)

	back := declare(t, rules,
		primary.Rule{From: "contacts", To: "companies", Required: true},
		primary.Rule{From: "deals", To: "companies"},
		primary.Rule{From: "pets", To: "companies"})
	require.Equal(t, slices.Collect(Rules{}.All()), slices.Collect(back.All()))
}

func TestDeclareRefuses(t *testing.T) {
	for name, rule := range map[string]primary.Rule{
		"no type":              {From: "", To: "companies"},
		"bad type":             {From: "deals", To: "Contacts"},
		"unknown choice":       {From: "deals", To: "contacts", Choice: 3},
		"required, not first":  {From: "deals", To: "contacts", Required: true, NoFirst: true},
		"contacts, not first":  {From: "contacts", To: "companies", Required: true, NoFirst: true},
		"nothing but the zero": {},
	} {
		before := declare(t, Rules{}, primary.Rule{From: "tickets", To: "contacts"})
		after, err := before.declare(rule)
		require.ErrorIs(t, err, primary.ErrRule, name)
		require.Equal(t, before, after, name)
	}
}

func TestRuleDoesNotAllocate(t *testing.T) {
	rules := declare(t, Rules{}, primary.Rule{From: "deals", To: "contacts"}, primary.Rule{From: "contacts", To: "deals"})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		rules.Rule("contacts", "companies")
		rules.Rule("deals", "contacts")
		rules.Rule("companies", "contacts")
	}))
}

func BenchmarkRule(b *testing.B) {
	for name, rules := range map[string]Rules{
		"builtin":  Rules{},
		"declared": declare(b, Rules{}, primary.Rule{From: "deals", To: "contacts"}, primary.Rule{From: "pets", To: "contacts"}),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rules.Rule("contacts", "companies")
				rules.Rule("companies", "contacts")
			}
		})
	}
}

func declare(t testing.TB, rules Rules, declared ...primary.Rule) Rules {
	t.Helper()
	for _, rule := range declared {
		var err error
		rules, err = rules.declare(rule)
		require.NoError(t, err)
	}
	return rules
}
