package laws

import (
	"context"
	"iter"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/feed"
	"github.com/relata-go/relata/association/retention"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// livedLaw runs a check after every step of a random account.
func livedLaw(t tester, s *Subject, check func(t *rapid.T, l *recorded), more ...func(t *rapid.T, l *recorded)) {
	Check(t, s.checks(), func(t *rapid.T) {
		store := s.Open()
		defer store.Close()
		l := newRecorded(t, store, rapid.Bool().Draw(t, "clocks run backwards"))
		steps := map[string]func(*rapid.T){
			"step": l.step, "again": l.step, "once more": l.step,
			"": func(t *rapid.T) { check(t, l) },
		}
		for i, other := range more {
			steps[string(rune('a'+i))] = func(t *rapid.T) { other(t, l) }
		}
		t.Repeat(steps)
		require.NoError(t, s.Verify(l.ctx, store, l.types(), labelsOf(t, l).Mirror))
	})
}

// Law 9, E5: as of a time, a record has the links and the state of that time.
func testAsOf(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		m := &l.moments[rapid.IntRange(0, len(l.moments)-1).Draw(t, "moment")]
		of := rapid.SampledFrom(l.records).Draw(t, "of")
		l.compareAt(t, m, of, m.newest[m.survivorOf(of)])
		if !l.back {
			l.compareAt(t, m, of, m.at)
			l.comparePairsAt(t, m, of)
		}
	})
}

// A dated reader reads the associations of one time: now, or an earlier time.
type dated interface {
	Linked(ctx context.Context, from, to record.Ref) (association.Link, bool, error)
	Links(ctx context.Context, of record.Ref, to record.Type, scope ...association.Scope) iter.Seq2[association.Link, error]
	Primary(ctx context.Context, of record.Ref, to record.Type) (record.Ref, bool, error)
	Count(ctx context.Context, of record.Ref, to record.Type) (int, error)
	Card(ctx context.Context, of record.Ref, links int) (association.Card, error)
	Columns(ctx context.Context, of []record.Ref, columns ...association.Column) ([][]association.Cell, error)
	State(ctx context.Context, of record.Ref) (association.RecordState, error)
}

// compareAt compares the links and the state of a record at a moment with the reads of that
// time.
func (l *recorded) compareAt(t *rapid.T, m *moment, of record.Ref, at record.Time) {
	since, err := l.RetainedSince(l.ctx)
	require.NoError(t, err)
	if at < record.TimeOf(since) {
		l.isTooOld(t, l.AsOf(at.Time()), of)
		return
	}
	l.reads(t, l.AsOf(at.Time()), m, of)
	if m == &l.moments[len(l.moments)-1] {
		l.reads(t, l.Graph, m, of)
	}
}

// isTooOld requires that every read is refused.
func (l *recorded) isTooOld(t tester, then dated, of record.Ref) {
	require.ErrorIs(t, fails(t, then.Links(l.ctx, of, record.Companies)), retention.ErrTooOld)
	_, _, err := then.Linked(l.ctx, of, company("1"))
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, _, err = then.Primary(l.ctx, of, record.Companies)
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = then.Count(l.ctx, of, record.Companies)
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = then.Card(l.ctx, of, 0)
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = then.Columns(l.ctx, []record.Ref{of}, association.Column{To: record.Companies})
	require.ErrorIs(t, err, retention.ErrTooOld)
	_, err = then.State(l.ctx, of)
	require.ErrorIs(t, err, retention.ErrTooOld)
}

