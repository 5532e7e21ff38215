package laws

import (
	"context"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// mapped imports rows of two columns for ids and a third for labels, and returns the errors as
// line/column/value/kind.
func (w *ruleGraph) mapped(from, to importer.End, rows string, o *importer.Options) (report importer.Report, errs []string) {
	w.t.Helper()
	from.Header, to.Header = "From", "To"
	m := importer.Mapping{From: from, To: to, Labels: "Labels"}
	report, err := importer.Run(w.ctx, w.Graph, strings.NewReader("From,To,Labels\n"+rows), m, o)
	require.NoError(w.t, err)
	for _, e := range report.Errors {
		errs = append(errs, fmt.Sprintf("%d/%d/%s/%s", e.Line, e.Column, e.Value, e.Kind))
	}
	return report, errs
}

// ends maps keys that are ids.
func ends(from, to record.Type) (importer.End, importer.End) {
	return importer.End{Type: from}, importer.End{Type: to}
}

// A row is one association, whatever the types. The key of a record with several associations
// is in each of their rows.
func testF1OneRowPerAssociation(t tester, s *Subject) {
	w := s.ruleGraph(t)
	from, to := ends(record.Contacts, record.Companies)
	report, errs := w.mapped(from, to, "1,10,\n1,11,\n2,10,\n", nil)
	require.Empty(t, errs)
	require.Equal(t, 3, report.Created)
	w.shows("contacts/1", record.Companies, "10*, 11")
	w.shows("contacts/2", record.Companies, "10*")
	for _, e := range w.feed() {
		require.Equal(t, history.By(history.Import), e.Source)
		require.Equal(t, report.ID, e.Group)
	}

	w.edit(&schema.DefineType{Type: "cars"}, &schema.DefinePair{From: "cars", To: record.Tickets})
	for _, pair := range [][2]record.Type{{record.Deals, record.Tickets}, {record.Notes, record.Deals}, {record.Contacts, record.Contacts}, {"cars", record.Tickets}} {
		from, to := ends(pair[0], pair[1])
		report, errs := w.mapped(from, to, "a,b,\n", nil)
		require.Empty(t, errs)
		require.Equal(t, 1, report.Created)
		w.shows(string(pair[0])+"/a", pair[1], "b")
	}
}

func testF2LabelsOfACell(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Single(record.Contacts, record.Companies, "Billing"))
	w.define(label.Paired(record.Contacts, record.Companies, "Employer", "Employee"))
	w.define(label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"))
	from, to := ends(record.Contacts, record.Companies)
	_, errs := w.mapped(from, to, "1,10, Employer ;billing;\n2,10,\n3,10,Billing;Nobody\n4,10,Employee\n", nil)
	require.Equal(t, []string{"4/3/Nobody/label not found", "5/3/Employee/wrong direction"}, errs)
	w.shows("companies/10", record.Contacts, "1< [Billing Employee], 2<") // an empty cell is unlabeled

	// The cell is read in the direction of the mapping ...
	_, errs = w.mapped(to, from, "10,5,Employee\n10,6,Employer\n", nil)
	require.Equal(t, []string{"3/3/Employer/wrong direction"}, errs)
	w.shows("contacts/5", record.Companies, "10* [Employer]")
	// ... but between records of the same type a cell may have the word of either side.
	_, errs = w.mapped(from, from, "1,2,Boss\n3,4,reports to\n", nil)
	require.Empty(t, errs)
	w.shows("contacts/1", record.Contacts, "2 [Boss]")
	w.shows("contacts/4", record.Contacts, "3 [Boss]")
}

// The word Primary sets the mark if no other link loses the mark. The caller can allow that
// other links lose it.
func testF2PrimaryOfACell(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.define(label.Single(record.Contacts, record.Companies, "Billing"))
	from, to := ends(record.Contacts, record.Companies)
	rows := "1,10,Primary\n1,11,\n1,10,primary\n1,12,Primary;Billing\n"
	_, errs := w.mapped(from, to, rows, nil)
	require.Equal(t, []string{"5/3/Primary;Billing/primary taken"}, errs)
	w.shows("contacts/1", record.Companies, "10*, 11")
	_, errs = w.mapped(to, from, "12,1,Primary\n", nil)
	require.Equal(t, []string{"2/3/Primary/primary taken"}, errs, "also from the company's side")
	_, errs = w.mapped(from, to, rows, &importer.Options{MovePrimary: true})
	require.Empty(t, errs)
	w.shows("contacts/1", record.Companies, "10, 11, 12* [Billing]")
	_, errs = w.mapped(from, from, "1,2,Primary\n", nil)
	require.Equal(t, []string{"2/3/Primary/label not found"}, errs, "contacts have no primary contact")
}

// After a mark was cleared no link has it, so a row may give it to any of the links, whichever
// end of the link is the file's first column.
func testF2PrimaryWhereThereIsNone(t tester, s *Subject) {
	w := s.ruleGraph(t)
	deals, companies := ends(record.Deals, record.Companies)
	w.link("deals/1", "companies/10", "companies/11")
	w.do(ruleClear("deals/1", "companies/10", ""))
	report, errs := w.mapped(deals, companies, "1,10,\n1,11,Primary\n", nil)
	require.Empty(t, errs)
	require.Equal(t, [2]int{1, 1}, [2]int{report.Unchanged, report.Changed})
	w.shows("deals/1", record.Companies, "10, 11*")
	w.do(ruleClear("deals/1", "companies/11", ""))
	_, errs = w.mapped(companies, deals, "12,1,\n12,1,Primary\n10,1,Primary\n", nil)
	require.Equal(t, []string{"4/3/Primary/primary taken"}, errs)
	w.shows("deals/1", record.Companies, "10, 11, 12*")
}

// Parent and child are words of the same pair of types: each says how To is related to From.
func testF2ParentsAndChildren(t tester, s *Subject) {
	w := s.ruleGraph(t)
	from, to := ends(record.Companies, record.Companies)
	report, errs := w.mapped(from, to, "1,2,Parent company\n2,1,Child company\n2,1,Parent company\n3,1,child company\n2,3,Child company\n", nil)
	require.Equal(t, []string{"4/3/Parent company/labels conflict", "5/3/child company/limit exceeded"}, errs)
	require.Equal(t, [2]int{2, 1}, [2]int{report.Created, report.Unchanged})
	w.shows("companies/2", record.Companies, "1 [Child company], 3 [Child company]")
}

// F5: the caller may list the pairs. Pairs that are not listed are left alone.
func testF5ListedPairs(t tester, s *Subject) {
	w := s.ruleGraph(t)
	m := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Contact"}, To: importer.End{Type: record.Companies, Header: "Company"},
		Also:  []importer.End{{Type: record.Deals, Header: "Deal"}},
		Pairs: []importer.Pair{{A: record.Deals, B: record.Contacts}},
	}
	_, err := importer.Run(w.ctx, w.Graph, strings.NewReader("Contact,Company,Deal\n1,10,7\n"), m, nil)
	require.NoError(t, err)
	w.shows("contacts/1", record.Companies, "10*") // the pair that the labels are of
	w.shows("contacts/1", record.Deals, "7")
	w.shows("deals/7", record.Companies, "")
}

