package laws

import (
	"fmt"
	"iter"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

// A transcript is an account as a user sees it: questions with their answers, including errors,
// in the same order on every backend.
type transcript struct {
	m     *machine
	r     association.Reader
	lines []string
}

// transcript asks all possible questions in one View.
func (m *machine) transcript(t require.TestingT) []string {
	look := &transcript{m: m}
	require.NoError(t, m.View(m.ctx, func(r association.Reader) error {
		look.r = r
		look.account()
		return nil
	}))
	return look.lines
}

// note keeps a question with its answer. Values are written with all of their fields.
func (s *transcript) note(question string, answer any, err error) {
	s.lines = append(s.lines, fmt.Sprintf("%s: %+v, error %v", question, answer, err))
}

// noteAll keeps a question with all values of a sequence, in order.
func noteAll[V any](s *transcript, question string, answers iter.Seq2[V, error]) {
	for answer, err := range answers {
		s.note(question, answer, err)
	}
}

func (s *transcript) account() {
	if schema, err := s.r.Schema(s.m.ctx); err != nil {
		s.note("schema", nil, err)
	} else {
		s.note("schema", schema.Version(), nil)
		s.note("labels", schema.Labels(), nil)
	}
	cards, err := s.r.CardMany(s.m.ctx, s.m.records, 0)
	s.note("cards", cards, err)
	s.m.eachSide(s.side)
	for _, to := range s.m.types() {
		counts, err := s.r.CountMany(s.m.ctx, s.m.records, to)
		s.note(fmt.Sprint("counts of ", to), counts, err)
		primaries, err := s.r.PrimaryMany(s.m.ctx, s.m.records, to)
		s.note(fmt.Sprint("primaries of ", to), primaries, err)
		for _, from := range s.m.types() {
			key := limits.Key{From: from, To: to}
			usage, err := s.r.Report(s.m.ctx, association.ReportQuery{Keys: []limits.Key{key}, AtLeast: 1})
			s.note(fmt.Sprint("usage of ", key), usage, err)
			near, err := s.r.Report(s.m.ctx, association.ReportQuery{Keys: []limits.Key{key}})
			s.note(fmt.Sprint("near the limit of ", key), near, err)
		}
	}
}

// side asks all questions about a record and a type to which the record may be linked.
func (s *transcript) side(of record.Ref, to record.Type) {
	name := fmt.Sprint(of, " towards ", to, ": ")
	ctx := s.m.ctx
	is, found, err := s.r.Primary(ctx, of, to)
	s.note(name+"primary", fmt.Sprint(is, found), err)
	why, known, err := s.r.Why(ctx, of, to)
	s.note(name+"why", fmt.Sprint(why, known), err)
	n, err := s.r.Count(ctx, of, to)
	s.note(name+"count", n, err)
	panel, err := s.r.Panel(ctx, of, to, nil)
	s.note(name+"panel", panel, err)
	noteAll(s, name+"event", s.r.History(ctx, of, to))
	for scope, answer := range s.scopes(of.Type, to) {
		noteAll(s, name+scope, s.r.Links(ctx, of, to, answer))
		s.pages(name+scope+", paged", of, to, answer)
	}
	for _, other := range s.m.records {
		if other.Type == to {
			noteAll(s, fmt.Sprint(of, " - ", other, ": event"), s.r.HistoryOf(ctx, of, other))
		}
	}
}

// scopes yields the possible scopes of links from one type to another, by name.
func (s *transcript) scopes(from, to record.Type) iter.Seq2[string, association.Scope] {
	return func(yield func(string, association.Scope) bool) {
		if !yield("all", association.All()) || !yield("primary", association.Primary()) || !yield("primary of", association.PrimaryOf()) {
			return
		}
		var any []label.Label
		for _, id := range s.m.labelIDs(from, to) {
			any = append(any, label.WithID(id))
			if !yield(fmt.Sprint("labeled ", id), association.Labeled(label.WithID(id))) {
				return
			}
		}
		if len(any) > 0 {
			yield("labeled with any", association.Labeled(any...))
		}
	}
}

// pages reads links in pages of two. Whether a full page says that there are more is
// left open by the contract, when there are none.
func (s *transcript) pages(name string, of record.Ref, to record.Type, scope association.Scope) {
	q := association.Query{Scope: scope, Max: 2}
	for {
		page, err := s.r.Page(s.m.ctx, of, to, q)
		for _, link := range page.Links {
			s.note(name, link, err)
		}
		if err != nil || page.Next.IsZero() {
			s.note(name+", to the end", nil, err)
			return
		}
		q.After = page.Next
	}
}
