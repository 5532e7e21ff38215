package importer_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// F6: every error has its line, column, value and kind; the other rows are imported.
func TestF6Errors(t *testing.T) {
	g, ctx := open(t), context.Background()
	billing, err := schemaOf(t, g).Labels().Resolve(record.Contacts, record.Companies, label.Named("Billing"))
	require.NoError(t, err)
	require.NoError(t, g.Edit(ctx, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies, Label: billing.ID}, Max: 1}))
	require.NoError(t, g.Edit(ctx, &schema.SetLimit{Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 2}))
	text := strings.Join([]string{
		"Note,Contact,\"The\nCompany\",Labels", // lines 1 and 2
		",1,10,Billing",
		"\"a note\non two lines\",1,11,Billing", // lines 4 and 5
		",1,12,Manager;Nobody;Employee",
		",,,Nobody",
		",1",
		",1,13,5\" pipe",
		",1,\xff,",
		",2,10,Primary",
		",3,10,Manager",
		",2,11,Primary",
		",4," + strings.Repeat("x", importer.MaxCell+1) + ",",
		",5,14,",
	}, "\r\n")
	m := people
	m.To.Header = "The\nCompany"
	for _, dry := range []bool{true, false} {
		report := run(t, g, m, text, &importer.Options{DryRun: dry, Batch: 4})
		for i := range report.Errors {
			require.NotEmpty(t, report.Errors[i].Error())
			if report.Errors[i].Kind == importer.TooLarge {
				report.Errors[i].Value = ""
			}
		}
		require.Equal(t, []string{
			"4/4/Billing/limit exceeded",
			"6/4/Nobody/label not found", "6/4/Employee/wrong direction",
			"7/2//value missing", "7/3//value missing", "7/4/Nobody/label not found",
			"8/0//wrong number of cells",
			"9/4//stray quote",
			"10/3/\uFFFD/not valid UTF-8",
			"12/3/10/limit exceeded",
			"13/4/Primary/primary taken",
			"14/3//too large",
		}, problems(report))
		require.Equal(t, importer.Progress{ID: report.ID, Rows: 12, Line: 15, Created: 3, Failed: 9, ErrorCount: 12}, report.Progress)
	}
}

// F6: an error of the graph is at the cell that is the cause.
func TestF6Refusals(t *testing.T) {
	ctx := context.Background()
	t.Run("same record", func(t *testing.T) {
		m := importer.Mapping{From: people.From, To: importer.End{Type: record.Contacts, Header: "Contact"}}
		require.Equal(t, []string{"2/1/1/same record"}, problems(run(t, open(t), m, "Contact\n1\n", nil)))
	})
	t.Run("labels that exclude each other", func(t *testing.T) {
		m := importer.Mapping{From: importer.End{Type: record.Companies, Header: "a"}, To: importer.End{Type: record.Companies, Header: "b"}, Labels: "c"}
		cell := "Parent company;Child company"
		require.Equal(t, []string{"2/3/" + cell + "/labels conflict"}, problems(run(t, open(t), m, "a,b,c\n1,2,"+cell+"\n", nil)))
	})
	t.Run("labels are not in the subscription", func(t *testing.T) {
		g := open(t)
		require.NoError(t, g.Edit(ctx, &schema.SetSubscription{Subscription: limits.Starter}))
		report := run(t, g, people, header+"1,10,Manager\n1,10,\n", nil)
		require.Equal(t, []string{"2/3/Manager/not in the subscription"}, problems(report))
		require.Equal(t, 1, report.Created)
	})
	t.Run("limit without a label column", func(t *testing.T) {
		g := open(t)
		require.NoError(t, g.Edit(ctx, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 1}))
		m := people
		m.Labels = ""
		require.Equal(t, []string{"3/1/1/limit exceeded"}, problems(run(t, g, m, header+"1,10,\n1,11,\n", nil)))
	})
}

// D2: the activities for which a record has no room are skipped, not failed.
func TestActivitiesBeyondTheSumAreSkipped(t *testing.T) {
	g, ctx := open(t), context.Background()
	require.NoError(t, g.Edit(ctx, &schema.SetActivitySum{Max: 2, Types: []record.Type{"calls", "notes"}}))
	m := importer.Mapping{From: people.From, To: importer.End{Type: "calls", Header: "Call"}}
	report := run(t, g, m, "Contact,Call\n1,1\n1,2\n1,3\n1,2\n", &importer.Options{DryRun: true})
	require.Equal(t, [3]int{2, 1, 1}, [3]int{report.Created, report.Skipped, report.Unchanged})
	require.Equal(t, report.Progress, run(t, g, m, "Contact,Call\n1,1\n1,2\n1,3\n1,2\n", &importer.Options{ID: report.ID}).Progress)
}

