package laws

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/recommend"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A question may name a record twice, or two ids of the same record. Each gets its answer.
func testA2QuestionsMayRepeatARecord(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11")
	w.life("contacts/2", storage.RecordState{Status: storage.Merged, Into: "1"})
	of := ruleRefs("contacts/1", "contacts/1", "contacts/2")

	counts, err := w.CountMany(w.ctx, of, record.Companies)
	require.NoError(t, err)
	require.Equal(t, []int{2, 2, 2}, counts)
	primaries, err := w.PrimaryMany(w.ctx, of, record.Companies)
	require.NoError(t, err)
	require.Equal(t, ruleRefs("companies/10", "companies/10", "companies/10"), primaries)
	for _, scope := range []association.Scope{association.All(), association.Primary()} {
		pages, err := w.PageMany(w.ctx, of, record.Companies, association.Query{Scope: scope})
		require.NoError(t, err)
		require.NotEmpty(t, pages[0].Links)
		require.Equal(t, pages[0], pages[1])
		require.Equal(t, pages[0], pages[2])
	}
	links, err := w.LinkedMany(w.ctx, [][2]record.Ref{
		{of[0], ruleRef("companies/10")}, {ruleRef("companies/10"), of[2]}, {of[0], of[0]},
	})
	require.NoError(t, err)
	require.True(t, links[0].Primary && links[1].PrimaryOf && links[2].IsZero())
	cards, err := w.CardMany(w.ctx, of, 1)
	require.NoError(t, err)
	require.Equal(t, cards[0], cards[2])
}

func testK1ColumnsOfAnIndex(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.link("contacts/1", "companies/12", "companies/11", "companies/10", "deals/1")
	w.do(ruleAddLabels("contacts/1", "companies/10", boss))
	w.link("contacts/2", "companies/10")
	w.life("contacts/4", storage.RecordState{Status: storage.Merged, Into: "1"})
	rows, err := w.Columns(w.ctx, ruleRefs("contacts/1", "contacts/2", "contacts/3", "contacts/4"),
		association.Column{To: record.Companies, First: 2}, association.Column{To: record.Deals, First: 1}, association.Column{To: record.Companies})
	require.NoError(t, err)
	words := func(row []association.Cell) (text string) {
		for _, cell := range row {
			text += fmt.Sprint(cell.Count, " ", cell.Primary.ID)
			for _, l := range cell.First {
				text += " " + ruleLinkWords(l)
			}
			text += "; "
		}
		return text
	}
	require.Equal(t, "3 12 10 [Boss] 11; 1  1; 3 12; ", words(rows[0]))
	require.Equal(t, "1 10 10*; 0 ; 1 10; ", words(rows[1]))
	require.Equal(t, "0 ; 0 ; 0 ; ", words(rows[2]))
	require.Equal(t, words(rows[0]), words(rows[3]))
	require.Equal(t, ruleRef("contacts/1"), rows[3][0].First[0].From)

	_, err = w.Columns(w.ctx, ruleRefs("contacts/1"), association.Column{To: "cars"})
	require.ErrorIs(t, err, label.ErrUndefinedType)
	_, err = w.Columns(w.ctx, ruleRefs("contacts/1"), association.Column{To: record.Deals, First: -1})
	require.ErrorIs(t, err, storage.ErrInvalid)
}

// recommended puts recommendations into words, as in "4: 2+1".
func (w *ruleGraph) recommended(of string, to record.Type, o *recommend.Options) (words []string) {
	w.t.Helper()
	found, err := w.Recommend(w.ctx, ruleRef(of), to, o)
	require.NoError(w.t, err)
	require.False(w.t, found.Cut)
	for _, r := range found.List {
		require.Equal(w.t, to, r.Record.Type)
		words = append(words, fmt.Sprintf("%s: %d+%d", r.Record.ID, r.Shared, r.Score))
	}
	return words
}

