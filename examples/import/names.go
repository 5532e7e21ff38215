package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"

	"github.com/relata-go/relata/record"
)

// names are the application's own: the graph knows references only.
type names struct {
	of                  map[record.Ref]string
	contacts, companies []record.Ref // in the order of the file
}

// readNames reads the name columns of a file of memberships. Rows that cannot be read are left
// to the import to report.
func readNames(file []byte) (names, error) {
	n := names{of: map[record.Ref]string{}}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return names{}, err
	}
	if len(rows) < 2 {
		return names{}, errors.New("no memberships: the file has no rows")
	}
	column := func(header string) int { return slices.Index(rows[0], header) }
	for _, row := range rows[1:] {
		n.add(&n.contacts, record.Contacts, row, column("Contact ID"), column("Contact name"))
		n.add(&n.companies, record.Companies, row, column("Company ID"), column("Company name"))
	}
	return n, nil
}

// add notes the record and the name that two columns of a row hold.
func (n *names) add(list *[]record.Ref, t record.Type, row []string, id, name int) {
	if id < 0 || id >= len(row) || row[id] == "" || name < 0 || name >= len(row) {
		return
	}
	ref := record.New(t, record.ID(row[id]))
	if _, known := n.of[ref]; !known {
		*list = append(*list, ref)
	}
	n.of[ref] = row[name]
}
