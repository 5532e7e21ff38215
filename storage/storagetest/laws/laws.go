// Package laws holds a graph on any backend to the promises of the whole library: the laws,
// which are properties of random accounts, and the rules of the domain, each checked through
// the results that a caller sees.
//
// The name of a [Case] says what must hold. A law's case has the law's name, with a special
// case after it: WithinLimits, WithinLimitsRacing. A rule's case begins with the rule's id in
// the manual: C6RemovingThePrimarysLink. A regression is named after the mistake that other
// systems have made.
//
// The package never looks inside a backend and opens none. Package storagetest gives it a
// [Subject] and runs it as the promises "laws" and "rules".
package laws

import (
	"cmp"
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Case is a law, a rule or a regression, or a part of one of these.
type Case struct {
	// Name says what must hold. It is unique, and an identifier.
	Name string

	test func(t tester, s *Subject)
}

// A tester is the part of *testing.T that a case needs.
type tester = rapid.TB

// A Subject is the backend under test. Each case gets its own Subject.
type Subject struct {
	// Context ends when the test does.
	Context context.Context

	// Open returns a new and empty Storage. A Storage that the case has not closed is closed by
	// the package that made the Subject.
	Open func() storage.Storage

	// Accounts returns two empty Storages that share everything that two accounts of the
	// backend can share. Nil: two that Open returns.
	Accounts func() (one, other storage.Storage)

	// Reference returns a new and empty Storage that is obviously right, to compare
	// the backend with.
	Reference func() storage.Storage

	// Verify returns an error unless all that a store holds about records of
	// types agrees with itself. mirror returns the labels that the other end sees.
	Verify func(ctx context.Context, store storage.Storage, types []record.Type, mirror func(label.Set) label.Set) error

	// Checks is how many random accounts each law is tried on. Zero: 10. With
	// fewer, the rules that need thousands of links make do with a hundred.
	Checks int

	ruleGraphs []*ruleGraph // that were begun
}

// Hold fails t unless the case holds on s.
func (c Case) Hold(t rapid.TB, s *Subject) {
	t.Helper()
	c.test(t, s)
	for _, ruleGraph := range s.ruleGraphs {
		ruleGraph.end(t, s)
	}
}

// allChecks is used for Subject.Checks when that is not set.
const allChecks = 10

// checks is how many random accounts a law is tried on.
func (s *Subject) checks() int { return cmp.Or(s.Checks, allChecks) }

// hub is how many links a record has at most where nothing else is said, or, where laws are
// tried on few accounts, few.
func (s *Subject) hub() int {
	if testing.Short() || examples(s.checks()) < allChecks {
		return 100
	}
	return limits.DefaultMax
}

// accounts opens two accounts.
func (s *Subject) accounts() (one, other storage.Storage) {
	if s.Accounts == nil {
		return s.Open(), s.Open()
	}
	return s.Accounts()
}

// part runs a part of a case under its own name, if the tester can run parts.
func part(t tester, name string, hold func(t tester)) {
	if whole, splits := t.(*testing.T); splits {
		whole.Run(name, func(t *testing.T) { hold(t) })
		return
	}
	hold(t)
}
