// Command domains associates contacts with companies by the domain of their email, first
// without and then with a library for international domain names. For each contact the output
// has the outcome: a match, free mail, a domain that two companies have, a domain that no
// company has. A second run changes nothing.
//
//	go run ./examples/domains
//
// The contacts and the companies are in data.go. An application reads them from its database.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/net/idna"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

func main() {
	if err := tell(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "domains:", err)
		os.Exit(1)
	}
}

// tell tells the story to w.
func tell(ctx context.Context, w io.Writer) error {
	graph, err := association.Open(ctx, memory.New(), nil)
	if err != nil {
		return err
	}
	// A user chose a company for Leia. No match adds another company.
	if _, err := graph.Associate(ctx, record.New(record.Contacts, "leia"), record.New(record.Companies, "senate")); err != nil {
		return err
	}
	app := &application{companies: slices.Clone(companies)}
	options := domains.Options{
		Exclude: []string{"partner.example"},
		Each:    func(r domains.Result) { fmt.Fprintln(w, " ", r) },
	}

	fmt.Fprintln(w, "A dry run, without a library for international names:")
	options.DryRun = true
	report, err := domains.Run(ctx, graph, domains.List(contacts...), app.lookup, &options)
	if err != nil {
		return err
	}
	show(w, report)

	fmt.Fprintln(w, "\nFor real, with golang.org/x/net/idna:")
	options.DryRun, options.ToASCII = false, idna.Lookup.ToASCII
	if report, err = domains.Run(ctx, graph, domains.List(contacts...), app.lookup, &options); err != nil {
		return err
	}
	show(w, report)

	fmt.Fprintln(w, "\nOnce more, which changes nothing:")
	options.Each = nil
	if report, err = domains.Run(ctx, graph, domains.List(contacts...), app.lookup, &options); err != nil {
		return err
	}
	show(w, report)
	return ask(ctx, w, graph)
}

// show prints a report, and the companies whose domains could not be compared.
func show(w io.Writer, report domains.Report) {
	fmt.Fprintln(w, report)
	for i := range report.CompanyErrors {
		fmt.Fprintln(w, " ", &report.CompanyErrors[i])
	}
}

// ask asks the graph why a company is the primary.
func ask(ctx context.Context, w io.Writer, graph *association.Graph) error {
	luke := record.New(record.Contacts, "luke")
	why, _, err := graph.Why(ctx, luke, record.Companies)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s is the primary company of %s: %s, by %s\n", why.Primary, luke, why, why.Event.Source)
	return nil
}
