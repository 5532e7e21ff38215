package storagetest

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage"
)

func TestReference(t *testing.T) {
	Run(t, func(*testing.T) storage.Storage { return Reference() }, &Options{Skip: ofReference, Checks: 3})
}

// ofReference are the promises that a store in memory with a single writer does not keep.
var ofReference = map[Promise]string{
	Accounts:  alone,
	Durable:   "the rows are in memory",
	Conflicts: "there is one writer, so nothing conflicts",
	Unknown:   "a commit is an assignment, which cannot be lost",
}

const alone = "it is one account; storage/memory has several"

const same = "what both keep in their tables is as in Reference"

// A store that runs Updates at once and again, and a store that outlives its closing, keep the
// promises that do not apply to Reference.
func TestOptimisticAndKept(t *testing.T) {
	Run(t, func(*testing.T) storage.Storage { return newOptimistic() }, &Options{
		Checks: 3,
		Durable: func(*testing.T) func() storage.Storage {
			return (&savedTables{tables: emptyTables()}).open
		},
		Conflict: conflictOf,
		Lose:     loseOf,
		Skip:     map[Promise]string{Accounts: alone, Model: same, Page: same, Script: same, Law: same, Rule: same, Faults: same},
	})
}

// The suite itself keeps the rules that it demands of an engine, and the wrappers change
// nothing in the stores below them.
func TestStrictAndCountingReference(t *testing.T) {
	skip := maps.Clone(ofReference)
	skip[Law] = "package association holds the laws on strict stores"
	skip[Rule] = "package association holds the rules on strict stores"
	var strict []*Strict
	Run(t, func(*testing.T) storage.Storage {
		s := NewStrict(NewCounting(Reference()))
		strict = append(strict, s)
		return s
	}, &Options{Skip: skip, Checks: 3})
	require.NotEmpty(t, strict)
	for _, s := range strict {
		require.NoError(t, s.Err())
	}
}

func BenchmarkReference(b *testing.B) {
	Bench(b, func(*testing.B) storage.Storage { return Reference() })
}
