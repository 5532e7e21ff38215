package past

import (
	"context"
	"math"
	"slices"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// AllLinks asks for every link, see [Want].
const AllLinks = math.MaxInt

// A Want is a question about a record's links towards a type.
type Want struct {
	To     record.Type
	Counts bool // the count and the primary
	Links  int  // at most so many links, in Ref order; 0: none
}

// A Side is the links and the primary that a record had towards a type at a time.
type Side struct {
	Summary storage.Summary    // if the Want asked for Counts
	Links   []storage.Neighbor // in Ref order, in memory of their own
	More    bool               // there were links after the last
}

// linksPage is how many links are read at once.
const linksPage = 500

// ReadSides answers which links records had at a time. wants checks a record and returns the
// questions about that record. each is given the answers for the i-th record, with the survivor
// of the record by then.
func ReadSides(ctx context.Context, source question.Source, at record.Time, of []record.Ref,
	wants func(*question.Question, record.Ref) ([]Want, error),
	each func(s *schema.Schema, i int, of record.Ref, sides []Side)) error {
	return atTime(ctx, source, at, func(m *moment) error {
		asked := make([][]Want, len(of))
		for i, ref := range of {
			var err error
			if asked[i], err = wants(m.ask, ref); err != nil {
				return err
			}
		}
		refs := slices.Clone(of)
		if err := m.resolve(refs, at, func() { m.addSides(refs, asked) }); err != nil {
			return err
		}
		events, links := len(refs), 0 // the next page of each family
		for i, ref := range refs {
			sides := make([]Side, len(asked[i]))
			for k, want := range asked[i] {
				if err := m.side(ref, want, events, links, &sides[k]); err != nil {
					return err
				}
				events++
				if want.Links > 0 {
					links++
				}
			}
			each(m.ask.Schema, i, ref, sides)
		}
		return nil
	})
}

// An Answer is the links that a record had towards a type.
type Answer struct {
	Of     record.Ref     // the survivor of the record by then
	Schema *schema.Schema // of now
	Side
}

// ReadSide answers a Want about a record, see [ReadSides]. check, unless nil, refuses
// more than an illegal record and a pair that is not defined.
func ReadSide(ctx context.Context, source question.Source, at record.Time, of record.Ref, want Want, check func(*question.Question) error) (Answer, error) {
	var answer Answer
	err := atTime(ctx, source, at, func(m *moment) error {
		if err := m.ask.Check(ctx, of, want.To); err != nil {
			return err
		}
		if check != nil {
			if err := check(m.ask); err != nil {
				return err
			}
		}
		refs := []record.Ref{of}
		if err := m.resolve(refs, at, func() { m.addSide(refs[0], want) }); err != nil {
			return err
		}
		answer = Answer{Of: refs[0], Schema: m.ask.Schema}
		return m.side(refs[0], want, len(refs), 0, &answer.Side)
	})
	return answer, err
}

// addSides asks for the links that every record has towards the types that are asked about.
func (m *moment) addSides(refs []record.Ref, asked [][]Want) {
	for i, ref := range refs {
		for _, want := range asked[i] {
			m.addSide(ref, want)
		}
	}
}

// addSide asks for the events between a record and a type, and for the rows of now.
func (m *moment) addSide(ref record.Ref, want Want) {
	b := &m.ask.Batch
	b.EventPages = append(b.EventPages, newest.eventsOf(ref, want.To, nil))
	if want.Counts {
		b.Degree(ref, want.To, label.TypeID{})
	}
	if want.Links > 0 {
		b.NeighborPages = append(b.NeighborPages, storage.NeighborPage{Of: ref, To: want.To, Max: min(want.Links, linksPage-1) + 1})
	}
}

// side answers a Want from an event page and a page of links.
func (m *moment) side(of record.Ref, want Want, events, links int, side *Side) error {
	later, err := m.eventsAfter(events, m.at)
	if err != nil {
		return err
	}
	if want.Counts {
		side.Summary = m.ask.Batch.Degrees[m.ask.Batch.Degree(of, want.To, label.TypeID{})].Was
		for i := range later {
			stepBack(&side.Summary, later[i].From(of))
		}
	}
	if want.Links > 0 {
		side.Links, side.More, err = m.links(of, want, links, later)
	}
	return err
}

// stepBack takes an event, as the record sees it, out of the count and the primary.
func stepBack(s *storage.Summary, e history.Event) {
	switch {
	case e.Was.Linked() && !e.Now.Linked():
		s.Count++
	case !e.Was.Linked() && e.Now.Linked():
		s.Count--
	}
	switch {
	case takesMark(&e):
		s.Primary = e.B.ID
	case setsMark(&e) && s.Primary == e.B.ID: // else an older event has told the primary before
		s.Primary = ""
	}
}

// links returns the links that a record had then: those of now, stepped back over the later
// events, and those that are gone since.
func (m *moment) links(of record.Ref, want Want, page int, later []history.Event) (rows []storage.Neighbor, more bool, err error) {
	var changed map[record.ID][]history.Event
	if len(later) > 0 {
		changed = make(map[record.ID][]history.Event)
	}
	for _, e := range later {
		id := e.From(of).B.ID
		changed[id] = append(changed[id], e)
	}
	rows, all, err := m.neighbors(page, want.Links, changed)
	if err != nil {
		return nil, false, err
	}
	for i := range rows {
		id := rows[i].ID
		if events, is := changed[id]; is {
			if rows[i].State, err = m.back(of, record.New(want.To, id), rows[i].State, events); err != nil {
				return nil, false, err
			}
			delete(changed, id)
		}
	}
	for id, events := range changed {
		var now history.State
		if !all { // the row of now may be on a page that was not read
			now = events[0].From(of).Now
		}
		state, err := m.back(of, record.New(want.To, id), now, events)
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, storage.Neighbor{ID: id, State: state})
	}
	rows = slices.DeleteFunc(rows, func(n storage.Neighbor) bool { return !n.State.Linked() })
	slices.SortFunc(rows, func(a, b storage.Neighbor) int { return record.CompareIDs(a.ID, b.ID) })
	if len(rows) > want.Links {
		return rows[:want.Links], true, nil
	}
	return rows, false, nil
}

