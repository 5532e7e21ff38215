// Package xlsx reads the rows of a workbook's sheet for package importer, by
// github.com/xuri/excelize/v2.
//
// It decides what the text of a cell is. Text stays as it is. A number is written out,
// without an exponent or a format, so that an id is the same in a sheet and in a CSV
// file; one of more than 15 digits, which a spreadsheet has rounded, is an error of its
// cell. A date is written as in 2006-01-02, a time as in 15:04:05, both with a T between
// them. A formula is the value that was stored with it; without one, or where it gives an
// error such as #N/A, it is an error of its cell. Errors of cells count where the column
// is mapped. Merged cells have their value in the first of them.
//
// It never calculates a formula, never asks the network, and guesses nothing: a sheet that
// is not well-formed is refused before its first row is imported. It keeps this law: the
// rows of a sheet are those of the CSV file that has the same cells.
package xlsx
