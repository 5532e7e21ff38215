// Package importer associates records from a file. Each row is one association: a column for
// each of the two records, and a column for the labels of their link. A row may name further
// records, which are then associated with each other as well, and other files may describe the
// records.
//
// The package decides the meaning of a row: which columns have the keys, which records the keys
// name, and which labels a cell names. The graph decides row by row what may be associated. A
// row that is wrong or refused is reported with its line, column and value, and the other rows
// are imported. Rows are decided in the order of the file, so the first company of a contact
// becomes its primary. A later row that marks another company is refused, unless the caller
// allows moving the mark.
//
// For example, this file and this mapping:
//
//	Email,Company,Role
//	luke@force.org,10,Manager
//	luke@force.org,11,Contractor; Manager
//	leia@force.org,10,Princess
//
//	importer.Mapping{
//		From:   importer.End{Type: record.Contacts, Header: "Email", Lookup: byEmail},
//		To:     importer.End{Type: record.Companies, Header: "Company"},
//		Labels: "Role",
//	}
//
// give the report "3 rows: 2 created, 1 failed", with the error
//
//	line 4, column 3 (Role), "Princess": unknown label "Princess" (contacts -> companies): ...
//
// whose kind is [LabelNotFound]. Both links of luke exist, and companies/10 is his primary.
//
// [Run] reads a CSV file by encoding/csv, with quotes as in RFC 4180, a single row of at most
// [MaxRow] bytes at a time. So a quote that is never closed does not hide the rest of a large
// file. [RunRows] reads any other [Rows].
//
// An import never removes a link or a label and never creates a label. It guesses nothing: a
// key of no record, or of two, is an error of the row. Imports keep this law: importing a file
// twice, in other batches, or again from an earlier point gives the same graph as importing the
// file once.
package importer
