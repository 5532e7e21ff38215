package domains

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/relata-go/relata/record"
)

// A Lookup returns the companies that have one of the domains that are asked for, in
// any order: none for a domain that no company has, and several where several have it.
// A domain is asked for once in a run, and only when a contact without a company has it.
// The lookup may create a company that is missing and return it as New.
//
// In a dry run it creates nothing: for a company that it would create it returns an id
// that no company has.
//
// Its own error ends the run.
type Lookup func(ctx context.Context, asked Asked) ([]Company, error)

// Asked is the question to a [Lookup].
type Asked struct {
	Domains []Domain // none occurs twice
	DryRun  bool
}

// A Company is a company and a domain that it has. One of several domains is several
// of these.
type Company struct {
	ID record.ID
	// Domain is the name as the host has it: it is read by [Parse]. Names that were
	// not asked for do not count, so that a lookup may return too much.
	Domain string
	New    bool // the lookup created the company; in a dry run, would have
}

// A CompanyError says that a domain of a company cannot be compared, or that the
// company's id is not legal. Contacts of that domain may have gone without a company.
type CompanyError struct {
	Company Company
	Err     error // an [InvalidError], a [NotNormalizedError] or a record.Error
}

// Error names the company and the reason.
func (e *CompanyError) Error() string {
	return fmt.Sprintf("company %q: %s", cut(string(e.Company.ID)), e.Err)
}

// Unwrap returns the reason.
func (e *CompanyError) Unwrap() error { return e.Err }

// An answer is the companies of one domain, each once, in the order of their ids.
type answer struct{ companies []record.ID }

// ask makes the answers of domains known.
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
		r.learn(asked, c)
	}
	for d, a := range asked {
		slices.SortFunc(a.companies, record.CompareIDs)
		a.companies = slices.Compact(a.companies)
		r.known[d] = a
	}
	return nil
}

// learn takes one company that the lookup returned.
func (r *run) learn(asked map[Domain]*answer, c Company) {
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
