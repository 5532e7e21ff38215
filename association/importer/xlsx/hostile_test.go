package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/importer/xlsx"
)

// Opening a file that is no workbook returns an error that says so.
func TestNotAWorkbook(t *testing.T) {
	var empty bytes.Buffer
	w := zip.NewWriter(&empty)
	_, err := w.Create("hello.txt")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	good := book(t, [][]any{{"a"}}, nil)
	for name, tt := range map[string]struct {
		content []byte
		says    string
	}{
		"nothing":          {nil, "no archive"},
		"a CSV file":       {[]byte("a,b\n1,2\n"), "no archive"},
		"an old workbook":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "before 2007"},
		"another archive":  {empty.Bytes(), "no workbook"},
		"half a workbook":  {good[:len(good)/2], "zip"},
		"broken relations": {parts(t, good, "xl/_rels/workbook.xml.rels", "", "<Relationships"), "no workbook"},
		"broken list":      {parts(t, good, "xl/workbook.xml", "", "<workbook><sheets>"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := xlsx.Open(bytes.NewReader(tt.content), nil)
			if err == nil {
				_, err = b.Rows("")
				require.ErrorIs(t, err, xlsx.ErrSheet)
				require.NoError(t, b.Close())
				return
			}
			require.ErrorIs(t, err, importer.ErrFile)
			require.ErrorContains(t, err, tt.says)
		})
	}
	broken := errors.New("broken pipe")
	_, err = xlsx.Open(iotest.ErrReader(broken), nil)
	require.ErrorIs(t, err, broken)
}

// A sheet that is not well-formed is refused as a whole, before its first row.
func TestSheetsThatAreRefused(t *testing.T) {
	good := book(t, [][]any{{"a", "b"}, {1, 2}, {3, 4}}, nil)
	for name, tt := range map[string]struct{ old, text, says string }{
		"cut off":             {`<row r="3"`, `<row r="3" <`, "line 2: the sheet cannot be read"},
		"ends in a row":       {"</sheetData>", "", "cannot be read"},
		"cells out of order":  {`r="B2"`, `r="A2"`, `cell "A2" follows column 1`},
		"a cell without name": {`r="B2"`, `r="22"`, `cell "22" follows`},
		"rows out of order":   {`<row r="3"`, `<row r="2"`, `row "2" follows row 2`},
		"a row too far":       {`<row r="3"`, `<row r="1048577"`, "more rows"},
		"no row number":       {`<row r="3"`, `<row r="x"`, `row "x" follows`},
		"a huge row number":   {`<row r="3"`, `<row r="99999999999999999999"`, "follows row 2"},
		"a column too far":    {`r="B3"`, `r="XFE3"`, "more columns"},
		"a huge column":       {`r="B3"`, `r="` + strings.Repeat("Z", 100) + `3"`, "more columns"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t, parts(t, good, sheet1, tt.old, tt.text)).Rows("")
			require.ErrorIs(t, err, importer.ErrFile)
			require.ErrorContains(t, err, tt.says)
			require.ErrorContains(t, err, `sheet "Sheet1"`)
		})
	}
	got := read(t, parts(t, good, sheet1, `<row r="3"`, `<row r="1048576"`), "")
	require.Equal(t, "1048576: 3|4", got[2])
	texts := parts(t, good, "xl/sharedStrings.xml", "<si>", "<si")
	_, err := open(t, texts).Rows("")
	require.ErrorIs(t, err, importer.ErrFile)
	require.ErrorContains(t, err, "xl/sharedStrings.xml: ")
}

// A zip bomb is refused by the size that it declares, and by its real size.
func TestZipBombs(t *testing.T) {
	good := book(t, [][]any{{"a"}}, nil)
	bomb := parts(t, good, sheet1, "<sheetData>", strings.Repeat(" ", 8<<20)+"<sheetData>")
	require.Less(t, len(bomb), 1<<20)
	_, err := xlsx.Open(bytes.NewReader(bomb), &xlsx.Options{MaxSize: 4 << 20})
	require.ErrorIs(t, err, importer.ErrFile)
	require.ErrorContains(t, err, "more than 4194304 bytes")
	_, err = xlsx.Open(bytes.NewReader(good), &xlsx.Options{MaxSize: 100})
	require.ErrorContains(t, err, "more than 100 bytes")

	// This zip declares that its sheet is small.
	lie := bytes.Clone(bomb)
	in, err := zip.NewReader(bytes.NewReader(bomb), int64(len(bomb)))
	require.NoError(t, err)
	for _, f := range in.File {
		if f.Name == sheet1 {
			size := uint32(f.UncompressedSize64)
			was := []byte{byte(size), byte(size >> 8), byte(size >> 16), byte(size >> 24)}
			require.Contains(t, string(lie), string(was))
			lie = bytes.ReplaceAll(lie, was, []byte{0, 4, 0, 0})
		}
	}
	b, err := xlsx.Open(bytes.NewReader(lie), &xlsx.Options{MaxSize: 4 << 20})
	if err == nil {
		_, err = b.Rows("")
		require.NoError(t, b.Close())
	}
	require.ErrorIs(t, err, importer.ErrFile)

	var many bytes.Buffer
	w := zip.NewWriter(&many)
	for range 10_001 {
		_, err := w.Create("x")
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	_, err = xlsx.Open(bytes.NewReader(many.Bytes()), nil)
	require.ErrorContains(t, err, "10001 parts")
}

// A large sheet is read from a temporary file, which Close removes.
func TestLargeSheetsAreStreamed(t *testing.T) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	const rows = 2_200
	for i := range rows {
		require.NoError(t, w.SetRow("A"+itoa(i+1), []any{"Contact" + itoa(i), strings.Repeat("x", 8_000)}))
	}
	require.NoError(t, w.Flush())
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	require.NoError(t, f.Close())
	dir := t.TempDir()
	b, err := xlsx.Open(&out, &xlsx.Options{TempDir: dir})
	require.NoError(t, err)
	kept, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, kept)
	read, err := b.Rows("")
	require.NoError(t, err)
	n := 0
	for {
		row, err := read.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		require.Equal(t, "Contact"+itoa(n), row.Cells[0])
		n++
	}
	require.Equal(t, rows, n)
	require.NoError(t, b.Close())
	kept, err = os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, kept)
}
