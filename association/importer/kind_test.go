package importer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/importer"
)

// F6: every kind has a text, and a name that HubSpot publishes.
func TestF6KindsOfHubSpot(t *testing.T) {
	published := []string{
		"ASSOCIATION_LABEL_NOT_FOUND", "ASSOCIATION_LIMIT_EXCEEDED", "ASSOCIATION_RECORD_NOT_FOUND", "DUPLICATE_ASSOCIATION_ID",
		"FAILED_TO_CREATE_ASSOCIATION", "FAILED_TO_FIND_RECORD_FOR_ASSOCIATIONS", "INVALID_ASSOCIATION_IDENTIFIER", "INVALID_ASSOCIATION_KEY",
		"NO_OBJECT_ID_FROM_ASSOCIATION_IDENTIFIER", "UNKNOWN_ASSOCIATION_RECORD_ID",
		"INCORRECT_NUMBER_OF_COLUMNS", "COULD_NOT_PARSE_ROW", "ROW_DATA_TOO_LARGE",
	}
	words, names := map[string]bool{}, map[string]bool{}
	for k := importer.Other; k <= importer.Unreadable; k++ {
		require.NotEmpty(t, k.String())
		require.False(t, words[k.String()], "%d", k)
		require.Contains(t, published, k.HubSpot(), k.String())
		words[k.String()], names[k.HubSpot()] = true, true
	}
	require.Len(t, names, len(published), "each of them is used")
	require.Equal(t, importer.Other.String(), (importer.Unreadable + 1).String())
	require.Equal(t, importer.Other.HubSpot(), (importer.Unreadable + 1).HubSpot())
	require.Equal(t, "ASSOCIATION_LABEL_NOT_FOUND", importer.LabelNotFound.HubSpot())
}
