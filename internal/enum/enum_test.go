package enum_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/internal/enum"
)

type colour uint8

var colours = enum.New[colour]("colour", "", "red", "green")

func TestWords(t *testing.T) {
	text, err := colours.Marshal(2)
	require.NoError(t, err)
	require.Equal(t, "green", string(text))
	var c colour
	require.NoError(t, colours.Unmarshal([]byte("red"), &c))
	require.Equal(t, colour(1), c)

	for _, word := range []string{"blue", "Red", ""} {
		err = colours.Unmarshal([]byte(word), &c)
		require.ErrorIs(t, err, enum.ErrWord)
		require.ErrorContains(t, err, "want red, green")
		require.Equal(t, colour(1), c, "it stays as it was")
	}
	for _, none := range []colour{0, 3, 255} {
		_, err = colours.Marshal(none)
		require.ErrorIs(t, err, enum.ErrWord)
	}
	require.Equal(t, failure.Invalid, failure.CodeOf(err))
}

func TestBits(t *testing.T) {
	rights := enum.NewBits[uint16]("right", "read", "write")
	words, err := rights.Marshal(3)
	require.NoError(t, err)
	require.Equal(t, []string{"read", "write"}, words)
	set, err := rights.Unmarshal([]string{"write"})
	require.NoError(t, err)
	require.EqualValues(t, 2, set)
	_, err = rights.Marshal(4)
	require.ErrorIs(t, err, enum.ErrWord)
	_, err = rights.Unmarshal([]string{"execute"})
	require.ErrorIs(t, err, enum.ErrWord)
}
