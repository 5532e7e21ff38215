package domains

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/record"
)

// A Lookup returns the companies that have one of the asked domains, in any order: none for a
// domain that no company has, and several if several companies have the domain. A domain is
// asked once in a run, and only for a contact without a company. The Lookup may create a
// missing company and return it as New.
//
// In a dry run the Lookup creates nothing. For a company that it would create it returns an id
// that no company has.
//
// If the Lookup returns an error, the run ends.
type Lookup func(ctx context.Context, asked Asked) ([]Company, error)

// Asked is the question to a [Lookup].
type Asked struct {
	Domains []Domain // none occurs twice
	DryRun  bool     // the lookup creates nothing
}

// A Company is a company and a domain of the company. A company with several domains is
// returned several times.
type Company struct {
	ID record.ID `json:"id,omitzero"`
	// Domain is the name as the application has it; [Parse] reads it. Domains that were not
	// asked for are ignored, so a lookup may return more than it must.
	Domain string `json:"domain,omitzero"`
	New    bool   `json:"new,omitzero"` // the lookup created the company, or would have in a dry run
}

// A CompanyError says that a domain of a company cannot be compared, or that the
// company's id is not legal. Contacts of that domain may have got no company.
type CompanyError struct {
	Company Company `json:"company,omitzero"`
	Err     error   `json:"-"` // an [InvalidError], a [NotNormalizedError] or a record.Error
}

var _ = failure.Register[*CompanyError]("domains.CompanyError")

// Error names the company and the reason.
func (e *CompanyError) Error() string {
	return fmt.Sprintf("company %q: %s", cut(string(e.Company.ID)), e.Err)
}

// Unwrap returns the reason.
func (e *CompanyError) Unwrap() error { return e.Err }

// An answer is the companies of a domain, each once, in the order of their ids. An answer
// without companies says that the lookup found none, so the domain is not asked again.
type answer struct{ companies []record.ID }

// ask asks the lookup for domains and keeps the answers for the whole run.
func (r *run) ask(ctx context.Context, domains []Domain) error {
	if len(domains) == 0 {
		return nil
	}
	if r.lookup == nil {
		return errors.New("look up domains: no lookup was given")
	}
	companies, err := r.lookup(ctx, Asked{Domains: slices.Clone(domains), DryRun: r.options.DryRun})
	if err != nil {
		return fmt.Errorf("look up %d domains: %w", len(domains), err)
	}
	asked := make(map[Domain]*answer, len(domains))
	for _, d := range domains {
		asked[d] = &answer{}
	}
	for _, c := range companies {
		r.addCompany(asked, c)
	}
	for d, a := range asked {
		slices.SortFunc(a.companies, record.CompareIDs)
		a.companies = slices.Compact(a.companies)
		r.answers[d] = a
	}
	return nil
}

// addCompany adds a company to the answer of its domain. A company that cannot be used is
// reported and does not end the run.
func (r *run) addCompany(asked map[Domain]*answer, c Company) {
	if c.New {
		r.report.Created++
	}
	d, err := Parse(c.Domain, r.options.ToASCII)
	if err == nil {
		err = record.New(record.Companies, c.ID).Validate()
	}
	if err != nil {
		r.report.CompanyErrorCount++
		if len(r.report.CompanyErrors) < maxCompanyErrors {
			r.report.CompanyErrors = append(r.report.CompanyErrors, CompanyError{Company: c, Err: err})
		}
		return
	}
	if a := asked[d]; a != nil {
		a.companies = append(a.companies, c.ID)
	}
}
