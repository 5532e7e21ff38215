package laws

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// The pages of every read, whatever their size, have together what the whole read has.
func testK5EveryReadComesInPages(t tester, s *Subject) {
	w := s.ruleGraph(t)
	for _, read := range w.paged() {
		whole := read.whole()
		if !strings.HasPrefix(read.name, "report of []") {
			require.NotEmpty(t, whole, read.name)
		}
		for size := 1; size <= len(whole)+1; size++ {
			rows, _ := read.pages(t, size)
			require.Equal(t, whole, append([]string{}, rows...), "%s in pages of %d", read.name, size)
		}
		for _, size := range []int{-1, storage.MaxPage + 1} {
			_, _, err := read.page(association.Cursor{}, size)
			require.ErrorIs(t, err, storage.ErrInvalid, read.name)
		}
	}
	_, err := w.Page(w.ctx, ruleRef("contacts/1"), record.Companies, association.Query{Order: storage.NewestFirst + 1})
	require.ErrorIs(t, err, storage.ErrInvalid)
}

// Rows that exist all the time are there once, in their order, although others come and go
// between the pages, the row at the cursor among them.
func testK5PagesWhileOthersWrite(t tester, s *Subject) {
	w := s.ruleGraph(t)
	of, to := ruleRef("contacts/1"), record.Companies
	for i := range 12 {
		w.link("contacts/1", fmt.Sprintf("companies/%d", 10+i))
	}
	reads := []pagedRead{w.pagedHistory(of, to), w.pagedPanel(of, to), w.pagedTargets(of, to, association.All()), w.pagedWalk(of.Type, to, association.All())}
	for order := storage.ByID; order <= storage.NewestFirst; order++ {
		reads = append(reads, w.pagedLinks(of, to, association.All(), order))
	}
	for round, read := range reads {
		history := strings.HasPrefix(read.name, "history")
		before, seen := read.whole(), map[string]int{}
		var after association.Cursor
		for n := 0; ; n++ {
			rows, next, err := read.page(after, 2)
			require.NoError(t, err, read.name)
			for _, row := range rows {
				seen[row]++
			}
			if next.IsZero() {
				break
			}
			if passing := fmt.Sprintf("companies/%d", 100*(round+1)+n); n%2 == 0 {
				w.link("contacts/1", passing)
			} else {
				w.do(&association.Dissociate{From: of, To: ruleRef(fmt.Sprintf("companies/%d", 100*(round+1)+n-1)), Unattended: true})
			}
			require.Less(t, n, 100, read.name)
			after = next
		}
		for row, times := range seen {
			require.Equal(t, 1, times, "%s: %s", read.name, row)
		}
		for _, row := range before {
			require.Equal(t, 1, seen[row], "%s: %s", read.name, row)
		}
		if history {
			require.Len(t, seen, len(before), "newer events are on no later page")
		}
	}
}

// requireForeign requires that a cursor is refused, as the client's mistake.
func requireForeign(t tester, err error, name string) {
	t.Helper()
	var refused *association.CursorError
	require.ErrorAs(t, err, &refused, name)
	require.ErrorIs(t, err, association.ErrCursor, name)
	require.Equal(t, failure.Invalid, failure.CodeOf(err), name)
}

// A cursor continues the question that gave it and no other. The store is not even asked.
func testK5ACursorOfAnotherQuestionIsRefused(t tester, s *Subject) {
	calls := 0
	w := s.ruleGraphOn(t, &hooked{Storage: s.Open(), before: func(string) error { calls++; return nil }})
	reads := w.paged()
	for _, to := range []record.Ref{ruleRef("companies/3"), ruleRef("contacts/3")} {
		reads = append(reads, w.pagedHistory(to, record.Deals), w.pagedPanel(to, record.Deals), w.pagedLinks(to, record.Deals, association.All(), storage.ByID))
	}
	reads = append(reads, w.pagedLinks(ruleRef("contacts/1"), record.Companies, association.Primary(), storage.ByID), w.pagedReport(nil, 2))
	checked := 0
	for _, read := range reads {
		_, cursors := read.pages(t, 1)
		for _, cursor := range cursors[:min(len(cursors), 1)] {
			for _, other := range reads {
				before := calls
				_, _, err := other.page(cursor, 1)
				if other.name == read.name {
					require.NoError(t, err, read.name)
					continue
				}
				requireForeign(t, err, read.name+" for "+other.name)
				require.Equal(t, before, calls, "%s for %s: the store was asked", read.name, other.name)
				checked++
			}
		}
	}
	require.Greater(t, checked, 100)
}