// neighbors returns the rows of a page of links and of those after it: all of them, or so
// many that more than most of them have not changed since.
func (m *moment) neighbors(page, most int, changed map[record.ID][]history.Event) (rows []storage.Neighbor, all bool, err error) {
	same := 0
	for {
		p := &m.ask.Batch.NeighborPages[page]
		from := len(rows)
		rows = append(rows, p.Rows(&m.ask.Batch.Batch)...)
		if !p.More {
			return rows, true, nil
		}
		for i := range rows[from:] {
			if _, is := changed[rows[from+i].ID]; !is {
				same++
			}
		}
		if same > most {
			return rows, false, nil
		}
		next := *p
		next.After, page = p.Next, len(m.ask.Batch.NeighborPages)
		m.ask.Batch.NeighborPages = append(m.ask.Batch.NeighborPages, next)
		if err := m.read(); err != nil {
			return nil, false, err
		}
	}
}

// back returns the state of the link of two records before the given events.
func (m *moment) back(of, other record.Ref, now history.State, newestFirst []history.Event) (history.State, error) {
	return history.AsOf(history.Pair{A: of, B: other}, now, slices.Values(newestFirst), m.at)
}

// A Link is the link that two records had at a time, as From saw it.
type Link struct {
	From, To record.Ref // the survivors of the records by then
	State    history.State
	Schema   *schema.Schema // of now
}

// ReadLink answers which link two records had at a time; the state of the zero Link is that
// of no link.
func ReadLink(ctx context.Context, source question.Source, at record.Time, from, to record.Ref) (Link, error) {
	var link Link
	err := atTime(ctx, source, at, func(m *moment) error {
		link = Link{Schema: m.ask.Schema}
		if err := m.ask.CheckBoth(ctx, from, to); err != nil {
			return err
		}
		refs := []record.Ref{from, to}
		err := m.resolve(refs, at, func() {
			if refs[0] != refs[1] {
				m.ask.Batch.Link(refs[0], refs[1])
				m.ask.Batch.EventPages = append(m.ask.Batch.EventPages, newest.eventsOf(refs[0], to.Type, refs[1:]))
			}
		})
		if err != nil || refs[0] == refs[1] {
			return err
		}
		later, err := m.eventsAfter(len(refs), at)
		if err != nil {
			return err
		}
		row := &m.ask.Batch.Links[0]
		link.From, link.To = refs[0], refs[1]
		link.State, err = m.back(row.A, row.B, row.Was, later)
		if row.A != refs[0] {
			link.State = link.State.Flip()
		}
		return err
	})
	return link, err
}

// ReadRecordState answers whether a record was alive at a time, and into which record that was
// merged.
func ReadRecordState(ctx context.Context, source question.Source, at record.Time, of record.Ref) (RecordState, error) {
	var state RecordState
	err := atTime(ctx, source, at, func(m *moment) error {
		if err := of.Validate(); err != nil {
			return err
		}
		m.begin([]record.Ref{of})
		err := m.read()
		if err == nil {
			err = m.checkRetained(at)
		}
		if err == nil {
			state, err = m.recordState(0, of)
		}
		return err
	})
	return state, err
}
