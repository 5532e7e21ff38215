package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/examples/internal/store"
	"github.com/relata-go/relata/examples/internal/store/storetest"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// The story is printed as it was told, on every backend. When a change of it is wanted:
//
//	go run ./examples/quickstart > examples/quickstart/testdata/output.txt
func TestStory(t *testing.T) {
	want, err := os.ReadFile("testdata/output.txt")
	require.NoError(t, err)
	storetest.Each(t, func(t *testing.T, place store.Place, durable bool) {
		var first, second bytes.Buffer
		require.NoError(t, start(t.Context(), &first, place))
		require.Equal(t, string(want), first.String())

		err := start(t.Context(), &second, place)
		if !durable {
			require.NoError(t, err)
			require.Equal(t, first.String(), second.String())
			return
		}
		require.ErrorIs(t, err, errTold)
		require.ErrorContains(t, err, place.String()+": not empty")
		require.Empty(t, second.String())
	})
}
