package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A ruleGoing is a cell of the table of succession: deals/1 has the primary companies/10
// and then the others, in the order in which they were associated.
type ruleGoing struct {
	name      string
	required  bool
	choice    primary.Choice
	others    []string
	successor string

	want  string // the links afterwards, "10" among them if 10 stays
	cause primary.Cause
	err   error
}

// ruleThree has another in front by age (12), by Ref order (11) and as the newest (13).
var ruleThree = []string{"companies/12", "companies/11", "companies/13"}

func (c ruleGoing) run(t tester, s *Subject, op func() association.Operation) {
	part(t, c.name, func(t tester) {
		w := s.ruleGraph(t)
		w.rule(primary.Rule{From: record.Deals, To: record.Companies, Required: c.required, Choice: c.choice})
		w.link("deals/1", "companies/10")
		w.link("deals/1", c.others...)
		before := w.list("deals/1", record.Companies)
		if c.err != nil {
			c.fails(w, op())
			w.shows("deals/1", record.Companies, before)
			return
		}
		result := w.do(op())
		w.shows("deals/1", record.Companies, c.want)
		now, found, err := w.Primary(w.ctx, ruleRef("deals/1"), record.Companies)
		require.NoError(w.t, err)
		require.Equal(w.t, found, c.cause != primary.NoCause)
		require.Equal(w.t, now, result.Promoted)
		require.True(w.t, result.Ignored.IsZero())
		if found {
			why, _, err := w.Why(w.ctx, ruleRef("deals/1"), record.Companies)
			require.NoError(w.t, err)
			require.Equal(w.t, c.cause, why.Cause)
		}
	})
}

// fails executes an operation that must be refused, and compares the candidates if the error
// has any.
func (c ruleGoing) fails(w *ruleGraph, op association.Operation) {
	w.t.Helper()
	err := w.refused(c.err, op)
	if c.err != primary.ErrChoose {
		return
	}
	choose := ruleAs[*primary.ChooseError](w.t, err)
	require.Equal(w.t, ruleRef("deals/1"), choose.Record)
	require.Equal(w.t, len(c.others), choose.Count)
	var ids []string
	for _, candidate := range choose.Candidates {
		ids = append(ids, "companies/"+string(candidate.ID))
	}
	require.Equal(w.t, c.others, ids, "oldest first")
}

func testC6ClearingTheMark(t tester, s *Subject) {
	one := []string{"companies/11"}
	for _, c := range []ruleGoing{
		{name: "required, no other", required: true, err: primary.ErrRequired},
		{name: "required, one other", required: true, others: one, want: "10, 11*", cause: primary.OnlyOne},
		{name: "required, one other, named", required: true, others: one, successor: "companies/11", want: "10, 11*", cause: primary.OnlyOne},
		{name: "required, one other, another named", required: true, others: one, successor: "companies/14", err: primary.ErrNotCandidate},
		{name: "required, more, none named", required: true, others: ruleThree, err: primary.ErrChoose},
		{name: "required, more, named", required: true, others: ruleThree, successor: "companies/11", want: "10, 11*, 12, 13", cause: primary.Named},
		{name: "required, more, oldest", required: true, choice: primary.Oldest, others: ruleThree, want: "10, 11, 12*, 13", cause: primary.ChosenByRule},
		{name: "required, more, newest", required: true, choice: primary.Newest, others: ruleThree, want: "10, 11, 12, 13*", cause: primary.ChosenByRule},
		{name: "required, more, named before the rule's choice", required: true, choice: primary.Newest, others: ruleThree, successor: "companies/11", want: "10, 11*, 12, 13", cause: primary.Named},
		{name: "required, the cleared one named", required: true, others: ruleThree, successor: "companies/10", err: primary.ErrNotCandidate},
		{name: "not required, no other", want: "10"},
		{name: "not required, one other", others: one, want: "10, 11"},
		{name: "not required, more", others: ruleThree, want: "10, 11, 12, 13"},
		{name: "not required, more, oldest", choice: primary.Oldest, others: ruleThree, want: "10, 11, 12, 13"},
		{name: "not required, one other, named", others: one, successor: "companies/11", want: "10, 11*", cause: primary.Named},
		{name: "not required, more, named", others: ruleThree, successor: "companies/13", want: "10, 11, 12, 13*", cause: primary.Named},
		{name: "not required, no candidate named", others: ruleThree, successor: "companies/14", err: primary.ErrNotCandidate},
		{name: "not required, the cleared one named", others: ruleThree, successor: "companies/10", err: primary.ErrNotCandidate},
		{name: "not required, none, a stranger named", successor: "companies/14", err: primary.ErrNotCandidate},
	} {
		c.run(t, s, func() association.Operation { return ruleClear("deals/1", "companies/10", c.successor) })
	}
}

