package limits_test

import (
	"errors"
	"math"
	"testing"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/stretchr/testify/require"
)

// D5: the error names the record, the rule, have and max.
func TestD5ErrorReads(t *testing.T) {
	rows := []struct {
		record    record.Ref
		to        record.Type
		id        label.TypeID
		have, max int
		want      string
	}{
		{record.New("contacts", "17"), record.Companies, label.TypeID{}, 10_000, 10_000, "contacts/17 has 10000 of 10000 companies"},
		{record.New("contacts", "17"), record.Companies, label.TypeID{Category: label.UserDefined, Number: 12}, 5, 5, "contacts/17 has 5 of 5 companies with label USER_DEFINED/12"},
		{record.New("companies", "7"), record.Companies, limits.Parent.Label, 1, 1, "companies/7 has 1 of 1 companies as its parent: a child company has one parent"},
		// D4: a limit that was lowered stops new ones only.
		{record.New("contacts", "17"), record.Companies, label.TypeID{}, 12, 10, "contacts/17 has 12 of 10 companies"},
	}
	for _, row := range rows {
		err := limits.Check(row.record, row.to, row.id, row.have, row.max)
		require.EqualError(t, err, row.want)
		require.ErrorIs(t, err, limits.ErrExceeded)
		require.False(t, errors.Is(err, limits.ErrConfig))
		var exceeded *limits.Error
		require.ErrorAs(t, err, &exceeded)
		require.Equal(t, limits.Error{Record: row.record, To: row.to, Label: row.id, Have: row.have, Max: row.max}, *exceeded)
		require.Equal(t, limits.Key{From: row.record.Type, To: row.to, Label: row.id}, exceeded.Key())
	}
}

func TestCheckLeavesTheLastPlace(t *testing.T) {
	r := record.New("contacts", "17")
	require.NoError(t, limits.Check(r, record.Companies, label.TypeID{}, 0, 1))
	require.NoError(t, limits.Check(r, record.Companies, label.TypeID{}, 9_999, 10_000))
	require.Error(t, limits.Check(r, record.Companies, label.TypeID{}, 1, 1))
}

// D6: near or at the limit: 5*have >= 4*max.
func TestD6NearThreshold(t *testing.T) {
	for max := 1; max <= 60; max++ {
		for have := 0; have <= 70; have++ {
			require.Equal(t, 5*have >= 4*max, have >= limits.NearThreshold(max), "%d of %d", have, max)
		}
	}
	require.Equal(t, 8_000, limits.NearThreshold(10_000))
	require.Positive(t, limits.NearThreshold(math.MaxInt))
}

// D5: a record is refused at its limit and above, and one link less fits.
func TestD5AtTheLimit(t *testing.T) {
	r := record.New("contacts", "17")
	for max := 1; max <= 20; max++ {
		for have := 0; have <= 25; have++ {
			err := limits.Check(r, record.Companies, label.TypeID{}, have, max)
			require.Equal(t, have >= max, err != nil, "%d of %d", have, max)
		}
	}
}
