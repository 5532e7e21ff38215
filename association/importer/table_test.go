package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// A line is a row as a table reads it.
type line struct {
	number int
	cells  []string
	flaw   string
}

// readAll reads text as a table that wants every column.
func readAll(r io.Reader) ([]line, error) {
	return (&table{rows: CSV(r, 0)}).readAll()
}

func (t *table) readAll() ([]line, error) {
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	for i, h := range t.headers {
		t.wanted = append(t.wanted, column{header: h, index: i})
	}
	var all []line
	for {
		r := row{cells: make([]string, len(t.wanted))}
		if err := t.next(&r); err != nil {
			return all, err
		}
		l := line{number: r.line, cells: r.cells}
		if !r.valid() {
			l.flaw = r.faults[0].kind.String()
		}
		all = append(all, l)
	}
}

func TestTable(t *testing.T) {
	long, huge := strings.Repeat("x", MaxCell), strings.Repeat("x", MaxRow)
	for name, tt := range map[string]struct {
		text string
		want []line
	}{
		"plain":                    {"a,b\n1,2\n3,4\n", []line{{2, []string{"1", "2"}, ""}, {3, []string{"3", "4"}, ""}}},
		"no newline at the end":    {"a,b\n1,2", []line{{2, []string{"1", "2"}, ""}}},
		"empty last cell":          {"a,b\n1,", []line{{2, []string{"1", ""}, ""}}},
		"byte order mark":          {"\xef\xbb\xbfa,b\n1,2\n", []line{{2, []string{"1", "2"}, ""}}},
		"mark before a quote":      {"\xef\xbb\xbf\"a\",b\n1,2\n", []line{{2, []string{"1", "2"}, ""}}},
		"carriage returns":         {"a,b\r\n1,2\r\n3,4\r", []line{{2, []string{"1", "2"}, ""}, {3, []string{"3", "4"}, ""}}},
		"a lone carriage return":   {"a,b\n1\rx,2\n", []line{{2, []string{"1\rx", "2"}, ""}}},
		"blank lines":              {"\n\na,b\n\r\n1,2\n\n3,4\n\n", []line{{5, []string{"1", "2"}, ""}, {7, []string{"3", "4"}, ""}}},
		"quoted":                   {"a,b\n\"1,\"\"2\"\"\",\"\"\n", []line{{2, []string{"1,\"2\"", ""}, ""}}},
		"quoted newlines":          {"a,\"b\nc\"\n\"1\r\n1\n\",2\n3,4\n", []line{{3, []string{"1\n1", "2"}, ""}, {6, []string{"3", "4"}, ""}}},
		"space around cells":       {" a ,b\n 1\t,\u00a02\n", []line{{2, []string{"1", "2"}, ""}}},
		"too few cells":            {"a,b\n1\n3,4\n", []line{{2, []string{"1", ""}, "wrong number of cells"}, {3, []string{"3", "4"}, ""}}},
		"too many cells":           {"a,b\n1,2,3\n3,4\n", []line{{2, []string{"1", "2"}, "wrong number of cells"}, {3, []string{"3", "4"}, ""}}},
		"quote in a bare cell":     {"a,b\n5\" pipe,2\n3,4\n", []line{{2, []string{"", ""}, "stray quote"}, {3, []string{"3", "4"}, ""}}},
		"text after a quote":       {"a,b\n\"1\n\"x,2\n3,4\n", []line{{2, []string{"", ""}, "stray quote"}, {4, []string{"3", "4"}, ""}}},
		"not UTF-8":                {"a,b\n\xff,2\n3,4\n", []line{{2, []string{"", "2"}, "not valid UTF-8"}, {3, []string{"3", "4"}, ""}}},
		"the largest cell":         {"a,b\n" + long + ",2\n", []line{{2, []string{long, "2"}, ""}}},
		"too large":                {"a,b\n" + long + "x,2\n3,4\n", []line{{2, []string{"", "2"}, "too large"}, {3, []string{"3", "4"}, ""}}},
		"too large within a quote": {"a,b\n\"" + long + "\n\n\",2\n3,4\n", []line{{2, []string{"", "2"}, "too large"}, {5, []string{"3", "4"}, ""}}},
		"row too large":            {"a,b\n" + huge + ",2\n3,4\n", []line{{2, []string{"", ""}, "too large"}, {3, []string{"3", "4"}, ""}}},
		"row too large at the end": {"a,b\n" + huge, []line{{2, []string{"", ""}, "too large"}}},
		"more lines than a row":    {"a,b\n" + strings.Repeat("\r\n", MaxRow) + "1,2\n", []line{{2 + MaxRow, []string{"1", "2"}, ""}}},
		"no rows":                  {"a,b", nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text))} {
				got, err := readAll(r)
				require.Equal(t, io.EOF, err)
				require.Equal(t, tt.want, got)
			}
		})
	}
}

func TestFileErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		line int
		says string
		rows int
	}{
		"empty":                     {"", 1, "empty", 0},
		"blank":                     {"\n\n", 3, "empty", 0},
		"only a byte order mark":    {"\xef\xbb\xbf", 1, "empty", 0},
		"UTF-16":                    {"\xff\xfea\x00", 1, "UTF-16", 0},
		"UTF-16, other order":       {"\xfe\xff\x00a", 1, "UTF-16", 0},
		"a workbook":                {"PK\x03\x04...", 1, "package importer/xlsx", 0},
		"header with a stray quote": {"a,b\"c\n", 1, "byte 4 of line 1: bare", 0},
		"header not UTF-8":          {"a,\xff\n", 1, "column 2: not valid UTF-8", 0},
		"header too large":          {"a," + strings.Repeat("x", MaxRow), 1, "more than 1048576 bytes", 0},
		"quote never closed":        {"a,b\n1,2\n3,\"4\n5,6\n", 3, "the quote that opens the cell in column 2 is never closed", 1},
		"closed by no newline":      {"a,b\n\n1,\"", 3, "column 2 is never closed", 0},
		"header never closed":       {"a,\"b\n5,6\n", 1, "never closed", 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readAll(strings.NewReader(tt.text))
			var file *FileError
			require.ErrorAs(t, err, &file)
			require.ErrorIs(t, err, ErrFile)
			require.Equal(t, tt.line, file.Line)
			require.ErrorContains(t, err, tt.says)
			require.Len(t, rows, tt.rows)
		})
	}
}

// An error of the file's reader is returned, and half a row before it is not.
func TestReadErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	for _, text := range []string{"", "a", "a,b\n", "a,b\n1,2", "a,b\n1,\"2", "a,b\n1,2\"", "a,b\n" + strings.Repeat("x", MaxRow+9)} {
		rows, err := readAll(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)))
		require.ErrorIs(t, err, broken, cut(text))
		require.Empty(t, rows, cut(text))
	}
}

// A stray quote is reported with its place and the reason of encoding/csv.
func TestStrayQuotes(t *testing.T) {
	for name, tt := range map[string]struct {
		text   string
		line   int
		column column
		reason error
		says   string
	}{
		"in a bare cell":      {"a,b\n\n1,x\"\n", 3, column{header: "b", index: 1}, csv.ErrBareQuote, "byte 4 of line 3: "},
		"after a quoted cell": {"a,b\n\"1\n\n\"x,2\n", 2, column{header: "a", index: 0}, csv.ErrQuote, "byte 1 of line 4: "},
		"in the last line":    {"a,b\n1,\"2\"x", 2, column{header: "b", index: 1}, csv.ErrQuote, "byte 5 of line 2: "},
		"beyond the header":   {"a,b\n1,2,\"3\"x", 2, column{header: "", index: 2}, csv.ErrQuote, "byte 7 of line 2: "},
		"after a huge row":    {"a,b\n" + strings.Repeat("x", MaxRow) + "\n1,x\"\n", 3, column{header: "b", index: 1}, csv.ErrBareQuote, "byte 4 of line 3: "},
	} {
		t.Run(name, func(t *testing.T) {
			tab := &table{rows: CSV(strings.NewReader(tt.text), ',')}
			require.NoError(t, tab.readHeader())
			var r row
			for r.line < tt.line {
				r = row{}
				require.NoError(t, tab.next(&r))
			}
			require.Equal(t, tt.line, r.line)
			require.Len(t, r.faults, 1)
			require.Equal(t, tt.column, r.faults[0].column)
			require.ErrorIs(t, r.faults[0].err, tt.reason)
			require.ErrorContains(t, r.faults[0].err, tt.says)
			require.Equal(t, io.EOF, tab.next(&row{}))
		})
	}
}

// A cell of a column that no mapping names may be larger, and need not be UTF-8.
func TestUnmappedColumns(t *testing.T) {
	tab := &table{rows: CSV(strings.NewReader("a,notes\n1,\xff"+strings.Repeat("x", 5*MaxCell)+"\n"), ',')}
	require.NoError(t, tab.readHeader())
	tab.wanted = []column{{header: "a"}}
	r := row{cells: make([]string, 1)}
	require.NoError(t, tab.next(&r))
	require.True(t, r.valid())
	require.Equal(t, "1", r.cells[0])
}