// Two accounts have the same records, and no cursor of the one is taken by the other. In the
// account itself a cursor serves every process.
func testK5ACursorOfAnotherAccountIsRefused(t tester, s *Subject) {
	one, other := s.accounts()
	own, foreign := s.ruleGraphOn(t, one), s.ruleGraphOn(t, other)
	reads, others := own.paged(), foreign.paged()
	process := &ruleGraph{t: t, ctx: s.Context} // which knows nothing of the account yet
	var err error
	process.Graph, err = association.Open(s.Context, one, nil)
	require.NoError(t, err)
	for i, read := range reads {
		_, cursors := read.pages(t, 1)
		for _, cursor := range cursors {
			_, _, err := others[i].page(cursor, 1)
			requireForeign(t, err, read.name)
		}
	}
	here, there := own.pagedHistory(ruleRef("contacts/1"), record.Companies), process.pagedHistory(ruleRef("contacts/1"), record.Companies)
	_, cursors := here.pages(t, 2)
	want, _, err := here.page(cursors[0], 5)
	require.NoError(t, err)
	got, _, err := there.page(cursors[0], 5)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// hostile are texts that a client may send as a cursor or as a token.
func hostile(real string) []string {
	texts := []string{
		"x", "page 2", "\xff\xfe", "a\x00b", real + "\x00", strings.Repeat("A", 256), strings.Repeat("A", 257), strings.Repeat("\xff", 1<<16),
		real + real, real + "=", real + "A", real + "\n", " " + real, strings.ToUpper(real), strings.ToLower(real), "0.0.1",
	}
	for i := range real {
		changed := []byte(real)
		if changed[i]++; changed[i] != 'b' || i > 0 {
			texts = append(texts, real[:i]+string(changed[i:i+1])+real[i+1:])
		}
		if i > 0 {
			texts = append(texts, real[:i])
		}
	}
	return texts
}

func testK5ATextThatIsNoCursorIsRefused(t tester, s *Subject) {
	w := s.ruleGraph(t)
	_, cursors := w.paged()[0].pages(t, 1)
	real := cursors[0].String()
	for _, text := range hostile(real) {
		if text == real {
			continue
		}
		_, err := association.ParseCursor(text)
		requireForeign(t, err, fmt.Sprintf("%.80q", text))
		body, err := json.Marshal(text)
		require.NoError(t, err)
		cursor := cursors[0]
		requireForeign(t, json.Unmarshal(body, &cursor), fmt.Sprintf("%.80q", text))
		require.Equal(t, cursors[0], cursor)
		if text != "0.0.1" {
			_, err = feed.ParseToken(text)
			require.ErrorIs(t, err, feed.ErrToken, "%.80q", text)
		}
	}
	none, err := association.ParseCursor("")
	require.NoError(t, err)
	require.True(t, none.IsZero())
	body, err := json.Marshal(association.HistoryPage{Next: none})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(body), "the end has no member")
	body, err = json.Marshal(association.HistoryPage{Next: cursors[0]})
	require.NoError(t, err)
	require.JSONEq(t, `{"next": "`+real+`"}`, string(body))
}

// No page writes, also in an account that was never written to and so has no number yet.
func testK5NothingIsWrittenByARead(t tester, s *Subject) {
	w := s.ruleGraphOn(t, &hooked{Storage: s.Open(), before: func(call string) error {
		if call == "update" {
			return errBroken
		}
		return nil
	}})
	of, to := ruleRef("contacts/1"), record.Companies
	for _, read := range []pagedRead{
		w.pagedLinks(of, to, association.All(), storage.NewestFirst), w.pagedTargets(of, to, association.All()), w.pagedWalk(of.Type, to, association.All()),
		w.pagedReport(nil, 1), w.pagedHistory(of, to), w.pagedHistoryOf(of, ruleRef("companies/1")), w.pagedPanel(of, to),
	} {
		rows, cursors := read.pages(t, 3)
		require.Empty(t, rows, read.name)
		require.Empty(t, cursors, read.name)
		require.Empty(t, read.whole(), read.name)
	}
}
