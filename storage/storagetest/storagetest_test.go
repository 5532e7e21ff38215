package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

// twoNaive opens two accounts, which share nothing at all.
func twoNaive(*testing.T) (one, other storage.Storage) {
	return Naive(), Naive()
}

func TestNaive(t *testing.T) {
	fewer(t)
	Run(t, func(*testing.T) storage.Storage { return Naive() }, &Options{Accounts: twoNaive})
}

// The suite itself keeps to what it demands of an engine, and the wrappers change
// nothing of what they watch.
func TestStrictAndCountingNaive(t *testing.T) {
	fewer(t)
	var strict []*Strict
	Run(t, func(*testing.T) storage.Storage {
		s := NewStrict(NewCounting(Naive()))
		strict = append(strict, s)
		return s
	}, &Options{Accounts: twoNaive})
	require.NotEmpty(t, strict)
	for _, s := range strict {
		require.NoError(t, s.Err())
	}
}

func BenchmarkNaive(b *testing.B) {
	Bench(b, func(*testing.B) storage.Storage { return Naive() })
}