// F6: errors are listed up to MaxErrors, and all are counted.
func TestF6ErrorsAreBounded(t *testing.T) {
	report := run(t, open(t), people, header+strings.Repeat("1,,\n", 10), &importer.Options{MaxErrors: 3})
	require.Len(t, report.Errors, 3)
	require.Equal(t, [2]int{10, 10}, [2]int{report.Failed, report.ErrorCount})
}

func TestF6Progress(t *testing.T) {
	var seen []int
	o := importer.Options{Batch: 2, Progress: func(p importer.Progress) { seen = append(seen, p.Rows); requireSums(t, p) }}
	run(t, open(t), people, header+"1,10,\n1,11,\n1,12,\n,,\n1,13,\n", &o)
	require.Equal(t, []int{2, 4, 5}, seen)
}

// F6: a dry run writes nothing, not even if it reports rows as created.
func TestF6DryRunWritesNothing(t *testing.T) {
	g := open(t)
	report := run(t, g, people, header+"1,10,Manager\n", &importer.Options{DryRun: true})
	require.Equal(t, 1, report.Created)
	require.Empty(t, links(t, g, "1"))
	require.Empty(t, events(t, g, "1"))
}

// The clock of the earlier events may be ahead of the clock of the import.
func TestF6DryRunWhenTheClockRunsBehind(t *testing.T) {
	ctx, store := context.Background(), memory.New()
	for _, now := range []int64{1_000_000, 1} {
		g, err := association.Open(ctx, store, &association.Options{Clock: func() time.Time { return time.Unix(0, now) }})
		require.NoError(t, err)
		dry := run(t, g, people, header+"1,10,\n1,11,\n", &importer.Options{DryRun: true})
		wet := run(t, g, people, header+"1,10,\n1,11,\n", &importer.Options{ID: dry.ID})
		require.Equal(t, wet, dry)
		run(t, g, people, header+fmt.Sprintf("1,1%d,\n", now), &importer.Options{DryRun: true})
	}
}

func TestHeaders(t *testing.T) {
	for name, tt := range map[string]struct {
		header string
		times  int
		says   string
	}{
		"missing":        {"Contact,company,Labels\n", 0, `column "Company" is not in the file: it has "Contact", "company", "Labels"`},
		"twice":          {"Contact,Company,Labels, Company \n", 2, `column "Company" is in the file 2 times`},
		"many":           {strings.Repeat("x,", 30) + "y\n", 0, `and 11 more`},
		"other comma":    {"Contact;Company;Labels\n", 0, `"Contact;Company;Labels"`},
		"twice unmapped": {"Contact,Company,Labels,x,x\n", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := importer.Run(context.Background(), open(t), strings.NewReader(tt.header), people, nil)
			if tt.says == "" {
				require.NoError(t, err)
				return
			}
			var missing *importer.HeaderError
			require.ErrorAs(t, err, &missing)
			require.ErrorIs(t, err, importer.ErrHeader)
			require.ErrorContains(t, err, tt.says)
			require.Equal(t, tt.times, missing.Times)
		})
	}
}

// A mapping or an option that contradicts itself fails before anything is read.
func TestMappingErrors(t *testing.T) {
	other := func(change func(*importer.Mapping)) importer.Mapping { m := people; change(&m); return m }
	for name, tt := range map[string]struct {
		mapping importer.Mapping
		options importer.Options
		err     error
	}{
		"no header":          {other(func(m *importer.Mapping) { m.From.Header = "" }), importer.Options{}, importer.ErrMapping},
		"blank label column": {other(func(m *importer.Mapping) { m.Labels = " " }), importer.Options{}, importer.ErrMapping},
		"undefined type":     {other(func(m *importer.Mapping) { m.To.Type = "rockets" }), importer.Options{}, label.ErrUndefinedType},
		"undefined pair":     {other(func(m *importer.Mapping) { m.From.Type, m.To.Type = "calls", "notes" }), importer.Options{}, label.ErrUndefinedPair},
		"comma":              {people, importer.Options{Comma: '"'}, importer.ErrMapping},
		"no character":       {people, importer.Options{Comma: -1}, importer.ErrMapping},
		"replacement":        {people, importer.Options{Comma: '\uFFFD'}, importer.ErrMapping},
		"batch":              {people, importer.Options{Batch: -1}, importer.ErrMapping},
		"errors":             {people, importer.Options{MaxErrors: -1}, importer.ErrMapping},
		"source":             {other(func(m *importer.Mapping) { m.To.Type = record.Deals }), importer.Options{Source: history.By(history.DomainAssociation)}, history.ErrSource},
		"resume":             {people, importer.Options{Resume: importer.Progress{Rows: -1}}, importer.ErrResume},
	} {
		t.Run(name, func(t *testing.T) {
			unread := strings.NewReader(header)
			_, err := importer.Run(context.Background(), open(t), unread, tt.mapping, &tt.options)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, len(header), unread.Len())
		})
	}
}