// reads requires that every read of a time shows the moment.
func (l *recorded) reads(t *rapid.T, then dated, m *moment, of record.Ref) {
	first := rapid.IntRange(1, 3).Draw(t, "first links")
	card, err := then.Card(l.ctx, of, first)
	require.NoError(t, err)
	require.Equal(t, m.survivorOf(of), card.Record)
	var columns []association.Column
	groups := 0
	for _, to := range l.types() {
		links := all(t, then.Links(l.ctx, of, to))
		require.Equal(t, m.links(of, to), shown(links), "%s towards %s", of, to)
		n, err := then.Count(l.ctx, of, to)
		require.NoError(t, err)
		require.Equal(t, len(links), n, "%s towards %s", of, to)
		primary, marked, err := then.Primary(l.ctx, of, to)
		require.NoError(t, err)
		var want record.Ref
		for _, link := range all(t, then.Links(l.ctx, of, to, association.Primary())) {
			want = link.To
		}
		require.Equal(t, want, m.primary(of, to), "%s towards %s", of, to)
		require.Equal(t, []any{want, !want.IsZero()}, []any{primary, marked}, "%s towards %s", of, to)

		group := card.Group(to)
		require.Equal(t, []any{n, want}, []any{group.Count, group.Primary}, "%s towards %s", of, to)
		page, full := firstOf(links, first), len(links) == first
		if _, now := then.(*association.Graph); now {
			page.Next = group.Page.Next
			if !full { // the contract leaves open whether a full page says that more follow
				require.Equal(t, len(links) > first, !page.Next.IsZero())
			}
		}
		require.Equal(t, page, group.Page, "%s towards %s", of, to)
		groups += min(n, 1)
		columns = append(columns, association.Column{To: to, First: first})
	}
	require.Len(t, card.Groups, groups, "%s", of)
	rows, err := then.Columns(l.ctx, []record.Ref{of, l.records[0], of}, columns...)
	require.NoError(t, err)
	require.Equal(t, rows[0], rows[2])
	for i, c := range columns {
		g := card.Group(c.To)
		require.Equal(t, association.Cell{Count: g.Count, Primary: g.Primary, First: g.Page.Links}, rows[0][i])
	}
	state, err := then.State(l.ctx, of)
	require.NoError(t, err)
	require.Equal(t, m.States[of].Status, state.Status, "%s", of)
	require.Equal(t, m.States[of].Into, state.Into.ID)
}

// firstOf returns the page of the first of some links.
func firstOf(links []association.Link, first int) association.Page {
	return association.Page{Links: links[:min(first, len(links))]}
}

// comparePairsAt compares single links.
func (l *recorded) comparePairsAt(t require.TestingT, m *moment, of record.Ref) {
	for _, other := range l.records {
		link, linked, err := l.AsOf(m.at.Time()).Linked(l.ctx, of, other)
		require.NoError(t, err)
		a, b := m.survivorOf(of), m.survivorOf(other)
		p := history.PairOf(a, b)
		was := m.Links[p]
		if p.A != a {
			was = was.Flip()
		}
		require.Equal(t, was.Linked(), linked, "%s - %s", of, other)
		if linked {
			require.Equal(t, []string{stateWords(b, was)}, shown([]association.Link{link}))
		}
	}
}

// Law 9, E5: the links of a time and the difference give the links of another time.
func testAsOfAndDifference(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		if l.back {
			return // the account has no single moment for that time
		}
		i := rapid.IntRange(0, len(l.moments)-1).Draw(t, "since")
		m, n := &l.moments[i], &l.moments[rapid.IntRange(i, len(l.moments)-1).Draw(t, "until")]
		want := map[history.Pair][2]history.State{}
		for _, links := range []map[history.Pair]history.State{m.Links, n.Links} {
			for p := range links {
				if m.Links[p] != n.Links[p] {
					want[p] = [2]history.State{m.Links[p], n.Links[p]}
				}
			}
		}
		all, err := l.DifferenceOfAll(l.ctx, feed.Token{}, m.at.Time(), n.at.Time())
		require.NoError(t, err)
		require.Equal(t, want, changesOf(all))
		of := n.survivorOf(rapid.SampledFrom(l.records).Draw(t, "of"))
		for _, to := range l.types() {
			some, err := l.Difference(l.ctx, of, to, m.at.Time(), n.at.Time())
			require.NoError(t, err)
			own := map[history.Pair][2]history.State{}
			for p, states := range want {
				if p.A == of && p.B.Type == to || p.B == of && p.A.Type == to {
					own[p] = states
				}
			}
			require.Equal(t, own, changesOf(some), "%s towards %s", of, to)
		}
	})
}

// changesOf returns how events changed links.
func changesOf(events []history.Event) map[history.Pair][2]history.State {
	changes := map[history.Pair][2]history.State{}
	for _, e := range events {
		e = e.From(e.Pair().A)
		changes[e.Pair()] = [2]history.State{e.Was, e.Now}
	}
	return changes
}

