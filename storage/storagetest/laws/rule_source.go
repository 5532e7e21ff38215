package laws

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A source of every kind has its user and its request id in the history, in the panel and in
// the answer to Why. Sources that differ in one of them alone are different sources.
func testE3EverySourceMayHaveAUserAndARequest(t tester, s *Subject) {
	w := s.ruleGraph(t)
	long := strings.Repeat("é", history.MaxSourceText/2) + "x"
	var sources []history.Source
	for kind := history.API; kind <= history.Unknown; kind++ {
		by := history.By(kind)
		sources = append(sources, by.WithUser("7", "Ann").WithRequest("r1"), by.WithUser("7", "Ann").WithRequest("r2"),
			by.WithUser("7", "Ann"), by.WithUser("7", ""), by.WithUser("", "Ann"), by.WithRequest("r1"), by, by.WithRequest("~1"),
			by.WithUser("O'Hara\\", "Ann \"' \n😀").WithRequest("{\x01}"), by.WithUser(long, long).WithRequest(long))
	}
	for i, source := range sources {
		_, err := w.As(source).Associate(w.ctx, record.New(record.Contacts, record.ID(rune('a'+i))), ruleRef("companies/10"))
		require.NoError(t, err, "%s", source)
	}
	past := w.past("companies/10", record.Contacts)
	require.Len(t, past, len(sources))
	panel, err := w.Panel(w.ctx, ruleRef("companies/10"), record.Contacts, nil)
	require.NoError(t, err)
	bySource := map[record.Ref]history.Source{}
	for i, source := range sources {
		e := past[len(past)-1-i]
		require.Equal(t, source, e.Source)
		bySource[e.B] = source
		why, known, err := w.Why(w.ctx, e.B, record.Companies)
		require.NoError(t, err)
		require.True(t, known)
		require.Equal(t, source, why.Event.Source)
	}
	for _, row := range panel {
		require.Equal(t, bySource[row.Other], row.First.Source)
		require.Equal(t, bySource[row.Other], row.Last.Source)
	}
}

// A text that is too long, has a NUL or is not UTF-8 is refused before anything is written, by
// operations, edits, imports and matches by domain.
func testE3AnIllegalUserOrRequestIsRefused(t tester, s *Subject) {
	w := s.ruleGraph(t)
	long := strings.Repeat("x", history.MaxSourceText+1)
	mapping := importer.Mapping{From: importer.End{Type: record.Contacts, Header: "a"}, To: importer.End{Type: record.Companies, Header: "b"}}
	for words, source := range map[string]history.Source{
		"a user's id has 256 bytes":           history.By(history.Import).WithUser(long, ""),
		"a user's name has 256 bytes":         history.By(history.ObjectMerge).WithUser("7", long),
		"a request id has 256 bytes":          history.By(history.API).WithRequest(long),
		`no NUL byte, as in "r\x00"`:          history.ByUser("7", "Ann").WithRequest("r\x00"),
		`a user's id is valid UTF-8, not "\x`: history.By(history.Job).WithUser("\xff", "Ann"),
	} {
		g := w.As(source)
		_, err := g.Do(w.ctx, ruleAssociate("contacts/1", "companies/10"))
		require.ErrorIs(t, err, history.ErrSource)
		require.ErrorContains(t, err, words)
		_, err = g.DoEach(w.ctx, ruleAssociate("contacts/1", "companies/10"))
		require.ErrorIs(t, err, history.ErrSource)
		require.ErrorIs(t, g.Edit(w.ctx, &schema.DefineType{Type: "cars"}), history.ErrSource)
		_, err = importer.Run(w.ctx, g, strings.NewReader("a,b\n1,10\n"), mapping, nil)
		require.ErrorIs(t, err, history.ErrSource)
	}
	require.Empty(t, w.feed())
	require.NotContains(t, w.schema().Labels().Types(), record.Type("cars"))
}

// What an edit makes a job of has the user and the request of the editor.
func testE3AJobHasTheUserAndTheRequestOfItsEdit(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("deals/1", "contacts/1")
	editor := history.ByUser("7", "Ann").WithRequest("r1")
	g := w.As(editor)
	require.NoError(t, g.Edit(w.ctx, &schema.DeclareRule{Rule: primary.Rule{From: record.Deals, To: record.Contacts, Required: true}}))
	require.NoError(t, g.Edit(w.ctx, &schema.WithdrawRule{From: record.Deals, To: record.Contacts}))
	jobs := w.feed()[1:]
	require.Len(t, jobs, 2)
	for _, e := range jobs {
		require.Equal(t, editor.WithKind(history.Job), e.Source)
	}
}

// An import without a source of its own has the user and the request of its graph; with one
// it has that one alone.
func testE3AnImportHasTheUserAndTheRequestOfItsGraph(t tester, s *Subject) {
	w := s.ruleGraph(t)
	from, to := ends(record.Contacts, record.Companies)
	plain := w.Graph
	w.Graph = plain.As(history.ByUser("7", "Ann").WithRequest("r1"))
	_, errs := w.mapped(from, to, "1,10,\n", nil)
	require.Empty(t, errs)
	own := history.By(history.Migration).WithUser("8", "Bob")
	_, errs = w.mapped(from, to, "2,10,\n", &importer.Options{Source: own})
	require.Empty(t, errs)
	past := w.past("companies/10", record.Contacts)
	require.Equal(t, own, past[0].Source)
	require.Equal(t, history.By(history.Import).WithUser("7", "Ann").WithRequest("r1"), past[1].Source)
	require.Equal(t, "Import by Ann", past[1].Source.String())
}

// A repetition under the same id is the same request whoever makes it: the source is no part of
// what was asked, and the history keeps the first source.
func testE3ARepetitionKeepsTheFirstSource(t tester, s *Subject) {
	w := s.ruleGraph(t)
	once := association.Once(operation(t, "order"), ruleAssociate("contacts/1", "companies/10"))
	first := history.By(history.API).WithUser("7", "Ann").WithRequest("r1")
	made, err := w.As(first).Do(w.ctx, once)
	require.NoError(t, err)
	again, err := w.As(history.By(history.Job).WithUser("8", "Bob").WithRequest("r2")).Do(w.ctx, once)
	require.NoError(t, err)
	require.True(t, again[0].Repeated)
	require.Equal(t, made[0].Operation, again[0].Operation)
	require.Len(t, w.feed(), 1)
	require.Equal(t, first, w.feed()[0].Source)
}

// The ids that imports and matches by domain make are the graph's next, so they are the same in
// every run of a program that counts.
func testE1ImportsAndMatchesTakeTheNextID(t tester, s *Subject) {
	for range 2 {
		w := s.ruleGraph(t)
		from, to := ends(record.Contacts, record.Companies)
		first, errs := w.mapped(from, to, "1,10,\n1,11,\n", nil)
		require.Empty(t, errs)
		require.Equal(t, history.Numbered(1), first.ID)
		var ids []uint64
		for _, e := range w.feed() {
			require.Equal(t, first.ID, e.Group)
			ids = append(ids, e.Operation.Number())
		}
		require.Equal(t, []uint64{2, 3}, ids)
		second, errs := w.mapped(from, to, "1,10,\n", nil)
		require.Empty(t, errs)
		require.Equal(t, history.Numbered(4), second.ID)
		var asked []domains.Domain
		match, _ := matched(t, w.Graph, companiesOf(&asked), domains.Contact{ID: "2", Email: "ann@acme.org"})
		require.Equal(t, history.Numbered(6), match.ID)
		require.Equal(t, history.Numbered(8), w.NextID())
	}
}
