package storage_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage"
)

func TestPositionsReadBackAndAreOrdered(t *testing.T) {
	position := rapid.Custom(func(t *rapid.T) storage.Position {
		small := rapid.Uint64Range(0, 2)
		return storage.Position{Epoch: small.Draw(t, "epoch"), Transaction: small.Draw(t, "transaction"), Sequence: small.Draw(t, "sequence")}
	})
	rapid.Check(t, func(t *rapid.T) {
		p, q := position.Draw(t, "p"), position.Draw(t, "q")
		back, err := storage.ParsePosition(p.String())
		require.NoError(t, err)
		require.Equal(t, p, back)
		want := 0
		for _, pair := range [][2]uint64{{p.Epoch, q.Epoch}, {p.Transaction, q.Transaction}, {p.Sequence, q.Sequence}} {
			if want == 0 && pair[0] != pair[1] {
				want = 1
				if pair[0] < pair[1] {
					want = -1
				}
			}
		}
		require.Equal(t, want, storage.ComparePositions(p, q))
	})
}

func TestPositionsThatAreNone(t *testing.T) {
	for _, text := range []string{"1", "1.2", "1.2.3.4", "a.b.c", "-1.0.0", "1..2", " 1.2.3", "99999999999999999999.0.0"} {
		_, err := storage.ParsePosition(text)
		require.ErrorIs(t, err, storage.ErrPosition, text)
	}
}

// What parses is a position and prints to a text that parses to the same.
func FuzzParsePosition(f *testing.F) {
	f.Add("0.0.7")
	f.Add("1.2")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := storage.ParsePosition(text)
		if err != nil {
			require.ErrorIs(t, err, storage.ErrPosition)
			return
		}
		back, err := storage.ParsePosition(p.String())
		require.NoError(t, err)
		require.Equal(t, p, back)
	})
}