func testC6RemovingThePrimarysLink(t tester, s *Subject) {
	one := []string{"companies/11"}
	for _, required := range []bool{true, false} {
		prefix := map[bool]string{true: "required", false: "not required"}[required]
		for _, c := range []ruleGoing{
			{name: "none left", want: ""},
			{name: "one left", others: one, want: "11*", cause: primary.OnlyOne},
			{name: "one left, named", others: one, successor: "companies/11", want: "11*", cause: primary.OnlyOne},
			{name: "one left, another named", others: one, successor: "companies/14", err: primary.ErrNotCandidate},
			{name: "more left, named", others: ruleThree, successor: "companies/11", want: "11*, 12, 13", cause: primary.Named},
			{name: "more left, oldest", choice: primary.Oldest, others: ruleThree, want: "11, 12*, 13", cause: primary.ChosenByRule},
			{name: "more left, newest", choice: primary.Newest, others: ruleThree, want: "11, 12, 13*", cause: primary.ChosenByRule},
			{name: "more left, named before the rule's choice", choice: primary.Oldest, others: ruleThree, successor: "companies/13", want: "11, 12, 13*", cause: primary.Named},
			{name: "more left, no candidate named", others: ruleThree, successor: "companies/14", err: primary.ErrNotCandidate},
			{name: "more left, the removed one named", others: ruleThree, successor: "companies/10", err: primary.ErrNotCandidate},
			{name: "none left, a stranger named", successor: "companies/14", err: primary.ErrNotCandidate},
		} {
			c.name, c.required = prefix+", "+c.name, required
			c.run(t, s, func() association.Operation { return ruleDissociate("deals/1", "companies/10", c.successor) })
		}
	}
	for _, c := range []ruleGoing{
		{name: "required, more left", required: true, others: ruleThree, err: primary.ErrChoose},
		{name: "not required, more left", others: ruleThree, want: "11, 12*, 13", cause: primary.OldestLeft},
	} {
		c.run(t, s, func() association.Operation { return ruleDissociate("deals/1", "companies/10", "") })
	}
}

func testC6RemovingThePrimaryOfThreeAsks(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/12", "companies/11")
	err := w.refused(primary.ErrChoose, ruleDissociate("contacts/1", "companies/10", ""))
	choose := ruleAs[*primary.ChooseError](t, err)
	require.Equal(t, 2, choose.Count)
	require.Equal(t, record.ID("12"), choose.Candidates[0].ID)
	require.ErrorContains(t, err, "companies/12, companies/11")
	require.Equal(t, ruleRef("companies/11"), w.do(ruleDissociate("contacts/1", "companies/10", "companies/11")).Promoted)
	w.shows("contacts/1", record.Companies, "11*, 12")
}

// The error lists the oldest candidates and counts all. A candidate beyond the list can be
// named as the successor.
func testC6CandidatesOfARecordWithMany(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for i := range 40 {
		w.link("contacts/1", fmt.Sprint("companies/", 50-i))
	}
	for _, op := range []association.Operation{ruleDissociate("contacts/1", "companies/50", ""), ruleClear("contacts/1", "companies/50", "")} {
		choose := ruleAs[*primary.ChooseError](t, w.refused(primary.ErrChoose, op))
		require.Equal(t, 39, choose.Count)
		require.Greater(t, len(choose.Candidates), 10)
		for i, c := range choose.Candidates {
			require.Equal(t, record.ID(fmt.Sprint(49-i)), c.ID)
		}
	}
	w.do(ruleClear("contacts/1", "companies/50", "companies/11"))
	require.Equal(t, "11*", w.list("contacts/1", record.Companies, association.Primary()))
	w.do(ruleDissociate("contacts/1", "companies/11", "companies/12"))
	require.Equal(t, "12*", w.list("contacts/1", record.Companies, association.Primary()))
}

