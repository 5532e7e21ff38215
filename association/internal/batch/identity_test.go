package batch_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/storage"
)

// A stored number is remembered, an absent one is not, and any other text is corrupt. What a
// transaction of the application reads is not remembered outside of it.
func TestIdentity(t *testing.T) {
	var known batch.Identity
	learn := func(into *batch.Identity, text string) (uint64, error) {
		return into.Learn(&storage.Metadata{Key: batch.IdentityKey, Was: text})
	}
	number, err := learn(&known, "")
	require.NoError(t, err)
	require.Zero(t, number)
	for _, text := range []string{"0", "-1", "?", "zzzzzzzzzzzzzzzzz"} {
		_, err := learn(&known, text)
		require.ErrorIs(t, err, storage.ErrCorrupt, text)
	}
	inside := known.Within()
	number, err = learn(inside, batch.NewIdentity())
	require.NoError(t, err)
	require.NotZero(t, number)
	require.Equal(t, number, inside.Load())
	require.Zero(t, known.Load())
	require.Equal(t, number, inside.Within().Load())
	require.NotEqual(t, batch.NewIdentity(), batch.NewIdentity())
}
