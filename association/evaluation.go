package association

import (
	"context"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// An evaluation is a criterion that is being asked about some records.
type evaluation struct {
	Criterion
	reach    *reach
	findings []finding          // by the position of the record in the reach
	known    map[record.ID]bool // what the host has answered
}

// A finding is what is known of one record.
type finding struct {
	seen, met int // records in scope, and those of them that are as wanted
	answer    bool
}

func (e *evaluation) run(ctx context.Context) error {
	if e.Where == nil && e.Scope.kind == scopeAll {
		return e.counts(ctx)
	}
	most := reachRows
	if e.Where == nil {
		if e.Quantifier.kind == everyMeets {
			e.Quantifier = AnyMeets() // it is the same where each of them meets the criterion
		}
		most = e.Quantifier.enough()
	}
	for open := range e.reach.groups() {
		for len(open) > 0 {
			round, err := e.reach.round(ctx, open, most)
			if err == nil {
				err = e.learn(ctx, round)
			}
			if err != nil {
				return err
			}
			open = open[:0]
			for _, s := range round {
				if e.fold(s) {
					open = append(open, s.of)
				}
			}
		}
	}
	return nil
}

// counts answers from the counts that every record has towards every type.
func (e *evaluation) counts(ctx context.Context) error {
	for group := range e.reach.groups() {
		from := group[0]
		err := e.reach.summaries(ctx, e.reach.of[from:from+len(group)], e.To, func(i int, side storage.Summary) {
			e.findings[from+i] = finding{seen: side.Count, met: side.Count}
			e.settle(&e.findings[from+i])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// learn asks the host about the records of a round that it was not asked about yet.
func (e *evaluation) learn(ctx context.Context, round []share) error {
	if e.Where == nil {
		return nil
	}
	var refs []record.Ref
	for _, s := range round {
		for _, id := range s.ids {
			if _, asked := e.known[id]; !asked {
				e.known[id] = false
				refs = append(refs, record.New(e.To, id))
			}
		}
	}
	answers, err := e.Where.ask(ctx, refs)
	for i, answer := range answers {
		e.known[refs[i].ID] = answer
	}
	return err
}

// fold adds a share to what is known of its record, and reports whether the answer is
// still open.
func (e *evaluation) fold(s share) (open bool) {
	f := &e.findings[s.of]
	f.seen += len(s.ids)
	for _, id := range s.ids {
		f.met += one(e.Where == nil || e.known[id])
	}
	answer, known := e.Quantifier.early(f.seen, f.met)
	switch {
	case known && f.seen > 0:
		f.answer = answer
		return false
	case s.more:
		return true
	}
	e.settle(f)
	return false
}

// settle answers for a record of which everything in scope was seen.
func (e *evaluation) settle(f *finding) {
	if f.seen == 0 && e.Empty != EmptyAsQuantified {
		f.answer = e.Empty == EmptyMeets
		return
	}
	f.answer = e.Quantifier.final(f.seen, f.met)
}
