package limits_test

import (
	"cmp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

func TestD6KeysAreInOrder(t *testing.T) {
	boss := label.TypeID{Category: label.UserDefined, Number: 1}
	keys := []limits.Key{
		{From: record.Companies, To: record.Contacts},
		{From: record.Contacts}, // the sum
		{From: record.Contacts, To: record.Companies},
		{From: record.Contacts, To: record.Companies, Label: boss},
		{From: record.Contacts, To: record.Deals},
	}
	for i := range keys {
		for k := range keys {
			require.Equal(t, cmp.Compare(i, k), limits.Compare(keys[i], keys[k]), "%s, %s", keys[i], keys[k])
		}
	}
	usage := limits.Usage{Record: record.New(record.Contacts, "1"), To: record.Companies, Label: boss}
	require.Equal(t, keys[3], usage.Key())
}
