package association

import (
	"errors"
	"math"
	"slices"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// AssociateActivity associates an activity with the record that it was logged on and
// with what lies behind that record: by default its primary company, and nothing else.
// What that is, is decided when the operation is made, in its transaction. Nothing is
// associated again later, neither when the primary moves nor when a first company comes.
//
// Each record has its own result. Towards the record that it was logged on a limit refuses
// the operation, as it does for [Associate]. A record that is only reached, and for which
// a limit leaves no room, is left out, as is any whose sum of activities is reached; the
// result lists them as skipped, and the other links are made.
type AssociateActivity struct {
	Activity record.Ref
	On       record.Ref // the record that it was logged on
	// Reach says for each type which of On's records the activity joins as well. Of
	// companies it is the primary one, unless a Reach is about them; of other types it
	// is none. [Reader.Activity] makes it from a host's rules.
	Targets []ActivityTarget
}

// A Reach says which of a record's associated records of a type an activity joins: the
// newest links first, or those that the host has chosen.
type ActivityTarget struct {
	To    record.Type
	Scope Scope
	// Most is how many are joined: [Latest], a number, [Unlimited]. Zero: none.
	Most int
	// Among, when it is not nil, are the records that come into question, the first
	// before the second. Those that are not in the scope are left out.
	Chosen []record.ID
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

func (op *AssociateActivity) needs(d *draft) {
	d.needLink(op.Activity, op.On, nil)
	_, _ = op.reached(d, op.On) // only to ask
}

func (op *AssociateActivity) decide(d *draft) (Result, error) {
	before := d.save()
	result, err := op.join(d)
	if err != nil {
		d.restore(before)
		return Result{}, err
	}
	return result, nil
}

// join makes the links, first the one with the record that was named.
func (op *AssociateActivity) join(d *draft) (Result, error) {
	e, err := d.ends(op.Activity, op.On)
	if err != nil {
		return Result{}, err
	}
	reached, err := op.reached(d, e.to)
	if err != nil {
		return Result{}, err
	}
	reached = slices.DeleteFunc(reached, func(ref record.Ref) bool { return ref == e.from || ref == e.to })
	for _, to := range reached {
		d.needLink(e.from, to, nil)
		d.want(to) // what it has room for is decided here
	}
	if !d.ready() {
		return Result{}, errAgain
	}
	whole, err := (&Associate{From: e.from, To: e.to}).decide(d)
	if err != nil {
		return Result{}, err
	}
	whole.Joined = reached
	for _, to := range reached {
		part, err := (&Associate{From: e.from, To: to}).decide(d)
		if errors.Is(err, limits.ErrExceeded) {
			d.skip(e.from, to)
			part, err = Result{Outcome: Skipped, Skipped: []record.Ref{to}}, nil
		}
		if err != nil {
			return Result{}, err
		}
		whole.merge(part)
	}
	return whole, nil
}

// reached returns the records behind on that the activity joins, each once.
func (op *AssociateActivity) reached(d *draft, on record.Ref) ([]record.Ref, error) {
	reaches := op.Targets
	if !slices.ContainsFunc(reaches, func(r ActivityTarget) bool { return r.To == record.Companies }) && d.pairing(on.Type, record.Companies).Err == nil {
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
		case err == errAgain:
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
		return nil, errAgain
	}
	return found, nil
}

// from returns the records that on's reach has.
func (r ActivityTarget) from(d *draft, on record.Ref) ([]record.Ref, error) {
	if err := d.pairing(on.Type, r.To).Err; err != nil {
		return nil, err
	}
	labels, err := resolveScope(d.schema, on.Type, r.To, r.Scope)
	switch {
	case err != nil:
		return nil, err
	case r.Chosen != nil:
		return r.among(d, on, labels)
	case r.Scope.kind == scopePrimary:
		side := d.side(on, r.To, label.TypeID{}).Now
		if !d.ready() {
			return nil, errAgain
		}
		if side.Primary == "" {
			return nil, nil
		}
		return []record.Ref{record.New(r.To, side.Primary)}, nil
	}
	return r.newest(d, on, labels)
}

// among returns the first of the records that the host has chosen.
func (r ActivityTarget) among(d *draft, on record.Ref, labels []label.TypeID) ([]record.Ref, error) {
	var refs []record.Ref
	again := false
	for _, id := range r.Chosen {
		ref, err := d.alive(record.New(r.To, id))
		if errors.Is(err, record.ErrDeleted) || ref == on {
			continue
		}
		e := d.edge(on, ref)
		switch {
		case err == errAgain || !d.ready():
			again = true
		case err != nil:
			return nil, err
		case len(refs) < r.Most && r.Scope.holds(labels, d.state(e)):
			refs = append(refs, ref)
		}
	}
	if again {
		return nil, errAgain
	}
	return refs, nil
}

// newestPage is how many links a decision reads at once.
const newestPage = 500

// newest returns the records of the newest links.
func (r ActivityTarget) newest(d *draft, on record.Ref, labels []label.TypeID) ([]record.Ref, error) {
	var refs []record.Ref
	q := storage.NeighborPage{Of: on, To: r.To, Order: storage.NewestFirst, Max: min(r.Most, newestPage)}
	switch {
	case len(labels) == 1:
		q.Label = labels[0]
	case r.Scope.kind != scopeAll:
		q.Max = newestPage // the pages have what is not in scope, too
	}
	for {
		page := d.Neighbors(q)
		if page == nil || !d.ready() {
			return nil, errAgain
		}
		for _, row := range d.overlay(page, "") {
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

// skip notes that a link was not made for lack of room.
func (d *draft) skip(from, to record.Ref) {
	if !d.asking {
		d.skips = append(d.skips, [2]record.Ref{from, to})
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
