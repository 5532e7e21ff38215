package words_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association/schema/internal/words"
	"github.com/relata-go/relata/label"
)

// Folding and cleaning a second time change nothing, and a derived name is legal.
func TestB3WordsSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "word")
		folded := words.Fold(word)
		require.Equal(t, folded, words.Fold(folded))
		text, err := words.CleanText(word)
		if err != nil {
			require.ErrorIs(t, err, label.ErrName)
			return
		}
		require.NoError(t, words.CheckText(text))
		require.Equal(t, words.Fold(word), words.Fold(text))
		if name, err := words.DeriveName(text); err == nil {
			require.NoError(t, words.CheckName(name))
		} else {
			require.ErrorIs(t, err, label.ErrName)
			require.ErrorContains(t, err, "WithName")
		}
	})
}
