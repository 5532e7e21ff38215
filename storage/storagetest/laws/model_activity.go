package laws

import (
	"errors"
	"slices"

	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// drawActivity draws an activity, most of the time, that is logged on a record.
func drawActivity(t *rapid.T, m *machine) *association.AssociateActivity {
	op := &association.AssociateActivity{Activity: m.draw(t, "activity"), On: m.draw(t, "on")}
	if rapid.IntRange(0, 9).Draw(t, "any") > 0 {
		op.Activity = rapid.SampledFrom([]record.Ref{note("1"), note("2"), record.New(record.Tasks, "1")}).Draw(t, "logged")
	}
	for range rapid.IntRange(0, 2).Draw(t, "reaches") {
		r := association.ActivityTarget{
			To:    rapid.SampledFrom([]record.Type{record.Companies, record.Contacts, record.Deals, cars}).Draw(t, "reached"),
			Scope: rapid.SampledFrom([]association.Scope{association.All(), association.Primary(), association.PrimaryOf()}).Draw(t, "scope"),
			Most:  rapid.IntRange(0, 3).Draw(t, "most"),
		}
		if rapid.IntRange(0, 3).Draw(t, "chosen") == 0 {
			r.Chosen = rapid.SliceOfN(rapid.SampledFrom([]record.ID{"1", "2", "3", "10", "30", "a", "c"}), 0, 3).Draw(t, "among")
		}
		op.Targets = append(op.Targets, r)
	}
	return op
}

// H1, H2: an activity is associated with the record that it was logged on, and with the records
// reached from there, where limits allow it.
func (w *model) associateActivity(op *association.AssociateActivity) (association.Result, error) {
	activity, on := w.survivorOf(op.Activity), w.survivorOf(op.On)
	_, refused := w.ask(activity, on, nil)
	reached, err := w.reached(op.Targets, on)
	if refused = errors.Join(refused, err); refused != nil {
		return association.Result{}, refused
	}
	reached = slices.DeleteFunc(reached, func(ref record.Ref) bool { return ref == activity || ref == on })
	whole, refused := w.associate(&association.Associate{From: activity, To: on})
	for _, to := range reached {
		_, err := w.ask(activity, to, nil)
		refused = errors.Join(refused, err)
	}
	if refused != nil {
		return association.Result{}, refused
	}
	whole.Joined = reached
	for _, to := range reached {
		part := association.Result{Outcome: association.Skipped, Skipped: []record.Ref{to}}
		hard, full := w.room(activity, to)
		if w.at(activity, to).Linked() || hard == nil && !full {
			part, _ = w.associate(&association.Associate{From: activity, To: to})
		}
		whole = both(whole, part)
	}
	return whole, nil
}

// both returns the result of two links that are made in the same operation.
func both(whole, part association.Result) association.Result {
	for _, o := range []association.Outcome{association.Created, association.Changed, association.Skipped} {
		if whole.Outcome == o || part.Outcome == o {
			whole.Outcome = o
			break
		}
	}
	whole.Skipped = append(whole.Skipped, part.Skipped...)
	if whole.Promoted.IsZero() {
		whole.Promoted = part.Promoted
	}
	if whole.Demoted.IsZero() {
		whole.Demoted = part.Demoted
	}
	return whole
}

// reached returns the records that the reaches find, without doubles. If no reach is about
// companies, the primary company is found too.
func (w *model) reached(reaches []association.ActivityTarget, on record.Ref) (found []record.Ref, refused error) {
	if !slices.ContainsFunc(reaches, func(r association.ActivityTarget) bool { return r.To == record.Companies }) {
		if first := w.primaryOf(on, record.Companies); !first.IsZero() {
			found = append(found, first)
		}
	}
	for _, r := range reaches {
		if r.Most > 0 && !w.isDefined(on.Type, r.To) {
			refused = label.ErrUndefinedPair
		}
		n := 0
		for _, ref := range w.inQuestion(r, on) {
			if in := w.at(on, ref); n == r.Most || !in.Linked() ||
				r.Scope.String() == "primary" && !in.Near.Primary || r.Scope.String() == "primary of" && !in.Far.Primary {
				continue
			}
			if n++; !slices.Contains(found, ref) {
				found = append(found, ref)
			}
		}
	}
	return found, refused
}

// inQuestion returns the records that a reach looks at, in the order of the reach, without
// doubles.
func (w *model) inQuestion(r association.ActivityTarget, on record.Ref) []record.Ref {
	if r.Chosen == nil {
		newest := w.neighbors(on, r.To)
		slices.Reverse(newest)
		return newest
	}
	var chosen []record.Ref
	for _, id := range r.Chosen {
		if ref := w.survivorOf(record.New(r.To, id)); ref != on && !w.isDeleted(ref) && !slices.Contains(chosen, ref) {
			chosen = append(chosen, ref)
		}
	}
	return chosen
}
