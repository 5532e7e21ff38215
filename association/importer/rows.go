package importer

// Rows is a table that an import reads row by row. The first row names the columns. [CSV]
// returns the rows of a CSV file, and package importer/xlsx the rows of a sheet.
type Rows interface {
	// Read returns the next row that is not blank. The row's slices are valid until the next
	// call. After the last row the error is io.EOF. Any other error, such as a [FileError],
	// says that no further row can be read. The rows before the error are imported.
	Read() (Row, error)
}

// A Row is a row of a table. A row that cannot be split into cells has Faults and no Cells. In
// any other row the fault of a cell counts only if the cell's column is mapped.
type Row struct {
	Sheet  string // of a workbook; empty for other files
	Line   int    // where the row begins, from 1; in a sheet the number of the row
	Cells  []string
	Faults []Fault
}

// A Fault is something that a reader of a table finds wrong with a row.
type Fault struct {
	Column int // from 1; 0: the row as a whole
	Kind   Kind
	Err    error // the reason; nil: the kind says all
}
