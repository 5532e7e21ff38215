package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// B1, B2: both directions, with the word of each.
func TestB1PairedHasAWordPerSide(t *testing.T) {
	c, manager := define(t, Labels{}, label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	require.Equal(t, label.Label{
		ID: user(1), Inverse: user(2), From: record.Contacts, To: record.Contacts,
		Name: "manager", Text: "Manager", Kind: label.KindPaired,
	}, manager)
	reports, ok := c.Lookup(manager.Inverse)
	require.True(t, ok)
	require.Equal(t, "Reports to", reports.Text)
	require.Equal(t, "manager", reports.Name)
	require.Equal(t, manager.ID, reports.Inverse)
}

// B1, B2: one word; one id only between records of one type.
func TestB1SingleHasOneWord(t *testing.T) {
	c, billing := define(t, Labels{}, label.Single(record.Deals, record.Contacts, " Decision maker "))
	c, friend := define(t, c, label.Single(record.Contacts, record.Contacts, "Friend"))
	require.Equal(t, user(1), billing.ID)
	require.Equal(t, user(2), billing.Inverse)
	require.Equal(t, "Decision maker", billing.Text)
	require.Equal(t, user(3), friend.ID)
	require.Equal(t, user(3), friend.Inverse)
	back, _ := c.Lookup(billing.Inverse)
	require.Equal(t, "Decision maker", back.Text)
	require.Equal(t, record.Contacts, back.From)
}

// B2: categories count apart, pairs of one account together.
func TestB2CategoriesCountApart(t *testing.T) {
	c, a := define(t, Labels{}, label.Single(record.Deals, record.Contacts, "A"))
	c, b := define(t, c, label.Single(record.Deals, record.Contacts, "B").In(label.IntegratorDefined))
	_, d := define(t, c, label.Single(record.Deals, record.Tickets, "D").In(label.UserDefined))
	require.Equal(t, user(1), a.ID)
	require.Equal(t, label.TypeID{Category: label.IntegratorDefined, Number: 1}, b.ID)
	require.Equal(t, user(3), d.ID)

	for _, category := range []label.Category{label.HubSpotDefined, label.Work, 9} {
		_, _, err := c.define(label.Single(record.Deals, record.Contacts, "E").In(category))
		require.ErrorIs(t, err, label.ErrBuiltIn)
	}
}

func TestB3InternalNameIsDerived(t *testing.T) {
	for text, want := range map[string]string{
		"Manager":            "manager",
		"Reports to":         "reports_to",
		"  --Key   account!": "key_account",
		"2nd opinion":        "n_2nd_opinion",
		"a_b":                "a_b",
		"ΣΊΣΥΦΟΣ":            "σίσυφοσ",
		"Größe (m²)":         "größe_m",
		"договор № 7":        "договор_7",
		"得意先":                "得意先",
	} {
		t.Run(text, func(t *testing.T) {
			_, l := define(t, Labels{}, label.Single(record.Contacts, record.Deals, text))
			require.Equal(t, want, l.Name)
		})
	}
}

// B3: where no name can be derived the error asks for one, and one helps.
func TestB3NameCannotBeDerived(t *testing.T) {
	for _, text := range []string{"!!!", "★", "_", strings.Repeat("1", label.MaxName)} {
		_, _, err := Labels{}.define(label.Single(record.Contacts, record.Deals, text))
		require.ErrorIs(t, err, label.ErrName)
		require.ErrorContains(t, err, "WithName")
		_, l := define(t, Labels{}, label.Single(record.Contacts, record.Deals, text).WithName("star"))
		require.Equal(t, "star", l.Name)
	}
	c, _ := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "Key account"))
	_, _, err := c.define(label.Single(record.Contacts, record.Deals, "Key-account"))
	require.ErrorIs(t, err, label.ErrDuplicate)
	require.ErrorContains(t, err, "WithName")
	_, l := define(t, c, label.Single(record.Contacts, record.Deals, "Key-account").WithName("key2"))
	require.Equal(t, "Key-account", l.Text)
}

func TestB3WordsAreRefused(t *testing.T) {
	good := label.Single(record.Contacts, record.Deals, "Good")
	long := strings.Repeat("x", 101)
	for name, d := range map[string]label.Definition{
		"empty text":        label.Single(record.Contacts, record.Deals, ""),
		"blank text":        label.Single(record.Contacts, record.Deals, " \t\u00a0"),
		"long text":         label.Single(record.Contacts, record.Deals, long).WithName("x"),
		"control character": label.Single(record.Contacts, record.Deals, "a\x1fb"),
		"line break":        label.Single(record.Contacts, record.Deals, "a\nb"),
		"invalid UTF-8":     label.Single(record.Contacts, record.Deals, "a\xff"),
		"empty inverse":     label.Paired(record.Contacts, record.Deals, "Good", ""),
		"bad inverse":       label.Paired(record.Contacts, record.Deals, "Good", "a\x00"),
		"hyphen":            good.WithName("a-b"),
		"leading digit":     good.WithName("1a"),
		"other digit":       good.WithName("٣a"),
		"space":             good.WithName("a b"),
		"long name":         good.WithName(long),
		"invalid name":      good.WithName("a\xff"),
	} {
		t.Run(name, func(t *testing.T) {
			c, l, err := Labels{}.define(d)
			require.ErrorIs(t, err, label.ErrName)
			require.Equal(t, Labels{}, c)
			require.Zero(t, l)
		})
	}
	_, l := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "\t"+long[:100]).WithName(long[:100]))
	require.Len(t, l.Name, label.MaxName)
	require.Len(t, l.Text, label.MaxText, "the space around it does not count")
}

