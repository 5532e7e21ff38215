package association

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// How much [Reader.Recommend] looks at.
const (
	recommendNeighbors = 100    // of the record, of each type
	recommendRows      = 20_000 // of all neighbours together, and 200 of each
	recommendEach      = 200
	recommendChecked   = 1000 // of those it found, the first are checked
)

// RecommendOptions say what [Reader.Recommend] looks at. Nil and the zero options stand
// for the defaults.
type RecommendOptions struct {
	// Through are the types of the associations that count when they are shared. Nil:
	// every type that both can be associated with.
	Through []record.Type
	// Candidates are records that the host found by name, email or domain.
	Candidates []Candidate
	// Max is the most records that are recommended, up to 1000. Zero: 10.
	Max int
}

// A Candidate is a record that the host recommends, and as how many shared associations
// that counts. Two of one record add up.
type Candidate struct {
	Record record.Ref
	Score  int
}

// A Recommendation is a record to associate with.
type Recommendation struct {
	Record record.Ref
	Shared int // how many records are associated with both, as far as was looked
	Score  int // what the host gave
}

// Recommendations are records to associate with, the best first: by shared associations
// and the host's score together, then in Ref order.
type Recommendations struct {
	List []Recommendation
	// Cut says that not everything was looked at, so that somebody may be missing or
	// counted too low.
	Cut bool
}

// Recommend returns records of type to that of could be associated with: those that share
// associations with it, and the host's candidates. Those that are associated with it
// already, that are deleted, and the record itself are left out.
//
// Its work is bounded, whatever hubs there are: it looks at the first 100 records of each
// type that of is associated with, at the first 200 of type to of each of those, at most
// 20,000 in all, and then at whether the best 1000 are associated already. It is three
// Reads of one moment.
func (r Reader) Recommend(ctx context.Context, of record.Ref, to record.Type, options *RecommendOptions) (Recommendations, error) {
	if options == nil {
		options = &RecommendOptions{}
	}
	o := *options
	if o.Max == 0 {
		o.Max = 10
	}
	if o.Max < 0 || o.Max > recommendChecked {
		return Recommendations{}, fmt.Errorf("%w: %d recommendations: ask for 1 to %d", storage.ErrInvalid, o.Max, recommendChecked)
	}
	for _, c := range o.Candidates {
		if c.Record.Type != to {
			return Recommendations{}, fmt.Errorf("%w: %s among %s to recommend", storage.ErrInvalid, c.Record, to)
		}
	}
	var found Recommendations
	err := r.inSnapshot(ctx, func(r Reader) error {
		s := search{Reader: r, options: o, of: of, to: to}
		err := s.run(ctx)
		found = s.found
		return err
	})
	return found, err
}

// A search is a recommendation that is being made.
type search struct {
	Reader
	options   RecommendOptions
	of        record.Ref // the survivor, once it is known
	to        record.Type
	neighbors []record.Ref
	scores    map[record.ID]*Recommendation
	found     Recommendations
}

func (s *search) run(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := s.count(ctx); err != nil {
		return err
	}
	list := make([]Recommendation, 0, len(s.scores))
	for _, found := range s.scores {
		list = append(list, *found)
	}
	slices.SortFunc(list, func(a, b Recommendation) int {
		return cmp.Or(cmp.Compare(b.Shared+b.Score, a.Shared+a.Score), record.Compare(a.Record, b.Record))
	})
	return s.leave(ctx, list)
}

// begin reads whom the record is associated with, and who the candidates of the host are.
func (s *search) begin(ctx context.Context) error {
	return s.questions.Ask(ctx, func(ask *question.Question) error {
		if err := ask.Check(ctx, s.of, s.to); err != nil {
			return err
		}
		through, err := s.through(ctx, ask)
		if err != nil {
			return err
		}
		refs := []record.Ref{s.of}
		for _, c := range s.options.Candidates {
			if err := c.Record.Validate(); err != nil {
				return err
			}
			refs = append(refs, c.Record)
		}
		err = ask.Following(refs, func() error {
			for _, t := range through {
				Query{Max: recommendNeighbors}.askFor(ask, refs[0], t, nil)
			}
			return ask.Read(ctx)
		})
		if err != nil {
			return err
		}
		s.of, s.neighbors, s.found.Cut = refs[0], nil, false
		s.scores = make(map[record.ID]*Recommendation)
		for i, c := range s.options.Candidates {
			s.at(refs[i+1].ID).Score += c.Score
		}
		for i := range ask.Batch.NeighborPages {
			page := &ask.Batch.NeighborPages[i]
			s.found.Cut = s.found.Cut || page.More
			for _, row := range page.Rows(&ask.Batch.Batch) {
				s.neighbors = append(s.neighbors, record.New(page.To, row.ID))
			}
		}
		return nil
	})
}

// through returns the types of the associations that count when they are shared.
func (s *search) through(ctx context.Context, ask *question.Question) ([]record.Type, error) {
	labels := ask.Schema.Labels()
	var types []record.Type
	for _, t := range s.options.Through {
		if err := labels.CheckPair(s.of.Type, t); err != nil {
			return nil, ask.Sure(ctx, err)
		}
		if err := labels.CheckPair(t, s.to); err != nil {
			return nil, ask.Sure(ctx, err)
		}
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if s.options.Through != nil {
		return types, nil
	}
	for _, t := range labels.Types() {
		if labels.CheckPair(s.of.Type, t) == nil && labels.CheckPair(t, s.to) == nil {
			types = append(types, t)
		}
	}
	return types, nil
}

// at returns what is known of a record of the type that is recommended.
func (s *search) at(id record.ID) *Recommendation {
	found := s.scores[id]
	if found == nil {
		found = &Recommendation{Record: record.New(s.to, id)}
		s.scores[id] = found
	}
	return found
}

// count counts with whom the neighbours are associated.
func (s *search) count(ctx context.Context) error {
	if len(s.neighbors) == 0 {
		return nil
	}
	each := max(min(recommendRows/len(s.neighbors), recommendEach), 1)
	return s.questions.Ask(ctx, func(ask *question.Question) error {
		for _, ref := range s.neighbors {
			Query{Max: each}.askFor(ask, ref, s.to, nil)
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		for i := range ask.Batch.NeighborPages {
			s.found.Cut = s.found.Cut || ask.Batch.NeighborPages[i].More
			for _, row := range ask.Batch.NeighborPages[i].Rows(&ask.Batch.Batch) {
				s.at(row.ID).Shared++
			}
		}
		return nil
	})
}

// leave keeps the first of a list that are not associated already and not the record.
func (s *search) leave(ctx context.Context, list []Recommendation) error {
	list = slices.DeleteFunc(list, func(found Recommendation) bool { return found.Record == s.of })
	if len(list) > recommendChecked {
		list, s.found.Cut = list[:recommendChecked], true
	}
	if len(list) == 0 {
		return nil
	}
	return s.questions.Ask(ctx, func(ask *question.Question) error {
		for _, found := range list {
			ask.Batch.Record(found.Record)
			ask.Batch.Link(s.of, found.Record)
		}
		if err := ask.Read(ctx); err != nil {
			return err
		}
		s.found.List = nil
		for _, found := range list {
			row := ask.Batch.Link(s.of, found.Record)
			alive := ask.Batch.Records[ask.Batch.Record(found.Record)].Was.Status == storage.Alive
			if alive && !ask.Batch.Links[row].Was.Linked() && len(s.found.List) < s.options.Max {
				s.found.List = append(s.found.List, found)
			}
		}
		return nil
	})
}
