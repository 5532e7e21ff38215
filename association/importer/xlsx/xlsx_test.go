package xlsx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/importer/xlsx"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// book returns a workbook with a single sheet of the given rows, after edit changed it.
func book(t testing.TB, rows [][]any, edit func(f *excelize.File)) []byte {
	f := excelize.NewFile()
	for i, row := range rows {
		require.NoError(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	if edit != nil {
		edit(f)
	}
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	require.NoError(t, f.Close())
	return out.Bytes()
}

// parts returns the workbook with parts of its archive replaced. If the old text is empty,
// the new text is the whole part.
func parts(t testing.TB, content []byte, name, old, text string) []byte {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		require.NoError(t, err)
		part, err := io.ReadAll(r)
		require.NoError(t, err)
		if f.Name == name {
			require.Contains(t, string(part), old)
			part = []byte(strings.Replace(string(part), old, text, 1))
			if old == "" {
				part = []byte(text)
			}
		}
		to, err := w.Create(f.Name)
		require.NoError(t, err)
		_, err = to.Write(part)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

const sheet1 = "xl/worksheets/sheet1.xml"

func open(t testing.TB, content []byte) *xlsx.Workbook {
	b, err := xlsx.Open(bytes.NewReader(content), &xlsx.Options{TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// read returns each row of a sheet as a text: its line, its cells, its faults.
func read(t testing.TB, content []byte, sheet string) []string {
	rows, err := open(t, content).Rows(sheet)
	require.NoError(t, err)
	var lines []string
	for {
		row, err := rows.Read()
		if err == io.EOF {
			_, err = rows.Read()
			require.Equal(t, io.EOF, err, "it stays at its end")
			return lines
		}
		require.NoError(t, err)
		line := fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|"))
		for _, f := range row.Faults {
			line += fmt.Sprintf(" (%d %s: %s)", f.Column, f.Kind, f.Err)
		}
		lines = append(lines, line)
	}
}

// F7: text, numbers as a person writes an id, truth values, and blank cells and rows.
func TestF7Cells(t *testing.T) {
	content := book(t, [][]any{
		{"a", "b", "c", nil},
		{"x", 100000, 1e5}, {"1E5", "1.0E5", "007"}, {123456789012345, 0.5, -3}, {true, false, " s "}, nil, {"", "  "},
		{nil, nil, "z"}, {"1", nil, nil, nil}, {"1", "2", "3", "4"}, {"1\n2", "=1+1", "ü"},
	}, nil)
	require.Equal(t, []string{
		"1: a|b|c", "2: x|100000|100000", "3: 1E5|1.0E5|007", "4: 123456789012345|0.5|-3", "5: TRUE|FALSE| s ",
		"8: ||z", "9: 1||", "10: 1|2|3|4", "11: 1\n2|=1+1|ü",
	}, read(t, content, ""))
}

// F7: a number is the same however the file writes it and the sheet shows it.
func TestF7NumbersOfAllShapes(t *testing.T) {
	for _, tt := range []struct{ raw, format, want string }{
		{"1E5", "", "100000"}, {"1.0E5", "", "100000"}, {"1e+5", "", "100000"}, {"100000.0", "", "100000"}, {"12345678", "0.00E+00", "12345678"},
		{"12345678", "#,##0.00", "12345678"}, {"0.25", "0%", "0.25"}, {"7", "0000", "7"}, {"7", `"No. "0`, "7"}, {"7", "[Red]0;[Blue]-0", "7"},
		{"7", `\d0`, "7"}, {"1.5", "[h]:mm", "1.5"}, {"999999999999999", "", "999999999999999"}, {"999999999999999", "0", "999999999999999"},
	} {
		content := book(t, [][]any{{"a"}, {1}}, func(f *excelize.File) {
			if tt.format != "" {
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &tt.format})
				require.NoError(t, err)
				require.NoError(t, f.SetCellStyle("Sheet1", "A2", "A2", style))
			}
		})
		content = parts(t, content, sheet1, "<v>1</v>", "<v>"+tt.raw+"</v>")
		require.Equal(t, []string{"1: a", "2: " + tt.want}, read(t, content, ""), "%+v", tt)
	}
}

// F7: dates and times have the same form, whatever the sheet shows, in both calendars.
func TestF7Dates(t *testing.T) {
	when := time.Date(2026, 9, 8, 13, 5, 9, 0, time.UTC)
	for format, want := range map[string]string{
		"d/m/yy": "2026-09-08", "mmmm": "2026-09-08", `yyyy"year"`: "2026-09-08", "hh:mm": "13:05:09", "h:mm AM/PM": "13:05:09", "mm:ss": "13:05:09",
		"d.m.yyyy h:mm": "2026-09-08T13:05:09", "[$-409]d-mmm-yy;@": "2026-09-08", `[Yellow]d\.m\.yy`: "2026-09-08", "General": "46273.5452430556",
	} {
		for _, old := range []bool{false, true} {
			content := book(t, [][]any{{"a"}}, func(f *excelize.File) {
				if old {
					require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &old}))
				}
				require.NoError(t, f.SetCellValue("Sheet1", "A2", when))
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
				require.NoError(t, err)
				require.NoError(t, f.SetCellStyle("Sheet1", "A2", "A2", style))
			})
			if old && format == "General" {
				continue
			}
			require.Equal(t, []string{"1: a", "2: " + want}, read(t, content, ""), "%s %v", format, old)
		}
	}
	for id, want := range map[int]string{14: "2026-09-08", 22: "2026-09-08T13:05:09", 20: "13:05:09", 2: "46273.5452430556", 46: "46273.5452430556"} {
		content := book(t, [][]any{{"a"}, {when, "text"}}, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{NumFmt: id})
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "A2", "B2", style))
		})
		require.Equal(t, []string{"1: a", "2: " + want + "|text"}, read(t, content, ""), "%d", id)
	}
}

