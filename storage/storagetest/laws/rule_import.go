package laws

import (
	"context"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// ruleHeader is the first line of the files that ruleMapping describes.
const ruleHeader = "Contact,Company,Labels,Deal\n"

// ruleMapping maps rows of contacts, companies, labels and deals.
var ruleMapping = importer.Mapping{
	From:   importer.End{Type: record.Contacts, Header: "Contact"},
	To:     importer.End{Type: record.Companies, Header: "Company"},
	Labels: "Labels",
	Also:   []importer.End{{Type: record.Deals, Header: "Deal"}},
}

// imported imports rows as ruleMapping describes them.
func (w *ruleGraph) imported(rows string, o *importer.Options) importer.Report {
	report, err := importer.Run(w.ctx, w.Graph, strings.NewReader(ruleHeader+rows), ruleMapping, o)
	require.NoError(w.t, err)
	return report
}

// A row is one association. Labels are added and nothing is taken away.
func testF3ImportAdds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	rows := "1,10,Boss,\n1,11,,\n1,10,Guest; Boss,\n1,11,Primary,\n1,12,Nobody,\n"
	report := w.imported(rows, nil)
	require.Equal(t, [3]int{2, 1, 2}, [3]int{report.Created, report.Changed, report.Failed})
	w.shows("contacts/1", record.Companies, "10* [Boss Guest], 11")
	events := len(w.feed())
	report = w.imported(rows, nil)
	require.Equal(t, [2]int{3, 2}, [2]int{report.Unchanged, report.Failed})
	require.Len(t, w.feed(), events)
}

// Further records of a row are associated in every defined pair, and unlabeled.
func testF5SeveralTypesInARow(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	require.Equal(t, 2, w.imported("1,10,Boss,7\n2,10,,\n", &importer.Options{Batch: 1}).Created)
	w.shows("contacts/1", record.Companies, "10* [Boss]")
	w.shows("deals/7", record.Companies, "10*")
	w.shows("deals/7", record.Contacts, "1")
}

// An import that resumes after an earlier row changes nothing twice, even if rows move a mark
// to and fro. A dry run reports the same.
func testF6ResumeDoublesNothing(t tester, s *Subject) {
	rows := "1,10,,\n1,11,Primary,\n1,10,Primary,\n1,11,Primary,\n2,10,,\n,,,\n"
	w := s.ruleGraph(t)
	o := importer.Options{MovePrimary: true, DryRun: true, ID: operation(t, "import of today")}
	dry := w.imported(rows, &o)
	require.Empty(t, w.feed())
	o.DryRun = false
	var told []importer.Progress
	o.Batch, o.Progress = 1, func(p importer.Progress) { told = append(told, p) }
	require.Equal(t, dry.Progress, w.imported(rows, &o).Progress)
	events := len(w.feed())
	o.Progress = nil
	for _, o.Resume = range told {
		report := w.imported(rows, &o)
		require.Equal(t, dry.Rows, report.Rows)
		require.Equal(t, dry.Failed, report.Failed)
		require.Len(t, w.feed(), events)
	}
	o.Resume = importer.Progress{}
	again := w.imported(rows, &o)
	require.Equal(t, [3]int{0, 0, dry.Rows - dry.Failed}, [3]int{again.Created, again.Changed, again.Unchanged}, "what an earlier run did is not counted again")
	require.Len(t, w.feed(), events)
	w.shows("contacts/1", record.Companies, "10, 11*")
}

// A second file feeds the lookup, and its errors are in the same report.
func testF7AnotherFileFeedsTheLookup(t tester, s *Subject) {
	w := s.ruleGraph(t)
	about := "Domain,ID\nacme.org,10\nacme.org,11\nhome.org,12\n"
	m := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Contact"},
		To: importer.End{
			Type: record.Companies, Header: "Company",
			Details: &importer.Details{File: "companies.csv", Rows: importer.CSV(strings.NewReader(about), 0), Key: "Domain"},
			Lookup: func(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
				found := make([]importer.Found, len(asked.Keys))
				for i := range found {
					found[i].ID = record.ID(asked.Details[i]["ID"])
				}
				return found, nil
			},
		},
	}
	report, err := importer.Run(w.ctx, w.Graph, strings.NewReader("Contact,Company\n1,home.org\n2,acme.org\n3,none.org\n"), m, nil)
	require.NoError(t, err)
	w.shows("contacts/1", record.Companies, "12*")
	var kinds []importer.Kind
	for _, e := range report.Errors {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []importer.Kind{importer.DuplicateKey, importer.Ambiguous, importer.RecordNotFound}, kinds)
	require.Equal(t, "companies.csv", report.Errors[0].File)
}

