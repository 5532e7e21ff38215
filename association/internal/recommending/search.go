package recommending

import (
	"cmp"
	"context"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/recommend"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// How much a search looks at.
const (
	neighborsOfType = 100    // of the record, of each type
	rowsInAll       = 20_000 // of all neighbours together
	rowsOfEach      = 200    // of each neighbour
)

// Find returns records of a type that of could be associated with. options are checked and
// have no defaults left. The search takes three Reads in a snapshot.
func Find(ctx context.Context, source question.Source, of record.Ref, to record.Type, options recommend.Options) (recommend.Answer, error) {
	var found recommend.Answer
	err := source.Snapshot(ctx, func(source question.Source) error {
		s := search{source: source, options: options, of: of, to: to}
		err := s.run(ctx)
		found = s.found
		return err
	})
	return found, err
}

// A search is a recommendation that is being made.
type search struct {
	source    question.Source // of a snapshot
	options   recommend.Options
	of        record.Ref // the survivor, once known
	to        record.Type
	neighbors []record.Ref
	scores    map[record.ID]*recommend.Recommendation
	found     recommend.Answer
}

func (s *search) run(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := s.count(ctx); err != nil {
		return err
	}
	list := make([]recommend.Recommendation, 0, len(s.scores))
	for _, found := range s.scores {
		list = append(list, *found)
	}
	slices.SortFunc(list, func(a, b recommend.Recommendation) int {
		return cmp.Or(cmp.Compare(b.Shared+b.Score, a.Shared+a.Score), record.Compare(a.Record, b.Record))
	})
	return s.leave(ctx, list)
}

// begin reads the neighbours of the record, and finds the survivors of the candidates.
func (s *search) begin(ctx context.Context) error {
	return s.source.Ask(ctx, func(ask *question.Question) error {
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
				ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, storage.NeighborPage{Of: refs[0], To: t, Max: neighborsOfType})
			}
			return ask.Read(ctx)
		})
		if err != nil {
			return err
		}
		s.of, s.neighbors, s.found.Cut = refs[0], nil, false
		s.scores = make(map[record.ID]*recommend.Recommendation)
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

// at returns the findings about a record of the type that is recommended.
func (s *search) at(id record.ID) *recommend.Recommendation {
	found := s.scores[id]
	if found == nil {
		found = &recommend.Recommendation{Record: record.New(s.to, id)}
		s.scores[id] = found
	}
	return found
}

// count counts which records the neighbours are associated with.
func (s *search) count(ctx context.Context) error {
	if len(s.neighbors) == 0 {
		return nil
	}
	each := max(min(rowsInAll/len(s.neighbors), rowsOfEach), 1)
	return s.source.Ask(ctx, func(ask *question.Question) error {
		for _, ref := range s.neighbors {
			ask.Batch.NeighborPages = append(ask.Batch.NeighborPages, storage.NeighborPage{Of: ref, To: s.to, Max: each})
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

// leave keeps the first of a list that are alive and not associated with the record yet.
func (s *search) leave(ctx context.Context, list []recommend.Recommendation) error {
	list = slices.DeleteFunc(list, func(found recommend.Recommendation) bool { return found.Record == s.of })
	if len(list) > recommend.MostChecked {
		list, s.found.Cut = list[:recommend.MostChecked], true
	}
	if len(list) == 0 {
		return nil
	}
	return s.source.Ask(ctx, func(ask *question.Question) error {
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