// The same from the company's side: the successor is still a company of the contact's.
func testC6RemovingThePrimaryFromItsOwnSide(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/12", "companies/11")
	w.refused(primary.ErrChoose, ruleDissociate("companies/10", "contacts/1", ""))
	w.do(ruleDissociate("companies/10", "contacts/1", "companies/12"))
	w.shows("contacts/1", record.Companies, "11, 12*")
}

func testC6AMarkThatWasClearedDoesNotComeBack(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "companies/10", "companies/11", "companies/12")
	w.do(ruleClear("deals/1", "companies/10", ""))
	for _, gone := range []string{"companies/10", "companies/11"} {
		require.True(t, w.do(ruleDissociate("deals/1", gone, "")).Promoted.IsZero())
	}
	w.shows("deals/1", record.Companies, "12")
}

func testC6AnotherLinkThatGoesLeavesThePrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	w.do(ruleDissociate("contacts/1", "companies/11", ""))
	w.shows("contacts/1", record.Companies, "10*, 12")
}

func testC6ASuccessorThatIsNotNeededIsIgnoredAndReported(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	result := w.do(ruleDissociate("contacts/1", "companies/11", "companies/12"))
	require.Equal(t, association.Removed, result.Outcome)
	require.Equal(t, ruleRef("companies/12"), result.Ignored)
	w.shows("contacts/1", record.Companies, "10*, 12")
	result = w.quiet(ruleClear("contacts/1", "companies/12", "companies/10"))
	require.Equal(t, association.Unchanged, result.Outcome)
	require.Equal(t, ruleRef("companies/10"), result.Ignored)
	result = w.quiet(ruleDissociate("contacts/1", "companies/11", "companies/12"))
	require.Equal(t, ruleRef("companies/12"), result.Ignored)
}

func testC6ASuccessorOfAnotherTypeIsNoCandidate(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12", "deals/1")
	for _, successor := range []string{"deals/1", "contacts/2", "contacts/1"} {
		w.refused(primary.ErrNotCandidate, ruleDissociate("contacts/1", "companies/10", successor))
		w.refused(primary.ErrNotCandidate, ruleClear("contacts/1", "companies/10", successor))
	}
	w.shows("contacts/1", record.Companies, "10*, 11, 12")
}

// Links of the same operation have the same age. Among these Ref order decides: 9 comes before
// 10.
func testC6OldestIsCreationTimeThenRefOrder(t tester, s *Subject) {
	w := s.ruleGraph(t)
	first := ruleAll("deals/1", "companies/8", "companies/100", "companies/10", "companies/9")
	w.do(first)
	w.link("deals/1", "companies/1")
	w.do(ruleDissociate("deals/1", "companies/8", ""))
	w.shows("deals/1", record.Companies, "1, 9*, 10, 100")
	w.do(ruleDissociate("deals/1", "companies/9", ""))
	w.shows("deals/1", record.Companies, "1, 10*, 100")
	// A link that was removed and made again is as young as its second creation.
	w.do(ruleDissociate("deals/1", "companies/100", ""))
	w.link("deals/1", "companies/100")
	w.do(ruleDissociate("deals/1", "companies/10", ""))
	w.shows("deals/1", record.Companies, "1*, 100")
}

