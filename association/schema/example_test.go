package schema_test

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A paired label has a word and an id for each end.
func ExampleSchema_Edited() {
	define := &schema.DefineLabel{Definition: label.Paired(record.Contacts, record.Contacts, "Boss", "Reports to")}
	s, err := schema.New().Edited(define)
	if err != nil {
		fmt.Println(err)
		return
	}
	boss := define.Defined
	back, _ := s.Labels().Lookup(boss.Inverse)
	fmt.Println(boss, "/", back)
	fmt.Println(boss.ID, "/", back.ID)
	// Output:
	// Boss / Reports to
	// USER_DEFINED/1 / USER_DEFINED/2
}

// What one end carries the other end sees in its own words.
func ExampleLabels_Mirror() {
	labels := schema.New().Labels()
	child := label.SetOf(label.ParentToChild)
	fmt.Println(labels.Mirror(child) == label.SetOf(label.ChildToParent))
	// Output: true
}

// A word that nobody defined is an error that says where it was looked for.
func ExampleLabels_Resolve() {
	_, err := schema.New().Labels().Resolve(record.Contacts, record.Companies, label.Named("Manager"))
	fmt.Println(errors.Is(err, label.ErrUnknown))
	fmt.Println(err)
	// Output:
	// true
	// unknown label "Manager" (contacts -> companies): no label of this direction has this name: define it first
}

// The world where a contact has one company.
func ExampleLimits_Max() {
	one := limits.Key{From: record.Contacts, To: record.Companies}
	s, err := schema.New().Edited(&schema.SetLimit{Key: one, Max: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Limits().Max(record.Contacts, record.Companies))
	fmt.Println(s.Limits().Max(record.Companies, record.Contacts))
	// Output:
	// 1
	// 10000
}
