package succession

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A cell is one case of C6 and C7. In a row of a table, all stands for every value
// of its column; the test expands it.
type cell struct {
	required, choice, others, successor, alone string
}

type row struct {
	cell
	want string
}

const all = "all"

var columns = [5][]string{
	{"required", "optional"},
	{"ask", "oldest", "newest"},
	{"0", "1", "3"},
	{"none", "named", "bad"}, // named: a candidate; bad: no candidate
	{"caller", "alone"},
}

// C6: clearing the mark; C7: with nobody to ask.
var clearing = []row{
	// A successor that is no candidate is an error, always.
	{cell{all, all, all, "bad", all}, "not a candidate"},

	// Required: no candidate, refused.
	{cell{"required", all, "0", "none", all}, "must keep"},
	// Required: one candidate, it takes over.
	{cell{"required", all, "1", "none", all}, "the only one"},
	{cell{"required", all, "1", "named", all}, "the only one"},
	// Required, more: the named successor.
	{cell{"required", all, "3", "named", all}, "named 13"},
	// Required, more, none named: the rule's choice.
	{cell{"required", "oldest", "3", "none", all}, "rule chose 12"},
	{cell{"required", "newest", "3", "none", all}, "rule chose 11"},
	// Required, more, none named, no choice: refused, and alone the oldest.
	{cell{"required", "ask", "3", "none", "caller"}, "choose 12 13 11"},
	{cell{"required", "ask", "3", "none", "alone"}, "oldest 12"},

	// Not required: the named successor, else no primary, alone or not.
	{cell{"optional", all, "1", "named", all}, "named 12"},
	{cell{"optional", all, "3", "named", all}, "named 13"},
	{cell{"optional", all, "0", "none", all}, "nobody"},
	{cell{"optional", all, "1", "none", all}, "nobody"},
	{cell{"optional", all, "3", "none", all}, "nobody"},
}

// C6: removing the primary's link; C7: with nobody to ask.
var removing = []row{
	{cell{all, all, all, "bad", all}, "not a candidate"},

	// None left: no primary. One left: it.
	{cell{all, all, "0", "none", all}, "nobody"},
	{cell{all, all, "1", "none", all}, "the only one"},
	{cell{all, all, "1", "named", all}, "the only one"},
	// More left: the named successor.
	{cell{all, all, "3", "named", all}, "named 13"},
	// More left, none named: the rule's choice, required or not.
	{cell{all, "oldest", "3", "none", all}, "rule chose 12"},
	{cell{all, "newest", "3", "none", all}, "rule chose 11"},
	// More left, none named, no choice. Required: refused, and alone the oldest.
	{cell{"required", "ask", "3", "none", "caller"}, "choose 12 13 11"},
	{cell{"required", "ask", "3", "none", "alone"}, "oldest 12"},
	// Not required: the oldest.
	{cell{"optional", "ask", "3", "none", all}, "oldest 12"},
}

func TestC6C7ClearingTheMark(t *testing.T) {
	checkMatrix(t, clearing, Cleared)
}

func TestC6C7RemovingTheLink(t *testing.T) {
	checkMatrix(t, removing, Unlinked)
}

// checkMatrix expands the rows, demands that they cover every cell exactly once,
// and decides each.
func checkMatrix(t *testing.T, rows []row, decide func(primary.Rule, Others, Request) (Decision, error)) {
	covered := map[cell]bool{}
	for _, r := range rows {
		for _, c := range r.expand() {
			require.False(t, covered[c], "%v stands twice", c)
			covered[c] = true
			rule, others, request := c.arrange()
			got, err := decide(rule, others, request)
			require.Equal(t, r.want, describe(got, err), "%v", c)
		}
	}
	// Without others nobody can be named who is a candidate.
	require.Len(t, covered, 2*3*3*3*2-2*3*2)
}

func (c cell) expand() []cell {
	cells := []cell{{}}
	for i, value := range []string{c.required, c.choice, c.others, c.successor, c.alone} {
		values := []string{value}
		if value == all {
			values = columns[i]
		}
		var next []cell
		for _, done := range cells {
			for _, v := range values {
				*[]*string{&done.required, &done.choice, &done.others, &done.successor, &done.alone}[i] = v
				next = append(next, done)
			}
		}
		cells = next
	}
	return cells
}

// arrange makes the situation of c: contacts/1 loses primary company 10; of the
// others 12 is the oldest, then 13, then 11.
func (c cell) arrange() (primary.Rule, Others, Request) {
	rule := primary.Rule{From: "contacts", To: "companies", Required: c.required == "required"}
	rule.Choice = map[string]primary.Choice{"ask": primary.Ask, "oldest": primary.Oldest, "newest": primary.Newest}[c.choice]
	request := Request{Of: record.New("contacts", "1"), Unattended: c.alone == "alone"}
	var list []primary.Candidate
	switch c.others {
	case "1":
		list = []primary.Candidate{{ID: "12", Created: 100}}
	case "3":
		list = []primary.Candidate{{ID: "12", Created: 100}, {ID: "13", Created: 200}, {ID: "11", Created: 300}}
	}
	if rule.NewestFirst() {
		slices.Reverse(list)
	}
	switch {
	case c.successor == "bad":
		request.Successor = "10"
	case c.successor == "named" && c.others == "1":
		request.Successor = "12"
	case c.successor == "named":
		request.Successor = "13"
	}
	return rule, Others{Count: len(list), List: list}, request
}

