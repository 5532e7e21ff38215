package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// A line is what a table makes of one row.
type line struct {
	number int
	cells  []string
	flaw   string
}

// readAll reads text as a table that wants every column.
func readAll(r io.Reader) ([]line, error) {
	t, err := open(r, ',')
	if err != nil {
		return nil, err
	}
	headers, err := t.header()
	if err != nil {
		return nil, err
	}
	var wanted []column
	for i, h := range headers {
		wanted = append(wanted, column{h, i})
	}
	t.take(wanted)
	var all []line
	for {
		r := row{cells: make([]string, len(wanted))}
		if err := t.next(&r); err != nil {
			return all, err
		}
		l := line{number: r.line, cells: r.cells}
		if !r.good() {
			l.flaw = r.faults[0].kind.String()
		}
		all = append(all, l)
	}
}

func TestTable(t *testing.T) {
	long := strings.Repeat("x", MaxCell)
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
		"quote in a bare cell":     {"a,b\n5\" pipe,2\n3,4\n", []line{{2, []string{"5", ""}, "stray quote"}, {3, []string{"3", "4"}, ""}}},
		"text behind a quote":      {"a,b\n\"1\n\"x,2\n3,4\n", []line{{2, []string{"1", ""}, "stray quote"}, {4, []string{"3", "4"}, ""}}},
		"not UTF-8":                {"a,b\n\xff,2\n3,4\n", []line{{2, []string{"\xff", "2"}, "not valid UTF-8"}, {3, []string{"3", "4"}, ""}}},
		"the largest cell":         {"a,b\n" + long + ",2\n", []line{{2, []string{long, "2"}, ""}}},
		"too large":                {"a,b\n" + long + "x,2\n3,4\n", []line{{2, []string{long, "2"}, "cell too large"}, {3, []string{"3", "4"}, ""}}},
		"too large within a quote": {"a,b\n\"" + long + "\n\n\",2\n3,4\n", []line{{2, []string{long, "2"}, "cell too large"}, {5, []string{"3", "4"}, ""}}},
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
		"header with a stray quote": {"a,b\"c\n", 1, "column 2: stray quote", 0},
		"header not UTF-8":          {"a,\xff\n", 1, "column 2: not valid UTF-8", 0},
		"header too large":          {"a," + strings.Repeat("x", maxHeader), 1, "column 2: cell too large", 0},
		"too many columns":          {strings.Repeat(",", maxColumns), 1, "column 16385: wrong number of cells", 0},
		"quote never closed":        {"a,b\n1,2\n3,\"4\n5,6\n", 3, "the quote that opens the cell in column 2 is never closed", 1},
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

// What the reader of the file reports is handed on, and half a row is none.
func TestReadErrors(t *testing.T) {
	broken := errors.New("broken pipe")
	for _, text := range []string{"", "a", "a,b\n", "a,b\n1,2", "a,b\n1,\"2"} {
		_, err := readAll(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)))
		require.ErrorIs(t, err, broken, text)
	}
}

// A cell that nobody wants may be of any size: it is not kept.
func TestUnmappedColumnsAreNotKept(t *testing.T) {
	tab, err := open(strings.NewReader("a,notes\n1,"+strings.Repeat("x", 5*MaxCell)+"\n"), ',')
	require.NoError(t, err)
	_, err = tab.header()
	require.NoError(t, err)
	tab.take([]column{{"a", 0}})
	r := row{cells: make([]string, 1)}
	require.NoError(t, tab.next(&r))
	require.True(t, r.good())
	require.Equal(t, "1", r.cells[0])
	require.Less(t, cap(tab.text), MaxCell)
}

// Where encoding/csv finds no error, a table reads the same rows from the same lines.
func FuzzTableReadsLikeEncodingCSV(f *testing.F) {
	for _, text := range []string{
		"a,b\n1,2\n", "\"a\"\"\",b\r\n\"x\r\ny\",2\r", "a\n\n\"\"\n", "a,b\n1\n", "a\n\"b\"c\n", "a\nb\"\n", "a,\n,", "\"", "a\n\"x", "a\rb\n\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || len(data) > MaxCell {
			return
		}
		got, err := readAll(bytes.NewReader(data))
		std := csv.NewReader(bytes.NewReader(data))
		std.FieldsPerRecord = -1
		headers, stdErr := std.Read()
		if stdErr != nil {
			require.Error(t, err)
			return
		}
		if errors.Is(err, ErrFile) && !utf8.Valid(data) {
			return
		}
		for i := 0; ; i++ {
			cells, stdErr := std.Read()
			if stdErr == io.EOF {
				require.Equal(t, io.EOF, err)
				require.Len(t, got, i)
				return
			}
			if stdErr != nil && i == len(got) {
				require.ErrorIs(t, err, ErrFile, "a quote that is never closed")
				return
			}
			require.Less(t, i, len(got))
			if stdErr != nil {
				require.NotEmpty(t, got[i].flaw)
				continue
			}
			number, _ := std.FieldPos(0)
			require.Equal(t, number, got[i].number)
			if len(cells) != len(headers) {
				require.NotEmpty(t, got[i].flaw)
				continue
			}
			for k := range cells {
				require.Equal(t, strings.TrimSpace(cells[k]), got[i].cells[k])
			}
		}
	})
}
