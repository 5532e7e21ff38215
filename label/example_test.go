package label_test

import (
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A paired label has a word for each end of a link.
func ExamplePaired() {
	boss := label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to")
	fmt.Println(boss.Forward, "/", boss.Backward)
	// Output: Boss / Reports to
}

// A set holds the labels that one end of a link sees.
func ExampleSetOf() {
	set := label.SetOf(label.ChildToParent)
	fmt.Println(set, set.Has(label.ParentToChild))
	// Output: {HUBSPOT_DEFINED/14} false
}