// Law 13, E5: a reader asks the feed again and again, with the token of the page before, and
// gets every event once, in order.
func testFeedMissesNothing(t tester, s *Subject) {
	var token feed.Token
	var got []history.Event
	var of *recorded
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		if of != l {
			of, token, got = l, feed.Token{}, nil
		}
		for most := rapid.IntRange(1, 4).Draw(t, "events"); ; {
			page, err := l.Feed(l.ctx, token, most)
			require.NoError(t, err)
			got = append(got, page.Events...)
			token, err = feed.ParseToken(page.Token.String())
			require.NoError(t, err)
			require.Equal(t, page.Token, token)
			if rapid.Bool().Draw(t, "later") || !page.More {
				break
			}
		}
		all := l.moments[len(l.moments)-1].Events
		require.Equal(t, append([]history.Event{}, all[:len(got)]...), append([]history.Event{}, got...))
	})
}

// forget trims the history before a drawn moment.
func (l *recorded) forget(t *rapid.T) {
	before := firstTime + rapid.Int64Range(0, max(l.clock.Load()-firstTime, 1)).Draw(t, "before")
	n, err := l.TrimHistory(l.ctx, record.Time(before).Time())
	require.NoError(t, err)
	t.Logf("forgot %d before %d", n, before-firstTime)
	l.forgot += n
	l.note(t)
}

// Law 9, E5: a time before the trimmed history is too old, and all that is kept is exact.
func testAsOfForgotten(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		m := &l.moments[rapid.IntRange(0, len(l.moments)-1).Draw(t, "moment")]
		of := rapid.SampledFrom(l.records).Draw(t, "of")
		l.compareAt(t, m, of, m.newest[m.survivorOf(of)])
		require.NoError(t, s.Verify(l.ctx, l.store, l.types(), labelsOf(t, l).Mirror))
	}, func(t *rapid.T, l *recorded) { l.forget(t) })
}

// E5: two accounts have the same history, and the history of the second is trimmed now and then.
// Links, refusals, restores and the reasons of primaries stay the same.
func testHistoryIsStateForgotten(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		one, other := s.Open(), s.Reference()
		defer one.Close()
		defer other.Close()
		l, twin := newRecorded(t, one, false), newRecorded(t, other, false)
		step := func(t *rapid.T) {
			l.clock.Add(rapid.Int64Range(1, 9).Draw(t, "time passes"))
			twin.clock.Store(l.clock.Load())
			op := l.draw(t)
			if _, undo := op.(*association.Undo); undo {
				return // trimming is what refuses this read
			}
			require.Equal(t, twin.try(t, op) == nil, l.try(t, op) == nil, "%s", op)
			l.note(t)
		}
		t.Repeat(map[string]func(*rapid.T){
			"step": step, "again": step, "once more": step, "forget": l.forget,
			"": func(t *rapid.T) {
				is, want := everything(t, one), everything(t, other)
				require.Equal(t, want.Links, is.Links)
				l.tellSame(t, twin)
			},
		})
	})
}

// tellSame requires that trimming has changed nothing that must be kept of history.
func (l *recorded) tellSame(t require.TestingT, whole *recorded) {
	for _, of := range l.records {
		for _, to := range l.types() {
			why, known, err := l.Why(l.ctx, of, to)
			require.NoError(t, err)
			want, had, err := whole.Why(l.ctx, of, to)
			require.NoError(t, err)
			if !want.Primary.IsZero() {
				require.Equal(t, []any{want, had}, []any{why, known}, "%s towards %s", of, to)
			}
			l.panelsSame(t, whole, of, to)
		}
	}
}

// panelsSame requires that every row says correctly whether its records are linked, and that a
// linked row ends with the same change: the newest event of an existing link is always kept.
func (l *recorded) panelsSame(t require.TestingT, whole *recorded, of record.Ref, to record.Type) {
	panel, err := l.Panel(l.ctx, of, to, nil)
	require.NoError(t, err)
	full, err := whole.Panel(l.ctx, of, to, nil)
	require.NoError(t, err)
	for _, want := range full {
		i := slices.IndexFunc(panel, func(r association.PanelRow) bool { return r.Other == want.Other })
		if want.Linked {
			require.GreaterOrEqual(t, i, 0, "%s in the panel of %s", want.Other, of)
			require.Equal(t, want.Last, panel[i].Last, "%s in the panel of %s", want.Other, of)
		}
		if i >= 0 {
			require.Equal(t, want.Linked, panel[i].Linked, "%s in the panel of %s", want.Other, of)
		}
	}
}
