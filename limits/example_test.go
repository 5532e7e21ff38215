package limits_test

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

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
	// Output: 8000
}
