package xlsx_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/association/importer/xlsx"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// written returns a workbook such as a user uploads.
func written() *bytes.Buffer {
	f := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "Contact", "B1": "Company", "A2": 100000, "B2": "10", "A3": 100001, "B3": "11", "A4": "leia", "B4": 1e17,
	} {
		_ = f.SetCellValue("Sheet1", cell, value)
	}
	var out bytes.Buffer
	_ = f.Write(&out)
	return &out
}

func Example() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := xlsx.Open(written(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows("") // the first sheet that is not hidden
	if err != nil {
		fmt.Println(err)
		return
	}
	mapping := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Contact"},
		To:   importer.End{Type: record.Companies, Header: "Company"},
	}
	report, err := importer.RunRows(ctx, graph, rows, mapping, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Progress)
	for i := range report.Errors {
		fmt.Println(&report.Errors[i])
	}
	for link, err := range graph.Links(ctx, record.New(record.Contacts, "100000"), record.Companies) {
		fmt.Println(link, err)
	}
	// Output:
	// 3 rows: 2 created, 1 failed
	// sheet "Sheet1", cell B4 (Company), "1E+17": the number has more than the 15 digits that a spreadsheet keeps: enter it as text
	// contacts/100000 - companies/10: primary <nil>
}