func testK2RecommendationsBySharedAssociations(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/10", "companies/11", "deals/1", "contacts/5")
	w.link("contacts/2", "companies/10", "companies/11", "deals/1")
	w.link("contacts/3", "companies/11")
	w.link("contacts/4", "companies/10")
	w.link("contacts/5", "companies/10", "companies/11") // linked already
	w.link("contacts/6", "companies/12")
	of, to := "contacts/1", record.Contacts
	require.Equal(t, []string{"2: 3+0", "3: 1+0", "4: 1+0"}, w.recommended(of, to, nil)) // ties in Ref order
	require.Equal(t, []string{"2: 1+0"}, w.recommended(of, to, &recommend.Options{Through: []record.Type{record.Deals}}))
	require.Equal(t, []string{"2: 3+0"}, w.recommended(of, to, &recommend.Options{Max: 1}))
	require.Empty(t, w.recommended("contacts/99", to, nil))

	// The application's candidates are added, except the record itself and linked and deleted
	// records.
	w.life("contacts/8", storage.RecordState{Status: storage.Deleted})
	w.life("contacts/9", storage.RecordState{Status: storage.Merged, Into: "4"})
	candidates := []recommend.Candidate{}
	for id, score := range map[record.ID]int{"1": 9, "5": 9, "8": 9, "7": 2, "9": 3} {
		candidates = append(candidates, recommend.Candidate{Record: contact(id), Score: score})
	}
	require.Equal(t, []string{"4: 1+3", "2: 3+0", "7: 0+2", "3: 1+0"}, w.recommended(of, to, &recommend.Options{Candidates: candidates}))

	w.link("contacts/6", "contacts/1") // its companies are those of contact 1
	require.Equal(t, []string{"10: 1+0", "11: 1+0"}, w.recommended("contacts/6", record.Companies, nil))

	_, err := w.Recommend(w.ctx, ruleRef(of), to, &recommend.Options{Candidates: []recommend.Candidate{{Record: company("1")}}})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = w.Recommend(w.ctx, ruleRef(of), to, &recommend.Options{Max: 1001})
	require.ErrorIs(t, err, storage.ErrInvalid)
	_, err = w.Recommend(w.ctx, ruleRef(of), to, &recommend.Options{Through: []record.Type{"cars"}})
	require.ErrorIs(t, err, label.ErrUndefinedType)
}

// A hub is looked at in part, and the answer says so.
func testK2RecommendationsSayThatAHubWasCut(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var ops []association.Operation
	for i := range 250 {
		ops = append(ops, ruleAssociate("companies/1", fmt.Sprintf("contacts/%d", i)))
	}
	_, err := w.DoEach(w.ctx, ops...)
	require.NoError(t, err)
	found, err := w.Recommend(w.ctx, ruleRef("contacts/0"), record.Contacts, nil)
	require.NoError(t, err)
	require.True(t, found.Cut)
	require.Len(t, found.List, 10)
	for i, r := range found.List { // ties are in Ref order, where 10 comes after 9
		require.Equal(t, contact(record.ID(fmt.Sprint(i+1))), r.Record)
	}
	// Only the first neighbours of the hub are looked at.
	w.link("companies/2", "contacts/5", "contacts/240")
	found, err = w.Recommend(w.ctx, ruleRef("companies/1"), record.Companies, nil)
	require.NoError(t, err)
	require.True(t, found.Cut)
	require.Equal(t, []recommend.Recommendation{{Record: company("2"), Shared: 1}}, found.List)
}

