package importer_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// sales maps a file of three types, whose labels are for contacts and companies.
func sales() importer.Mapping {
	m := people
	m.Also = []importer.End{{Type: record.Deals, Header: "Deal"}}
	return m
}

const salesHeader = "Contact,Company,Labels,Deal\n"

// all returns every link from records of a type to records of another, as From sees it.
func all(t require.TestingT, g *association.Graph, from, to record.Type, ids ...record.ID) []string {
	found := []string{}
	for _, id := range ids {
		for l, err := range g.Links(context.Background(), record.New(from, id), to) {
			require.NoError(t, err)
			found = append(found, l.String())
		}
	}
	return found
}

// F5: every defined pair of a row is associated, and only the chosen pair has the labels.
func TestF5AllDefinedPairs(t *testing.T) {
	for _, dry := range []bool{true, false} {
		g := open(t)
		report := run(t, g, sales(), salesHeader+"1,10,Manager;Primary,d1\n1,11,,d1\n2,10,Billing,\n1,10,Manager,d1\n", &importer.Options{DryRun: dry, Batch: 2})
		require.Equal(t, [3]int{4, 3, 1}, [3]int{report.Rows, report.Created, report.Unchanged})
		if dry {
			require.Empty(t, links(t, g, "1", "2"))
			continue
		}
		require.Equal(t, map[string]string{
			"contacts/1 companies/10": "Manager*", "contacts/1 companies/11": "", "contacts/2 companies/10": "Billing*",
		}, links(t, g, "1", "2"))
		require.Equal(t, []string{"contacts/1 - deals/d1: no label"}, all(t, g, record.Contacts, record.Deals, "1", "2"))
		require.Equal(t, []string{"deals/d1 - companies/10: primary", "deals/d1 - companies/11: no label"}, all(t, g, record.Deals, record.Companies, "d1"))
	}
}

// F5: only the pairs that the caller lists are associated, and always the pair of the
// labels.
func TestF5ListedPairs(t *testing.T) {
	for name, tt := range map[string]struct {
		pairs []importer.Pair
		links int
	}{
		"one":      {[]importer.Pair{{A: record.Companies, B: record.Deals}}, 2},
		"reversed": {[]importer.Pair{{A: record.Deals, B: record.Companies}}, 2},
		"two":      {[]importer.Pair{{A: record.Deals, B: record.Companies}, {A: record.Deals, B: record.Contacts}}, 3},
		"chosen":   {[]importer.Pair{{A: record.Contacts, B: record.Companies}, {A: record.Deals, B: record.Contacts}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := open(t), sales()
			m.Pairs = tt.pairs
			run(t, g, m, salesHeader+"1,10,Manager,d1\n", nil)
			found := all(t, g, record.Contacts, record.Companies, "1")
			require.Equal(t, []string{"contacts/1 - companies/10: Manager, primary"}, found)
			found = append(found, all(t, g, record.Contacts, record.Deals, "1")...)
			require.Len(t, append(found, all(t, g, record.Deals, record.Companies, "d1")...), tt.links)
		})
	}
}

// F5: pairs that are not defined are left out by default, and are an error if they are
// listed.
func TestF5UndefinedPairs(t *testing.T) {
	m := sales()
	m.Also = []importer.End{{Type: record.Notes, Header: "Note"}, {Type: "calls", Header: "Call"}}
	g := open(t)
	run(t, g, m, "Contact,Company,Labels,Note,Call\n1,10,,n,c\n", nil)
	require.Len(t, all(t, g, record.Notes, record.Contacts, "n"), 1)
	require.Len(t, all(t, g, "calls", record.Companies, "c"), 1)
	for name, tt := range map[string]struct {
		change func(*importer.Mapping)
		err    error
	}{
		"listed":         {func(m *importer.Mapping) { m.Pairs = []importer.Pair{{A: record.Notes, B: "calls"}} }, label.ErrUndefinedPair},
		"undefined type": {func(m *importer.Mapping) { m.Also[0].Type = "rockets" }, label.ErrUndefinedType},
		"alone":          {func(m *importer.Mapping) { m.Pairs = []importer.Pair{{A: record.Notes, B: record.Contacts}} }, importer.ErrMapping},
		"no pair":        {func(m *importer.Mapping) { m.Pairs = []importer.Pair{} }, importer.ErrMapping},
		"listed, unmapped": {func(m *importer.Mapping) {
			m.Also, m.Pairs = nil, []importer.Pair{{A: record.Deals, B: record.Contacts}}
		}, importer.ErrMapping},
		"no header": {func(m *importer.Mapping) { m.Also[1].Header = "" }, importer.ErrMapping},
	} {
		t.Run(name, func(t *testing.T) {
			m := m
			m.Also = append([]importer.End(nil), m.Also...)
			tt.change(&m)
			_, err := importer.Run(context.Background(), open(t), strings.NewReader(header), m, nil)
			require.ErrorIs(t, err, tt.err)
		})
	}
	_, err := importer.Run(context.Background(), open(t), strings.NewReader(header), sales(), &importer.Options{Source: history.By(history.DomainAssociation)})
	require.ErrorIs(t, err, history.ErrSource, "the source fits the chosen pair and not the others")
}