// F7: a formula is its stored value. Without a stored value, or with an error, the cell is a
// fault.
func TestF7Formulas(t *testing.T) {
	content := book(t, [][]any{{"a", "b", "c"}, {7, 1, "x"}, {"1", 2, 3}}, func(f *excelize.File) {
		require.NoError(t, f.SetCellFormula("Sheet1", "A2", "3+4"))
		require.NoError(t, f.SetCellFormula("Sheet1", "B3", "1+1"))
	})
	require.Contains(t, part(t, content, sheet1), "<f>3+4</f><v>7</v>")
	content = parts(t, content, sheet1, "<f>1+1</f><v>2</v>", "<f>1+1</f>")
	content = parts(t, content, sheet1, `<c r="C3"><v>3</v>`, `<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>`)
	require.Equal(t, []string{
		"1: a|b|c", "2: 7|1|x",
		"3: 1||#DIV/0! (2 unreadable: the formula has no stored value: open the workbook in a spreadsheet and save it) (3 unreadable: the cell has the error #DIV/0!)",
	}, read(t, content, ""))
}

func itoa(n int) string { return fmt.Sprint(n) }

func part(t testing.TB, content []byte, name string) string {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	f, err := in.Open(name)
	require.NoError(t, err)
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(text)
}

// F7: numbers that a spreadsheet has rounded, and texts that do not exist, are faults.
func TestF7FlawedCells(t *testing.T) {
	content := book(t, [][]any{{"a"}, {1}}, nil)
	for raw, says := range map[string]string{
		"<v>1234567890123456</v>": "15 digits", "<v>1E+20</v>": "15 digits", "<v>-1e15</v>": "15 digits", "<v>x</v>": `"x" is no number`, "<v>NaN</v>": "",
	} {
		got := read(t, parts(t, content, sheet1, "<v>1</v>", raw), "")
		require.Len(t, got, 2)
		if says != "" {
			require.Contains(t, got[1], "(1 unreadable: ")
			require.Contains(t, got[1], says)
		}
	}
	content = book(t, [][]any{{"a"}, {"b"}}, nil)
	got := read(t, parts(t, content, sheet1, "<v>1</v>", "<v>2</v>"), "")
	require.Contains(t, got[1], `(1 unreadable: the cell names text "2", of 2 that the workbook has)`)
}

