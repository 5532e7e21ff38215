package xlsx_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association/importer/xlsx"
)

// BenchmarkRows opens a workbook and reads all rows of its sheet.
func BenchmarkRows(b *testing.B) {
	const rows = 20_000
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(b, err)
	for i := range rows {
		require.NoError(b, w.SetRow("A"+itoa(i+1), []any{i, itoa(i % 1000), "Manager; Billing"}))
	}
	require.NoError(b, w.Flush())
	var out bytes.Buffer
	require.NoError(b, f.Write(&out))
	b.ReportAllocs()
	for b.Loop() {
		book, err := xlsx.Open(bytes.NewReader(out.Bytes()), nil)
		require.NoError(b, err)
		read, err := book.Rows("")
		require.NoError(b, err)
		for n := 0; err == nil; n++ {
			if _, err = read.Read(); err == io.EOF {
				require.Equal(b, rows, n)
			}
		}
		require.NoError(b, book.Close())
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
