package crash

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

// journals is the backend of the journal with flaws.
func journals(with flaws) Backend {
	return Backend{
		Place: func(t *testing.T) string { return filepath.Join(t.TempDir(), "journal") },
		Open: func(ctx context.Context, place string) (storage.Storage, error) {
			return openJournal(ctx, place, with)
		},
	}
}

// A store that writes before it acknowledges loses nothing.
func TestCrash(t *testing.T) {
	Run(t, journals(flaws{}), &Options{Kills: 5, Fresh: 3}) // the store copies all its rows for every transaction
}

// Each flaw is found, by its effect.
func TestFlaws(t *testing.T) {
	for name, c := range map[string]struct {
		flaws flaws
		want  string
	}{
		"late":    {flaws{late: true}, "was acknowledged|was defined and is not there|of which .* were seen"},
		"halves":  {flaws{halves: true}, "law .* is broken"},
		"chunks":  {flaws{chunks: true}, "of one Do"},
		"eager":   {flaws{eager: true}, "of the feed was|of which .* were seen"},
		"forgets": {flaws{forgets: true}, "is not remembered|is not there"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := hunt(t, journals(c.flaws), &Options{Kills: 60, Fresh: 5, Seed: 1, Longest: 40 * time.Millisecond})
			t.Log(n, err)
			require.Error(t, err)
			require.Regexp(t, c.want, err.Error())
		})
	}
}
