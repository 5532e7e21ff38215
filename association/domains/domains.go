package domains

import (
	"context"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// A Contact is a contact and the email that the application has for the contact.
type Contact struct {
	ID    record.ID `json:"id,omitzero"`
	Email string    `json:"email,omitzero"`
}

// List yields contacts that are in memory, in the form that [Run] takes.
func List(contacts ...Contact) iter.Seq2[Contact, error] {
	return func(yield func(Contact, error) bool) {
		for _, c := range contacts {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Run associates every contact that has no company with the company of its email's domain. The
// first company of a contact becomes its primary. The source of the events is
// history.DomainAssociation, with the user and the request id of the source of g.
//
// The report counts the outcomes of the contacts, and is also correct beside an error. An error
// is an error of contacts, of the lookup or of the store, a list of domains that is too long
// ([TooManyError]) or has an invalid domain ([InvalidError]), or the end of ctx. The contacts
// before the error are done, and a second run over all contacts changes nothing for them. A
// problem of a single contact is not returned as an error, but in the contact's [Result].
func Run(ctx context.Context, g *association.Graph, contacts iter.Seq2[Contact, error], lookup Lookup, options *Options) (Report, error) {
	o, err := options.complete(g)
	if err != nil {
		return Report{}, err
	}
	run := &run{
		graph: g.As(g.Source().WithKind(history.DomainAssociation)).Grouped(o.ID), lookup: lookup,
		options: o, answers: map[Domain]*answer{}, report: Report{ID: o.ID},
	}
	err = run.start(ctx, contacts)
	return run.report, err
}
