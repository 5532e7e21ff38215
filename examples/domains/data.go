package main

import (
	"context"

	"golang.org/x/net/idna"

	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/record"
)

// companies are the application's companies, with domains as a user typed them.
var companies = []domains.Company{
	{ID: "force", Domain: "Force.example."},
	{ID: "force", Domain: "jedi.example"}, // a company may have several
	{ID: "senate", Domain: "senate.example"},
	{ID: "bakery", Domain: "Bäckerei.example"},
	{ID: "inn", Domain: "cantina.example"},
	{ID: "bar", Domain: "cantina.example"}, // and two companies may have the same domain
}

// contacts are the application's contacts with their emails.
var contacts = []domains.Contact{
	{ID: "luke", Email: "Luke+Farm@FORCE.example"},
	{ID: "yoda", Email: `"master yoda"@jedi.example`},
	{ID: "leia", Email: "leia@force.example"},
	{ID: "han", Email: "han@gmail.com"},
	{ID: "greedo", Email: "greedo@cantina.example"},
	{ID: "lando", Email: "lando@partner.example"},
	{ID: "jabba", Email: "jabba@palace.example"},
	{ID: "bib", Email: "bib@palace.example"},
	{ID: "baker", Email: "meister@bäckerei.example"},
	{ID: "apprentice", Email: "azubi@XN--BCKEREI-5WA.example"},
	{ID: "chewie", Email: "rrraaargh"},
}

// An application has the companies, and creates those that are missing.
type application struct{ companies []domains.Company }

// lookup returns the companies of the domains that are asked for.
func (app *application) lookup(_ context.Context, asked domains.Asked) ([]domains.Company, error) {
	var found []domains.Company
	for _, domain := range asked.Domains {
		known := app.with(domain)
		if len(known) == 0 {
			c := domains.Company{ID: record.ID("of " + domain), Domain: string(domain)}
			if !asked.DryRun {
				app.companies = append(app.companies, c)
			}
			c.New = true
			known = append(known, c)
		}
		found = append(found, known...)
	}
	return found, nil
}

// with returns the companies that have a domain. A database would keep the normal form in its
// own column, and search there.
func (app *application) with(domain domains.Domain) []domains.Company {
	var found []domains.Company
	for _, c := range app.companies {
		if is, err := domains.Parse(c.Domain, idna.Lookup.ToASCII); err == nil && is == domain {
			found = append(found, c)
		}
	}
	return found
}
