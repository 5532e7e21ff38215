package record_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

// Whatever the text: what is read prints as that text and is legal, what is refused
// could not have been printed by a legal reference.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"", "/", "contacts/1", "contacts//", "Contacts/1", "contacts/a\x00", "contacts/\xff",
		"_x/1", "contacts/../1", strings.Repeat("a", 64) + "/" + strings.Repeat("b", 255),
		strings.Repeat("a", 65) + "/1", "c/" + strings.Repeat("b", 256),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := record.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, record.ErrInvalid)
			require.True(t, ref.IsZero())
			require.Less(t, len(err.Error()), 600)
			of, id, _ := strings.Cut(text, "/")
			require.Error(t, record.New(record.Type(of), record.ID(id)).Validate())
			return
		}
		require.Equal(t, text, ref.String())
		require.NoError(t, ref.Validate())
		require.NotEmpty(t, ref.ID)
		require.LessOrEqual(t, len(text), record.MaxType+1+record.MaxID)
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "\x00")
	})
}