// A directory is an application's lookup. It knows contacts by email, and creates contacts of
// new.org.
type directory struct {
	ids   map[string]record.ID
	asked [][]string
}

func (d *directory) lookup(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
	d.asked = append(d.asked, asked.Keys)
	found := make([]importer.Found, len(asked.Keys))
	for i, key := range asked.Keys {
		switch {
		case d.ids[key] == "" && strings.HasSuffix(key, "@new.org") && !asked.DryRun:
			d.ids[key] = record.ID(fmt.Sprint("made-", len(d.ids)))
		case key == "two":
			found[i].Err = importer.ErrAmbiguous
		case key == "bad":
			found[i].Err = importer.ErrIdentifier
		}
		found[i].ID = d.ids[key]
	}
	return found, nil
}

func testF4TheLookupIsAskedOnceForEachKey(t tester, s *Subject) {
	w, d := s.ruleGraph(t), &directory{ids: map[string]record.ID{"ann@a.org": "1"}}
	from, to := ends(record.Contacts, record.Companies)
	from.Lookup = d.lookup
	rows := "ann@a.org,10,\neve@new.org,10,\n ann@a.org ,11,\neve@new.org,11,\n"
	report, errs := w.mapped(from, to, rows, &importer.Options{Batch: 3})
	require.Empty(t, errs)
	require.Equal(t, 4, report.Created)
	require.Equal(t, [][]string{{"ann@a.org", "eve@new.org"}, {"eve@new.org"}}, d.asked)
	require.Len(t, d.ids, 2, "nobody is created twice")
	w.shows("contacts/1", record.Companies, "10*, 11")
	w.shows("contacts/made-1", record.Companies, "10*, 11")
}

// A key without a certain record is an error of its row. Nothing is guessed.
func testF4MissingAndAmbiguousKeys(t tester, s *Subject) {
	w, d := s.ruleGraph(t), &directory{ids: map[string]record.ID{"ann@a.org": "1"}}
	from, to := ends(record.Contacts, record.Companies)
	from.Lookup = d.lookup
	report, errs := w.mapped(from, to, "none,10,\ntwo,10,\nbad,10,\n,10,\neve@new.org,10,Nobody\nann@a.org,10,\n", nil)
	require.Equal(t, []string{
		"2/1/none/record not found", "3/1/two/ambiguous", "4/1/bad/bad identifier", "5/1//value missing", "6/3/Nobody/label not found",
	}, errs)
	require.Equal(t, [2]int{1, 5}, [2]int{report.Created, report.Failed})
	require.Len(t, d.ids, 1, "nobody is created for a row that is wrong")
	w.shows("companies/10", record.Contacts, "1<")
}

