package primary

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

// The message of a hub's record stays short; the count is of all.
func TestChooseErrorIsBounded(t *testing.T) {
	var list []Candidate
	for i := range 20 {
		list = append(list, Candidate{ID: record.ID(fmt.Sprint(i + 10)), Created: record.Time(i)})
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
	for reason := NoCause; reason < causes; reason++ {
		require.NotEmpty(t, reason.String(), "reason %d", reason)
		require.NotContains(t, Explain(reason, "companies"), "%")
		require.Contains(t, Explain(reason, "companies"), "company", "reason %d", reason)
	}
}