// F5: each pair of a row is refused on its own; the other pairs exist, and the row counts as
// failed.
func TestF5OnePairIsRefused(t *testing.T) {
	g := open(t)
	require.NoError(t, g.Edit(context.Background(), &schema.SetLimit{Key: limits.Key{From: record.Deals, To: record.Companies}, Max: 1}))
	report := run(t, g, sales(), salesHeader+"1,10,Manager,d1\n2,11,,d1\n2,11,,d1\n", &importer.Options{Batch: 1})
	require.Equal(t, []string{"3/4/d1/limit exceeded", "4/4/d1/limit exceeded"}, problems(report))
	require.Equal(t, record.Deals, report.Errors[0].Type)
	require.Equal(t, [2]int{1, 2}, [2]int{report.Created, report.Failed})
	require.Equal(t, []string{"contacts/2 - companies/11: primary"}, all(t, g, record.Contacts, record.Companies, "2"))
	require.Len(t, all(t, g, record.Deals, record.Contacts, "d1"), 2)

	m := sales()
	m.Also = []importer.End{{Type: record.Contacts, Header: "Deal"}}
	report = run(t, g, m, salesHeader+"1,10,,1\n", nil)
	require.Equal(t, []string{"2/4/1/same record"}, problems(report))
}

// F5, F6: an import of several pairs that is stopped anywhere and resumed is like a single run.
func TestF5Resume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		text.WriteString(salesHeader)
		for range rapid.IntRange(1, 20).Draw(t, "rows") {
			cell := func(name, kinds string) string { return string(kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, name)]) }
			fmt.Fprintf(&text, "%s,%s,%s,%s\n", cell("contact", "123"), cell("company", "456"), rapid.SampledFrom([]string{"", "Manager", "Primary"}).Draw(t, "label"), cell("deal", "78"))
		}
		whole, ids := limited(t), []string{"1", "2", "3"}
		want := run(t, whole, sales(), text.String(), nil)
		g, ctx := limited(t), context.Background()
		store := rapid.IntRange(1, 10).Draw(t, "batch")
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stop := rapid.IntRange(0, 20).Draw(t, "stop")
		o := importer.Options{Batch: store, Progress: func(p importer.Progress) {
			if p.Rows >= stop {
				cancel()
			}
		}}
		first, _ := importer.Run(ctx, g, strings.NewReader(text.String()), sales(), &o)
		o.Progress, o.Resume = nil, first.Progress
		got := run(t, g, sales(), text.String(), &o)
		want.ID = got.ID
		require.Equal(t, want.Progress, got.Progress)
		require.Equal(t, links(t, whole, ids...), links(t, g, ids...))
		require.Equal(t, all(t, whole, record.Deals, record.Companies, "7", "8"), all(t, g, record.Deals, record.Companies, "7", "8"))
	})
}

// A registry is an application that creates companies from the rows of another file.
type registry struct {
	ids   map[string]record.ID
	names map[record.ID]string
	asked []importer.Asked
}

func (r *registry) lookup(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
	r.asked = append(r.asked, asked)
	found := make([]importer.Found, len(asked.Keys))
	for i, key := range asked.Keys {
		if about := asked.Details[i]; about != nil && r.ids[key] == "" {
			id := record.ID(fmt.Sprint(100 + len(r.ids)))
			if !asked.DryRun {
				r.ids[key], r.names[id] = id, about["Name"]
			}
			found[i].ID = id
			continue
		}
		found[i].ID = r.ids[key]
	}
	return found, nil
}

// described maps the companies through a registry, with a file about them.
func described(r *registry, text string) importer.Mapping {
	m := people
	m.To.Lookup = r.lookup
	m.To.Details = &importer.Details{File: "companies.csv", Rows: importer.CSV(strings.NewReader(text), 0), Key: "Domain"}
	return m
}

func newRegistry() *registry {
	return &registry{ids: map[string]record.ID{"old.org": "10"}, names: map[record.ID]string{}}
}

// F7: the lookup gets the rows of the other file.
func TestF7AnotherFileFeedsTheLookup(t *testing.T) {
	g, r := open(t), newRegistry()
	m := described(r, "Name,Domain,,\nForce, force.org ,,x\nOld,old.org,,\nUnused,unused.org,,\n")
	report := run(t, g, m, header+"1,force.org,Manager\n2,force.org,\n1,old.org,Billing\n1,none.org,\n", &importer.Options{File: "people.csv"})
	require.Equal(t, map[string]string{"contacts/1 companies/101": "Manager*", "contacts/1 companies/10": "Billing", "contacts/2 companies/101": "*"}, links(t, g, "1", "2"))
	require.Equal(t, map[record.ID]string{"101": "Force"}, r.names)
	require.Equal(t, []string{"force.org", "old.org", "none.org"}, r.asked[0].Keys)
	require.Equal(t, []map[string]string{{"Name": "Force", "Domain": "force.org"}, {"Name": "Old", "Domain": "old.org"}, nil}, r.asked[0].Details)
	require.Equal(t, `people.csv: line 5, column 2 (Company), "none.org": no record has this key`, report.Errors[0].Error())
	require.Equal(t, record.Companies, report.Errors[0].Type)
}