// F6: a Progress of another file is noticed.
func TestF6ResumeInAnotherFile(t *testing.T) {
	for _, at := range []importer.Progress{{Rows: 2, Line: 4}, {Rows: 3, Line: 4}, {Rows: 0, Line: 1}} {
		_, err := importer.Run(context.Background(), open(t), strings.NewReader(header+"1,10,\n1,11,\n"), people, &importer.Options{Resume: at})
		require.ErrorIs(t, err, importer.ErrResume, "%+v", at)
	}
}

// A file whose end cannot be read is imported up to the error.
func TestRowsBeforeAFileErrorAreImported(t *testing.T) {
	g := open(t)
	report, err := importer.Run(context.Background(), g, strings.NewReader(header+"1,10,\n1,11,\n1,\"12,\n1,13,\n"), people, nil)
	require.ErrorIs(t, err, importer.ErrFile)
	require.ErrorContains(t, err, "line 4")
	require.Equal(t, [2]int{2, 2}, [2]int{report.Rows, report.Created})
	require.Len(t, links(t, g, "1"), 2)
}

// Others may edit the schema between batches: later rows are read under the new schema.
func TestALabelIsDefinedMeanwhile(t *testing.T) {
	g, ctx := open(t), context.Background()
	o := importer.Options{Batch: 1, Progress: func(p importer.Progress) {
		if p.Rows == 1 {
			_, err := g.Define(ctx, label.Single(record.Contacts, record.Companies, "Nobody"))
			require.NoError(t, err)
		}
	}}
	report := run(t, g, people, header+"1,10,Nobody\n1,11,Nobody\n", &o)
	require.Equal(t, []string{"2/3/Nobody/label not found"}, problems(report))
	require.Equal(t, 1, report.Created)
}

func TestCancelled(t *testing.T) {
	g := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	o := importer.Options{Batch: 1, Progress: func(p importer.Progress) {
		if p.Rows == 2 {
			cancel()
		}
	}}
	report, err := importer.Run(ctx, g, strings.NewReader(header+"1,10,\n1,11,\n1,12,\n"), people, &o)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, [2]int{2, 2}, [2]int{report.Rows, report.Created})
	require.Len(t, links(t, g, "1"), 2)
}

// failing is a store whose Updates fail after some have succeeded.
type failing struct {
	storage.Storage
	left int
}

var errDown = errors.New("store is down")

func (f *failing) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	if f.left--; f.left < 0 {
		return errDown
	}
	return f.Storage.Update(ctx, anchors, fn)
}

// Traits asks for a single operation in a transaction, so that a batch can fail half way.
func (f *failing) Traits() storage.Traits {
	t := f.Storage.Traits()
	t.Group = 1
	return t
}

// F6: after a failure of the store the progress says exactly which rows were written.
func TestF6ResumeAfterTheStoreFailed(t *testing.T) {
	ctx := context.Background()
	text := header + "1,10,Nobody\n1,10,\n1,11,\n,,\n1,12,\n1,13,\n"
	store := &failing{memory.New(), 1_000}
	g, err := association.Open(ctx, store, nil)
	require.NoError(t, err)
	store.left = 2
	report, err := importer.Run(ctx, g, strings.NewReader(text), people, nil)
	require.ErrorIs(t, err, errDown)
	require.Equal(t, importer.Progress{ID: report.ID, Rows: 4, Line: 5, Created: 2, Failed: 2, ErrorCount: 3}, report.Progress)
	store.left = 1_000
	first := report.ID
	report = run(t, g, people, text, &importer.Options{Resume: report.Progress})
	require.Equal(t, importer.Progress{ID: first, Rows: 6, Line: 7, Created: 4, Failed: 2, ErrorCount: 3}, report.Progress)
}

