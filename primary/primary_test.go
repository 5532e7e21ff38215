package primary

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChoiceText(t *testing.T) {
	require.Equal(t, "Choice(9)", Choice(9).String())
	_, err := Choice(9).MarshalText()
	require.ErrorIs(t, err, ErrRule)
}
