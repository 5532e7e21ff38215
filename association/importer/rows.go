package importer

// Rows is a table that an import reads, row by row; its first row names the columns.
// [CSV] gives the rows of a CSV file, and package importer/xlsx those of a sheet.
type Rows interface {
	// Read returns the next row that is not blank. Its slices stand until the next call.
	// Behind the last row the error is io.EOF. Any other error, such as a [FileError],
	// says that nothing after it can be read; what was read before is imported.
	Read() (Row, error)
}

// A Row is one row of a table. One that cannot be told into cells has Faults and no
// Cells; otherwise a fault of a cell matters where the cell is mapped.
type Row struct {
	Sheet  string // of a workbook; empty where files have none
	Line   int    // where the row begins, from 1; in a sheet the number of the row
	Cells  []string
	Faults []Fault
}

// A Fault is what a reader of a table finds wrong with a row.
type Fault struct {
	Column int // from 1; 0: the row as a whole
	Kind   Kind
	Err    error // the reason; nil: the kind says all
}
