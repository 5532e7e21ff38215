package laws

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A sheet is a file to import, and how.
type sheet struct {
	from, to, also record.Type
	lines          []line
	move           bool // marked rows take the mark from the link that has it
	batch          int
	id             string
}

// A line is a row of a sheet: the ids of its records, some missing, and the words of its cell.
type line struct {
	from, to, also record.ID
	words          []string
}

// drawSheet draws a file of records that exist in the account, and of words for labels, some of
// which exist in the account.
func drawSheet(t *rapid.T, m *machine) sheet {
	m.sheets++
	types := rapid.SampledFrom([][3]record.Type{
		{record.Contacts, record.Companies, record.Deals}, {record.Companies, record.Contacts, record.Notes},
		{record.Contacts, record.Contacts, record.Companies}, {record.Deals, record.Contacts, cars}, {record.Contacts, record.Notes, record.Tasks},
	}).Draw(t, "columns")
	s := sheet{
		from: types[0], to: types[1], also: types[2], id: fmt.Sprint("import-", m.sheets),
		move: rapid.Bool().Draw(t, "move"), batch: rapid.IntRange(1, 4).Draw(t, "batch"),
	}
	words := []string{"Primary", "Nobody's word"}
	for _, l := range m.model.labels {
		if l.IsLabel() && (l.From == s.from && l.To == s.to || l.From == s.to && l.To == s.from) {
			words = append(words, l.Text)
		}
	}
	slices.Sort(words)
	id := func(of record.Type, missing int) record.ID {
		var ids []record.ID
		for _, ref := range m.records {
			if ref.Type == of {
				ids = append(ids, ref.ID)
			}
		}
		if rapid.IntRange(0, missing).Draw(t, "missing") == 0 {
			return ""
		}
		return rapid.SampledFrom(ids).Draw(t, "id")
	}
	for range rapid.IntRange(1, 6).Draw(t, "rows") {
		l := line{from: id(s.from, 15), to: id(s.to, 15), also: id(s.also, 1)}
		for range max(0, rapid.IntRange(-1, 2).Draw(t, "words")) {
			l.words = append(l.words, rapid.SampledFrom(words).Draw(t, "word"))
		}
		s.lines = append(s.lines, l)
	}
	return s
}

// csv returns the text of the file.
func (s sheet) csv() string {
	var b strings.Builder
	b.WriteString("From,To,Labels,Also\n")
	for _, l := range s.lines {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", l.from, l.to, strings.Join(l.words, "; "), l.also)
	}
	return b.String()
}

// mapping says which column means which record: the third record is associated with the first
// and with the second, where the account allows such links.
func (s sheet) mapping() importer.Mapping {
	return importer.Mapping{
		From: importer.End{Type: s.from, Header: "From"}, To: importer.End{Type: s.to, Header: "To"},
		Labels: "Labels", Also: []importer.End{{Type: s.also, Header: "Also"}},
	}
}

// asks returns the operations of a row, the first of which has the row's labels, or false when
// the row itself is wrong.
func (s sheet) asks(w *model, l line) ([]*association.Associate, bool) {
	if l.from == "" || l.to == "" {
		return nil, false
	}
	first := &association.Associate{From: record.New(s.from, l.from), To: record.New(s.to, l.to)}
	_, ofFrom := w.rules[[2]record.Type{s.from, s.to}]
	_, ofTo := w.rules[[2]record.Type{s.to, s.from}]
	marked := false
	for _, word := range l.words {
		if word == "Primary" && (ofFrom || ofTo) {
			marked = true
			continue
		}
		known, err := w.resolve(s.from, s.to, label.Named(word))
		if err != nil {
			return nil, false
		}
		first.Labels = append(first.Labels, known)
	}
	if marked {
		if first.Mark = primary.MarkAsPrimary; s.move {
			first.Mark = primary.MarkReplace
		}
		if !ofFrom { // only From can be primary
			first.From, first.To = first.To, first.From
		}
	}
	asks := []*association.Associate{first}
	for _, end := range [2]record.Ref{record.New(s.from, l.from), record.New(s.to, l.to)} {
		if l.also != "" && w.isDefined(end.Type, s.also) {
			asks = append(asks, &association.Associate{From: end, To: record.New(s.also, l.also)})
		}
	}
	return asks, true
}