// Each end may have a file of its own. A third file has the links: the keys of both ends and
// the labels.
func testF7FilesOfBothEnds(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	end := func(of record.Type, header, file, text string) importer.End {
		return importer.End{
			Type: of, Header: header,
			Details: &importer.Details{File: file, Rows: importer.CSV(strings.NewReader(text), 0), Key: "Key"},
			Lookup: func(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
				found := make([]importer.Found, len(asked.Keys))
				for i := range found {
					found[i].ID = record.ID(asked.Details[i]["ID"])
				}
				return found, nil
			},
		}
	}
	m := importer.Mapping{
		From:   end(record.Contacts, "Contact", "contacts.csv", "ID,Key\n1,ann\n,bob\n"),
		To:     end(record.Companies, "Company", "companies.csv", "Key,ID\nacme,10\nacme,11\nhome,12\n"),
		Labels: "Labels",
	}
	rows := "Contact,Labels,Company\nann,Boss,home\nbob,,home\nann,Nobody,home\nann,,acme\n"
	report, err := importer.Run(w.ctx, w.Graph, strings.NewReader(rows), m, &importer.Options{File: "links.csv"})
	require.NoError(t, err)
	var errs []string
	for _, e := range report.Errors {
		errs = append(errs, e.File+": "+e.Kind.String())
	}
	require.Equal(t, []string{"companies.csv: duplicate key", "links.csv: record not found", "links.csv: label not found", "links.csv: ambiguous"}, errs)
	require.Equal(t, [2]int{1, 3}, [2]int{report.Created, report.Failed})
	w.shows("contacts/1", record.Companies, "12* [Boss]")
}

// A row without room is reported as skipped whenever it is imported, even if the row may move a
// mark and is not done a second time.
func testF6ASkippedRowIsSkippedAgain(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.rule(primary.Rule{From: record.Contacts, To: record.Calls})
	w.edit(&schema.SetActivitySum{Max: 1, Types: []record.Type{record.Calls}})
	w.link("contacts/1", "calls/1")
	m := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Contact"}, To: importer.End{Type: record.Calls, Header: "Call"}, Labels: "Labels",
	}
	o := importer.Options{MovePrimary: true, ID: operation(t, "import of today")}
	for range 2 {
		report, err := importer.Run(w.ctx, w.Graph, strings.NewReader("Contact,Call,Labels\n1,2,Primary\n1,3,\n"), m, &o)
		require.NoError(t, err)
		require.Equal(t, 2, report.Skipped)
	}
}

// A store fails while only some pairs of a row are written. The import resumes with that row, and
// its report is that of the dry run: a link that the first run made is counted as created.
func testF6ResumeWithinARow(t tester, s *Subject) {
	store := s.Open()
	traits := store.Traits()
	traits.Group = 1 // every pair is written in a transaction of its own
	hooks := &hooked{Storage: store, traits: &traits}
	w := s.ruleGraphOn(t, hooks)
	for call, broke := 1, true; broke; call++ {
		n := fmt.Sprint(call)
		w.link("contacts/"+n, "deals/"+n)
		w.link("companies/"+n, "deals/"+n)
		text := ruleHeader + n + "," + n + ",Primary," + n + "\n"
		run := func(o importer.Options) (importer.Report, error) {
			o.ID, o.MovePrimary = operation(t, "import "+n), call%2 == 0
			return importer.Run(w.ctx, w.Graph, strings.NewReader(text), ruleMapping, &o)
		}
		dry, err := run(importer.Options{DryRun: true})
		require.NoError(t, err)
		require.Equal(t, 1, dry.Created)

		hooks.before = failAt(call, errBroken)
		report, err := run(importer.Options{})
		hooks.before = nil
		if broke = err != nil; broke {
			require.ErrorIs(t, err, errBroken)
			report, err = run(importer.Options{Resume: report.Progress})
			require.NoError(t, err)
		}
		require.Equal(t, dry.Progress, report.Progress, "call %d broke", call)
	}
}
