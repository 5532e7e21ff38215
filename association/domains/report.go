package domains

import (
	"fmt"
	"strings"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// An Outcome is the effect of a run on a contact, or the reason why there was none.
type Outcome uint8

// The outcomes. All except Associated leave the contact unchanged.
const (
	Associated    Outcome = iota // the contact got the company of the domain
	HasCompany                   // the contact had a company before
	FreeMail                     // the domain gives addresses to anybody
	Excluded                     // the application excludes the domain
	Invalid                      // the email has no domain: Result.Err says why
	NotNormalized                // the domain is international and there is no ToASCII
	Ambiguous                    // several companies have the domain
	Unknown                      // no company has the domain
	Refused                      // the graph refused: Result.Err says why
)

// outcomes is how many outcomes there are.
const outcomes = int(Refused) + 1

// outcomeNames are the texts of the outcomes, in their order.
var outcomeNames = [outcomes]string{
	"associated", "has a company", "free mail", "excluded", "invalid", "not normalised", "ambiguous", "unknown", "refused",
}

// String returns the outcome in words, such as "free mail".
func (o Outcome) String() string {
	if int(o) < outcomes {
		return outcomeNames[o]
	}
	return "unknown outcome"
}

// A Result is the outcome of a contact.
type Result struct {
	Contact Contact `json:"contact,omitzero"`
	Domain  Domain  `json:"domain,omitzero"` // of the email; empty if the outcome is Invalid or NotNormalized
	Outcome Outcome `json:"outcome,omitzero"`
	// Companies are the companies that have the domain, if that was looked up: the company that
	// the contact was associated with, or all if they are Ambiguous, in the order of their ids.
	Companies []record.ID `json:"companies,omitzero"`
	// Err is the reason, if the outcome is Invalid, NotNormalized or Refused; else nil.
	Err error `json:"-"`
}

// String returns the result in words, as in "contacts/1: associated with companies/7".
func (r Result) String() string {
	text := record.New(record.Contacts, r.Contact.ID).String() + ": " + r.Outcome.String()
	switch {
	case r.Outcome == Associated && len(r.Companies) > 0:
		return text + " with " + record.New(record.Companies, r.Companies[0]).String()
	case r.Err != nil:
		return text + ": " + r.Err.Error()
	case r.Domain != "":
		return text + ": " + string(r.Domain)
	}
	return text
}

// A Report sums up a run, or, after a dry run, the effects that the run would have.
type Report struct {
	ID       history.OperationID // the group of the events that the run wrote
	Contacts int                 // how many were given; each has an outcome
	Count    [outcomes]int       // how many contacts have each [Outcome]
	Created  int                 // companies that the lookup created, or would create in a dry run

	// CompanyErrors are the first companies whose domains could not be compared, at most 1,000.
	// CompanyErrorCount counts all.
	CompanyErrors     []CompanyError
	CompanyErrorCount int
}

// maxCompanyErrors is how many companies a report lists.
const maxCompanyErrors = 1_000

// String returns the counts in words, as in "3 contacts: 1 associated, 2 free mail".
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d contacts", r.Contacts)
	sep := ": "
	for o, n := range r.Count {
		if n > 0 {
			fmt.Fprintf(&b, "%s%d %s", sep, n, Outcome(o))
			sep = ", "
		}
	}
	if r.Created > 0 {
		fmt.Fprintf(&b, "; %d companies created", r.Created)
	}
	if r.CompanyErrorCount > 0 {
		fmt.Fprintf(&b, "; %d company domains not compared", r.CompanyErrorCount)
	}
	return b.String()
}