// importStep imports a file: in a dry run, for real, and once more.
func (m *machine) importStep(t *rapid.T, s sheet) {
	m.begin()
	t.Logf("import %s (%s, %s, %s), move %t, in batches of %d:\n%s", s.id, s.from, s.to, s.also, s.move, s.batch, s.csv())
	dry := m.imports(t, s, true)
	require.Equal(t, m.was, everything(t, m.store), "a dry run writes nothing")
	report := m.imports(t, s, false)
	require.Equal(t, dry, report, "a dry run tells the results")
	m.is, m.said = everything(t, m.store), fmt.Sprint(report.Progress)
	for _, e := range report.Errors {
		m.said += "\n" + e.Error()
	}
	moved := m.movedRows()
	require.Equal(t, m.modelImport(t, s, moved), counts(report.Progress))
	m.remember()

	again := m.imports(t, s, false)
	m.was = m.is
	require.Equal(t, m.is, everything(t, m.store), "a file imported again changes nothing")
	require.Equal(t, m.modelImport(t, s, moved), counts(again.Progress))
	require.Equal(t, [2]int{}, [2]int{again.Created, again.Changed})
	m.remember()
}

// counts returns a progress without the fields that the model does not know.
func counts(p importer.Progress) importer.Progress {
	p.Repeated, p.ErrorCount, p.Line = 0, 0, 0
	return p
}

// imports imports a file. If the store breaks, the import resumes where it ended.
func (m *machine) imports(t *rapid.T, s sheet, dry bool) importer.Report {
	o := importer.Options{ID: operation(t, s.id), MovePrimary: s.move, Batch: s.batch, DryRun: dry}
	report, err := importer.Run(m.ctx, m.Graph, strings.NewReader(s.csv()), s.mapping(), &o)
	for errors.Is(err, errBroken) {
		var more importer.Report
		if o.Resume = report.Progress; dry {
			o.Resume = importer.Progress{}
		}
		earlier := report.Errors
		if more, err = importer.Run(m.ctx, m.Graph, strings.NewReader(s.csv()), s.mapping(), &o); !dry {
			more.Errors = append(earlier, more.Errors...)
		}
		report = more
	}
	require.NoError(t, err)
	return report
}

// modelImport imports the file in the model, and returns the progress that the graph should
// report. The rows that move a mark have the given ids.
func (m *machine) modelImport(t *rapid.T, s sheet, moved map[int]string) importer.Progress {
	w := m.model
	counts := importer.Progress{ID: operation(t, s.id), Rows: len(s.lines)}
	w.into = &counts.ID
	wrote := m.newOperations()
	for i, l := range s.lines {
		asks, good := s.asks(w, l)
		came := map[association.Outcome]bool{}
		for _, ask := range asks {
			asked := command{op: ask}
			if ask.Mark == primary.MarkReplace {
				asked.once = moved[i+1]
			}
			one := w.transact(record.Time(m.clock.Load()), []command{asked})[0]
			if good = good && one.err == nil; one.err != nil {
				continue
			}
			require.Equal(t, ask.Mark == primary.MarkReplace, asked.once != "", "a row that moves a mark has an id")
			if outcome := one.result.Outcome; !one.result.Repeated || outcome == association.Skipped {
				came[outcome] = true
			}
			if one.wrote() {
				require.NotEmpty(t, wrote, "%s", ask)
				m.compareDeed(t, one, wrote[0], ask)
				wrote = wrote[1:]
			}
		}
		switch {
		case !good:
			counts.Failed++
		case came[association.Created]:
			counts.Created++
		case came[association.Changed]:
			counts.Changed++
		case came[association.Skipped]:
			counts.Skipped++
		default:
			counts.Unchanged++
		}
	}
	require.Empty(t, wrote)
	return counts
}

// newOperations returns the operations of the events of the last step, in their order.
func (m *machine) newOperations() []history.OperationID {
	var ids []history.OperationID
	for _, e := range m.is.Events[len(m.was.Events):] {
		ids = append(ids, e.Operation)
	}
	return slices.Compact(ids)
}

// movedRows returns the ids under which rows of the last step moved marks, by the number
// of the row.
func (m *machine) movedRows() map[int]string {
	names := map[int]string{}
	for id := range m.is.Operations {
		if _, before := m.was.Operations[id]; before {
			continue
		}
		words := strings.Fields(id.Name())
		if n, err := strconv.Atoi(words[len(words)-1]); err == nil {
			names[n] = id.Name()
		}
	}
	return names
}
