package domains

import (
	"context"
	"errors"
	"iter"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// A run is a call of [Run].
type run struct {
	graph   *association.Graph
	lookup  Lookup
	options settings
	each    func(context.Context, ...association.Operation) ([]association.EachResult, error)

	answers map[Domain]*answer // of the lookup, for the whole run
	report  Report

	batch   []Result
	inBatch map[record.ID]bool // the contacts of the batch
	// inDryRun are the contacts that this dry run has associated. Reads of the graph do
	// not show these links. Nil: this is no dry run.
	inDryRun map[record.ID]bool
}

// undecided marks a contact of the batch that has no outcome yet.
const undecided = Outcome(outcomes)

// start associates all contacts, or decides about them in a dry run.
func (r *run) start(ctx context.Context, contacts iter.Seq2[Contact, error]) error {
	r.inBatch = make(map[record.ID]bool)
	if !r.options.DryRun {
		r.each = r.graph.DoEach
		return r.doAll(ctx, contacts)
	}
	r.inDryRun = make(map[record.ID]bool)
	return r.graph.DryRun(ctx, func(d *association.DryRun) error {
		r.each = d.DoEach
		return r.doAll(ctx, contacts)
	})
}

// doAll decides batch by batch. If a contact is listed twice, its second email begins a new
// batch. So the second email is not looked up if the contact got a company by the first.
// Contacts before an error of the list are done.
func (r *run) doAll(ctx context.Context, contacts iter.Seq2[Contact, error]) error {
	for c, err := range contacts {
		if err != nil {
			return errors.Join(r.doBatch(ctx), err)
		}
		if len(r.batch) == r.options.Batch || r.inBatch[c.ID] {
			if err := r.doBatch(ctx); err != nil {
				return err
			}
		}
		r.batch = append(r.batch, r.readEmail(c))
		r.inBatch[c.ID] = true
	}
	return r.doBatch(ctx)
}

// doBatch decides about the contacts of the batch and reports them. Each step leaves fewer
// contacts undecided, so that the lookup is asked for as few domains as possible.
func (r *run) doBatch(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.findAssociated(ctx); err != nil {
		return err
	}
	if err := r.findCompanies(ctx); err != nil {
		return err
	}
	err := r.associate(ctx)
	for _, result := range r.batch {
		if result.Outcome == undecided {
			break // the store failed: this contact and those after it are not done
		}
		r.report.Contacts++
		r.report.Count[result.Outcome]++
		if r.options.Each != nil {
			r.options.Each(result)
		}
	}
	r.batch = r.batch[:0]
	clear(r.inBatch)
	return err
}

// associate associates the undecided contacts with their companies. If the store fails, the
// contacts that were not tried stay undecided.
func (r *run) associate(ctx context.Context) error {
	var ops []association.Operation
	var of []*Result
	for i := range r.batch {
		if result := &r.batch[i]; result.Outcome == undecided {
			ops = append(ops, &association.Associate{
				From: record.New(record.Contacts, result.Contact.ID), To: record.New(record.Companies, result.Companies[0]),
				OnlyFirst: true, // another process may have associated the contact meanwhile
			})
			of = append(of, result)
		}
	}
	each, err := r.each(ctx, ops...)
	for i, e := range each {
		switch {
		case e.Err != nil && err != nil && errors.Is(e.Err, err): // not tried
		case e.Err != nil:
			of[i].Outcome, of[i].Err = Refused, e.Err
		case e.Result.Outcome == association.Created:
			of[i].Outcome = Associated
			if r.inDryRun != nil {
				r.inDryRun[of[i].Contact.ID] = true
			}
		default:
			of[i].Outcome, of[i].Companies = HasCompany, nil
		}
	}
	return err
}
