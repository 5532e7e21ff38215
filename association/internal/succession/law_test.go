package succession

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A side is one record's links to one type as a caller would keep them: the model
// that the rule's decisions are applied to.
type side struct {
	rule    primary.Rule
	clock   record.Time
	links   []primary.Candidate
	primary record.ID
}

func (s *side) index(id record.ID) int {
	return slices.IndexFunc(s.links, func(c primary.Candidate) bool { return c.ID == id })
}

// others returns every link but the primary's, in the rule's order.
func (s *side) others() Others {
	list := slices.DeleteFunc(slices.Clone(s.links), func(c primary.Candidate) bool { return c.ID == s.primary })
	slices.SortFunc(list, CompareAge)
	if s.rule.NewestFirst() {
		slices.Reverse(list)
	}
	return Others{Count: len(list), List: list}
}

func (s *side) request(t *rapid.T) Request {
	return Request{
		Of:         record.New("contacts", "1"),
		Successor:  rapid.SampledFrom([]record.ID{"", "", "1", "2", "3", "4", "5"}).Draw(t, "successor"),
		Unattended: rapid.Bool().Draw(t, "alone"),
	}
}

var anyID = rapid.SampledFrom([]record.ID{"1", "2", "3", "4", "5"})

// OnePrimary, PrimaryIsLinked, PrimaryWhenRequired: whatever is asked of a rule in
// whatever order, the primary is a link, and a required one is there whenever there
// are links; a decision that cannot keep this is an error and changes nothing.
func TestLawOfOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &side{rule: anyRule().Draw(t, "rule")}
		t.Repeat(map[string]func(*rapid.T){
			"associate":  s.associate,
			"dissociate": s.dissociate,
			"clear":      s.clear,
			"": func(t *rapid.T) {
				require.True(t, s.primary == "" || s.index(s.primary) >= 0, "%s is primary and not linked", s.primary)
				require.False(t, s.rule.Required && len(s.links) > 0 && s.primary == "", "no primary")
			},
		})
	})
}

func (s *side) associate(t *rapid.T) {
	l := Linking{
		Other: anyID.Draw(t, "id"), Had: len(s.links), Current: s.primary,
		Marked: rapid.Bool().Draw(t, "marked"), Declined: rapid.Bool().Draw(t, "declined"),
		Keep: rapid.Bool().Draw(t, "keep"),
	}
	d, err := Link(s.rule, l)
	if err != nil {
		return
	}
	if s.index(l.Other) < 0 {
		s.clock++
		s.links = append(s.links, primary.Candidate{ID: l.Other, Created: s.clock / 2}) // often two of one age
	}
	require.Equal(t, d.Cause == primary.NoCause, d.Primary == s.primary)
	require.True(t, d.Primary == s.primary || d.Primary == l.Other)
	require.True(t, !l.Marked || d.Primary == l.Other)
	s.primary = d.Primary
}

func (s *side) dissociate(t *rapid.T) {
	i := s.index(anyID.Draw(t, "id"))
	if i < 0 {
		return
	}
	if s.links[i].ID != s.primary {
		s.links = slices.Delete(s.links, i, i+1)
		return
	}
	others, request := s.others(), s.request(t)
	d, err := Unlinked(s.rule, others, request)
	checkDecision(t, others, request, d, err)
	if err != nil {
		return
	}
	require.Equal(t, others.Count == 0, d.Primary == "", "a removed primary is succeeded while links stand")
	s.links, s.primary = others.List, d.Primary
}

func (s *side) clear(t *rapid.T) {
	if s.primary == "" {
		return
	}
	others, request := s.others(), s.request(t)
	d, err := Cleared(s.rule, others, request)
	checkDecision(t, others, request, d, err)
	if err != nil {
		return
	}
	require.NotEqual(t, s.primary, d.Primary)
	if !s.rule.Required {
		require.Equal(t, request.Successor, d.Primary)
	}
	s.primary = d.Primary
}

// checkDecision holds for every succession: a successor is one of the others, the
// named one if any, refused for a reason that the caller can act on, and nobody who
// is Unattended is asked.
func checkDecision(t *rapid.T, others Others, request Request, d Decision, err error) {
	candidate := func(id record.ID) bool {
		return slices.ContainsFunc(others.List, func(c primary.Candidate) bool { return c.ID == id })
	}
	named := request.Successor
	if named != "" && !candidate(named) {
		require.ErrorIs(t, err, primary.ErrNotCandidate)
		return
	}
	if err != nil {
		require.Empty(t, named)
		require.Equal(t, Decision{}, d)
		if others.Count == 0 {
			require.ErrorIs(t, err, primary.ErrRequired)
			return
		}
		require.ErrorIs(t, err, primary.ErrChoose)
		require.False(t, request.Unattended)
		require.Greater(t, others.Count, 1)
		return
	}
	require.Equal(t, d.Cause == primary.NoCause, d.Primary == "")
	require.True(t, d.Primary == "" || candidate(d.Primary))
	if named != "" {
		require.Equal(t, named, d.Primary)
	}
}

func anyRule() *rapid.Generator[primary.Rule] {
	types := rapid.SampledFrom([]record.Type{"contacts", "companies", "deals", "leads", "notes", "pets"})
	return rapid.Custom(func(t *rapid.T) primary.Rule {
		r := primary.Rule{
			From: types.Draw(t, "from"), To: types.Draw(t, "to"),
			Required: rapid.Bool().Draw(t, "required"),
			NoFirst:  rapid.Bool().Draw(t, "noFirst"),
			Choice:   rapid.SampledFrom([]primary.Choice{primary.Ask, primary.Oldest, primary.Newest}).Draw(t, "choice"),
		}
		r.Required = r.Required || r.From == "contacts" && r.To == "companies"
		r.NoFirst = r.NoFirst && !r.Required
		return r
	})
}