// B3: names are unique per pair, texts per direction, both however they are written.
func TestB3WordsAreUnique(t *testing.T) {
	c, _ := define(t, Labels{}, label.Paired(record.Contacts, record.Contacts, "Manager", "Reports to"))
	c, _ = define(t, c, label.Paired(record.Contacts, record.Deals, "Won by", "Winner").WithName("winner"))
	for name, d := range map[string]label.Definition{
		"same text":                      label.Single(record.Contacts, record.Contacts, "MANAGER ").WithName("x"),
		"other word, same type":          label.Single(record.Contacts, record.Contacts, "reports TO").WithName("x"),
		"inverse takes the word":         label.Paired(record.Contacts, record.Contacts, "Boss", "manager"),
		"both words alike":               label.Paired(record.Contacts, record.Contacts, "Peer", "pEER"),
		"text of one direction":          label.Paired(record.Deals, record.Contacts, "winner", "Y").WithName("x"),
		"text of the other direction":    label.Paired(record.Deals, record.Contacts, "Y", "won by").WithName("x"),
		"name from the other side":       label.Single(record.Deals, record.Contacts, "Y").WithName("Winner"),
		"name of a built-in":             label.Single(record.Contacts, record.Companies, "Y").WithName("billing_contact"),
		"text of a built-in":             label.Single(record.Contacts, record.Companies, "billing contact").WithName("x"),
		"name of an unlabeled type":      label.Single(record.Contacts, record.Deals, "Y").WithName("deal_to_contact"),
		"text of the built-in primary":   label.Single(record.Contacts, record.Companies, "primary").WithName("x"),
		"text of a built-in, other side": label.Single(record.Companies, record.Companies, "parent COMPANY").WithName("x"),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := c.define(d)
			require.ErrorIs(t, err, label.ErrDuplicate)
		})
	}
	// One word in the two directions of a pair is legal, and so is it in another pair.
	c, _ = define(t, c, label.Paired(record.Deals, record.Contacts, "Won by", "Winner").WithName("x"))
	_, _ = define(t, c, label.Single(record.Contacts, record.Tickets, "Manager"))
}

// B4: the pair is unordered, a paired label counts once, other pairs do not count.
func TestB4AtMostTenLabelsPerPair(t *testing.T) {
	c := Labels{}
	for i := range DefaultMaxLabels {
		from, to := record.Contacts, record.Companies
		if i%2 == 0 {
			from, to = to, from
		}
		c, _ = define(t, c, label.Paired(from, to, fmt.Sprint("Word ", i), fmt.Sprint("Inverse ", i)))
		require.Equal(t, i+1, c.Used(from, to))
		require.Equal(t, i+1, c.Used(to, from))
	}
	eleventh := label.Single(record.Contacts, record.Companies, "Eleventh").In(label.IntegratorDefined)
	same, _, err := c.define(eleventh)
	require.ErrorIs(t, err, label.ErrTooMany)
	require.ErrorContains(t, err, "10 of 10")
	require.Equal(t, c, same)
	_, _ = define(t, c, label.Single(record.Contacts, record.Deals, "Elsewhere"))
	_, _ = define(t, c.withMaxLabels(11), eleventh)
}

func TestB4SameTypePairedCountsOnce(t *testing.T) {
	c, _ := define(t, Labels{}, label.Paired(record.Companies, record.Companies, "Franchisor", "Franchisee"))
	c, _ = define(t, c, label.Single(record.Companies, record.Companies, "Rival"))
	require.Equal(t, 2, c.Used(record.Companies, record.Companies), "parent and child are built in")
}

// B4: lowering the maximum removes nothing, and a removed label makes room.
func TestB4LoweringRemovesNothing(t *testing.T) {
	c, a := define(t, Labels{}, label.Single(record.Contacts, record.Deals, "A"))
	c, b := define(t, c, label.Single(record.Contacts, record.Deals, "B"))
	c = c.withMaxLabels(-1)
	require.Zero(t, c.MaxLabels())
	require.Len(t, c.Labels(record.Contacts, record.Deals), 2)
	c = c.withMaxLabels(2)
	d := label.Single(record.Contacts, record.Deals, "D")

	c, err := c.retire(a.ID)
	require.NoError(t, err)
	_, _, err = c.define(d)
	require.ErrorIs(t, err, label.ErrTooMany, "it may become active again")
	c, err = c.remove(a.ID)
	require.NoError(t, err)
	c, _ = define(t, c, d)
	require.Equal(t, 2, c.Used(record.Contacts, record.Deals))
	require.True(t, c.SetOf(b).Has(b.ID))
	require.Equal(t, DefaultMaxLabels, c.withMaxLabels(10).MaxLabels())
}