// Candidates are the links that exist when the operation is decided, after the earlier
// operations of its Do.
func testC6CandidatesOfTheSameDo(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/13")
	err := w.refused(primary.ErrChoose, ruleAssociate("contacts/1", "companies/12"), ruleDissociate("contacts/1", "companies/10", ""))
	choose := ruleAs[*primary.ChooseError](t, err)
	require.Equal(t, []record.ID{"13", "12"}, []record.ID{choose.Candidates[0].ID, choose.Candidates[1].ID})
	w.refused(primary.ErrNotCandidate, ruleDissociate("contacts/1", "companies/13", ""),
		ruleAssociate("contacts/1", "companies/12"), ruleDissociate("contacts/1", "companies/10", "companies/13"))
	_, err = w.Do(w.ctx, ruleAssociate("contacts/1", "companies/12"), ruleDissociate("contacts/1", "companies/10", "companies/12"))
	require.NoError(t, err)
	w.shows("contacts/1", record.Companies, "12*, 13")
}

func testC7WhenNobodyCanBeAsked(t tester, s *Subject) {
	for _, clear := range []bool{true, false} {
		for _, c := range []ruleGoing{
			{name: "required, ask", required: true, others: ruleThree, want: "11, 12*, 13", cause: primary.OldestLeft},
			{name: "required, newest", required: true, choice: primary.Newest, others: ruleThree, want: "11, 12, 13*", cause: primary.ChosenByRule},
			{name: "required, named", required: true, others: ruleThree, successor: "companies/11", want: "11*, 12, 13", cause: primary.Named},
			{name: "required, one", required: true, others: ruleThree[:1], want: "12*", cause: primary.OnlyOne},
			{name: "not required, ask", others: ruleThree, want: "11, 12*, 13", cause: primary.OldestLeft},
			{name: "not required, newest", choice: primary.Newest, others: ruleThree, want: "11, 12, 13*", cause: primary.ChosenByRule},
		} {
			op := func() association.Operation {
				op := ruleDissociate("deals/1", "companies/10", c.successor)
				op.Unattended = true
				return op
			}
			if clear {
				c.name = "cleared, " + c.name
				op = func() association.Operation {
					op := ruleClear("deals/1", "companies/10", c.successor)
					op.Unattended = true
					return op
				}
				c.want = "10, " + c.want
				if !c.required {
					c.want, c.cause = "10, 11, 12, 13", primary.NoCause // cleared on purpose
				}
			}
			c.run(t, s, op)
		}
	}
}

func testC7AloneIsNeverInferredFromTheSource(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "companies/12")
	for _, source := range []history.Source{
		{}, history.ByUser("7", "Ann"), history.By(history.ObjectDeletion), history.By(history.ObjectMerge), history.By(history.ObjectRestore),
		history.By(history.Import), history.By(history.DomainAssociation), history.By(history.API), history.By(history.Job),
		history.By(history.Migration), history.By(history.Unknown),
	} {
		g := w.As(source)
		for _, op := range []association.Operation{
			ruleDissociate("contacts/1", "companies/10", ""), ruleDissociate("companies/10", "contacts/1", ""),
			ruleClear("contacts/1", "companies/10", ""), ruleRemoveLabels("contacts/1", "companies/10", ruleLinkType(1)),
			ruleRemoveLabels("companies/10", "contacts/1", ruleLinkType(2)), ruleRemoveLabels("contacts/1", "companies/10", ruleLinkType(279)),
		} {
			_, err := g.Do(w.ctx, op)
			require.ErrorIs(t, err, primary.ErrChoose, "%s: %s", source, op)
			each, err := g.DoEach(w.ctx, op)
			require.NoError(t, err)
			require.ErrorIs(t, each[0].Err, primary.ErrChoose, "%s: %s", source, op)
			_, err = g.Plan(w.ctx, op)
			require.ErrorIs(t, err, primary.ErrChoose, "%s: %s", source, op)
		}
	}
	w.shows("contacts/1", record.Companies, "10*, 11, 12")
}