// drawFile draws a file of few records, so that rows share them: with repeated links,
// limits, marks on several companies, and every kind of error.
func drawFile(t *rapid.T) string {
	cell := rapid.SampledFrom([]string{"", "Manager", "Billing", "Primary", "Employer;Manager", "Employee", "Nobody", "\"Billing;\n Primary\""})
	rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			return rapid.SampledFrom([]string{"", "1", "a\"b,1,2", "1,2,3,4", ",10,", "\xff,1,"}).Draw(t, "row")
		}
		return fmt.Sprintf("%d,1%d,%s", rapid.IntRange(1, 3).Draw(t, "contact"), rapid.IntRange(0, 4).Draw(t, "company"), cell.Draw(t, "labels"))
	}), 0, 40).Draw(t, "rows")
	return header + strings.Join(rows, "\n")
}

// limited returns a graph with limits that a drawn file reaches.
func limited(t require.TestingT) *association.Graph {
	g := open(t)
	limit(t, g)
	return g
}

func limit(t require.TestingT, g *association.Graph) {
	require.NoError(t, g.Edit(context.Background(), &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 3}))
}

// F3, F6: an import gives the same graph and the same report with batches of any size, after a
// dry run, and after stops and resumptions anywhere.
func TestImportIsTheSameHoweverItIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, contacts := drawFile(t), []string{"1", "2", "3"}
		o := importer.Options{MovePrimary: rapid.Bool().Draw(t, "move"), Batch: 1000}
		o.ID, _ = history.NamedOperation("import")
		whole := limited(t)
		want := run(t, whole, people, text, &o)

		g := limited(t)
		o.Batch = rapid.IntRange(1, 12).Draw(t, "batch")
		o.DryRun = true
		require.Equal(t, want, run(t, g, people, text, &o), "dry run")
		require.Empty(t, events(t, g, contacts...))
		o.DryRun = false

		stop := rapid.IntRange(0, 40).Draw(t, "stop")
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		o.Progress = func(p importer.Progress) {
			if p.Rows >= stop {
				cancel()
			}
		}
		first, err := importer.Run(ctx, g, strings.NewReader(text), people, &o)
		o.Progress, o.Resume = nil, first.Progress
		if err == nil {
			require.Equal(t, want, first)
		}
		second := run(t, g, people, text, &o)
		require.Equal(t, want.Progress, second.Progress, "resumed")
		require.Equal(t, want.ErrorCount, len(first.Errors)+len(second.Errors))
		require.Equal(t, links(t, whole, contacts...), links(t, g, contacts...))
		require.Len(t, events(t, g, contacts...), len(events(t, whole, contacts...)))
	})
}

// F3: a second import of any file changes nothing.
func TestF3TwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, contacts := drawFile(t), []string{"1", "2", "3"}
		g, o := limited(t), importer.Options{MovePrimary: rapid.Bool().Draw(t, "move")}
		first := run(t, g, people, text, &o)
		stood, before := links(t, g, contacts...), events(t, g, contacts...)
		second := run(t, g, people, text, &o)
		require.Equal(t, stood, links(t, g, contacts...))
		require.Zero(t, second.Created)
		require.Equal(t, first.Failed, second.Failed)
		if !o.MovePrimary { // else a mark may go round
			require.Zero(t, second.Changed)
			require.Equal(t, before, events(t, g, contacts...))
		}
	})
}

// Whatever the bytes, an import ends, counts every row once and reports the same in a
// dry run.
func FuzzImport(f *testing.F) {
	for _, text := range []string{
		header + "1,10,Manager\n1,11,Primary\n", "\xef\xbb\xbf" + header + "\"1\n\",10,\"Billing;\"\r\n", header + "1,10", header + "1,10,\"", header + "1,10,\"\n1,11,\n", header + "\n\r\n1,10,\"a\"b", "Contact,Company\n",
		header + "\xff,1,\n1,\"a\"b,\n,,,,\n", header + "1,1,contact_to_company\n1,1,;;Primary\n",
	} {
		f.Add([]byte(text), uint8(3), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, batch uint8, move bool) {
		ctx, g := context.Background(), limited(t)
		o := importer.Options{Batch: int(batch), MovePrimary: move, DryRun: true}
		o.ID, _ = history.NamedOperation("import")
		dry, dryErr := importer.Run(ctx, g, strings.NewReader(string(data)), people, &o)
		o.DryRun = false
		wet, err := importer.Run(ctx, g, strings.NewReader(string(data)), people, &o)
		require.Equal(t, fmt.Sprint(dryErr), fmt.Sprint(err))
		require.Equal(t, dry.Progress, wet.Progress)
		requireSums(t, wet.Progress)
		for i := range wet.Errors {
			require.Equal(t, dry.Errors[i].Error(), wet.Errors[i].Error())
			require.Greater(t, wet.Errors[i].Line, 1)
		}
	})
}
