package association

import (
	"context"
	"iter"
	"time"

	"github.com/relata-go/relata/association/internal/past"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A PastReader answers questions about associations as of a time. Its methods have the
// names and the meaning of those of [Reader], so that an interface of some of them is
// satisfied by both, and code over it shows the present and the past alike.
//
// An id that was merged away by then is answered as its survivor of then; one that was
// merged later had links of its own. The schema is that of now: pairs of types, scopes, and
// the words of labels.
//
// An answer is exact for every record, also where clocks ran backwards, since the events of
// a record have growing times. It takes one Read where the record has few links and few
// changes since, else several in one snapshot. A time before [Reader.RetainedSince] is a
// [retention.TooOldError].
type PastReader struct {
	questions question.Source
	observe   observer
	at        record.Time
}

// AsOf returns a reader of the state at a time as in [history.Event]
// and [Result], that instant's own changes included. It reads nothing yet.
func (r Reader) AsOf(at time.Time) PastReader {
	return PastReader{r.questions, r.observe, record.TimeOf(at)}
}

// Links yields the links that of had to records of type to, in Ref order: all of them, or
// those in the one given scope. They have the labels, marks and creation times of then. It
// reads them all when the iteration begins. After an error it ends.
func (p PastReader) Links(ctx context.Context, of record.Ref, to record.Type, scope ...Scope) iter.Seq2[Link, error] {
	return func(yield func(Link, error) bool) {
		ctx, call := p.observe.begin(ctx, "links as of")
		p.yieldLinks(ctx, call, of, to, scope, yield)
		call.endLoop()
	}
}

func (p PastReader) yieldLinks(ctx context.Context, call *call, of record.Ref, to record.Type, scope []Scope, yield func(Link, error) bool) {
	if err := checkScopes(scope); err != nil {
		pass(call, yield, Link{}, err)
		return
	}
	found, holds, err := p.links(ctx, of, to, scope)
	if err != nil {
		pass(call, yield, Link{}, err)
		return
	}
	for i := range found.Links {
		if row := &found.Links[i]; (holds == nil || holds(row.State)) && !pass(call, yield, linkOf(found.Schema, found.Of, to, row), nil) {
			return
		}
	}
}

// links reads the links that of had. holds, nil without a scope, says which are in it.
func (p PastReader) links(ctx context.Context, of record.Ref, to record.Type, scope []Scope) (found past.Answer, holds func(history.State) bool, err error) {
	want := past.Want{To: to, Links: past.AllLinks}
	if len(scope) == 0 {
		found, err = past.ReadSide(ctx, p.questions, p.at, of, want, nil)
		return found, nil, err
	}
	return p.linksIn(ctx, of, want, scope[0])
}

func (p PastReader) linksIn(ctx context.Context, of record.Ref, want past.Want, in Scope) (past.Answer, func(history.State) bool, error) {
	var labels []label.TypeID
	found, err := past.ReadSide(ctx, p.questions, p.at, of, want, func(ask *question.Question) (err error) {
		labels, err = in.resolve(ctx, ask, of.Type, want.To)
		return err
	})
	return found, func(s history.State) bool { return in.holds(labels, s) }, err
}

// Linked returns the link that two records had, as from saw it, and whether there was one.
func (p PastReader) Linked(ctx context.Context, from, to record.Ref) (_ Link, _ bool, err error) {
	ctx, call := p.observe.begin(ctx, "linked as of")
	defer call.end(&err)
	found, err := past.ReadLink(ctx, p.questions, p.at, from, to)
	if err != nil || !found.State.Linked() {
		return Link{}, false, err
	}
	n := storage.Neighbor{ID: found.To.ID, State: found.State}
	return linkOf(found.Schema, found.From, found.To.Type, &n), true, nil
}

// Primary returns the record of type to that was of's primary, and whether there was one.
func (p PastReader) Primary(ctx context.Context, of record.Ref, to record.Type) (_ record.Ref, _ bool, err error) {
	ctx, call := p.observe.begin(ctx, "primary as of")
	defer call.end(&err)
	summary, err := p.summary(ctx, of, to)
	if err != nil || summary.Primary == "" {
		return record.Ref{}, false, err
	}
	return record.New(to, summary.Primary), true, nil
}

// Count returns how many records of type to were associated with of. It reads the changes
// since and no link.
func (p PastReader) Count(ctx context.Context, of record.Ref, to record.Type) (_ int, err error) {
	ctx, call := p.observe.begin(ctx, "count as of")
	defer call.end(&err)
	summary, err := p.summary(ctx, of, to)
	return summary.Count, err
}

// summary returns the count and the primary that a record had towards a type.
func (p PastReader) summary(ctx context.Context, of record.Ref, to record.Type) (storage.Summary, error) {
	found, err := past.ReadSide(ctx, p.questions, p.at, of, past.Want{To: to, Counts: true}, nil)
	return found.Summary, err
}

// Card returns the associations of all types that a record had, at most links of each; 0
// means 100. Types that can no longer be associated with it are left out.
func (p PastReader) Card(ctx context.Context, of record.Ref, links int) (_ Card, err error) {
	ctx, call := p.observe.begin(ctx, "card as of")
	defer call.end(&err)
	q, err := Query{Max: links}.checked()
	if err != nil {
		return Card{}, err
	}
	var asked []past.Want
	wants := func(ask *question.Question, of record.Ref) ([]past.Want, error) {
		asked = asked[:0]
		labels := ask.Schema.Labels()
		for _, t := range labels.Types() {
			if labels.CheckPair(of.Type, t) == nil {
				asked = append(asked, past.Want{To: t, Counts: true, Links: q.Max})
			}
		}
		return asked, of.Validate()
	}
	var card Card
	err = past.ReadSides(ctx, p.questions, p.at, []record.Ref{of}, wants, func(s *schema.Schema, _ int, of record.Ref, sides []past.Side) {
		card = Card{Record: of}
		for i, side := range sides {
			if side.Summary.Count == 0 {
				continue
			}
			g := Group{Type: asked[i].To, Count: side.Summary.Count}
			g.Page = Page{Links: linksOf(s, of, g.Type, side.Links)}
			if side.Summary.Primary != "" {
				g.Primary = record.New(g.Type, side.Summary.Primary)
			}
			card.Groups = append(card.Groups, g)
		}
	})
	return card, err
}

// Columns returns the cells of an index as of the time: for each record a row, in it for
// each column a cell. It reads them all at once.
func (p PastReader) Columns(ctx context.Context, of []record.Ref, columns ...Column) (_ [][]Cell, err error) {
	ctx, call := p.observe.begin(ctx, "columns as of")
	defer call.end(&err)
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	wants := func(ask *question.Question, of record.Ref) ([]past.Want, error) {
		asked := make([]past.Want, len(columns))
		for i, c := range columns {
			if err := ask.Check(ctx, of, c.To); err != nil {
				return nil, err
			}
			asked[i] = past.Want{To: c.To, Counts: true, Links: c.First}
		}
		return asked, nil
	}
	rows := make([][]Cell, len(of))
	err = past.ReadSides(ctx, p.questions, p.at, of, wants, func(s *schema.Schema, i int, of record.Ref, sides []past.Side) {
		rows[i] = make([]Cell, len(columns))
		for k, side := range sides {
			cell := Cell{Count: side.Summary.Count, First: linksOf(s, of, columns[k].To, side.Links)}
			if side.Summary.Primary != "" {
				cell.Primary = record.New(columns[k].To, side.Summary.Primary)
			}
			rows[i][k] = cell
		}
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// State returns whether a record was alive. A merged-away id is not followed: Into has the
// record that it had been merged into.
func (p PastReader) State(ctx context.Context, of record.Ref) (_ RecordState, err error) {
	ctx, call := p.observe.begin(ctx, "state as of")
	defer call.end(&err)
	state, err := past.ReadRecordState(ctx, p.questions, p.at, of)
	return RecordState(state), err
}

// Difference returns what happened to a record's links to records of type to between two
// times, since exclusive and until inclusive: one event for each link
// whose state at the second time is another than at the first, with the time, source and
// operation of the last change, as the record sees it and in the order of the others. What
// came and went again is not in it. An id that was merged away is answered as its survivor
// of the second time.
//
// A time before [Reader.RetainedSince] is a [retention.TooOldError].
func (r Reader) Difference(ctx context.Context, of record.Ref, to record.Type, since, until time.Time) (_ []history.Event, err error) {
	ctx, call := r.observe.begin(ctx, "difference")
	defer call.end(&err)
	return past.Difference(ctx, r.questions, of, to, record.TimeOf(since), record.TimeOf(until))
}
