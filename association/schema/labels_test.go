package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

const cars record.Type = "cars"

var (
	standard   = []record.Type{record.Contacts, record.Companies, record.Deals, record.Tickets}
	activities = []record.Type{
		record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks, record.Communications, record.PostalMail,
	}
)

func hubspot(number uint32) label.TypeID {
	return label.TypeID{Category: label.HubSpotDefined, Number: number}
}

func user(number uint32) label.TypeID {
	return label.TypeID{Category: label.UserDefined, Number: number}
}

// withTypes returns a new catalog with the given types added.
func withTypes(t require.TestingT, types ...record.Type) Labels {
	c := Labels{}
	for _, add := range types {
		var err error
		c, err = c.addType(add)
		require.NoError(t, err)
	}
	return c
}

func define(t require.TestingT, c Labels, d label.Definition) (Labels, label.Label) {
	next, l, err := c.define(d)
	require.NoError(t, err)
	return next, l
}

// A1, A3: what every account has.
func TestA3StandardPairsAreBuiltIn(t *testing.T) {
	c := Labels{}
	for _, from := range standard {
		for _, to := range append(standard, activities...) {
			require.NoError(t, c.CheckPair(from, to))
			require.NoError(t, c.CheckPair(to, from))
			l, ok := c.Unlabeled(from, to)
			require.True(t, ok)
			require.Equal(t, label.KindUnlabeled, l.Kind)
		}
	}
	require.Len(t, c.Types(), len(standard)+len(activities))
	for _, active := range c.Types() {
		require.True(t, c.HasType(active))
	}
}

// A3: what is not defined is refused, by name.
func TestA3UndefinedIsRefused(t *testing.T) {
	withCars := withTypes(t, cars)
	for name, tt := range map[string]struct {
		catalog  Labels
		from, to record.Type
		want     error
		value    string
	}{
		"unknown from":      {Labels{}, cars, record.Contacts, label.ErrUndefinedType, "cars"},
		"unknown to":        {Labels{}, record.Contacts, cars, label.ErrUndefinedType, "cars"},
		"dormant built-in":  {Labels{}, "leads", record.Contacts, label.ErrUndefinedType, "leads"},
		"pair of a custom":  {withCars, cars, record.Contacts, label.ErrUndefinedPair, ""},
		"two activities":    {Labels{}, record.Notes, record.Tasks, label.ErrUndefinedPair, ""},
		"custom, same type": {withCars, cars, cars, label.ErrUndefinedPair, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := tt.catalog.CheckPair(tt.from, tt.to)
			require.ErrorIs(t, err, tt.want)
			var e *label.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.from, e.From)
			require.Equal(t, tt.to, e.To)
			require.Equal(t, tt.value, e.Value)
			_, ok := tt.catalog.Unlabeled(tt.from, tt.to)
			require.False(t, ok)
			require.Empty(t, tt.catalog.All(tt.from, tt.to))
			_, _, err = tt.catalog.define(label.Single(tt.from, tt.to, "Word"))
			require.ErrorIs(t, err, tt.want)
		})
	}
}

// A1: naming a built-in type defines its pairs with active types, those only.
func TestA1BuiltInTypeBecomesActive(t *testing.T) {
	c := withTypes(t, "leads")
	require.NoError(t, c.CheckPair("leads", record.Deals))
	require.NoError(t, c.CheckPair(record.Emails, "leads"))
	require.ErrorIs(t, c.CheckPair("leads", "feedback_submissions"), label.ErrUndefinedType)
	require.ErrorIs(t, c.CheckPair("leads", record.Tickets), label.ErrUndefinedPair)
	require.ErrorIs(t, Labels{}.CheckPair("leads", record.Deals), label.ErrUndefinedType, "the old value is as it was")

	c = withTypes(t, "leads", "feedback_submissions")
	require.NoError(t, c.CheckPair("leads", "feedback_submissions"))
	mark, ok := c.Primary("leads", record.Deals)
	require.True(t, ok)
	require.Equal(t, hubspot(582), mark.ID)
	mark, ok = c.Primary(record.Deals, "leads")
	require.True(t, ok)
	require.Equal(t, hubspot(583), mark.ID)
}

func TestA1AddTypeRefuses(t *testing.T) {
	_, err := Labels{}.addType(record.Contacts)
	require.ErrorIs(t, err, label.ErrDuplicate)
	_, err = withTypes(t, cars).addType(cars)
	require.ErrorIs(t, err, label.ErrDuplicate)
	_, err = Labels{}.addType("Big Cars")
	require.ErrorIs(t, err, record.ErrInvalid)
}

// A3, B2: a defined pair has ids of the account, one for both directions of one type.
func TestA3AddPair(t *testing.T) {
	c := withTypes(t, cars)
	c, err := c.addPair(record.Contacts, cars)
	require.NoError(t, err)
	c, err = c.addPair(cars, cars)
	require.NoError(t, err)

	there, _ := c.Unlabeled(record.Contacts, cars)
	back, _ := c.Unlabeled(cars, record.Contacts)
	same, _ := c.Unlabeled(cars, cars)
	require.Equal(t, []label.TypeID{user(1), user(2), user(3)}, []label.TypeID{there.ID, back.ID, same.ID})
	require.Equal(t, there.Inverse, back.ID)
	require.Equal(t, same.Inverse, same.ID)

	again, err := c.addPair(cars, record.Contacts)
	require.ErrorIs(t, err, label.ErrDuplicate)
	require.Equal(t, c, again)
	_, err = c.addPair(record.Contacts, record.Companies)
	require.ErrorIs(t, err, label.ErrDuplicate)
	_, err = c.addPair(cars, "boats")
	require.ErrorIs(t, err, label.ErrUndefinedType)
	_, ok := c.Primary(cars, cars)
	require.False(t, ok)
}

// C1: a custom type has a primary company, however the pair is written.
func TestC1CustomTypeHasPrimaryCompany(t *testing.T) {
	for _, pair := range [][2]record.Type{{cars, record.Companies}, {record.Companies, cars}} {
		c, err := withTypes(t, cars).addPair(pair[0], pair[1])
		require.NoError(t, err)
		mark, ok := c.Primary(cars, record.Companies)
		require.True(t, ok)
		require.Equal(t, user(3), mark.ID)
		require.Equal(t, user(4), mark.Inverse)
		require.Equal(t, label.KindPrimary, mark.Kind)
		_, ok = c.Primary(record.Companies, cars)
		require.False(t, ok)
		require.Empty(t, c.Labels(cars, record.Companies), "a mark is no label")
		require.Zero(t, c.Used(cars, record.Companies))
	}
}

func TestLabelsInOrder(t *testing.T) {
	c, boss := define(t, Labels{}, label.Paired(record.Companies, record.Companies, "Franchisor", "Franchisee"))
	c, old := define(t, c, label.Single(record.Companies, record.Companies, "Rival"))
	c, err := c.retire(old.ID)
	require.NoError(t, err)

	require.Equal(t, []label.TypeID{hubspot(13), hubspot(14), boss.ID, boss.Inverse},
		ids(c.Labels(record.Companies, record.Companies)))
	require.Equal(t, []label.TypeID{hubspot(13), hubspot(14), hubspot(450), boss.ID, boss.Inverse, old.ID},
		ids(c.All(record.Companies, record.Companies)))
}

func ids(labels []label.Label) []label.TypeID {
	var all []label.TypeID
	for _, l := range labels {
		all = append(all, l.ID)
	}
	return all
}
