package limits_test

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// The world where a contact has one company.
func ExampleTable_Set() {
	table, err := limits.New().Set(limits.Key{From: record.Contacts, To: record.Companies}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Max(record.Contacts, record.Companies))
	fmt.Println(table.Max(record.Companies, record.Contacts))
	// Output:
	// 1
	// 10000
}

func ExampleCheck() {
	luke := record.New(record.Contacts, "1")
	fmt.Println(limits.Check(luke, record.Companies, label.TypeID{}, 4, 5))
	fmt.Println(limits.Check(luke, record.Companies, label.TypeID{}, 5, 5))
	// Output:
	// <nil>
	// contacts/1 has 5 of 5 companies
}

// A report asks for the records that have four fifths of what they may have.
func ExampleNearThreshold() {
	fmt.Println(limits.NearThreshold(limits.DefaultMax))
	fmt.Println(limits.NearLimit(9_000, limits.DefaultMax), limits.AtLimit(9_000, limits.DefaultMax))
	// Output:
	// 8000
	// true false
}
