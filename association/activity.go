package association

import (
	"errors"
	"math"
	"slices"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// AssociateActivity associates an activity with the record that it was logged on and
// with records that are linked to that record: by default its primary company, and
// nothing else. These are chosen when the operation is made, in its transaction. Nothing
// is associated again later, neither when the primary moves nor when a first company comes.
//
// Each record has its own result. Towards the record that it was logged on a limit refuses
// the operation, as it does for [Associate]. A record that is only reached, and for which
// a limit leaves no room, is left out, as is any whose sum of activities is reached; the
// result lists them as skipped, and the other links are made.
//
// Rules H1 and H2 of docs/semantics.md; cases in storage/storagetest/laws/rule_activities.go.
type AssociateActivity struct {
	Activity record.Ref `json:"activity,omitzero"`
	On       record.Ref `json:"on,omitzero"` // the record that it was logged on
	// Reach says for each type which of On's records the activity joins as well. Of
	// companies it is the primary one, unless an ActivityTarget is about them; of other types it
	// is none. [Reader.Activity] makes it from a host's rules.
	Targets []ActivityTarget `json:"targets,omitzero"`
}

// An ActivityTarget says which of a record's associated records of a type an activity joins: the
// newest links first, or those that the host has chosen.
type ActivityTarget struct {
	To    record.Type `json:"to,omitzero"`
	Scope Scope       `json:"scope,omitzero"`
	// Most is how many are joined: [Latest], a number, [Unlimited]. Zero: none.
	Most int `json:"most,omitzero"`
	// Chosen, when it is not nil, are the records that come into question, the first
	// before the second. Those that are not in the scope are left out.
	Chosen []record.ID `json:"chosen,omitzero"`
}

// How many records an activity joins, beside other numbers.
const (
	Latest    = 1
	Unlimited = math.MaxInt
)

// primaryCompany is what an activity reaches by default.
var primaryCompany = ActivityTarget{To: record.Companies, Scope: Primary(), Most: Latest}

func (op *AssociateActivity) named(refs []record.Ref) []record.Ref {
	refs = append(refs, op.Activity, op.On)
	for _, r := range op.Targets {
		for _, id := range r.Chosen {
			refs = append(refs, record.New(r.To, id))
		}
	}
	return refs
}

func (op *AssociateActivity) needs(d *draft.Draft) {
	d.NeedLink(op.Activity, op.On, nil)
	_, _ = op.reached(d, op.On) // only to ask
}

func (op *AssociateActivity) decide(d *draft.Draft) (Result, error) {
	before := d.Save()
	result, err := op.join(d)
	if err != nil {
		d.Rollback(before)
		return Result{}, err
	}
	return result, nil
}

// join makes the links, first the one with the record that was named.
func (op *AssociateActivity) join(d *draft.Draft) (Result, error) {
	l, err := d.Between(op.Activity, op.On)
	if err != nil {
		return Result{}, err
	}
	reached, err := op.reached(d, l.To)
	if err != nil {
		return Result{}, err
	}
	reached = slices.DeleteFunc(reached, func(ref record.Ref) bool { return ref == l.From || ref == l.To })
	for _, to := range reached {
		d.NeedLink(l.From, to, nil)
		d.Lock(to) // what it has room for is decided here
	}
	if !d.Ready() {
		return Result{}, draft.MoreRows
	}
	whole, err := (&Associate{From: l.From, To: l.To}).decide(d)
	if err != nil {
		return Result{}, err
	}
	whole.Joined = reached
	for _, to := range reached {
		part, err := (&Associate{From: l.From, To: to}).decide(d)
		if errors.Is(err, limits.ErrExceeded) {
			d.Skip(l.From, to)
			part, err = Result{Outcome: Skipped, Skipped: []record.Ref{to}}, nil
		}
		if err != nil {
			return Result{}, err
		}
		whole.merge(part)
	}
	return whole, nil
}

// reached returns those of on's associated records that the activity joins, each once.
func (op *AssociateActivity) reached(d *draft.Draft, on record.Ref) ([]record.Ref, error) {
	reaches := op.Targets
	if !slices.ContainsFunc(reaches, func(r ActivityTarget) bool { return r.To == record.Companies }) && d.Pair(on.Type, record.Companies).Err == nil {
		reaches = append([]ActivityTarget{primaryCompany}, reaches...)
	}
	var found []record.Ref
	have, again := make(map[record.Ref]bool), false
	for _, r := range reaches {
		if r.Most <= 0 {
			continue
		}
		refs, err := r.from(d, on)
		switch {
		case err == draft.MoreRows:
			again = true // the others ask in the same Read
		case err != nil:
			return nil, err
		}
		for _, ref := range refs {
			if !have[ref] {
				have[ref], found = true, append(found, ref)
			}
		}
	}
	if again {
		return nil, draft.MoreRows
	}
	return found, nil
}

// from returns the records that on's reach has.
func (r ActivityTarget) from(d *draft.Draft, on record.Ref) ([]record.Ref, error) {
	if err := d.Pair(on.Type, r.To).Err; err != nil {
		return nil, err
	}
	labels, err := resolveScope(d.Schema, on.Type, r.To, r.Scope)
	switch {
	case err != nil:
		return nil, err
	case r.Chosen != nil:
		return r.among(d, on, labels)
	case r.Scope.kind == scopePrimary:
		side := d.DegreeOf(on, r.To)
		if !d.Ready() {
			return nil, draft.MoreRows
		}
		if side.Primary == "" {
			return nil, nil
		}
		return []record.Ref{record.New(r.To, side.Primary)}, nil
	}
	return r.newest(d, on, labels)
}

// among returns the first of the records that the host has chosen.
func (r ActivityTarget) among(d *draft.Draft, on record.Ref, labels []label.TypeID) ([]record.Ref, error) {
	var refs []record.Ref
	again := false
	for _, id := range r.Chosen {
		ref, err := d.Alive(record.New(r.To, id))
		if errors.Is(err, record.ErrDeleted) || ref == on {
			continue
		}
		l := d.Ask(on, ref)
		switch {
		case err == draft.MoreRows || !d.Ready():
			again = true
		case err != nil:
			return nil, err
		case len(refs) < r.Most && !slices.Contains(refs, ref) && r.Scope.holds(labels, d.State(&l)):
			refs = append(refs, ref)
		}
	}
	if again {
		return nil, draft.MoreRows
	}
	return refs, nil
}

// newestPage is how many links a decision reads at once.
const newestPage = 500

// newest returns the records of the newest links.
func (r ActivityTarget) newest(d *draft.Draft, on record.Ref, labels []label.TypeID) ([]record.Ref, error) {
	var refs []record.Ref
	q := storage.NeighborPage{Of: on, To: r.To, Order: storage.NewestFirst, Max: min(r.Most, newestPage)}
	switch {
	case len(labels) == 1:
		q.Label = labels[0]
	case r.Scope.kind != scopeAll:
		q.Max = newestPage // the pages have what is not in scope, too
	}
	for {
		page := d.Rows.Neighbors(q)
		if page == nil || !d.Ready() {
			return nil, draft.MoreRows
		}
		for _, row := range d.PageRows(page, "") {
			if len(refs) < r.Most && r.Scope.holds(labels, row.State) {
				refs = append(refs, record.New(r.To, row.ID))
			}
		}
		if len(refs) >= r.Most || !page.More {
			return refs, nil
		}
		q.After = page.Next
	}
}

func (op *AssociateActivity) request(text []byte) []byte {
	text = appendRequest(text, "associate activity", op.Activity, op.On)
	for _, r := range op.Targets {
		text = appendRequest(text, " reach", r.To, r.Scope.kind, names(r.Scope.labels), r.Most, r.Chosen != nil)
		for _, id := range r.Chosen {
			text = appendRequest(text, " among", id)
		}
	}
	return text
}

// String says what is to be done.
func (op *AssociateActivity) String() string {
	return "associate " + op.Activity.String() + " with " + op.On.String() + " and what it reaches"
}
