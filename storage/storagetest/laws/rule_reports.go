package laws

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// ruleUsages puts usages into words, as in "contacts/1 5/5 companies".
func ruleUsages(usages []limits.Usage) (words []string) {
	for _, u := range usages {
		text := fmt.Sprintf("%s %d/%d %s", u.Record, u.Have, u.Max, u.To)
		if !u.Label.IsZero() {
			text += " labeled"
		}
		words = append(words, text)
	}
	return words
}

// report reads a report in pages of the given size, in words.
func (w *ruleGraph) report(q association.ReportQuery) []string { return ruleUsages(w.reported(q)) }

// reported reads a report in pages of the given size.
func (w *ruleGraph) reported(q association.ReportQuery) (rows []limits.Usage) {
	w.t.Helper()
	for {
		page, err := w.Report(w.ctx, q)
		require.NoError(w.t, err)
		require.LessOrEqual(w.t, len(page.Rows), cmp.Or(q.Max, 100))
		rows = append(rows, page.Rows...)
		if page.Next.IsZero() {
			return rows
		}
		require.NotEqual(w.t, q.After, page.Next, "the page after it is itself")
		q.After = page.Next
	}
}

// A graph with pairs, a label and activity sums that are used up or nearly so.
func ruleUsed(w *ruleGraph) label.Label {
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 5)
	w.limit(record.Contacts, record.Companies, boss.ID, 3)
	w.edit(&schema.SetActivitySum{Max: 5, Types: []record.Type{record.Calls, record.Notes}})
	for _, c := range []struct{ of, companies, bosses, calls, notes int }{
		{1, 3, 2, 1, 2}, {2, 4, 3, 2, 2}, {3, 5, 0, 5, 0}, {4, 0, 0, 2, 3},
	} {
		of := fmt.Sprintf("contacts/%d", c.of)
		for i := range c.companies {
			op := ruleAssociate(of, fmt.Sprintf("companies/%d", i))
			if i < c.bosses {
				op.Labels = []label.Label{boss}
			}
			w.do(op)
		}
		for i := range c.calls {
			w.link(of, fmt.Sprintf("calls/%d%d", c.of, i))
		}
		for i := range c.notes {
			w.link(of, fmt.Sprintf("notes/%d%d", c.of, i))
		}
	}
	return boss
}

func testD6AReportOverTheWholeGraph(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := ruleUsed(w)
	w.do(ruleAssociate("companies/1", "companies/2", label.WithID(label.ChildToParent))) // a limit that is always there
	near := []string{
		"companies/1 1/1 companies labeled",
		"contacts/2 4/5 ", "contacts/3 5/5 ", "contacts/4 5/5 ",
		"contacts/2 4/5 companies", "contacts/3 5/5 companies", "contacts/2 3/3 companies labeled",
	}
	at := []string{"companies/1 1/1 companies labeled", "contacts/3 5/5 ", "contacts/4 5/5 ", "contacts/3 5/5 companies", "contacts/2 3/3 companies labeled"}
	for _, size := range []int{1, 2, 3, 100} {
		require.Equal(t, near, w.report(association.ReportQuery{Max: size}))
		require.Equal(t, at, w.report(association.ReportQuery{Max: size, AtLimit: true}))
	}
	pair := limits.Key{From: record.Contacts, To: record.Companies}
	sum := limits.Key{From: record.Contacts}
	labeled := limits.Key{From: record.Contacts, To: record.Companies, Label: boss.ID}
	keys := []limits.Key{labeled, pair, pair}
	require.Equal(t, []string{"contacts/2 4/5 companies", "contacts/3 5/5 companies", "contacts/2 3/3 companies labeled"}, w.report(association.ReportQuery{Keys: keys, Max: 2}))
	// A limit of two would be exceeded from three companies on.
	require.Equal(t, []string{"contacts/1 3/5 companies", "contacts/2 4/5 companies", "contacts/3 5/5 companies"},
		w.report(association.ReportQuery{Keys: []limits.Key{pair}, AtLeast: 3, Max: 2}))
	breaks := func(k limits.Key, lowered int) []string {
		return w.report(association.ReportQuery{Keys: []limits.Key{k}, AtLeast: lowered + 1})
	}
	require.Equal(t, []string{"contacts/3 5/5 companies"}, breaks(pair, 4))
	require.Equal(t, []string{"contacts/2 3/3 companies labeled"}, breaks(labeled, 2))
	require.Equal(t, []string{"contacts/3 5/5 ", "contacts/4 5/5 "}, breaks(sum, 4))
	require.Equal(t, []string{"contacts/2 4/5 ", "contacts/3 5/5 ", "contacts/4 5/5 "}, w.report(association.ReportQuery{Keys: []limits.Key{sum}}))
	require.Equal(t, sum, w.reported(association.ReportQuery{Keys: []limits.Key{sum}})[0].Key())

	w.do(ruleDissociate("contacts/3", "calls/30", ""))
	require.Equal(t, []string{"contacts/2 4/5 ", "contacts/3 4/5 ", "contacts/4 5/5 "}, w.report(association.ReportQuery{Keys: []limits.Key{sum}}))
	w.edit(&schema.SetActivitySum{Max: 5}) // nothing is counted together
	_, err := w.Report(w.ctx, association.ReportQuery{Keys: []limits.Key{sum}})
	require.ErrorIs(t, err, label.ErrUndefinedPair)
	require.NotContains(t, w.report(association.ReportQuery{Max: 9}), "contacts/2 4/5 ")
	_, err = w.Report(w.ctx, association.ReportQuery{Keys: []limits.Key{{From: record.Contacts, To: "cars"}}})
	require.ErrorIs(t, err, label.ErrUndefinedType)
	_, err = w.Report(w.ctx, association.ReportQuery{Max: storage.MaxPage + 1})
	require.ErrorIs(t, err, storage.ErrInvalid)
}

