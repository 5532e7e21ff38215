package succession_test

import (
	"errors"
	"fmt"

	"github.com/relata-go/relata/association/internal/succession"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// The first company of a contact becomes its primary, the second does not.
func ExampleLink() {
	rule := primary.Rule{From: record.Contacts, To: record.Companies, Required: true}
	luke := record.New(record.Contacts, "1")

	first, err := succession.Link(rule, succession.Linking{Of: luke, Other: "10"})
	fmt.Println(first.Primary, primary.Explain(first.Cause, rule.To), err)
	second, err := succession.Link(rule, succession.Linking{Of: luke, Other: "11", Had: 1, Current: "10"})
	fmt.Println(second.Primary, second.Cause == primary.NoCause, err)
	// Output:
	// 10 first company becomes primary <nil>
	// 10 true <nil>
}

// The primary goes and two are left: the rule asks, unless nobody can be asked.
func ExampleUnlinked() {
	rule := primary.Rule{From: record.Contacts, To: record.Companies, Required: true}
	luke := record.New(record.Contacts, "1")
	others := succession.Others{Count: 2, List: []primary.Candidate{{ID: "12", Created: 100}, {ID: "11", Created: 200}}}

	_, err := succession.Unlinked(rule, others, succession.Request{Of: luke})
	fmt.Println(errors.Is(err, primary.ErrChoose))
	decision, err := succession.Unlinked(rule, others, succession.Request{Of: luke, Unattended: true})
	fmt.Println(decision.Primary, err)
	// Output:
	// true
	// 12 <nil>
}
