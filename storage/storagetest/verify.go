package storagetest

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A LawError says which law a store breaks, and where.
type LawError struct {
	Law    string // the name, such as TwoWay
	Where  string // the record or link that breaks the law
	Reason string
}

// Error returns a clause that names law, place and reason.
func (e *LawError) Error() string {
	return fmt.Sprintf("law %s is broken at %s: %s", e.Law, e.Where, e.Reason)
}

// Verify walks all rows between records of the given types, in a single View, and returns nil
// or a *[LawError] for the first of these laws that is broken. TwoWay: both ends of a link see
// the same state; mirror, unless nil, turns the labels of one end into those of the other.
// CountsAreExact: every side counts the existing links, or those that carry its label, and no
// side is missing. OnePrimary and PrimaryIsLinked: the marks on the links and the primaries of
// the degrees are the same. HistoryIsState: the feed folds to the stored links and states. The
// feed must be whole from its first event, or from the horizon of association.Graph.TrimHistory
// on.
func Verify(ctx context.Context, s storage.Storage, types []record.Type, mirror func(label.Set) label.Set) error {
	return s.View(ctx, func(r storage.Reader) error {
		v := &verifier{
			ctx: ctx, from: r, types: types, mirror: mirror,
			seen: map[end]history.State{}, degrees: map[degreeKey]storage.Summary{},
		}
		for _, check := range []func() error{v.links, v.twoWay, v.counts, v.history} {
			if err := check(); err != nil {
				return err
			}
		}
		return nil
	})
}

// An end is a link as seen from one of the records.
type end struct{ of, to record.Ref }

func (e end) String() string { return fmt.Sprintf("%s - %s", e.of, e.to) }

// A verifier holds the links of the pages, to compare the other rows with them.
type verifier struct {
	ctx     context.Context
	from    storage.Reader
	types   []record.Type
	mirror  func(label.Set) label.Set
	seen    map[end]history.State
	degrees map[degreeKey]storage.Summary // sums of the links
}

