package record_test

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

func ExampleParse() {
	ref, err := record.Parse("contacts/101")
	fmt.Println(ref.Type, ref.ID, err)

	_, err = record.Parse("101")
	fmt.Println(err)
	// Output:
	// contacts 101 <nil>
	// invalid record reference "101": want type/id, as in contacts/101
}

// Decimal ids are in numeric order.
func ExampleCompare() {
	refs := []record.Ref{
		record.New(record.Deals, "7"),
		record.New(record.Contacts, "10"),
		record.New(record.Contacts, "9"),
	}
	slices.SortFunc(refs, record.Compare)
	fmt.Println(refs)
	// Output: [contacts/9 contacts/10 deals/7]
}
