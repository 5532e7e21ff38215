// Package domains associates contacts with companies by the domain of their email.
//
// It decides which domain an email has, which domains say nothing about a company
// (free mail, and those that the host excludes), and which company a domain
// belongs to. Companies and their domains are the host's: it is asked for many domains at
// once, for each of them once in a run, and may create a company that is missing.
//
// It never adds to a contact that has a company, whoever associated it and also while
// another process does so at the same moment; it never guesses between two companies,
// and never takes a domain for another: a subdomain is a domain of its own, and an
// international domain is compared in its ASCII form or reported. It keeps this law:
// after any number of runs, in any order and at once, a contact has at most one company
// by them, and every contact that was given is reported with what became of it.
package domains

import (
	"context"
	"crypto/rand"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Contact is a contact and its email, as the host has them.
type Contact struct {
	ID    record.ID
	Email string
}

// List yields contacts that are in memory, as [Run] takes them.
func List(contacts ...Contact) iter.Seq2[Contact, error] {
	return func(yield func(Contact, error) bool) {
		for _, c := range contacts {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Run associates each of the contacts that has no company yet with the company of its
// email's domain. The first company of a contact becomes its primary, and the source of
// the events is history.DomainAssociation, whatever the handle's.
//
// The report counts what became of the contacts, and is true also beside an error: an
// error of contacts, of the lookup or of the store, a list of domains that is too long
// ([TooManyError]) or has one that is none ([InvalidError]), or that ctx ended. Contacts
// before it are done, and running again over all of them changes nothing for those.
// What is wrong with a single contact is no error: it is its [Result].
func Run(ctx context.Context, g *association.Graph, contacts iter.Seq2[Contact, error], lookup Lookup, options *Options) (Report, error) {
	o, err := options.complete()
	if err != nil {
		return Report{}, err
	}
	run := &run{
		graph: g.As(history.By(history.DomainAssociation)).Grouped(o.ID), lookup: lookup,
		options: o, known: map[Domain]*answer{}, report: Report{ID: o.ID},
	}
	err = run.start(ctx, contacts)
	return run.report, err
}

// newID returns an id that no other run has.
func newID() history.OperationID {
	id, _ := history.NamedOperation("domains-" + rand.Text()) // always legal
	return id
}