// F7: a single report, which names the file of each error.
func TestF7OneReport(t *testing.T) {
	text := "Domain,Name\na.org,A\n,B\nc.org\nd.org,D\nd.org,D\nd.org,Dee\n\xff,E\nf.org,\xff\nd.org,D\n"
	rows := header + "1,a.org,\n1,c.org,\n1,d.org,\n1,f.org,\n1,a.org,Nobody\n"
	want := []string{
		"companies.csv 3/1//value missing", "companies.csv 4/0//wrong number of cells", "companies.csv 7/1/d.org/duplicate key",
		"companies.csv 8/1/\uFFFD/not valid UTF-8", "companies.csv 9/2/\uFFFD/not valid UTF-8",
		"people.csv 3/2/c.org/bad details", "people.csv 4/2/d.org/ambiguous", "people.csv 5/2/f.org/bad details", "people.csv 6/3/Nobody/label not found",
	}
	for _, dry := range []bool{true, false} {
		g, r := open(t), newRegistry()
		report := run(t, g, described(r, text), rows, &importer.Options{File: "people.csv", DryRun: dry})
		got := problems(report)
		for i := range got {
			got[i] = report.Errors[i].File + " " + got[i]
		}
		require.Equal(t, want, got)
		require.Equal(t, [4]int{5, 1, 4, 9}, [4]int{report.Rows, report.Created, report.Failed, report.ErrorCount})
		require.Len(t, r.asked, 1)
		require.Equal(t, []string{"a.org"}, r.asked[0].Keys, "what is wrong is not looked up")
	}
}

// F7, F6: an import of several files resumes at its last point, and lists no error twice.
func TestF7Resume(t *testing.T) {
	text := "Domain,Name\na.org,A\n,B\n"
	rows := header + "1,a.org,\n2,a.org,Nobody\n3,a.org,\n"
	want := run(t, open(t), described(newRegistry(), text), rows, nil)
	for stop := range 4 {
		g, r := open(t), newRegistry()
		ctx, cancel := context.WithCancel(context.Background())
		o := importer.Options{Batch: 1, Progress: func(p importer.Progress) {
			if p.Rows >= stop {
				cancel()
			}
		}}
		if stop == 0 {
			cancel()
		}
		first, err := importer.Run(ctx, g, strings.NewReader(rows), described(r, text), &o)
		if stop < 3 {
			require.ErrorIs(t, err, context.Canceled)
		}
		o.Progress, o.Resume = nil, first.Progress
		second := run(t, g, described(r, text), rows, &o)
		want.ID = second.ID
		require.Equal(t, want.Progress, second.Progress, "%d", stop)
		require.Len(t, append(first.Errors, second.Errors...), want.ErrorCount)
		cancel()
	}
}

// F7: another file that cannot be read ends the import before the first row.
func TestF7FileErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	for name, tt := range map[string]struct {
		text string
		err  error
		says string
	}{
		"empty":          {"", importer.ErrFile, "companies.csv: line 1: the file is empty"},
		"open quote":     {"Domain,Name\na,\"\n", importer.ErrFile, "companies.csv: line 2: "},
		"no key":         {"Name\nA\n", importer.ErrHeader, `companies.csv: column "Domain" is not in the file`},
		"two keys":       {"Domain,Domain\nA\n", importer.ErrHeader, `companies.csv: column "Domain" is in the file 2 times`},
		"a column twice": {"Domain,Name,Name\nA\n", importer.ErrHeader, `companies.csv: column "Name" is in the file 2 times`},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t)
			_, err := importer.Run(context.Background(), g, strings.NewReader(header+"1,old.org,\n"), described(newRegistry(), tt.text), nil)
			require.ErrorIs(t, err, tt.err)
			require.ErrorContains(t, err, tt.says)
			require.Empty(t, links(t, g, "1"))
		})
	}
	m := described(newRegistry(), "")
	m.To.Details.Rows = importer.CSV(iotest.ErrReader(broken), 0)
	_, err := importer.Run(context.Background(), open(t), strings.NewReader(header), m, nil)
	require.ErrorIs(t, err, broken)
	for _, change := range []func(*importer.Mapping){
		func(m *importer.Mapping) { m.To.Lookup = nil },
		func(m *importer.Mapping) { m.To.Details.Rows = nil },
		func(m *importer.Mapping) { m.To.Details.Key = " " },
	} {
		m := described(newRegistry(), "Domain\n")
		change(&m)
		_, err := importer.Run(context.Background(), open(t), strings.NewReader(header), m, nil)
		require.ErrorIs(t, err, importer.ErrMapping)
	}
}