// A merge asks no user either: if it drops the link of a primary, the rule's choice or the
// oldest becomes primary. That holds for the records at the other end and for the survivor.
func testC7AMergeThatDropsAPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Deals, To: record.Companies, Choice: primary.Newest})
	w.link("companies/10", "contacts/2", "deals/2")
	w.link("contacts/1", "companies/11", "companies/13", "companies/12")
	w.link("deals/1", "companies/11", "companies/13", "companies/12")
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 1)
	w.limit(record.Companies, record.Deals, label.TypeID{}, 1)
	w.do(ruleMergeBy("companies/10", "companies/11", association.MergePolicy{Limits: association.KeepSurvivors}))
	w.shows("contacts/1", record.Companies, "12, 13*")
	require.Equal(t, primary.OldestLeft, w.cause("contacts/1", record.Companies))
	w.shows("deals/1", record.Companies, "12*, 13")
	require.Equal(t, primary.ChosenByRule, w.cause("deals/1", record.Companies))

	for _, of := range []string{"contacts/", "deals/"} {
		w.edit(&schema.ClearLimit{Key: limitsKey(record.Companies, ruleRef(of+"3").Type, label.TypeID{})})
		w.link(of+"3", "companies/20")
		w.link(of+"4", "companies/21", "companies/23")
		w.link(of+"3", "companies/22")
		w.limit(ruleRef(of+"3").Type, record.Companies, label.TypeID{}, 2)
		w.do(ruleMergeBy(of+"3", of+"4", association.MergePolicy{Limits: association.KeepNewest}))
	}
	w.shows("contacts/3", record.Companies, "22, 23*")
	require.Equal(t, primary.OldestLeft, w.cause("contacts/3", record.Companies))
	w.shows("deals/3", record.Companies, "22*, 23")
	require.Equal(t, primary.ChosenByRule, w.cause("deals/3", record.Companies))

	// Of a link that both had, neither part succeeds the other.
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 3)
	w.link("contacts/5", "companies/30", "companies/31", "companies/32")
	w.link("companies/31", "contacts/6")
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 1)
	result := w.do(ruleMergeBy("companies/30", "companies/31", association.MergePolicy{Limits: association.KeepNewest}))
	require.Equal(t, ruleRef("companies/32"), result.Promoted)
	w.shows("contacts/5", record.Companies, "32*")
	w.shows("contacts/6", record.Companies, "30*")
}

// A record whose primary is merged into it gets another primary, if it has another link.
func testC7AMergeOfARecordAndItsPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Companies, To: record.Companies})
	w.link("companies/1", "companies/2", "companies/4", "companies/3")
	require.Equal(t, ruleRef("companies/4"), w.do(ruleMerge("companies/1", "companies/2")).Promoted)
	w.shows("companies/1", record.Companies, "3<, 4*<")
	require.Equal(t, primary.OldestLeft, w.cause("companies/1", record.Companies))
}

// cause returns why a record's primary is the primary.
func (w *ruleGraph) cause(of string, to record.Type) primary.Cause {
	w.t.Helper()
	why, known, err := w.Why(w.ctx, ruleRef(of), to)
	require.NoError(w.t, err)
	require.True(w.t, known)
	return why.Cause
}

// The last company may not lose its mark, even if no user can be asked.
func testC7TheOnlyCompanyKeepsItsMark(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10")
	op := ruleClear("contacts/1", "companies/10", "")
	op.Unattended = true
	w.refused(primary.ErrRequired, op)
}

// Two linked records have the same primary, and that primary is deleted. Each of the two
// becomes the primary of the other.
func testC7TwoWhoLoseTheirPrimaryHaveEachOther(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Contacts})
	w.link("contacts/2", "contacts/1", "contacts/30")
	w.link("contacts/1", "contacts/30")
	w.do(ruleDelete("contacts/2"))
	w.shows("contacts/1", record.Contacts, "30*<")
	w.shows("contacts/30", record.Contacts, "1*<")
}

// Between records of the same type a record cannot become its own primary.
func testC6ARecordDoesNotSucceedAtItself(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.edit(t, &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}})
	f.link(t, contact("1"), contact("2"), contact("3"))
	before := everything(t, store)
	for _, op := range []association.Operation{
		&association.Dissociate{From: contact("1"), To: contact("2"), Successor: contact("1")},
		&association.ClearPrimary{From: contact("1"), To: contact("2"), Successor: contact("1")},
		&association.Dissociate{From: contact("2"), To: contact("1"), Successor: contact("1")},
	} {
		_, err := f.Do(f.ctx, op)
		require.ErrorIs(t, err, primary.ErrNotCandidate)
	}
	require.Equal(t, before, everything(t, store))
}