// An error names its row and cell, the other rows are imported, and a dry run reports the same.
func testF6ErrorsAreOfARowAndItsCell(t tester, s *Subject) {
	w := s.ruleGraph(t)
	billing := w.define(label.Single(record.Contacts, record.Companies, "Billing"))
	w.limit(record.Contacts, record.Companies, billing.ID, 1)
	w.limit(record.Companies, record.Contacts, label.TypeID{}, 2)
	w.do(&association.DeleteRecord{Record: ruleRef("contacts/9")})
	before := len(w.feed())
	from, to := ends(record.Contacts, record.Companies)
	rows := "1,10,Billing\n1,11,Billing\n2,10,Nobody\n2,10,\n3,10,\n9,12,\n1\n1,12,\"Billing\"x\n4,12,\n"
	want := []string{
		"3/3/Billing/limit exceeded", "4/3/Nobody/label not found", "6/2/10/limit exceeded", "7/1/9/record deleted",
		"8/0//wrong number of cells", "9/3//stray quote",
	}
	var dry importer.Report
	for _, o := range []importer.Options{{DryRun: true, Batch: 2}, {Batch: 4}} {
		o.ID = dry.ID
		report, errs := w.mapped(from, to, rows, &o)
		require.Equal(t, want, errs)
		require.Equal(t, [3]int{9, 3, 6}, [3]int{report.Rows, report.Created, report.Failed})
		if o.DryRun {
			require.Len(t, w.feed(), before)
			dry = report
		}
		require.Equal(t, dry.Progress, report.Progress)
	}
	w.shows("companies/10", record.Contacts, "1< [Billing], 2<")
	w.shows("companies/12", record.Contacts, "4<")
}

// A key names a merged record, and the survivor is refused. The error names the key's cell.
func testF6ErrorsOfAMergedRecord(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.limit(record.Contacts, record.Companies, label.TypeID{}, 1)
	w.link("contacts/1", "companies/10")
	w.do(ruleMerge("contacts/1", "contacts/2"), ruleMerge("companies/8", "companies/9"), ruleDelete("companies/8"))
	from, to := ends(record.Contacts, record.Companies)
	_, errs := w.mapped(from, to, "2,11,\n3,9,\n2,10,\n", nil)
	require.Equal(t, []string{"2/1/2/limit exceeded", "3/2/9/record deleted"}, errs)
}

// D2: a row that is past the activity sum is skipped without an error.
func testD2SkippedInAnImport(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.sum()
	report, errs := w.mapped(importer.End{Type: record.Contacts}, importer.End{Type: record.Calls}, "1,1,\n1,2,\n1,3,\n1,4,\n2,4,\n", nil)
	require.Empty(t, errs)
	require.Equal(t, [2]int{4, 1}, [2]int{report.Created, report.Skipped})
	w.shows("contacts/1", record.Calls, "1, 2, 3")
	w.shows("calls/4", record.Contacts, "2")
}

// In the old account a contact had a single company, so the limit is 1. The links are imported
// with a migration as their source. Then the limit is cleared, a contact may have more
// companies, and the old company is primary.
func testJ5AnAccountThatHadOneCompanyPerContact(t tester, s *Subject) {
	w := s.ruleGraph(t)
	pair := limits.Key{From: record.Contacts, To: record.Companies}
	w.edit(&schema.SetLimit{Key: pair, Max: 1})
	from, to := ends(record.Contacts, record.Companies)
	migration := &importer.Options{Source: history.By(history.Migration)}
	_, errs := w.mapped(from, to, "1,10,\n2,10,\n1,11,\n", migration)
	require.Equal(t, []string{"4/1/1/limit exceeded"}, errs)
	w.exceeded(ruleAssociate("contacts/1", "companies/11"))
	w.edit(&schema.ClearLimit{Key: pair})
	w.link("contacts/1", "companies/11")
	w.shows("contacts/1", record.Companies, "10*, 11")
	w.shows("contacts/2", record.Companies, "10*")
	require.Equal(t, history.By(history.Migration), w.past("contacts/2", record.Companies)[0].Source)
	why, _, err := w.Why(w.ctx, ruleRef("contacts/1"), record.Companies)
	require.NoError(t, err)
	require.Equal(t, history.By(history.Migration), why.Event.Source)
}
