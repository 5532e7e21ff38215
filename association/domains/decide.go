package domains

import (
	"context"
	"errors"
	"slices"

	"github.com/relata-go/relata/record"
)

// readEmail decides about a contact as far as its email alone allows.
func (r *run) readEmail(c Contact) Result {
	result := Result{Contact: c, Outcome: undecided}
	d, err := OfEmail(c.Email, r.options.ToASCII)
	switch result.Domain = d; {
	case errors.Is(err, ErrNotNormalized):
		result.Outcome, result.Err = NotNormalized, err
	case err != nil:
		result.Outcome, result.Err = Invalid, err
	case r.options.freeMail[d]:
		result.Outcome = FreeMail
	case r.options.excluded[d]:
		result.Outcome = Excluded
	default:
		if err := record.New(record.Contacts, c.ID).Validate(); err != nil {
			result.Outcome, result.Err = Refused, err
		}
	}
	return result
}

// findAssociated finds the contacts that have a company already, so that no company is
// looked up or created for them. The operation that associates checks this again.
func (r *run) findAssociated(ctx context.Context) error {
	var refs []record.Ref
	var of []*Result
	for i := range r.batch {
		switch result := &r.batch[i]; {
		case result.Outcome != undecided:
		case r.inDryRun[result.Contact.ID]:
			result.Outcome = HasCompany
		default:
			refs = append(refs, record.New(record.Contacts, result.Contact.ID))
			of = append(of, result)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	counts, err := r.graph.CountMany(ctx, refs, record.Companies)
	if err != nil {
		return err
	}
	for i, n := range counts {
		if n > 0 {
			of[i].Outcome = HasCompany
		}
	}
	return nil
}

// findCompanies finds the companies of the undecided contacts. It asks the lookup only for
// domains that were not asked before in this run. A contact stays undecided if exactly one
// company has the contact's domain.
func (r *run) findCompanies(ctx context.Context) error {
	var domains []Domain
	wanted := map[Domain]bool{}
	for i := range r.batch {
		result := &r.batch[i]
		if d := result.Domain; result.Outcome == undecided && r.answers[d] == nil && !wanted[d] {
			wanted[d] = true
			domains = append(domains, d)
		}
	}
	if err := r.ask(ctx, domains); err != nil {
		return err
	}
	for i := range r.batch {
		result := &r.batch[i]
		if result.Outcome != undecided {
			continue
		}
		result.Companies = slices.Clone(r.answers[result.Domain].companies)
		switch len(result.Companies) {
		case 0:
			result.Outcome = Unknown
		case 1:
		default:
			result.Outcome = Ambiguous
		}
	}
	return nil
}
