package importer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// people maps the file that most tests write: contacts, companies, labels.
var people = importer.Mapping{
	From:   importer.End{Type: record.Contacts, Header: "Contact"},
	To:     importer.End{Type: record.Companies, Header: "Company"},
	Labels: "Labels",
}

const header = "Contact,Company,Labels\n"

// open returns a graph with labels of every shape, and a clock that counts.
func open(t require.TestingT) *association.Graph { return openOn(t, memory.New()) }

func openOn(t require.TestingT, store storage.Storage) *association.Graph {
	ctx := context.Background()
	var now int64
	var id uint64
	g, err := association.Open(ctx, store, &association.Options{
		Clock:  func() time.Time { now++; return time.Unix(0, now) },
		NextID: func() uint64 { id++; return id },
	})
	require.NoError(t, err)
	for _, d := range []label.Definition{
		label.Single(record.Contacts, record.Companies, "Manager"),
		label.Single(record.Contacts, record.Companies, "Billing"),
		label.Paired(record.Contacts, record.Companies, "Employer", "Employee"),
		label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"),
	} {
		_, err := g.Define(ctx, d)
		require.NoError(t, err)
	}
	return g
}

// run imports text, which must not fail as a whole.
func run(t require.TestingT, g *association.Graph, m importer.Mapping, text string, o *importer.Options) importer.Report {
	report, err := importer.Run(context.Background(), g, strings.NewReader(text), m, o)
	require.NoError(t, err)
	requireSums(t, report.Progress)
	return report
}

// requireSums checks that every row is counted once.
func requireSums(t require.TestingT, p importer.Progress) {
	require.Equal(t, p.Rows, p.Created+p.Changed+p.Unchanged+p.Skipped+p.Failed, p.String())
	require.LessOrEqual(t, p.Failed, p.ErrorCount)
	require.LessOrEqual(t, p.Repeated, p.Rows)
}

// links returns every link between contacts and companies and among contacts, as
// contacts see them: labels by word, the primary with a star.
func links(t require.TestingT, g *association.Graph, contacts ...string) map[string]string {
	all := map[string]string{}
	for _, id := range contacts {
		of := record.New(record.Contacts, record.ID(id))
		for _, to := range []record.Type{record.Companies, record.Contacts} {
			for l, err := range g.Links(context.Background(), of, to) {
				require.NoError(t, err)
				words := []string{}
				for _, w := range l.Labels {
					words = append(words, w.Text)
				}
				slices.Sort(words)
				text := strings.Join(words, "+")
				if l.Primary {
					text += "*"
				}
				all[l.From.String()+" "+l.To.String()] = text
			}
		}
	}
	return all
}

func schemaOf(t require.TestingT, g *association.Graph) *schema.Schema {
	s, err := g.Schema(context.Background())
	require.NoError(t, err)
	return s
}

// events returns the events of a contact with companies and contacts.
func events(t require.TestingT, g *association.Graph, contacts ...string) []history.Event {
	var all []history.Event
	for _, id := range contacts {
		for _, to := range []record.Type{record.Companies, record.Contacts} {
			for e, err := range g.History(context.Background(), record.New(record.Contacts, record.ID(id)), to) {
				require.NoError(t, err)
				all = append(all, e)
			}
		}
	}
	return all
}

func operation(t require.TestingT, name string) history.OperationID {
	id, err := history.NamedOperation(name)
	require.NoError(t, err)
	return id
}

// problems returns the errors as line/column/value/kind.
func problems(r importer.Report) []string {
	all := []string{}
	for _, e := range r.Errors {
		all = append(all, fmt.Sprintf("%d/%d/%s/%s", e.Line, e.Column, e.Value, e.Kind))
	}
	return all
}

func TestF1OneRowPerAssociation(t *testing.T) {
	g := open(t)
	report := run(t, g, people, header+"1,10,\n1,11,\n2,10,\n", nil)
	require.Equal(t, 3, report.Created)
	require.Equal(t, map[string]string{
		"contacts/1 companies/10": "*", "contacts/1 companies/11": "", "contacts/2 companies/10": "*",
	}, links(t, g, "1", "2"))
	for _, e := range events(t, g, "1", "2") {
		require.Equal(t, history.By(history.Import), e.Source)
		require.Equal(t, report.ID, e.Group)
	}
}

func TestF1AnyPairOfTypes(t *testing.T) {
	g := open(t)
	m := importer.Mapping{From: importer.End{Type: record.Deals, Header: "d"}, To: importer.End{Type: record.Tickets, Header: "t"}}
	require.Equal(t, 1, run(t, g, m, "t;d\n7;8\n", &importer.Options{Comma: ';'}).Created)
	_, linked, err := g.Linked(context.Background(), record.New(record.Deals, "8"), record.New(record.Tickets, "7"))
	require.NoError(t, err)
	require.True(t, linked)
}

