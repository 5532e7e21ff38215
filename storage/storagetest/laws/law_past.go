package laws

import (
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// livedLaw checks, after every step of a random account, what must hold.
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

// Law 9, E5: a record as of a time equals what stood then.
func testAsOf(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		m := &l.moments[rapid.IntRange(0, len(l.moments)-1).Draw(t, "moment")]
		of := rapid.SampledFrom(l.records).Draw(t, "of")
		l.stood(t, m, of, m.newest[m.stoodFor(of)])
		if !l.back {
			l.stood(t, m, of, m.at)
			l.stoodPairs(t, m, of)
		}
	})
}

// stood compares what a record had with what the graph says of then.
func (l *recorded) stood(t require.TestingT, m *moment, of record.Ref, at int64) {
	since, err := l.RetainedSince(l.ctx)
	require.NoError(t, err)
	for _, to := range l.types() {
		links, err := l.AsOf(l.ctx, of, to, at)
		if at < since {
			require.ErrorIs(t, err, association.ErrTooOld)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, m.links(of, to), shown(links), "%s towards %s at %d", of, to, at-firstTime)
	}
	life, err := l.LifeAsOf(l.ctx, of, at)
	if at < since {
		require.ErrorIs(t, err, association.ErrTooOld)
		return
	}
	require.NoError(t, err)
	was := m.States[of]
	require.Equal(t, was.Status, life.Status, "%s at %d", of, at-firstTime)
	require.Equal(t, was.Into, life.Into.ID)
}

// stoodPairs compares single links.
func (l *recorded) stoodPairs(t require.TestingT, m *moment, of record.Ref) {
	for _, other := range l.records {
		link, linked, err := l.LinkedAsOf(l.ctx, of, other, m.at)
		require.NoError(t, err)
		a, b := m.stoodFor(of), m.stoodFor(other)
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

// Law 9, E5: what stood at one time and the difference give what stood at another.
func testAsOfAndDifference(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		if l.back {
			return // a time of the whole account is no moment of it then
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
		all, err := l.DifferenceOfAll(l.ctx, association.Token{}, m.at, n.at)
		require.NoError(t, err)
		require.Equal(t, want, changesOf(all))
		of := n.stoodFor(rapid.SampledFrom(l.records).Draw(t, "of"))
		for _, to := range l.types() {
			some, err := l.Difference(l.ctx, of, to, m.at, n.at)
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

// changesOf returns what events did to links.
func changesOf(events []history.Event) map[history.Pair][2]history.State {
	changes := map[history.Pair][2]history.State{}
	for _, e := range events {
		e = e.From(e.Pair().A)
		changes[e.Pair()] = [2]history.State{e.Was, e.Now}
	}
	return changes
}

// Law 13, E5: whoever asks the feed again and again, with the token of the page before,
// gets every event once, in order.
func testFeedMissesNothing(t tester, s *Subject) {
	var token association.Token
	var got []history.Event
	var of *recorded
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		if of != l {
			of, token, got = l, association.Token{}, nil
		}
		for most := rapid.IntRange(1, 4).Draw(t, "events"); ; {
			page, err := l.Feed(l.ctx, token, most)
			require.NoError(t, err)
			got = append(got, page.Events...)
			token, err = association.ParseToken(page.Token.String())
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

// forget forgets what is older than some moment.
func (l *recorded) forget(t *rapid.T) {
	before := firstTime + rapid.Int64Range(0, max(l.clock.Load()-firstTime, 1)).Draw(t, "before")
	n, err := l.TrimHistory(l.ctx, before)
	require.NoError(t, err)
	t.Logf("forgot %d before %d", n, before-firstTime)
	l.forgot += n
	l.note(t)
}

// Law 9, E5: what was forgotten is too old, and all that is kept is exact.
func testAsOfForgotten(t tester, s *Subject) {
	livedLaw(t, s, func(t *rapid.T, l *recorded) {
		m := &l.moments[rapid.IntRange(0, len(l.moments)-1).Draw(t, "moment")]
		of := rapid.SampledFrom(l.records).Draw(t, "of")
		l.stood(t, m, of, m.newest[m.stoodFor(of)])
		require.NoError(t, s.Verify(l.ctx, l.store, l.types(), labelsOf(t, l).Mirror))
	}, func(t *rapid.T, l *recorded) { l.forget(t) })
}

// E5: two accounts with one history, of which one forgets now and then: what stands, what is
// refused, what comes back and why each primary is one stay the same.
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
				return // it is what forgetting forbids
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

// tellSame requires that what must be kept of history is.
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

// panelsSame requires that the row of a link which stands begins as it did, and that every
// row says rightly whether it stands.
func (l *recorded) panelsSame(t require.TestingT, whole *recorded, of record.Ref, to record.Type) {
	panel, err := l.Panel(l.ctx, of, to, nil)
	require.NoError(t, err)
	full, err := whole.Panel(l.ctx, of, to, nil)
	require.NoError(t, err)
	for _, want := range full {
		i := slices.IndexFunc(panel, func(r association.PanelRow) bool { return r.Other == want.Other })
		if want.Linked {
			require.GreaterOrEqual(t, i, 0, "%s in the panel of %s", want.Other, of)
			require.Equal(t, want.Last, panel[i].Last)
		}
		if i >= 0 {
			require.Equal(t, want.Linked, panel[i].Linked, "%s in the panel of %s", want.Other, of)
		}
	}
}
