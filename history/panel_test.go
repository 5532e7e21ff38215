package history_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// E3: one row for each record ever associated, removed ones included: when and by
// whom it was first associated, the last change, whether it exists.
func TestE3PanelOfARecord(t *testing.T) {
	user, api, job := history.ByUser("7", "Rosa"), history.By(history.API), history.By(history.Job)
	events := []history.Event{
		{A: diner, B: ann, At: 10, Source: user, Now: history.State{Created: 10, Far: history.End{Primary: true}}},
		{A: inn, B: ann, At: 20, Source: api, Now: linked(20)},
		{A: inn, B: bob, At: 25, Source: api, Now: linked(25)},
		{A: ann, B: carl, At: 30, Source: api, Now: linked(30)},
		{A: diner, B: ann, At: 40, Source: job, Was: history.State{Created: 10, Far: history.End{Primary: true}}},
		{Subject: history.Deleted, A: ann, At: 45, Source: api},
		{A: inn, B: ann, At: 50, Source: job, Was: linked(20), Now: history.State{Created: 20, Far: history.End{Primary: true}}},
	}
	require.Equal(t, []history.PanelRow{
		{Other: inn, Linked: true,
			First: history.Occurrence{At: 20, Source: api, Kinds: history.Created},
			Last:  history.Occurrence{At: 50, Source: job, Kinds: history.PrimarySet}},
		{Other: diner,
			First: history.Occurrence{At: 10, Source: user, Kinds: history.Created | history.PrimarySet},
			Last:  history.Occurrence{At: 40, Source: job, Kinds: history.Removed | history.PrimaryCleared}},
		{Other: carl, Linked: true,
			First: history.Occurrence{At: 30, Source: api, Kinds: history.Created},
			Last:  history.Occurrence{At: 30, Source: api, Kinds: history.Created}},
	}, history.Panel(ann, slices.Values(newestFirst(events))))
	require.Empty(t, history.Panel(record.New(record.Deals, "1"), slices.Values(newestFirst(events))))
}

// E3: what was associated, removed and associated again began with the first of them.
func TestE3FirstIsTheVeryFirst(t *testing.T) {
	rows := history.Panel(ann, slices.Values(newestFirst([]history.Event{
		{A: diner, B: ann, At: 10, Source: history.By(history.Import), Now: linked(10)},
		{A: diner, B: ann, At: 20, Was: linked(10)},
		{A: diner, B: ann, At: 30, Now: linked(30)},
	})))
	require.Len(t, rows, 1)
	require.Equal(t, history.Occurrence{At: 10, Source: history.By(history.Import), Kinds: history.Created}, rows[0].First)
	require.Equal(t, history.Occurrence{At: 30, Kinds: history.Created}, rows[0].Last)
}

// E3: a survivor's history includes the merged record's events, ids as written. E5:
// a beginning that is no longer kept is told from the link itself.
func TestE3SurvivorShowsWhatTheMergedRecordHad(t *testing.T) {
	merge := history.By(history.ObjectMerge)
	events := []history.Event{
		{A: diner, B: bob, At: 10, Source: history.By(history.Import), Now: linked(10)},
		{A: diner, B: ann, At: 20, Source: merge, Now: linked(10)},
		{A: diner, B: bob, At: 20, Source: merge, Was: linked(10)},
		{Subject: history.Merged, A: bob, B: ann, At: 20, Source: merge},
	}
	want := history.PanelRow{
		Other: diner, Linked: true,
		First: history.Occurrence{At: 10, Source: history.By(history.Import), Kinds: history.Created, As: bob},
		Last:  history.Occurrence{At: 20, Source: merge, Kinds: history.Created},
	}
	require.Equal(t, []history.PanelRow{want}, history.Panel(ann, slices.Values(newestFirst(events)), bob))
	events[1], events[2] = events[2], events[1]
	require.Equal(t, []history.PanelRow{want}, history.Panel(ann, slices.Values(newestFirst(events)), bob))

	want.First.Source = history.By(history.Unknown)
	require.Equal(t, []history.PanelRow{want}, history.Panel(ann, slices.Values(newestFirst(events[1:])), bob))
	want.First = want.Last
	require.Equal(t, []history.PanelRow{want}, history.Panel(ann, slices.Values(newestFirst(events))), "the survivor's own events alone")
}

// E3: the last change of a link that exists is its own, although the link of a merged-away id
// was removed later.
func TestE3LastChangeIsThatOfTheLinkThatExists(t *testing.T) {
	events := []history.Event{
		{A: diner, B: ann, At: 10, Now: linked(10)},
		{A: diner, B: bob, At: 20, Now: linked(20)},
		{A: diner, B: bob, At: 30, Was: linked(20)},
		{Subject: history.Merged, A: bob, B: ann, At: 40},
	}
	rows := history.Panel(ann, slices.Values(newestFirst(events)), bob)
	require.Len(t, rows, 1)
	require.True(t, rows[0].Linked)
	require.Equal(t, history.Occurrence{At: 10, Kinds: history.Created}, rows[0].Last)
}