// Any character may separate cells, also one of several bytes.
func TestCommas(t *testing.T) {
	for _, comma := range []string{";", "\t", "|", "，"} {
		report := run(t, open(t), people, strings.ReplaceAll(header+"1,10,Manager\n", ",", comma), &importer.Options{Comma: []rune(comma)[0]})
		require.Equal(t, 1, report.Created, comma)
	}
}

func TestImportUnderTheCallersSourceAndID(t *testing.T) {
	g := open(t)
	id, err := history.NamedOperation("migration of 2024")
	require.NoError(t, err)
	report := run(t, g, people, header+"1,10,\n", &importer.Options{Source: history.By(history.Migration), ID: id})
	require.Equal(t, id, report.ID)
	for _, e := range events(t, g, "1") {
		require.Equal(t, history.By(history.Migration), e.Source)
		require.Equal(t, id, e.Group)
	}
}

// F2: the meaning of a label cell.
func TestF2Labels(t *testing.T) {
	for name, tt := range map[string]struct {
		cell string
		want string // "" and the error: no link
		kind importer.Kind
		says string
	}{
		"empty is unlabeled":           {"", "*", 0, ""},
		"one":                          {"Manager", "Manager*", 0, ""},
		"several, trimmed":             {" Manager ;Billing", "Billing+Manager*", 0, ""},
		"any case":                     {"mANAGER", "Manager*", 0, ""},
		"twice the same":               {"Manager;manager", "Manager*", 0, ""},
		"empty parts":                  {";; Manager;", "Manager*", 0, ""},
		"internal name":                {"employer", "Employer*", 0, ""},
		"this direction's word":        {"Employer", "Employer*", 0, ""},
		"other direction's word":       {"Employee", "", importer.WrongDirection, "Employer"},
		"unknown":                      {"Manager;Manger", "", importer.LabelNotFound, "Manger"},
		"primary":                      {"Primary", "*", 0, ""},
		"primary in any case":          {"Manager; PRIMARY", "Manager*", 0, ""},
		"primary by its built-in name": {"contact_to_company", "*", 0, ""},
		"the company's direction":      {"Primary;Contact with primary company", "", importer.WrongDirection, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t)
			report := run(t, g, people, header+"1,10,"+tt.cell+"\n", nil)
			if tt.want != "" {
				require.Empty(t, problems(report))
				require.Equal(t, map[string]string{"contacts/1 companies/10": tt.want}, links(t, g, "1"))
				return
			}
			require.Empty(t, links(t, g, "1"))
			require.Len(t, report.Errors, 1)
			e := report.Errors[0]
			require.Equal(t, tt.kind, e.Kind, e.Error())
			require.Equal(t, [2]int{2, 3}, [2]int{e.Line, e.Column})
			require.Equal(t, "Labels", e.Header)
			require.Contains(t, e.Error(), tt.says)
		})
	}
}

// F2: between records of the same type a cell may have the word of either side.
func TestF2WordsBetweenRecordsOfOneType(t *testing.T) {
	g := open(t)
	m := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "a"}, To: importer.End{Type: record.Contacts, Header: "b"}, Labels: "l",
	}
	report := run(t, g, m, "a,b,l\n1,2,Boss\n3,4,reports to\n5,6,Primary\n", nil)
	require.Equal(t, map[string]string{
		"contacts/1 contacts/2": "Boss", "contacts/2 contacts/1": "Reports to",
		"contacts/3 contacts/4": "Reports to", "contacts/4 contacts/3": "Boss",
	}, links(t, g, "1", "2", "3", "4", "5"))
	require.Equal(t, []string{"4/3/Primary/label not found"}, problems(report), "contacts have no primary contact")
}

// F2: the cell is read in the mapping's direction, and the word Primary marks the company,
// which may be either end.
func TestF2TheOtherDirection(t *testing.T) {
	g := open(t)
	m := importer.Mapping{From: people.To, To: people.From, Labels: "Labels"}
	report := run(t, g, m, header+"1,9,\n2,10,Employee; Primary\n2,11,Employer\n1,12,Primary\n", nil)
	require.Equal(t, map[string]string{"contacts/1 companies/9": "*", "contacts/2 companies/10": "Employer*"}, links(t, g, "1", "2"))
	require.Equal(t, []string{"4/3/Employer/wrong direction", "5/3/Primary/primary taken"}, problems(report))
}

// F2: Primary marks if the record has no primary, or this primary.
func TestF2Primary(t *testing.T) {
	for name, tt := range map[string]struct {
		rows string
		move bool
		want map[string]string
		errs []string
	}{
		"first":                 {"1,10,Primary\n1,11,\n", false, map[string]string{"contacts/1 companies/10": "*", "contacts/1 companies/11": ""}, []string{}},
		"the same":              {"1,10,\n1,10,Primary\n", false, map[string]string{"contacts/1 companies/10": "*"}, []string{}},
		"another is primary":    {"1,10,\n1,11,Primary;Manager\n", false, map[string]string{"contacts/1 companies/10": "*"}, []string{"3/3/Primary;Manager/primary taken"}},
		"another, may be moved": {"1,10,Billing\n1,11,Primary;Manager\n", true, map[string]string{"contacts/1 companies/10": "Billing", "contacts/1 companies/11": "Manager*"}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t)
			report := run(t, g, people, header+tt.rows, &importer.Options{MovePrimary: tt.move})
			require.Equal(t, tt.want, links(t, g, "1"))
			require.Equal(t, tt.errs, problems(report))
		})
	}
}