// describe puts an outcome in the words of the tables.
func describe(d Decision, err error) string {
	switch e := err.(type) {
	case *primary.RequiredError:
		return "must keep"
	case *primary.SuccessorError:
		return "not a candidate"
	case *primary.ChooseError:
		words := "choose"
		for _, c := range e.Candidates {
			words += " " + string(c.ID)
		}
		return words
	}
	if err != nil {
		return err.Error()
	}
	switch {
	case d == Decision{}:
		return "nobody"
	case d == Decision{Primary: "12", Cause: primary.OnlyOne}:
		return "the only one"
	case d.Cause == primary.Named:
		return "named " + string(d.Primary)
	case d.Cause == primary.ChosenByRule:
		return "rule chose " + string(d.Primary)
	case d.Cause == primary.OldestLeft:
		return "oldest " + string(d.Primary)
	}
	return "unexpected " + primary.Explain(d.Cause, "companies") + " " + string(d.Primary)
}

// C6: a hub's candidates are read in part; the caller then looks the successor up.
func TestC6SuccessorBeyondTheList(t *testing.T) {
	rule := primary.Rule{From: "contacts", To: "companies", Required: true}
	part := Others{Count: 500, List: []primary.Candidate{{ID: "12", Created: 100}, {ID: "13", Created: 200}}}
	for _, decide := range []func(primary.Rule, Others, Request) (Decision, error){Cleared, Unlinked} {
		got, err := decide(rule, part, Request{Successor: "400", Linked: true})
		require.NoError(t, err)
		require.Equal(t, Decision{Primary: "400", Cause: primary.Named}, got)

		_, err = decide(rule, part, Request{Successor: "400"})
		require.ErrorIs(t, err, primary.ErrNotCandidate)

		// Regression RemovedLinkStillChosenAsPrimary: a full list outweighs the look-up.
		_, err = decide(rule, Others{Count: 2, List: part.List}, Request{Successor: "10", Linked: true})
		require.ErrorIs(t, err, primary.ErrNotCandidate)
	}
}

// A decision asks for candidates only when it needs them.
func TestUnreadCandidates(t *testing.T) {
	unread := Others{Count: 3}
	required := primary.Rule{From: "contacts", To: "companies", Required: true}
	optional := primary.Rule{From: "deals", To: "companies"}

	for _, rule := range []primary.Rule{required, optional} {
		_, err := Unlinked(rule, unread, Request{})
		require.ErrorIs(t, err, ErrUnread)
		got, err := Unlinked(rule, unread, Request{Successor: "13", Linked: true})
		require.NoError(t, err)
		require.Equal(t, Decision{Primary: "13", Cause: primary.Named}, got)
	}
	_, err := Cleared(required, unread, Request{Unattended: true})
	require.ErrorIs(t, err, ErrUnread)
	_, err = Elect(required, unread)
	require.ErrorIs(t, err, ErrUnread)
	got, err := Cleared(optional, unread, Request{})
	require.NoError(t, err)
	require.Equal(t, Decision{}, got)
}

// C8: a rule made required elects where none stands.
func TestC8Elect(t *testing.T) {
	oldestFirst := Others{Count: 2, List: []primary.Candidate{{ID: "12", Created: 100}, {ID: "11", Created: 300}}}
	for _, row := range []struct {
		rule   primary.Rule
		others Others
		want   Decision
	}{
		{primary.Rule{Required: true}, oldestFirst, Decision{"12", primary.ElectedByRule}},
		{primary.Rule{Required: true, Choice: primary.Oldest}, oldestFirst, Decision{"12", primary.ElectedByRule}},
		{primary.Rule{Required: true, Choice: primary.Newest}, oldestFirst, Decision{"12", primary.ElectedByRule}},
		{primary.Rule{Required: true}, Others{}, Decision{}},
		{primary.Rule{}, oldestFirst, Decision{}},
		{primary.Rule{Choice: primary.Oldest}, oldestFirst, Decision{}},
	} {
		got, err := Elect(row.rule, row.others)
		require.NoError(t, err)
		require.Equal(t, row.want, got, "%s", row.rule)
	}
}

// C6: oldest is by creation time, then Ref order, in which 9 stands before 10.
func TestC6CompareAge(t *testing.T) {
	list := []primary.Candidate{{ID: "10", Created: 7}, {ID: "9", Created: 7}, {ID: "b", Created: 5}, {ID: "1", Created: 8}}
	slices.SortFunc(list, CompareAge)
	require.Equal(t, []primary.Candidate{{ID: "b", Created: 5}, {ID: "9", Created: 7}, {ID: "10", Created: 7}, {ID: "1", Created: 8}}, list)
	require.Zero(t, CompareAge(list[0], list[0]))
}

func TestNewestFirst(t *testing.T) {
	require.False(t, primary.Rule{}.NewestFirst())
	require.False(t, primary.Rule{Choice: primary.Oldest}.NewestFirst())
	require.True(t, primary.Rule{Choice: primary.Newest}.NewestFirst())
}