// The usage of a label without a limit is counted from its links, also on a later page.
func testD6UsageOfALabelThatNobodyCounts(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	var want []string
	for of := range 9 {
		for i := range of % 3 {
			w.do(ruleAssociate(fmt.Sprintf("contacts/%d", of), fmt.Sprintf("companies/%d", i), boss))
		}
		if of%3 == 2 {
			want = append(want, fmt.Sprintf("contacts/%d 2/0 companies labeled", of))
		}
	}
	key := limits.Key{From: record.Contacts, To: record.Companies, Label: boss.ID}
	for _, size := range []int{1, 2, 9, 0} {
		require.Equal(t, want, w.report(association.ReportQuery{Keys: []limits.Key{key}, AtLeast: 2, Max: size}))
	}
	require.Empty(t, w.report(association.ReportQuery{Keys: []limits.Key{key}, Max: 9})) // there is no limit to be near
}

// Sums of many records with shares of every size are found, page by page.
func testD6ActivitySumsOfManyRecords(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.edit(&schema.SetActivitySum{Max: 4, Types: []record.Type{record.Calls, record.Notes, record.Tasks}})
	var want []string
	var ops []association.Operation
	for of := range 40 {
		shares := []int{of % 3, of / 3 % 3, of / 9 % 3}
		have := 0
		for k, activity := range []string{"calls", "notes", "tasks"} {
			for i := range min(shares[k], 4-have) {
				ops = append(ops, ruleAssociate(fmt.Sprintf("deals/%d", of), fmt.Sprintf("%s/%d%d", activity, i, of)))
				have++
			}
		}
		if have >= 3 {
			want = append(want, fmt.Sprintf("deals/%d %d/4 ", of, have))
		}
	}
	_, err := w.Do(w.ctx, ops...)
	require.NoError(t, err)
	require.NotEmpty(t, want)
	for _, size := range []int{1, 3, 50, 0} {
		require.Equal(t, want, w.report(association.ReportQuery{Keys: []limits.Key{{From: record.Deals}}, AtLeast: 3, Max: size}))
	}
}

func testD6LabelsUsedPerPair(t tester, s *Subject) {
	w := s.ruleGraph(t)
	require.Empty(t, w.schema().LabelUse())
	w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.define(label.Paired(record.Companies, record.Contacts, "Clerk", "Office"))
	mentor := w.define(label.Paired(record.Contacts, record.Contacts, "Mentor", "Pupil"))
	w.edit(&schema.SetMaxLabels{Max: 3})
	want := []schema.LabelUse{
		{Types: [2]record.Type{record.Companies, record.Contacts}, Used: 2, Max: 3},
		{Types: [2]record.Type{record.Contacts, record.Contacts}, Used: 1, Max: 3},
	}
	require.Equal(t, want, w.schema().LabelUse())
	w.edit(&schema.RemoveLabel{ID: mentor.ID})
	require.Equal(t, slices.Delete(want, 1, 2), w.schema().LabelUse())
}