func testK4AWalkOverAllLinksOfTwoTypes(t tester, s *Subject) {
	w := s.ruleGraph(t)
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	mentor := w.define(label.Paired(record.Contacts, record.Contacts, "Mentor", "Pupil"))
	w.link("contacts/2", "companies/10", "companies/9", "deals/1")
	w.link("contacts/10", "companies/9")
	w.do(ruleAddLabels("contacts/2", "companies/9", boss))
	w.do(ruleAssociate("contacts/1", "contacts/3"), ruleAssociate("contacts/2", "contacts/1", mentor), ruleAssociate("contacts/1", "contacts/4", mentor))
	walk := func(from, to record.Type, scope association.Scope, after association.Cursor) (words []string) {
		for _, l := range all(t, w.Walk(w.ctx, from, to, scope, after)) {
			require.False(t, l.Created.IsZero())
			words = append(words, string(l.From.ID)+"-"+ruleLinkWords(l))
		}
		return words
	}
	contacts, companies := record.Contacts, record.Companies
	whole := []string{"2-9 [Boss]", "2-10*", "10-9*"}
	require.Equal(t, whole, walk(contacts, companies, association.All(), association.Cursor{}))
	require.Equal(t, []string{"9-2 [Boss]", "9-10<", "10-2<"}, walk(companies, contacts, association.All(), association.Cursor{}))
	require.Equal(t, []string{"2-10*", "10-9*"}, walk(contacts, companies, association.Primary(), association.Cursor{}))
	require.Equal(t, []string{"9-10<", "10-2<"}, walk(companies, contacts, association.PrimaryOf(), association.Cursor{}))
	require.Equal(t, []string{"2-9 [Boss]"}, walk(contacts, companies, association.Labeled(boss), association.Cursor{}))
	require.Equal(t, []string{"1-2 [Pupil]", "1-3", "1-4 [Mentor]"}, walk(contacts, contacts, association.All(), association.Cursor{})) // each once
	require.Equal(t, []string{"1-4 [Mentor]", "2-1 [Mentor]"}, walk(contacts, contacts, association.Labeled(mentor), association.Cursor{}))
	both := association.Labeled(mentor, w.inverse(mentor))
	require.Equal(t, []string{"1-2 [Pupil]", "1-4 [Mentor]"}, walk(contacts, contacts, both, association.Cursor{}))

	// A walk resumes after any link that it yielded, even if that link was removed.
	for i, l := range all(t, w.Walk(w.ctx, contacts, companies, association.All(), association.Cursor{})) {
		after, err := w.CursorAfter(w.ctx, l, association.All())
		require.NoError(t, err)
		require.Equal(t, whole[i+1:], append([]string{}, walk(contacts, companies, association.All(), after)...))
	}
	gone, _, err := w.Linked(w.ctx, contact("2"), company("10"))
	require.NoError(t, err)
	w.do(&association.Dissociate{From: contact("2"), To: company("10"), Unattended: true})
	from2, err := w.CursorAfter(w.ctx, gone, association.All())
	require.NoError(t, err)
	require.Equal(t, whole[2:], walk(contacts, companies, association.All(), from2))
	require.ErrorIs(t, fails(t, w.Walk(w.ctx, contacts, "cars", association.All(), association.Cursor{})), label.ErrUndefinedType)
	_, err = w.WalkPage(w.ctx, contacts, companies, association.WalkQuery{Max: -1})
	require.ErrorIs(t, err, storage.ErrInvalid)
}

func testK4PagesOfAWalk(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var ops []association.Operation
	want := map[string]bool{}
	for i := range 60 {
		from, to := fmt.Sprintf("contacts/%d", i%7), fmt.Sprintf("companies/%d", i)
		want[from+to] = true
		op := ruleAssociate(from, to)
		if i%3 == 0 {
			op.Labels = []label.Label{label.Named("Billing contact")}
		}
		ops = append(ops, op)
	}
	_, err := w.Do(w.ctx, ops...)
	require.NoError(t, err)
	for _, size := range []int{1, 7, 60, 0} {
		got := map[string]bool{}
		q := association.WalkQuery{Max: size}
		for more := true; more; {
			page, err := w.WalkPage(w.ctx, record.Contacts, record.Companies, q)
			require.NoError(t, err)
			for _, l := range page.Links {
				key := l.From.String() + l.To.String()
				require.False(t, got[key], "%s twice", key)
				got[key] = true
				linked, _, err := w.Linked(w.ctx, l.From, l.To)
				require.NoError(t, err)
				require.Equal(t, linked, l, "labels, marks and times are those of the link")
			}
			q.After = page.Next
			more = !q.After.IsZero()
		}
		require.Equal(t, want, got)
	}
}
