package domains

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// A run is one call of [Run].
type run struct {
	graph   *association.Graph
	lookup  Lookup
	options complete
	each    func(context.Context, ...association.Operation) ([]association.EachResult, error)

	known  map[Domain]*answer // what the lookup said, for the whole run
	report Report

	batch  []Result
	member map[record.ID]bool // the contacts of the batch
	// would are the contacts that a dry run has associated: reads do not show it.
	would map[record.ID]bool
}

// open marks a contact of the batch of which nothing is decided yet.
const open = Outcome(outcomes)

// start associates for real, or in a dry run.
func (r *run) start(ctx context.Context, contacts iter.Seq2[Contact, error]) error {
	r.member = make(map[record.ID]bool)
	if !r.options.DryRun {
		r.each = r.graph.DoEach
		return r.all(ctx, contacts)
	}
	r.would = make(map[record.ID]bool)
	return r.graph.DryRun(ctx, func(h *association.DryRun) error {
		r.each = h.DoEach
		return r.all(ctx, contacts)
	})
}

// all decides batch by batch. A contact that comes twice begins a new batch, so that
// its second email is not looked up when the first one had a company. Contacts before
// an error of the list are done all the same.
func (r *run) all(ctx context.Context, contacts iter.Seq2[Contact, error]) error {
	for c, err := range contacts {
		if err != nil {
			return errors.Join(r.do(ctx), err)
		}
		if len(r.batch) == r.options.Batch || r.member[c.ID] {
			if err := r.do(ctx); err != nil {
				return err
			}
		}
		r.batch = append(r.batch, r.read(c))
		r.member[c.ID] = true
	}
	return r.do(ctx)
}

// do decides the contacts of the batch and reports them.
func (r *run) do(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.withCompany(ctx); err != nil {
		return err
	}
	if err := r.find(ctx); err != nil {
		return err
	}
	err := r.associate(ctx)
	for _, result := range r.batch {
		if result.Outcome == open {
			break // the store failed: neither this one nor those after it are done
		}
		r.report.Contacts++
		r.report.Count[result.Outcome]++
		if r.options.Each != nil {
			r.options.Each(result)
		}
	}
	r.batch = r.batch[:0]
	clear(r.member)
	return err
}

// read decides what an email says by itself.
func (r *run) read(c Contact) Result {
	result := Result{Contact: c, Outcome: open}
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

// withCompany finds the contacts that have a company: none is looked up for them nor
// created. The operation that associates looks again.
func (r *run) withCompany(ctx context.Context) error {
	var refs []record.Ref
	var of []*Result
	for i := range r.batch {
		switch result := &r.batch[i]; {
		case result.Outcome != open:
		case r.would[result.Contact.ID]:
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

// find looks up the domains of the batch that are not known yet.
func (r *run) find(ctx context.Context) error {
	var domains []Domain
	wanted := map[Domain]bool{}
	for i := range r.batch {
		result := &r.batch[i]
		if d := result.Domain; result.Outcome == open && r.known[d] == nil && !wanted[d] {
			wanted[d] = true
			domains = append(domains, d)
		}
	}
	if err := r.ask(ctx, domains); err != nil {
		return err
	}
	for i := range r.batch {
		result := &r.batch[i]
		if result.Outcome != open {
			continue
		}
		result.Companies = slices.Clone(r.known[result.Domain].companies)
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

// associate associates the contacts that are left with their companies. Where the store
// fails, those that it did not come to stay open.
func (r *run) associate(ctx context.Context) error {
	var ops []association.Operation
	var of []*Result
	for i := range r.batch {
		if result := &r.batch[i]; result.Outcome == open {
			ops = append(ops, &association.Associate{
				From: record.New(record.Contacts, result.Contact.ID), To: record.New(record.Companies, result.Companies[0]),
				OnlyFirst: true,
			})
			of = append(of, result)
		}
	}
	each, err := r.each(ctx, ops...)
	for i, e := range each {
		switch {
		case e.Err != nil && err != nil && errors.Is(e.Err, err):
		case e.Err != nil:
			of[i].Outcome, of[i].Err = Refused, e.Err
		case e.Result.Outcome == association.Created:
			of[i].Outcome = Associated
			if r.would != nil {
				r.would[of[i].Contact.ID] = true
			}
		default:
			of[i].Outcome, of[i].Companies = HasCompany, nil
		}
	}
	return err
}