// F7: Rows returns the first sheet that is not hidden, or the named sheet.
func TestF7Sheets(t *testing.T) {
	content := book(t, [][]any{{"hidden"}}, func(f *excelize.File) {
		for _, name := range []string{"Second", "Tom & Jerry's", "Last"} {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			require.NoError(t, f.SetCellValue(name, "B2", name))
		}
		f.SetActiveSheet(3)
		require.NoError(t, f.SetSheetVisible("Sheet1", false))
		require.NoError(t, f.SetSheetVisible("Second", false, true))
	})
	b := open(t, content)
	var names []string
	for _, s := range b.Sheets() {
		names = append(names, fmt.Sprint(s.Name, s.Hidden))
	}
	require.Equal(t, []string{"Sheet1true", "Secondtrue", "Tom & Jerry'sfalse", "Lastfalse"}, names)
	require.Equal(t, []string{"2: |Tom & Jerry's"}, read(t, content, ""))
	require.Equal(t, []string{"2: |Last"}, read(t, content, "Last"))
	require.Equal(t, []string{"1: hidden"}, read(t, content, "Sheet1"))
	_, err := b.Rows("last")
	require.ErrorIs(t, err, xlsx.ErrSheet)
	require.ErrorContains(t, err, `"Tom & Jerry's"`)
}

// people maps contacts, companies and labels.
var people = importer.Mapping{
	From: importer.End{Type: record.Contacts, Header: "Contact"}, To: importer.End{Type: record.Companies, Header: "Company"}, Labels: "Labels",
}

func graph(t testing.TB) *association.Graph {
	g, err := association.Open(context.Background(), memory.New(), nil)
	require.NoError(t, err)
	_, err = g.Define(context.Background(), label.Single(record.Contacts, record.Companies, "Manager"))
	require.NoError(t, err)
	return g
}

// F6, F7: the report of a sheet is the report of the CSV file with the same cells, except
// for the places.
func TestF7TheReportIsThatOfCSV(t *testing.T) {
	cells := [][]string{
		{"Contact", "Note", "Company", "Labels"}, {"1", "", "10", "Manager"}, {"1", "x", "11", "Chief;Manager"}, {"", "", "12", ""},
		{"1", "", "13", "Primary"}, {"2", "", "10", ""}, {"1", "", "10", "Manager", "more"},
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	var rows [][]any
	for _, row := range cells {
		require.NoError(t, w.Write(row))
		anys := make([]any, len(row))
		for i, cell := range row {
			anys[i] = cell
		}
		rows = append(rows, anys)
	}
	w.Flush()
	for _, dry := range []bool{true, false} {
		o := importer.Options{File: "people", DryRun: dry, Batch: 2}
		want, err := importer.Run(context.Background(), graph(t), &text, people, &o)
		require.NoError(t, err)
		sheet, err := open(t, book(t, rows, nil)).Rows("")
		require.NoError(t, err)
		o.ID = want.ID
		got, err := importer.RunRows(context.Background(), graph(t), sheet, people, &o)
		require.NoError(t, err)
		require.Equal(t, want.Progress, got.Progress)
		require.Len(t, got.Errors, len(want.Errors))
		for i := range got.Errors {
			require.Equal(t, "Sheet1", got.Errors[i].Sheet)
			got.Errors[i].Sheet = ""
			require.Equal(t, want.Errors[i].Error(), got.Errors[i].Error())
		}
		require.Equal(t, "D3", got.Errors[0].Cell())
		got.Errors[0].Sheet = "Sheet1"
		require.Contains(t, got.Errors[0].Error(), `people: sheet "Sheet1", cell D3 (Labels), "Chief": `)
		text.Reset()
		w = csv.NewWriter(&text)
		require.NoError(t, w.WriteAll(cells))
	}
}

// F6: the fault of a cell counts if its column is mapped, and the rows after it are imported.
func TestF7FlawsAndResume(t *testing.T) {
	content := book(t, [][]any{{"Contact", "Note", "Company", "Labels"}, {1, 2, 10, nil}, {1, 3, 11, nil}, nil, {1, nil, 12}}, nil)
	content = parts(t, content, sheet1, `<c r="B2"><v>2</v>`, `<c r="B2"><v>1e99</v>`)
	content = parts(t, content, sheet1, `<c r="C3"><v>11</v>`, `<c r="C3"><v>11e99</v>`)
	b, g := open(t, content), graph(t)
	rows, err := b.Rows("")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	first, err := importer.RunRows(ctx, g, rows, people, &importer.Options{Batch: 1, Progress: func(importer.Progress) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	rows, err = b.Rows("")
	require.NoError(t, err)
	report, err := importer.RunRows(context.Background(), g, rows, people, &importer.Options{Resume: first.Progress})
	require.NoError(t, err)
	require.Equal(t, [4]int{3, 2, 1, 5}, [4]int{report.Rows, report.Created, report.Failed, report.Line})
	require.Equal(t, importer.Unreadable, report.Errors[0].Kind)
	require.Equal(t, "C3", report.Errors[0].Cell())
}