// E5: of a link whose beginning is no longer kept the time is known, the source not.
func TestE5BeginningThatIsNoLongerKept(t *testing.T) {
	rows := history.Panel(ann, slices.Values(newestFirst([]history.Event{
		{A: diner, B: ann, At: 20, Source: history.By(history.Job), Was: linked(10), Now: linked(10, billing)},
		{A: diner, B: ann, At: 30, Source: history.By(history.Job), Was: linked(10, billing)},
	})))
	require.Len(t, rows, 1)
	require.Equal(t, history.Occurrence{At: 10, Source: history.By(history.Unknown), Kinds: history.Created}, rows[0].First)
	require.False(t, rows[0].Linked)
}

// E3: whatever happened, the panel agrees with the model and with the events.
func TestE3PanelAgreesWithTheEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyHistory(t)
		self := []record.Ref{ann, bob}
		rows := history.Panel(ann, slices.Values(newestFirst(w.events)), bob)
		require.True(t, slices.IsSortedFunc(rows, func(a, b history.PanelRow) int { return record.Compare(a.Other, b.Other) }))

		told := 0
		for _, other := range []record.Ref{bob, carl, diner, inn} {
			var events []history.Event
			for _, e := range w.events {
				if p := e.Pair(); e.Subject == history.Link && (slices.Contains(self, e.Other(other)) && (other != bob || p.A == ann)) {
					events = append(events, e)
				}
			}
			i := slices.IndexFunc(rows, func(r history.PanelRow) bool { return r.Other == other })
			require.Equal(t, len(events) > 0, i >= 0, "row of %s", other)
			if i >= 0 {
				told++
				requireRow(t, w, self, rows[i], events)
			}
		}
		require.Len(t, rows, told)
		requirePages(t, rows, w, bob)
	})
}

// requireRow compares a row with its events, oldest first.
func requireRow(t *rapid.T, w *world, self []record.Ref, row history.PanelRow, events []history.Event) {
	linked := slices.ContainsFunc(self, func(ref record.Ref) bool { return w.state(ref, row.Other).Linked() })
	require.Equal(t, linked, row.Linked)

	exists := func(e history.Event) bool {
		return slices.ContainsFunc(self, func(ref record.Ref) bool { return e.Touches(ref) && w.state(ref, row.Other).Linked() })
	}
	last := events[len(events)-1]
	for _, e := range events {
		if exists(e) {
			last = e // the newest event of a link that exists comes before those of other ids
		}
	}
	require.Equal(t, []any{last.At, last.Source}, []any{row.Last.At, row.Last.Source})
	if row.Last.Kinds.Has(history.Removed) {
		for _, e := range events {
			require.False(t, e.At == last.At && w.state(e.A, e.B).Linked(), "it was moved, not removed")
		}
	}
	require.Equal(t, events[0].At, row.First.At)
	require.Equal(t, events[0].Source, row.First.Source)
	require.True(t, row.First.Kinds.Has(history.Created))
}

// requirePages holds that the pages of a panel, whatever their size, are the panel.
func requirePages(t require.TestingT, rows []history.PanelRow, w *world, merged record.Ref) {
	for size := 1; size <= len(rows)+1; size++ {
		var pages []history.PanelRow
		var after record.Ref
		for more := true; more; {
			var page []history.PanelRow
			page, more = history.PanelAfter(after, size, ann, slices.Values(newestFirst(w.events)), merged)
			require.LessOrEqual(t, len(page), size)
			if pages = append(pages, page...); more {
				after = page[len(page)-1].Other
			}
		}
		require.Equal(t, rows, append([]history.PanelRow{}, pages...))
	}
}

// A page of a panel with many others drops rows that the page cannot have, and no other.
func TestPanelPagesOfAHub(t *testing.T) {
	var events []history.Event
	for i := range 500 {
		other := record.New(record.Companies, record.ID(fmt.Sprint(i*7919%500)))
		events = append(events, history.Event{A: other, B: ann, At: record.Time(i + 1), Now: linked(record.Time(i + 1))})
	}
	rows := history.Panel(ann, slices.Values(newestFirst(events)))
	require.Len(t, rows, 500)
	page, more := history.PanelAfter(rows[99].Other, 3, ann, slices.Values(newestFirst(events)))
	require.True(t, more)
	require.Equal(t, rows[100:103], page)
	page, more = history.PanelAfter(rows[496].Other, 3, ann, slices.Values(newestFirst(events)))
	require.False(t, more)
	require.Equal(t, rows[497:], page)
}
