package succession

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// C6: refused with the candidates listed.
func TestC6RefusalNamesWhatToDo(t *testing.T) {
	luke := record.New("contacts", "1")
	rule := primary.Rule{From: "contacts", To: "companies", Required: true}
	two := Others{Count: 2, List: []primary.Candidate{{ID: "11", Created: 1}, {ID: "12", Created: 2}}}

	_, err := Unlinked(rule, two, Request{Of: luke})
	require.ErrorIs(t, err, primary.ErrChoose)
	require.EqualError(t, err, "contacts/1 must keep a primary of companies: choose one of companies/11, companies/12 (2 candidates)")
	var choose *primary.ChooseError
	require.ErrorAs(t, err, &choose)
	require.Equal(t, &primary.ChooseError{Record: luke, To: "companies", Candidates: two.List, Count: 2}, choose)
	two.List[0].ID = "99"
	require.Equal(t, record.ID("11"), choose.Candidates[0].ID, "the error keeps candidates of its own")

	_, err = Cleared(rule, Others{}, Request{Of: luke})
	require.EqualError(t, err, "contacts/1 must keep a primary of companies: associate another one first")

	_, err = Cleared(rule, two, Request{Of: luke, Successor: "7"})
	require.EqualError(t, err, "companies/7 cannot become primary of contacts/1: name another record that stays associated with it")

	_, err = Link(rule, Linking{Of: luke, Other: "11", Had: 1, Current: "10", Marked: true, Keep: true})
	require.EqualError(t, err, "companies/11 does not become primary of contacts/1: companies/10 is, allow moving it or leave the mark out")
}
