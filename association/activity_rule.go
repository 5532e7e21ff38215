package association

import (
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An ActivityRule is the application's setting of which records of a type activities join beside
// the one they are logged on, such as the five most recent open deals. Where no rule is
// about companies it is the primary company, and of other types none.
type ActivityRule struct {
	// Activity is the type of activity that the rule is for. Zero: every type that has
	// no rule of its own towards To.
	Activity record.Type
	To       record.Type
	Scope    Scope
	// Most is how many are joined: [Latest], a number, [Unlimited]. Zero: none.
	Most int
	// Choose is the application's choice. It is given all records in scope, the newest link
	// first, and returns those that are eligible, the most recent first, of which the
	// first Most are joined. Nil: the newest links.
	Choose func(ctx context.Context, candidates []record.Ref) ([]record.Ref, error)
}

// ErrNoCandidate says that an application chose a record that it was not given to choose from.
var ErrNoCandidate = failure.Sentinel(failure.Refused, "association.ErrNoCandidate", "the chosen record is no candidate")

// AssociateActivity associates an activity with the record that it was logged on and with
// what the rules reach from there; see the operation [AssociateActivity].
func (g *Graph) AssociateActivity(ctx context.Context, activity, on record.Ref, rules ...ActivityRule) (Result, error) {
	op, err := g.Activity(ctx, activity, on, rules...)
	if err != nil {
		return Result{}, err
	}
	return g.begin(ctx).do(op)
}

// Activity returns the operation that associates an activity as rules say. Where a rule
// leaves the choice to the application, it reads the candidates and asks; the choice is then part
// of the operation, which leaves out the records that are no longer associated when it is made.
func (r Reader) Activity(ctx context.Context, activity, on record.Ref, rules ...ActivityRule) (*AssociateActivity, error) {
	op := &AssociateActivity{Activity: activity, On: on}
	for i, rule := range rules {
		if !rule.isFor(activity.Type, rules[:i], rules[i+1:]) {
			continue
		}
		reach := ActivityTarget{To: rule.To, Scope: rule.Scope, Most: rule.Most}
		if rule.Choose != nil && rule.Most > 0 {
			var err error
			if reach.Chosen, err = r.choose(ctx, on, rule); err != nil {
				return nil, err
			}
		}
		op.Targets = append(op.Targets, reach)
	}
	return op, nil
}

// isFor reports whether the rule is the one for a type of activity. Of several for one
// pair of types the first counts, and one that names the activity before one that
// names none.
func (rule ActivityRule) isFor(activity record.Type, before, behind []ActivityRule) bool {
	if rule.Activity != "" && rule.Activity != activity {
		return false
	}
	same := func(other ActivityRule) bool { return other.To == rule.To && other.Activity == rule.Activity }
	closer := func(other ActivityRule) bool {
		return other.To == rule.To && other.Activity == activity && rule.Activity == ""
	}
	return !slices.ContainsFunc(before, same) && !slices.ContainsFunc(before, closer) && !slices.ContainsFunc(behind, closer)
}

// choose asks the host, and returns the first of those that it chose.
func (r Reader) choose(ctx context.Context, on record.Ref, rule ActivityRule) ([]record.ID, error) {
	candidates, err := r.newest(ctx, on, rule.To, rule.Scope)
	if err != nil {
		return nil, err
	}
	among := []record.ID{}
	if len(candidates) == 0 {
		return among, nil
	}
	given := make(map[record.Ref]bool, len(candidates))
	for _, ref := range candidates {
		given[ref] = true
	}
	chosen, err := rule.Choose(ctx, candidates)
	if err != nil {
		return nil, fmt.Errorf("choose among the %s of %s: %w", rule.To, on, err)
	}
	for _, ref := range chosen {
		if !given[ref] {
			return nil, fmt.Errorf("%w: %s, of the %s of %s", ErrNoCandidate, ref, rule.To, on)
		}
		if len(among) < rule.Most && !slices.Contains(among, ref.ID) {
			among = append(among, ref.ID)
		}
	}
	return among, nil
}

// newest returns all records that a scope reaches, the newest link first.
func (r Reader) newest(ctx context.Context, of record.Ref, to record.Type, scope Scope) ([]record.Ref, error) {
	var refs []record.Ref
	q := storage.NeighborPage{Of: of, To: to, Order: storage.NewestFirst, Max: linksPage}
	for more := true; more; {
		var page []record.Ref
		err := r.questions.Ask(ctx, func(ask *question.Question) error {
			page = page[:0]
			if err := ask.Check(ctx, of, to); err != nil {
				return err
			}
			labels, err := scope.resolve(ctx, ask, of.Type, to)
			if err != nil {
				return err
			}
			_, err = ask.About(ctx, of, func(ref record.Ref) {
				q.Of = ref
				ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, q)
			})
			if err != nil {
				return err
			}
			more, page = ask.Batch.NeighborPages[0].More, inScope(ask, scope, labels, page)
			q.After = ask.Batch.NeighborPages[0].Next
			return nil
		})
		if err != nil {
			return nil, err
		}
		refs = append(refs, page...)
	}
	return refs, nil
}

// inScope appends the records of the page that was asked for whose links a scope holds.
func inScope(ask *question.Question, scope Scope, labels []label.TypeID, refs []record.Ref) []record.Ref {
	page := &ask.Batch.NeighborPages[0]
	for _, row := range page.Rows(&ask.Batch.Batch) {
		if scope.holds(labels, row.State) {
			refs = append(refs, record.New(page.To, row.ID))
		}
	}
	return refs
}
