package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/relata-go/relata/record"
)

// names are the application's own: the graph knows references only.
type names map[record.Ref]string

// readNames reads the names of people and committees from a file of seats.
func readNames(file []byte) (names, error) {
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the names of the seats cannot be read: %w", err)
	}
	n := names{}
	for _, row := range rows {
		n[record.New(record.Contacts, record.ID(row[0]))] = row[1]
		n[record.New(record.Companies, record.ID(row[2]))] = short(row[3])
	}
	return n, nil
}

// short returns the name of a subcommittee without that of its committee.
func short(name string) string {
	if _, sub, found := strings.Cut(name, ": "); found {
		return sub
	}
	return name
}