// links walks every pair of types from both ends.
func (v *verifier) links() error {
	for _, of := range v.types {
		for _, to := range v.types {
			rows, err := walk(v.ctx, v.from, pairOf(of, to, storage.MaxPage))
			if err != nil {
				return err
			}
			for _, n := range rows {
				if err := v.see(end{record.New(of, n.Of), record.New(to, n.ID)}, n.State); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// see counts an end of a link.
func (v *verifier) see(e end, state history.State) error {
	if _, twice := v.seen[e]; twice {
		return &LawError{"TwoWay", e.String(), "the link is listed twice"}
	}
	v.seen[e] = state
	all := degreeKey{of: e.of, to: e.to.Type}
	side := v.degrees[all]
	side.Count++
	if state.Near.Primary {
		if side.Primary != "" {
			return &LawError{"OnePrimary", e.String(), fmt.Sprintf("%s is its primary too", side.Primary)}
		}
		side.Primary = e.to.ID
	}
	v.degrees[all] = side
	for l := range state.Near.Labels.All() {
		key := degreeKey{e.of, e.to.Type, l}
		v.degrees[key] = storage.Summary{Count: v.degrees[key].Count + 1}
	}
	return nil
}

func (v *verifier) twoWay() error {
	for e, state := range v.seen {
		back, linked := v.seen[end{e.to, e.of}]
		switch {
		case !state.Linked():
			return &LawError{"TwoWay", e.String(), "a listed link has no creation time"}
		case !linked:
			return &LawError{"TwoWay", e.String(), "the other end does not have the link"}
		case back.Flip() != state:
			return &LawError{"TwoWay", e.String(), fmt.Sprintf("one end has %+v, the other %+v", state, back)}
		case v.mirror != nil && v.mirror(state.Near.Labels) != state.Far.Labels:
			return &LawError{"TwoWay", e.String(), fmt.Sprintf("labels %s and %s do not mirror each other", state.Near.Labels, state.Far.Labels)}
		}
	}
	return nil
}

// counts compares the stored degrees with the sums of the links. A label may be without
// degrees: they exist only if the label has a limit.
func (v *verifier) counts() error {
	listed := map[degreeKey]bool{}
	for _, of := range v.types {
		for _, to := range v.types {
			tallies, err := walkDegrees(v.ctx, v.from, storage.DegreePage{
				Of: record.Ref{Type: of}, To: to, AtLeast: 1, Max: storage.MaxPage,
			})
			if err != nil {
				return err
			}
			for _, tally := range tallies {
				listed[degreeKey{record.New(of, tally.Of), to, tally.Label}] = true
				if err := v.sidesOf(record.New(of, tally.Of)); err != nil {
					return err
				}
			}
		}
	}
	for key := range v.degrees {
		if key.label.IsZero() && !listed[key] {
			return &LawError{"CountsAreExact", fmt.Sprintf("%s towards %s", key.of, key.to), "no census lists the side"}
		}
	}
	return nil
}

func (v *verifier) sidesOf(of record.Ref) error {
	b := storage.Batch{DegreePages: []storage.DegreePage{{Of: of}}}
	if err := v.from.Read(v.ctx, &b); err != nil {
		return err
	}
	for _, tally := range b.DegreeRows {
		key := degreeKey{of, tally.To, tally.Label}
		where := fmt.Sprintf("%s towards %s", of, tally.To)
		switch want := v.degrees[key]; {
		case !slices.Contains(v.types, tally.To):
		case tally.Summary.Count != want.Count:
			return &LawError{"CountsAreExact", where, fmt.Sprintf("the side has %d links of label %s, there are %d", tally.Summary.Count, tally.Label, want.Count)}
		case tally.Summary.Primary != want.Primary:
			return &LawError{"PrimaryIsLinked", where, fmt.Sprintf("the primary is %q, and the mark is on %q", tally.Summary.Primary, want.Primary)}
		}
	}
	return nil
}

// history folds the feed.
func (v *verifier) history() error {
	events, err := walkStream(v.ctx, v.from, storage.EventPage{Kind: storage.Feed, Max: storage.MaxPage})
	if err != nil {
		return err
	}
	since, err := retention.Since(v.ctx, v.from)
	if err != nil {
		return err
	}
	projection, err := replay(since, untilLast(events))
	if err != nil {
		return &LawError{"HistoryIsState", "the feed", err.Error()}
	}
	count := 0
	for p, state := range projection.Links() {
		if slices.Contains(v.types, p.A.Type) && slices.Contains(v.types, p.B.Type) {
			count++
			if stored := v.seen[end{p.A, p.B}]; stored != state {
				return &LawError{"HistoryIsState", end{p.A, p.B}.String(), fmt.Sprintf("the events say %+v, the link is %+v", state, stored)}
			}
		}
	}
	if 2*count != len(v.seen) {
		return &LawError{"HistoryIsState", "the links", fmt.Sprintf("the events say there are %d, there stand %d", count, len(v.seen)/2)}
	}
	return v.states(projection, events)
}

// replay folds events, of which some before a time may be missing; zero: none is.
func replay(since record.Time, events iter.Seq[history.Event]) (*history.Projection, error) {
	if since == 0 {
		return history.Replay(events)
	}
	return history.ReplaySince(since, events)
}

func untilLast(events []storage.Event) iter.Seq[history.Event] {
	return func(yield func(history.Event) bool) {
		for i := range events {
			if !yield(events[i].Event) {
				return
			}
		}
	}
}

// states compares the end of every record that an event named.
func (v *verifier) states(projection *history.Projection, events []storage.Event) error {
	var b storage.Batch
	asked := map[record.Ref]bool{{}: true}
	for _, e := range events {
		for _, ref := range []record.Ref{e.A, e.B} {
			if !asked[ref] {
				asked[ref] = true
				b.Records = append(b.Records, storage.Record{Of: ref})
			}
		}
	}
	if err := v.from.Read(v.ctx, &b); err != nil {
		return err
	}
	for _, r := range b.Records {
		want, into := storage.Alive, record.ID("")
		if e, ended := projection.End(r.Of); ended && e.Subject == history.Merged {
			want, into = storage.Merged, e.B.ID
		} else if ended {
			want = storage.Deleted
		}
		if r.Was.Status != want || r.Was.Into != into {
			return &LawError{"HistoryIsState", r.Of.String(), fmt.Sprintf("the events say state %d into %q, the record has %d into %q", want, into, r.Was.Status, r.Was.Into)}
		}
	}
	return nil
}
