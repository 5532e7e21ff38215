package domains_test

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func Example() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	// A user has chosen Leia's company. A match by domain does not override that company.
	leia, senate := record.New(record.Contacts, "2"), record.New(record.Companies, "senate")
	if _, err := graph.Associate(ctx, leia, senate); err != nil {
		fmt.Println(err)
		return
	}

	companies := []domains.Company{{ID: "10", Domain: "Force.org"}, {ID: "11", Domain: "alliance.org"}}
	lookup := func(_ context.Context, asked domains.Asked) ([]domains.Company, error) {
		fmt.Println("asked for", asked.Domains)
		return companies, nil // a database would select by asked.Domains
	}
	contacts := domains.List(
		domains.Contact{ID: "1", Email: "Luke+news@FORCE.org"},
		domains.Contact{ID: "2", Email: "leia@alliance.org"},
		domains.Contact{ID: "3", Email: "han@gmail.com"},
		domains.Contact{ID: "4", Email: "obi-wan@info.force.org"},
		domains.Contact{ID: "5", Email: "chewie"},
	)
	report, err := domains.Run(ctx, graph, contacts, lookup, &domains.Options{
		Each: func(r domains.Result) { fmt.Println(r) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report)
	// Output:
	// asked for [force.org info.force.org]
	// contacts/1: associated with companies/10
	// contacts/2: has a company: alliance.org
	// contacts/3: free mail: gmail.com
	// contacts/4: unknown: info.force.org
	// contacts/5: invalid: "chewie": an @ is missing after the name
	// 5 contacts: 1 associated, 1 has a company, 1 free mail, 1 invalid, 1 unknown
}

func ExampleOfEmail() {
	for _, email := range []string{"Ann.Lee+news@Acme.org", `"ann lee"@acme.org.`, "ann@[192.0.2.1]", "ann@bücher.example"} {
		domain, err := domains.OfEmail(email, nil)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(domain)
	}
	// Output:
	// acme.org
	// acme.org
	// "[192.0.2.1]": an address of the internet protocol is no company's domain
	// "bücher.example" is an international domain: give a ToASCII to compare it
}

func ExampleParse() {
	domain, err := domains.Parse(" WWW.Acme.org. ", nil)
	fmt.Println(domain, err)
	// Output: www.acme.org <nil>
}
