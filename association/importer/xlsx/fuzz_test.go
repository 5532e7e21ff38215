package xlsx_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/importer/xlsx"
)

// Whatever a sheet has, an import of the sheet ends, counts every row once, and reports the
// same in a dry run.
func FuzzSheet(f *testing.F) {
	good := book(f, [][]any{{"Contact", "Company", "Labels"}, {1, "10", "Manager"}, {1, 11.5, nil}, {true, "x", "Primary"}}, nil)
	sheet := part(f, good, sheet1)
	f.Add([]byte(sheet))
	for _, text := range []string{
		`<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row><row><c><v>1</v></c></row></sheetData></worksheet>`,
		`<worksheet><sheetData><row r="7"><c r="B7" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`,
		`<worksheet><sheetData><row><c t="d"><v>2026-01-01</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>1</f></c></row>`, "", "<",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, sheet []byte) {
		b, err := xlsx.Open(bytes.NewReader(parts(t, good, sheet1, "", string(sheet))), &xlsx.Options{MaxSize: 1 << 20})
		if err != nil {
			require.ErrorIs(t, err, importer.ErrFile)
			return
		}
		defer func() { require.NoError(t, b.Close()) }()
		g := graph(t)
		var reports [2]importer.Report
		for i := range reports {
			rows, err := b.Rows("")
			if err != nil {
				require.ErrorIs(t, err, importer.ErrFile)
				return
			}
			reports[i], err = importer.RunRows(context.Background(), g, rows, people, &importer.Options{DryRun: i == 0})
			if err != nil {
				return
			}
		}
		dry, wet := reports[0], reports[1]
		dry.ID = wet.ID
		require.Equal(t, dry.Progress, wet.Progress)
		require.Equal(t, wet.Rows, wet.Created+wet.Changed+wet.Unchanged+wet.Skipped+wet.Failed)
	})
}

// Whatever the bytes, opening them ends without a panic.
func FuzzOpen(f *testing.F) {
	f.Add(book(f, [][]any{{"a", 1}}, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := xlsx.Open(bytes.NewReader(content), &xlsx.Options{MaxSize: 1 << 20})
		if err != nil {
			require.ErrorIs(t, err, importer.ErrFile)
			return
		}
		defer func() { require.NoError(t, b.Close()) }()
		for _, s := range b.Sheets() {
			rows, err := b.Rows(s.Name)
			for err == nil {
				_, err = rows.Read()
			}
		}
	})
}
