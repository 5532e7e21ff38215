package importer_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/importer"
	"github.com/relata-go/relata/label"
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
	for _, word := range []string{"Manager", "Contractor"} {
		if _, err := graph.Define(ctx, label.Single(record.Contacts, record.Companies, word)); err != nil {
			fmt.Println(err)
			return
		}
	}

	file := `Email,Company,Role
luke@force.org,10,Manager
luke@force.org,11,Contractor; Manager
leia@force.org,10,Princess
han@falcon.org,11,
`
	ids := map[string]record.ID{"luke@force.org": "1", "leia@force.org": "2"}
	mapping := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Email", Lookup: func(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
			found := make([]importer.Found, len(asked.Keys))
			for i, email := range asked.Keys {
				found[i].ID = ids[email]
			}
			return found, nil
		}},
		To:     importer.End{Type: record.Companies, Header: "Company"},
		Labels: "Role",
	}
	report, err := importer.Run(ctx, graph, strings.NewReader(file), mapping, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Progress)
	for i := range report.Errors {
		e := &report.Errors[i]
		fmt.Printf("line %d, %s %q: %s\n", e.Line, e.Header, e.Value, e.Kind)
	}
	// Output:
	// 4 rows: 2 created, 2 failed
	// line 4, Role "Princess": label not found
	// line 5, Email "han@falcon.org": record not found
}

// Three types in a row, and a second file that says more about the companies.
func ExampleRun_severalFiles() {
	ctx := context.Background()
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	companies := "Domain,Name\nforce.org,The Force\nfalcon.org,Falcon Freight\n"
	people := "Contact,Company domain,Deal\n1,force.org,100\n2,falcon.org,\n3,jedi.org,100\n"

	mapping := importer.Mapping{
		From: importer.End{Type: record.Contacts, Header: "Contact"},
		To: importer.End{
			Type: record.Companies, Header: "Company domain",
			Details: &importer.Details{File: "companies.csv", Rows: importer.CSV(strings.NewReader(companies), 0), Key: "Domain"},
			Lookup: func(_ context.Context, asked importer.Asked) ([]importer.Found, error) {
				found := make([]importer.Found, len(asked.Keys))
				for i, domain := range asked.Keys {
					if about := asked.Details[i]; about != nil {
						found[i].ID = record.ID(about["Name"]) // an application would create the company
					} else {
						found[i].Err = fmt.Errorf("%w: %s", importer.ErrNotFound, domain)
					}
				}
				return found, nil
			},
		},
		Also: []importer.End{{Type: record.Deals, Header: "Deal"}},
	}
	report, err := importer.Run(ctx, graph, strings.NewReader(people), mapping, &importer.Options{File: "people.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Progress)
	for i := range report.Errors {
		fmt.Println(&report.Errors[i])
	}
	for link, err := range graph.Links(ctx, record.New(record.Deals, "100"), record.Companies) {
		fmt.Println(link, err)
	}
	// Output:
	// 3 rows: 2 created, 1 failed
	// people.csv: line 4, column 2 (Company domain), "jedi.org": no record has this key: jedi.org
	// deals/100 - companies/The Force: primary <nil>
}
