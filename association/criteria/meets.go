package criteria

import (
	"context"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
)

// Limits of a Read: about so many records, and so many associated records of all of them
// together. A record that has more continues in the next Read, beside the others.
const (
	roundRecords = 500
	roundRows    = 10_000
)

// A Reader answers the questions of a criterion: an [association.Graph], or the
// [association.Reader] of a snapshot.
type Reader interface {
	// CountMany is [association.Reader.CountMany].
	CountMany(ctx context.Context, of []record.Ref, to record.Type) ([]int, error)
	// TargetsMany is [association.Reader.TargetsMany].
	TargetsMany(ctx context.Context, of []record.Ref, to record.Type, scope association.Scope, after []association.Cursor, most int) ([]association.TargetPage, error)
}

// Meets reports whether a record meets a criterion.
func Meets(ctx context.Context, r Reader, of record.Ref, c Criterion) (bool, error) {
	answers, err := MeetsMany(ctx, r, []record.Ref{of}, c)
	if err != nil {
		return false, err
	}
	return answers[0], nil
}

// MeetsMany reports, for each record, whether the record meets a criterion. It reads up to 500
// records at once, and continues only with those that have so many associations that the answer
// is still open. The application is asked about many records at once, up to 10,000, and about
// each at most once in all; an error of the application is returned. Unless r is of one
// snapshot, each Read shows the state at the time of that Read.
func MeetsMany(ctx context.Context, r Reader, of []record.Ref, c Criterion) ([]bool, error) {
	once, at := distinct(of)
	e := evaluation{
		Criterion: c, reader: r,
		findings: make([]finding, len(once)), known: make(map[record.ID]bool),
	}
	if err := e.run(ctx, once); err != nil {
		return nil, err
	}
	answers := make([]bool, len(of))
	for i, k := range at {
		answers[i] = e.findings[k].answer
	}
	return answers, nil
}

// distinct returns refs without repetitions, and where each of them is in that.
func distinct(refs []record.Ref) (once []record.Ref, at []int) {
	place := make(map[record.Ref]int, len(refs))
	at = make([]int, len(refs))
	for i, ref := range refs {
		k, known := place[ref]
		if !known {
			k = len(once)
			place[ref], once = k, append(once, ref)
		}
		at[i] = k
	}
	return once, at
}

// An evaluation is a criterion that is being asked about some records.
type evaluation struct {
	Criterion
	reader   Reader
	findings []finding          // a finding for each record
	known    map[record.ID]bool // the application's answers
}

// A finding is the knowledge about a record so far.
type finding struct {
	seen, met int // records in scope, and those of them that meet the condition
	answer    bool
}

// run answers for all records, some at a time.
func (e *evaluation) run(ctx context.Context, of []record.Ref) error {
	most := roundRows
	counts := e.Where == nil && e.Scope.Equal(association.All())
	if e.Where == nil {
		if e.Quantifier.kind == everyMeets {
			e.Quantifier = AnyMeets() // the answer is the same if every record meets the condition
		}
		most = e.Quantifier.enough()
	}
	for from := 0; from < len(of); from += roundRecords {
		group := of[from:min(from+roundRecords, len(of))]
		var err error
		if counts {
			err = e.count(ctx, group, e.findings[from:])
		} else {
			err = e.rounds(ctx, group, e.findings[from:], most)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// count answers from the counts that every record has towards every type.
func (e *evaluation) count(ctx context.Context, of []record.Ref, findings []finding) error {
	counts, err := e.reader.CountMany(ctx, of, e.To)
	for i, n := range counts {
		findings[i] = finding{seen: n, met: n}
		e.settle(&findings[i])
	}
	return err
}

// rounds reads the associated records of a group, at most most of each at once, until every
// answer is known. The slice of is overwritten.
func (e *evaluation) rounds(ctx context.Context, of []record.Ref, findings []finding, most int) error {
	open := make([]int, len(of)) // the finding of each record that is still open
	for i := range open {
		open[i] = i
	}
	var after []association.Cursor
	for len(open) > 0 {
		pages, err := e.reader.TargetsMany(ctx, of, e.To, e.Scope, after, max(min(most, roundRows/len(of)), 1))
		if err == nil {
			err = e.learn(ctx, pages)
		}
		if err != nil {
			return err
		}
		n := 0
		after = after[:0]
		for i := range pages {
			if page := &pages[i]; e.fold(&findings[open[i]], page) {
				of[n], open[n] = of[i], open[i]
				after = append(after, page.Next)
				n++
			}
		}
		of, open = of[:n], open[:n]
	}
	return nil
}

// learn asks the application about the records of a round that were not asked about before.
func (e *evaluation) learn(ctx context.Context, pages []association.TargetPage) error {
	if e.Where == nil {
		return nil
	}
	var refs []record.Ref
	for _, page := range pages {
		for _, id := range page.IDs {
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

// fold adds a page to the finding of the page's record, and reports whether the answer is still
// open.
func (e *evaluation) fold(f *finding, page *association.TargetPage) (open bool) {
	f.seen += len(page.IDs)
	for _, id := range page.IDs {
		if e.Where == nil || e.known[id] {
			f.met++
		}
	}
	answer, known := e.Quantifier.early(f.seen, f.met)
	switch {
	case known && f.seen > 0:
		f.answer = answer
		return false
	case !page.Next.IsZero():
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
