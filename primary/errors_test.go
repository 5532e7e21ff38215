package primary

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

// C6: refused with the candidates listed.
func TestC6RefusalNamesWhatToDo(t *testing.T) {
	luke := record.New("contacts", "1")
	rule := Rule{From: "contacts", To: "companies", Required: true}
	two := Others{Count: 2, List: []Candidate{{"11", 1}, {"12", 2}}}

	_, err := rule.Unlinked(two, Request{Of: luke})
	require.ErrorIs(t, err, ErrChoose)
	require.EqualError(t, err, "contacts/1 must keep a primary of companies: choose one of companies/11, companies/12 (2 candidates)")
	var choose *ChooseError
	require.ErrorAs(t, err, &choose)
	require.Equal(t, &ChooseError{Record: luke, To: "companies", Candidates: two.List, Count: 2}, choose)
	two.List[0].ID = "99"
	require.Equal(t, record.ID("11"), choose.Candidates[0].ID, "the error keeps candidates of its own")

	_, err = rule.Cleared(Others{}, Request{Of: luke})
	require.EqualError(t, err, "contacts/1 must keep a primary of companies: associate another one first")

	_, err = rule.Cleared(two, Request{Of: luke, Successor: "7"})
	require.EqualError(t, err, "companies/7 cannot become primary of contacts/1: name another record that stays associated with it")

	_, err = rule.Link(Linking{Of: luke, Other: "11", Had: 1, Current: "10", Marked: true, Keep: true})
	require.EqualError(t, err, "companies/11 does not become primary of contacts/1: companies/10 is, allow moving it or leave the mark out")
}

// The message of a hub's record stays short; the count is of all.
func TestChooseErrorIsBounded(t *testing.T) {
	var list []Candidate
	for i := range 20 {
		list = append(list, Candidate{ID: record.ID(fmt.Sprint(i + 10)), Created: int64(i)})
	}
	err := &ChooseError{Record: record.New("deals", "5"), To: "contacts", Candidates: list[:12], Count: 10_000}
	require.EqualError(t, err, "deals/5 must keep a primary of contacts: choose one of contacts/10, contacts/11, contacts/12, "+
		"contacts/13, contacts/14, contacts/15, contacts/16, contacts/17, contacts/18, contacts/19, ... (10000 candidates)")
	err.Candidates = list[:2]
	require.EqualError(t, err, "deals/5 must keep a primary of contacts: choose one of contacts/10, contacts/11, ... (10000 candidates)")
}

// C10: the cause in words.
func TestC10Explain(t *testing.T) {
	require.Equal(t, "first company becomes primary", Explain(FirstLinked, "companies"))
	require.Equal(t, "oldest contact left", Explain(OldestLeft, "contacts"))
	require.Equal(t, "only order left", Explain(OnlyOne, "orders"))
	require.Equal(t, "next primary glass record chosen by the rule", Explain(ChosenByRule, "glass"))
	require.Equal(t, "primary deal changed for reason 77", Explain(77, "deals"))
	for reason := NoCause; reason <= ElectedByRule; reason++ {
		require.NotContains(t, Explain(reason, "companies"), "%")
		require.Contains(t, Explain(reason, "companies"), "company", "reason %d", reason)
	}
}
