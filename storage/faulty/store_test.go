package faulty_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
	"github.com/relata-go/relata/storage/memory"
)

var errBroken = errors.New("the store broke")

// write is an Update of a Read and an Apply, which adds a star to a metadata.
func write(ctx context.Context, s storage.Storage) error {
	return s.Update(ctx, nil, func(tx storage.Tx) error {
		b := storage.Batch{Metadata: []storage.Metadata{{Key: "stars"}}}
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		b.Metadata[0].Now = b.Metadata[0].Was + "*"
		return tx.Apply(ctx, &b)
	})
}

func stars(t *testing.T, s storage.Storage) string {
	t.Helper()
	b := storage.Batch{Metadata: []storage.Metadata{{Key: "stars"}}}
	require.NoError(t, s.Read(t.Context(), &b))
	return b.Metadata[0].Was
}

// writeWith writes with a fault. It returns the stars afterwards, and the error.
func writeWith(t *testing.T, fault faulty.Fault) (now string, err error) {
	t.Helper()
	below := memory.New()
	store := faulty.New(below)
	store.Inject(fault)
	err = write(t.Context(), store)
	require.True(t, store.Happened())
	now = stars(t, below)
	require.NoError(t, write(t.Context(), store), "a fault happens once")
	return now, err
}

func TestTheChosenCallFails(t *testing.T) {
	for call, at := range []faulty.Step{faulty.AtUpdate, faulty.AtRead, faulty.AtApply, faulty.AtCommit} {
		for _, f := range []faulty.Fault{{Call: call + 1, Err: errBroken}, {At: at, Call: 1, Err: errBroken}} {
			now, err := writeWith(t, f)
			require.True(t, err == errBroken, "%s: %v", at, err)
			require.Empty(t, now, "%s", at)
		}
	}
}

func TestAnAnswerIsLostAfterTheCall(t *testing.T) {
	for at, want := range map[faulty.Step]string{
		faulty.AtUpdate: "*", faulty.AtRead: "", faulty.AtApply: "", faulty.AtCommit: "*",
	} {
		now, err := writeWith(t, faulty.Fault{At: at, Call: 1, Err: storage.ErrAmbiguous, After: true})
		require.ErrorIs(t, err, storage.ErrAmbiguous, "%s", at)
		require.Equal(t, want, now, "%s", at)
	}
}

func TestCallsFailForAsLongAsTheFaultSays(t *testing.T) {
	for _, c := range []struct {
		times int
		want  string // fails (x) or not (.), of six reads
	}{{0, ".x...."}, {1, ".x...."}, {3, ".xxx.."}, {-1, ".xxxxx"}} {
		store := faulty.New(memory.New())
		store.Inject(faulty.Fault{At: faulty.AtRead, Call: 2, Times: c.times, Err: errBroken})
		got := ""
		for range 6 {
			if store.Read(t.Context(), &storage.Batch{}) == nil {
				got += "."
			} else {
				got += "x"
			}
		}
		require.Equal(t, c.want, got, "%d times", c.times)
	}
}

func TestNothingElseGoesWrong(t *testing.T) {
	store := faulty.New(memory.New())
	ctx, cancel := context.WithCancel(t.Context())
	store.Inject(faulty.Fault{At: faulty.AtRead, Call: 2, Do: cancel})
	require.NoError(t, write(ctx, store))
	require.False(t, store.Happened())
	require.Error(t, store.View(ctx, func(r storage.Reader) error {
		defer func() { require.Error(t, ctx.Err()) }()
		return r.Read(ctx, &storage.Batch{})
	}), "memory notices that the context has ended")
	require.True(t, store.Happened())
	require.Equal(t, []int{1, 1, 2, 1, 1, 6}, []int{
		store.Steps(faulty.AtUpdate), store.Steps(faulty.AtView), store.Steps(faulty.AtRead),
		store.Steps(faulty.AtApply), store.Steps(faulty.AtCommit), store.Steps(""),
	})
	store.Inject(faulty.Fault{})
	require.NoError(t, store.Read(t.Context(), &storage.Batch{}))
	require.False(t, store.Happened())
	require.Equal(t, 1, store.Steps(""))
	require.ErrorIs(t, store.Update(t.Context(), nil, func(storage.Tx) error { return errBroken }), errBroken)
	require.Zero(t, store.Steps(faulty.AtCommit), "an Update whose function fails is not committed")
}
