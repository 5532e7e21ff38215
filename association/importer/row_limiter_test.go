package importer

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// fits is how many bytes a row of the drawn files may have.
const fits = 24

// limited returns a table of rows of at most fits bytes.
func limited(r io.Reader) *table {
	c := &csvRows{in: newRowLimiter(r, fits), comma: ','}
	c.restart()
	return &table{rows: c}
}

// drawRow draws a row of two cells. It returns how many lines the row has, and the line that a
// table makes of the row.
func drawRow(t *rapid.T, newline string) (text string, lines int, want line) {
	last := rapid.IntRange(0, 2*fits).Draw(t, "length")
	switch rapid.SampledFrom([]string{"bare", "quoted", "stray", "blank"}).Draw(t, "row") {
	case "bare":
		text, lines, want = "1,"+strings.Repeat("x", last), 1, line{cells: []string{"1", strings.Repeat("x", last)}}
	case "quoted":
		text, lines, want = "\"1"+newline+"2\","+strings.Repeat("x", last), 2, line{cells: []string{"1\n2", strings.Repeat("x", last)}}
	case "stray":
		text, lines, want = "1,\"2\"3"+strings.Repeat("x", last), 1, line{cells: []string{"", ""}, flaw: "stray quote"}
	default:
		return newline, 1, line{}
	}
	if text += newline; len(text) > fits {
		want = line{cells: []string{"", ""}, flaw: "too large"}
	}
	return text, lines, want
}

// Rows that are too large do not change how the other rows are read: every row is returned
// once, with its line, whatever the size of each read of the file.
func TestRowsBesideHugeOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newline := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "newline")
		text, number := "a,b"+newline, 2
		var want []line
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			row, lines, l := drawRow(t, newline)
			if l.cells != nil {
				l.number = number
				want = append(want, l)
			}
			text, number = text+row, number+lines
		}
		for _, r := range []io.Reader{
			strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text)),
		} {
			got, err := limited(r).readAll()
			require.Equal(t, io.EOF, err)
			require.Equal(t, want, got)
		}
	})
}

// A row may have as many bytes as the limit allows, with or without a newline at the end of
// the file.
func TestARowThatJustFits(t *testing.T) {
	for _, newline := range []string{"", "\n"} {
		row := "1," + strings.Repeat("x", fits-len("1,"+newline))
		got, err := limited(strings.NewReader("a,b\n" + row + newline)).readAll()
		require.Equal(t, io.EOF, err)
		require.Equal(t, []line{{2, []string{"1", row[2:]}, ""}}, got)
	}
}

// After a quote that is never closed, the rows within the limit are lost and no others. The
// error names their lines.
func TestAnOpenQuoteIsGivenUp(t *testing.T) {
	tab := limited(strings.NewReader("a,b\n1,2\n3,\"4\n" + strings.Repeat("5,6\n", 8) + "7,8"))
	require.NoError(t, tab.readHeader())
	var all []string
	for {
		var r row
		if err := tab.next(&r); err != nil {
			require.Equal(t, io.EOF, err)
			break
		}
		all = append(all, fmt.Sprint(r.line))
		for _, f := range r.faults {
			all = append(all, f.kind.String(), f.err.Error())
		}
	}
	require.Equal(t, []string{
		"2", "3", "too large", "the row has more than 24 bytes: lines 3 to 8 are not read, a quote in them may never be closed",
		"9", "10", "11", "12",
	}, all)
}

// Whatever the bytes and the size of each read, a file ends, rows follow each other, and no
// row is larger than the limit.
func FuzzRowsWithinALimit(f *testing.F) {
	for _, text := range []string{"a\n1,2\n", "a\n\r\n\r\"\n\"\n", "a,b\n\"" + strings.Repeat("1\n", fits), "a\n" + strings.Repeat("1", 2*fits) + "\"\n\"\"", "a\n1\r"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := limited(strings.NewReader(text)).readAll()
		require.Error(t, err)
		again, errAgain := limited(iotest.OneByteReader(strings.NewReader(text))).readAll()
		require.Equal(t, got, again)
		require.Equal(t, err, errAgain)
		for i, l := range got {
			require.LessOrEqual(t, l.number, 1+strings.Count(text, "\n"))
			require.LessOrEqual(t, len(strings.Join(l.cells, ",")), fits)
			if i > 0 {
				require.Greater(t, l.number, got[i-1].number)
			}
		}
	})
}

// An endless reader is a file of a single row of many bytes.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	if e.left -= n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// allocated returns how many bytes fn allocates.
func allocated(fn func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// The memory for a row has a limit whatever the size of the row, in a quote or not.
func TestMemoryOfAHugeRow(t *testing.T) {
	for _, begin := range []string{"", "\""} {
		require.Less(t, allocated(func() {
			got, err := readAll(io.MultiReader(strings.NewReader("a,b\n"+begin), &endless{64 * MaxRow}, strings.NewReader("\n1,2\n")))
			require.Equal(t, io.EOF, err)
			require.Equal(t, []line{{2, []string{"", ""}, "too large"}, {3, []string{"1", "2"}, ""}}, got)
		}), uint64(32*MaxRow))
	}
}

// The cells of a batch do not hold their whole rows in memory.
func TestMemoryOfABatch(t *testing.T) {
	const rows = 64
	text := strings.Repeat("1,2,"+strings.Repeat("x", MaxRow/2)+"\n", rows)
	tab := &table{rows: CSV(io.MultiReader(strings.NewReader("a,b,notes\n"), strings.NewReader(text)), ',')}
	require.NoError(t, tab.readHeader())
	tab.wanted = []column{{header: "a"}, {header: "b", index: 1}}
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, batch := held(), make([]row, rows)
	for i := range batch {
		batch[i].cells = make([]string, 2)
		require.NoError(t, tab.next(&batch[i]))
	}
	require.Less(t, held(), before+rows*MaxRow/8)
	require.Equal(t, []string{"1", "2"}, batch[0].cells)
	runtime.KeepAlive(text)
}
