package codec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

// Positions are compared by epoch first, whatever the sequences say.
func TestPositionsOfEpochs(t *testing.T) {
	f := Feed{Last: 9, epochs: []epochStart{{0, 1}, {1, 4}, {5, 8}}}
	for _, c := range []struct {
		after storage.Position
		want  uint64
	}{
		{storage.Position{}, 1},
		{storage.Position{Sequence: 2}, 3},
		{storage.Position{Sequence: 3}, 4},
		{storage.Position{Sequence: 100}, 4},
		{storage.Position{Transaction: 1}, 4},
		{storage.Position{Epoch: 1, Sequence: 2}, 4},
		{storage.Position{Epoch: 1, Sequence: 4}, 5},
		{storage.Position{Epoch: 1, Sequence: 7}, 8},
		{storage.Position{Epoch: 3}, 8},
		{storage.Position{Epoch: 5, Sequence: 9}, 10},
		{storage.Position{Epoch: 5, Sequence: 1<<64 - 1}, 10},
		{storage.Position{Epoch: 6}, 10},
	} {
		require.Equal(t, c.want, f.After(c.after), "after %s", c.after)
	}
	for n := uint64(1); n <= f.Last; n++ {
		require.Equal(t, n, f.From(f.Position(n)))
		require.Equal(t, n+1, f.After(f.Position(n)))
	}
}
