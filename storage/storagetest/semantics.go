package storagetest

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/laws"
)

// lawScenarios and ruleScenarios are the cases of package laws.
var (
	lawScenarios  = scenariosOf(laws.Laws())
	ruleScenarios = scenariosOf(laws.Rules())
)

func scenariosOf(cases []laws.Case) []scenario {
	scenarios := make([]scenario, len(cases))
	for i, c := range cases {
		scenarios[i] = scenario{c.Name, func(t tester, s *env) { c.Hold(t, s.subject()) }}
	}
	return scenarios
}

// property holds fn of as many random histories as the backend asks for.
func (s *env) property(t tester, fn func(t *rapid.T)) {
	t.Helper()
	laws.Check(t, cmp.Or(s.checks, 100), fn)
}

// subject returns the backend for the cases of package laws.
func (s *env) subject() *laws.Subject {
	subject := &laws.Subject{Context: s.ctx, Open: s.open, Reference: Reference, Verify: Verify, Checks: s.checks}
	if s.accounts != nil {
		subject.Accounts = func() (one, other storage.Storage) {
			place := s.accounts()
			s.places = append(s.places, place)
			return s.account(place, "one"), s.account(place, "other")
		}
	}
	return subject
}

// Semantics runs those promises of [Run] that the library makes to its users on top of a
// backend: scripts, laws and rules. Semantics is for a store that is no backend of its own,
// such as a wrapper; [Run] includes all of them.
func Semantics(t *testing.T, open func(t *testing.T) storage.Storage, options *Options) {
	if options == nil {
		options = &Options{}
	}
	cases := 0
	for _, p := range promises {
		if !slices.Contains([]Promise{Script, Law, Rule}, p.promise) {
			continue
		}
		cases += len(p.scenarios)
		t.Run(string(p.promise), func(t *testing.T) {
			for _, sc := range p.scenarios {
				t.Run(sc.name, func(t *testing.T) { runScenario(t, sc, open, options) })
			}
		})
	}
	t.Logf("%s: %d cases of the library's semantics", t.Name(), cases)
}

// Rules runs the cases of some rules of the manual, such as "J1", on the store that open opens.
// A rule without a case fails. Rules is for a test beside the code that keeps a rule; [Run] has
// the cases of all rules.
func Rules(t *testing.T, open func(t *testing.T) storage.Storage, ids ...string) {
	for _, id := range ids {
		cases := 0
		for _, sc := range ruleScenarios {
			if isOfRule(sc.name, id) {
				cases++
				t.Run(sc.name, func(t *testing.T) { runScenario(t, sc, open, &Options{Checks: 3}) })
			}
		}
		require.Positive(t, cases, "rule %s has no case", id)
	}
}

// isOfRule reports whether a case begins with the id of a rule. Words of a case begin with
// a capital letter, so that E1 is not taken for E12.
func isOfRule(name, id string) bool {
	rest, found := strings.CutPrefix(name, id)
	return found && rest != "" && unicode.IsUpper(rune(rest[0]))
}
