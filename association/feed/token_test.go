package feed_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/storage"
)

// A token is the same after a trip through its text, and no other text is a token.
func TestTokensAreText(t *testing.T) {
	place, err := storage.ParsePosition("0.0.7")
	require.NoError(t, err)
	for text, token := range map[string]feed.Token{"": {}, "0.0.7": feed.At(place, 0), "0.0.7-12": feed.At(place, 12)} {
		require.Equal(t, text, token.String())
		parsed, err := feed.ParseToken(text)
		require.NoError(t, err)
		require.Equal(t, token, parsed)
		body, err := json.Marshal(token)
		require.NoError(t, err)
		var back feed.Token
		require.NoError(t, json.Unmarshal(body, &back))
		require.Equal(t, token, back)
		require.Equal(t, text == "", token.IsZero())
	}
	for _, text := range []string{"page 2", "0.0.7-", "0.0.7-0", "0.0.7-012", "-3", "0.0.7-x", "0.0.7-1-1"} {
		_, err := feed.ParseToken(text)
		require.ErrorIs(t, err, feed.ErrToken, "%q", text)
		require.ErrorContains(t, err, fmt.Sprintf("%q is no token of this feed: begin anew", text))
	}
}

// The place of a reader, as text that any store can keep.
func ExampleParseToken() {
	token, err := feed.ParseToken("0.0.7")
	fmt.Println(token, err)
	_, err = feed.ParseToken("page 2")
	fmt.Println(err)
	// Output:
	// 0.0.7 <nil>
	// "page 2" is no token of this feed: begin anew
}
