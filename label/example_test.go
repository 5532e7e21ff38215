package label_test

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A paired label has a word for each end.
func ExampleCatalog_Define() {
	catalog, boss, err := label.New().Define(label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to"))
	if err != nil {
		fmt.Println(err)
		return
	}
	back, _ := catalog.Lookup(boss.Inverse)
	fmt.Println(boss, "/", back)
	fmt.Println(boss.ID, "/", back.ID)
	// Output:
	// Boss / Reports to
	// USER_DEFINED/1 / USER_DEFINED/2
}

// What one end carries the other end sees in its own words.
func ExampleCatalog_Mirror() {
	catalog := label.New()
	child := label.SetOf(label.ParentToChild)
	fmt.Println(catalog.Mirror(child) == label.SetOf(label.ChildToParent))
	// Output: true
}

// A word that nobody defined is an error that says where it was looked for.
func ExampleCatalog_Resolve() {
	catalog := label.New()
	_, err := catalog.Resolve(record.Contacts, record.Companies, label.Named("Manager"))
	fmt.Println(errors.Is(err, label.ErrUnknown))
	fmt.Println(err)
	// Output:
	// true
	// unknown label "Manager" (contacts -> companies): no label of this direction has this name: define it first
}
