package primary

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

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
	checkMatrix(t, clearing, Rule.Cleared)
}

func TestC6C7RemovingTheLink(t *testing.T) {
	checkMatrix(t, removing, Rule.Unlinked)
}

// checkMatrix expands the rows, demands that they cover every cell exactly once,
// and decides each.
func checkMatrix(t *testing.T, rows []row, decide func(Rule, Others, Request) (Decision, error)) {
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
func (c cell) arrange() (Rule, Others, Request) {
	rule := Rule{From: "contacts", To: "companies", Required: c.required == "required"}
	rule.Choice = map[string]Choice{"ask": Ask, "oldest": Oldest, "newest": Newest}[c.choice]
	request := Request{Of: record.New("contacts", "1"), Unattended: c.alone == "alone"}
	var list []Candidate
	switch c.others {
	case "1":
		list = []Candidate{{"12", 100}}
	case "3":
		list = []Candidate{{"12", 100}, {"13", 200}, {"11", 300}}
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
	case *RequiredError:
		return "must keep"
	case *SuccessorError:
		return "not a candidate"
	case *ChooseError:
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
	case d == Decision{Primary: "12", Cause: OnlyOne}:
		return "the only one"
	case d.Cause == Named:
		return "named " + string(d.Primary)
	case d.Cause == ChosenByRule:
		return "rule chose " + string(d.Primary)
	case d.Cause == OldestLeft:
		return "oldest " + string(d.Primary)
	}
	return "unexpected " + Explain(d.Cause, "companies") + " " + string(d.Primary)
}

// C6: a hub's candidates are read in part; the caller then looks the successor up.
func TestC6SuccessorBeyondTheList(t *testing.T) {
	rule := Rule{From: "contacts", To: "companies", Required: true}
	part := Others{Count: 500, List: []Candidate{{"12", 100}, {"13", 200}}}
	for _, decide := range []func(Others, Request) (Decision, error){rule.Cleared, rule.Unlinked} {
		got, err := decide(part, Request{Successor: "400", Linked: true})
		require.NoError(t, err)
		require.Equal(t, Decision{Primary: "400", Cause: Named}, got)

		_, err = decide(part, Request{Successor: "400"})
		require.ErrorIs(t, err, ErrNotCandidate)

		// Regression RemovedLinkStillChosenAsPrimary: a full list outweighs the look-up.
		_, err = decide(Others{Count: 2, List: part.List}, Request{Successor: "10", Linked: true})
		require.ErrorIs(t, err, ErrNotCandidate)
	}
}

// A decision asks for candidates only when it needs them.
func TestUnreadCandidates(t *testing.T) {
	unread := Others{Count: 3}
	required := Rule{From: "contacts", To: "companies", Required: true}
	optional := Rule{From: "deals", To: "companies"}

	for _, rule := range []Rule{required, optional} {
		_, err := rule.Unlinked(unread, Request{})
		require.ErrorIs(t, err, ErrUnread)
		got, err := rule.Unlinked(unread, Request{Successor: "13", Linked: true})
		require.NoError(t, err)
		require.Equal(t, Decision{Primary: "13", Cause: Named}, got)
	}
	_, err := required.Cleared(unread, Request{Unattended: true})
	require.ErrorIs(t, err, ErrUnread)
	_, err = required.Elect(unread)
	require.ErrorIs(t, err, ErrUnread)
	got, err := optional.Cleared(unread, Request{})
	require.NoError(t, err)
	require.Equal(t, Decision{}, got)
}

// C8: a rule made required elects where none stands.
func TestC8Elect(t *testing.T) {
	oldestFirst := Others{Count: 2, List: []Candidate{{"12", 100}, {"11", 300}}}
	for _, row := range []struct {
		rule   Rule
		others Others
		want   Decision
	}{
		{Rule{Required: true}, oldestFirst, Decision{"12", ElectedByRule}},
		{Rule{Required: true, Choice: Oldest}, oldestFirst, Decision{"12", ElectedByRule}},
		{Rule{Required: true, Choice: Newest}, oldestFirst, Decision{"12", ElectedByRule}},
		{Rule{Required: true}, Others{}, Decision{}},
		{Rule{}, oldestFirst, Decision{}},
		{Rule{Choice: Oldest}, oldestFirst, Decision{}},
	} {
		got, err := row.rule.Elect(row.others)
		require.NoError(t, err)
		require.Equal(t, row.want, got, "%s", row.rule)
	}
}

// C6: oldest is by creation time, then Ref order, in which 9 stands before 10.
func TestC6CompareAge(t *testing.T) {
	list := []Candidate{{"10", 7}, {"9", 7}, {"b", 5}, {"1", 8}}
	slices.SortFunc(list, CompareAge)
	require.Equal(t, []Candidate{{"b", 5}, {"9", 7}, {"10", 7}, {"1", 8}}, list)
	require.Zero(t, CompareAge(list[0], list[0]))
}

func TestNewestFirst(t *testing.T) {
	require.False(t, Rule{}.NewestFirst())
	require.False(t, Rule{Choice: Oldest}.NewestFirst())
	require.True(t, Rule{Choice: Newest}.NewestFirst())
}
