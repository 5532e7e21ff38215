// Package xlsx reads the rows of a workbook's sheet for package importer, by
// github.com/xuri/excelize/v2.
//
// It decides the text of a cell:
//
//   - Text stays as it is.
//   - A number is written without an exponent or a format, so that an id is the same in a
//     sheet and in a CSV file. A number of more than 15 digits, which a spreadsheet has
//     rounded, is an error of its cell.
//   - A date is written as in 2006-01-02, a time as in 15:04:05, both together with a T
//     between them.
//   - A formula is the value that was stored with the formula. Without a stored value, or
//     with an error such as #N/A, a formula is an error of its cell.
//   - Merged cells have their value in the first of them.
//
// An error of a cell counts only if the cell's column is mapped.
//
// For example, a sheet with the cells
//
//	Contact   Company
//	100000    10
//	100001    =B2         whose stored value is 10
//
// is read and imported in this way:
//
//	book, err := xlsx.Open(file, nil)
//	defer book.Close()
//	rows, err := book.Rows("People")
//	report, err := importer.RunRows(ctx, graph, rows, mapping, nil)
//
// The package never calculates a formula, never asks the network and guesses nothing: a sheet
// that is not well-formed is refused before its first row is imported. The law of the package:
// the rows of a sheet are the rows of the CSV file that has the same cells.
package xlsx
