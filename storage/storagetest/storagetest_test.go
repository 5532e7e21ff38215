package storagetest

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

// twoNaive opens two accounts, which share nothing at all.
func twoNaive(*testing.T) (one, other storage.Storage) {
	return Naive(), Naive()
}

func TestNaive(t *testing.T) {
	Run(t, func(*testing.T) storage.Storage { return Naive() }, &Options{Accounts: twoNaive, Skip: ofNaive, Checks: 3})
}

// ofNaive are the promises that a store in memory with one writer does not keep.
var ofNaive = map[Promise]string{
	Durable:   "the rows are in memory",
	Conflicts: "there is one writer, so nothing conflicts",
	Unknown:   "a commit is an assignment, which cannot be lost",
}

const same = "what both keep in their tables is as in Naive"

// A store that runs Updates at once and again, and one that outlives its closing, keep
// the promises that Naive has no use for.
func TestOptimisticAndKept(t *testing.T) {
	Run(t, func(*testing.T) storage.Storage { return newOptimistic() }, &Options{
		Checks:   3,
		Accounts: func(*testing.T) (one, other storage.Storage) { return newOptimistic(), newOptimistic() },
		Durable: func(*testing.T) func() storage.Storage {
			return (&shelf{tables: emptyTables()}).open
		},
		Conflict: conflictOf,
		Lose:     loseOf,
		Skip:     map[Promise]string{Model: same, Page: same, Script: same, Law: same, Rule: same, Faults: same},
	})
}

// The suite itself keeps to what it demands of an engine, and the wrappers change
// nothing of what they watch.
func TestStrictAndCountingNaive(t *testing.T) {
	skip := maps.Clone(ofNaive)
	skip[Law] = "package association holds the laws on strict stores"
	skip[Rule] = "package association holds the rules on strict stores"
	var strict []*Strict
	Run(t, func(*testing.T) storage.Storage {
		s := NewStrict(NewCounting(Naive()))
		strict = append(strict, s)
		return s
	}, &Options{Accounts: twoNaive, Skip: skip, Checks: 3})
	require.NotEmpty(t, strict)
	for _, s := range strict {
		require.NoError(t, s.Err())
	}
}

func BenchmarkNaive(b *testing.B) {
	Bench(b, func(*testing.B) storage.Storage { return Naive() })
}
