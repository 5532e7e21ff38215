package main

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/net/idna"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/record"
)

// companies are the application's, with domains as people typed them over the years.
var companies = []domains.Company{
	{ID: "10", Domain: "force.example"},
	{ID: "11", Domain: "bäckerei.example"},
	{ID: "12", Domain: "Force.Example."},
	{ID: "13", Domain: "cantina.example"},
	{ID: "14", Domain: "XN--BCKEREI-5WA.example"},
	{ID: "15", Domain: "FORCE.EXAMPLE"},
	{ID: "16", Domain: "shop.force.example"}, // a subdomain is a different domain
}

// links are the companies of contacts and deals, first ones first.
var links = []struct {
	from    record.Ref
	company record.ID
}{
	{record.New(record.Contacts, "luke"), "12"},
	{record.New(record.Contacts, "luke"), "13"},
	{record.New(record.Contacts, "leia"), "10"},
	{record.New(record.Contacts, "leia"), "15"},
	{record.New(record.Contacts, "yoda"), "15"},
	{record.New(record.Contacts, "baker"), "14"},
	{record.New(record.Contacts, "greedo"), "13"},
	{record.New(record.Deals, "sabre"), "12"},
}

// contacts are those of the links, each once.
var contacts = []record.Ref{
	record.New(record.Contacts, "luke"), record.New(record.Contacts, "leia"), record.New(record.Contacts, "yoda"),
	record.New(record.Contacts, "baker"), record.New(record.Contacts, "greedo"),
}

// fill makes the links.
func fill(ctx context.Context, graph *association.Graph) error {
	for _, l := range links {
		if _, err := graph.Associate(ctx, l.from, record.New(record.Companies, l.company)); err != nil {
			return err
		}
	}
	return nil
}

// A duplicate is a company and others of the same domain.
type duplicate struct {
	domain   domains.Domain
	survivor record.Ref // the company that is kept: the first of the list
	others   []record.Ref
}

// duplicates returns the domains that several companies have, in order. A name that is no
// domain is an error, because such names cannot be compared.
func duplicates(companies []domains.Company) ([]duplicate, error) {
	byDomain := map[domains.Domain]*duplicate{}
	for _, c := range companies {
		domain, err := domains.Parse(c.Domain, idna.Lookup.ToASCII)
		if err != nil {
			return nil, &domains.CompanyError{Company: c, Err: err}
		}
		ref := record.New(record.Companies, c.ID)
		if d := byDomain[domain]; d != nil {
			d.others = append(d.others, ref)
			continue
		}
		byDomain[domain] = &duplicate{domain: domain, survivor: ref}
	}
	var found []duplicate
	for _, d := range byDomain {
		if len(d.others) > 0 {
			found = append(found, *d)
		}
	}
	slices.SortFunc(found, func(a, b duplicate) int { return cmp.Compare(a.domain, b.domain) })
	return found, nil
}