// F2: deals and leads each have a primary of the other type; a row sets one of the two marks.
func TestF2OneMarkForEachRow(t *testing.T) {
	g := open(t)
	leads := record.Type("leads")
	require.NoError(t, g.Edit(context.Background(), &schema.DefineType{Type: leads}))
	m := importer.Mapping{From: importer.End{Type: record.Deals, Header: "d"}, To: importer.End{Type: leads, Header: "l"}, Labels: "w"}
	catalog := schemaOf(t, g).Labels()
	reverse, _ := catalog.Primary(leads, record.Deals)
	seen, _ := catalog.Lookup(reverse.Inverse)
	report := run(t, g, m, "d,l,w\n1,2,Primary\n3,4,"+seen.Name+"\n5,6,Primary;"+seen.Name+"\n", nil)
	require.Equal(t, []string{"4/3/" + seen.Name + "/labels conflict"}, problems(report))
	require.ErrorContains(t, &report.Errors[0], "a row of its own")
	require.Equal(t, 2, report.Created)
}

// Regression 4: a bulk import that takes the marked row like any other.
func TestBulkUpsertIgnoresPrimary(t *testing.T) {
	g := open(t)
	var text strings.Builder
	text.WriteString(header)
	for i := range 50 {
		fmt.Fprintf(&text, "%d,10,\n%d,11,Primary\n", i, i)
	}
	require.Equal(t, 100, run(t, g, people, text.String(), &importer.Options{MovePrimary: true, Batch: 7}).Created)
	for i := range 50 {
		first, marked, err := g.Primary(context.Background(), record.New(record.Contacts, record.ID(fmt.Sprint(i))), record.Companies)
		require.NoError(t, err)
		require.True(t, marked)
		require.Equal(t, record.New(record.Companies, "11"), first)
	}
}

// Regression 14: a report of success for rows that were not written.
func TestBatchSaysSuccessWritesNothing(t *testing.T) {
	g := open(t)
	report := run(t, g, people, header+"1,10,Manager\n1,10,Nobody\n2,,\n3,11,\n", &importer.Options{Batch: 2})
	require.Equal(t, importer.Progress{ID: report.ID, Rows: 4, Line: 5, Created: 2, Failed: 2, ErrorCount: 2}, report.Progress)
	require.Len(t, links(t, g, "1", "2", "3"), report.Created, "the links reported as created exist")
}

// F3: labels are added, nothing is taken away.
func TestF3ImportAdds(t *testing.T) {
	g := open(t)
	run(t, g, people, header+"1,10,Manager\n1,11,\n", nil)
	report := run(t, g, people, header+"1,10,Billing\n1,11,Employer\n1,11,\n", nil)
	require.Equal(t, [2]int{2, 1}, [2]int{report.Changed, report.Unchanged})
	require.Equal(t, map[string]string{"contacts/1 companies/10": "Billing+Manager*", "contacts/1 companies/11": "Employer"}, links(t, g, "1"))
}

func TestF3ImportingTwiceChangesNothing(t *testing.T) {
	g := open(t)
	text := header + "1,10,Manager\n1,11,Employer;Billing\n2,10,Primary\n3,10,Oops\n"
	run(t, g, people, text, nil)
	before, stood := events(t, g, "1", "2", "3"), links(t, g, "1", "2", "3")
	report := run(t, g, people, text, nil)
	require.Equal(t, [2]int{3, 1}, [2]int{report.Unchanged, report.Failed})
	require.Equal(t, before, events(t, g, "1", "2", "3"), "no event is new")
	require.Equal(t, stood, links(t, g, "1", "2", "3"))
}

// F3: a row that is twice in the file changes nothing the second time.
func TestF3RepeatedRows(t *testing.T) {
	g := open(t)
	report := run(t, g, people, header+"1,10,Manager\n 1 ,10,Manager\n1,10,Billing\n1,10,Nobody\n1,10,Nobody\n11,0,Manager\n", &importer.Options{Batch: 1})
	require.Equal(t, importer.Progress{
		ID: report.ID, Rows: 6, Line: 7, Created: 2, Changed: 1, Unchanged: 1, Failed: 2, Repeated: 2, ErrorCount: 2,
	}, report.Progress)
}

func TestProgressIsAPlainValue(t *testing.T) {
	g := open(t)
	p := run(t, g, people, header+"1,10,\n", nil).Progress
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var back importer.Progress
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, p, back)
	require.Equal(t, "1 rows: 1 created", p.String())
}
