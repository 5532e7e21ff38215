package storagetest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var eventScenarios = []scenario{
	{"event pages", eventPagesSelect},
	{"event cursors", eventCursors},
	{"newest", newestOfARecord},
}

// writeHistory writes links and states of a few records, and returns all events in their
// order: the right answer to every event page is a filter over them.
func writeHistory(t tester, s *env, store storage.Storage) []storage.Event {
	t.Helper()
	deleted := storage.RecordState{Status: storage.Deleted, At: 1, Expires: 9}
	for i, e := range []edit{
		{links: []change{linked(ann, acme, 1), linked(ann, bob, 1, manager), linked(bob, inn, 1)}},
		{links: []change{linked(ann, inn, 2)}, clock: 10},
		{links: []change{linked(ann, acme, 1, friend)}},
		{links: []change{unlinked(ann, bob)}, states: []stateChange{{bob, storage.RecordState{Status: storage.Merged, Into: ann.ID, At: 4}}}, clock: 20},
		{links: []change{unlinked(ann, acme)}, states: []stateChange{{acme, deleted}}},
		{states: []stateChange{{acme, storage.RecordState{}}, {bob, storage.RecordState{}}}, also: []record.Ref{ann}},
		{links: []change{linked(ann, acme, 1, manager).asPrimary(), linked(ann, bob, 1)}, clock: 30},
	} {
		require.NoError(t, e.commit(s.ctx, store, numbered(uint64(1+i/2))), "edit %d", i)
	}
	all := feed(t, s, store, 100)
	require.Len(t, all, 13)
	return all
}

// A stream has exactly its events: of a record from either end, towards a type, up to a time;
// of a pair; of states; of an operation or a group in the order of the feed.
func eventPagesSelect(t tester, s *env) {
	store := s.open()
	all := writeHistory(t, s, store)
	isLink := func(e storage.Event) bool { return e.Subject == history.Link }
	for name, c := range map[string]struct {
		ask  storage.EventPage
		want func(storage.Event) bool
	}{
		"record":      {storage.EventPage{Of: ann}, func(e storage.Event) bool { return e.Touches(ann) }},
		"merged away": {storage.EventPage{Of: bob}, func(e storage.Event) bool { return e.Touches(bob) }},
		"towards a type": {storage.EventPage{Of: ann, To: record.Companies}, func(e storage.Event) bool {
			return isLink(e) && e.Other(ann).Type == record.Companies
		}},
		"towards its own type": {storage.EventPage{Of: ann, To: record.Contacts}, func(e storage.Event) bool {
			return isLink(e) && e.Other(ann).Type == record.Contacts
		}},
		"until": {storage.EventPage{Of: ann, Until: 20}, func(e storage.Event) bool { return e.Touches(ann) && e.At <= 20 }},
		"until, towards a type": {storage.EventPage{Of: ann, To: record.Companies, Until: 11}, func(e storage.Event) bool {
			return isLink(e) && e.Other(ann).Type == record.Companies && e.At <= 11
		}},
		"pair": {storage.EventPage{Kind: storage.OfPair, Of: ann, With: bob}, func(e storage.Event) bool {
			return isLink(e) && e.Touches(ann) && e.Touches(bob)
		}},
		"pair from the other end": {storage.EventPage{Kind: storage.OfPair, Of: bob, With: ann}, func(e storage.Event) bool {
			return isLink(e) && e.Touches(ann) && e.Touches(bob)
		}},
		"pair until": {storage.EventPage{Kind: storage.OfPair, Of: ann, With: acme, Until: 10}, func(e storage.Event) bool {
			return isLink(e) && e.Touches(ann) && e.Touches(acme) && e.At <= 10
		}},
		"life":             {storage.EventPage{Kind: storage.OfRecordState, Of: bob}, func(e storage.Event) bool { return !isLink(e) && e.Touches(bob) }},
		"life of survivor": {storage.EventPage{Kind: storage.OfRecordState, Of: ann}, func(e storage.Event) bool { return !isLink(e) && e.Touches(ann) }},
		"operation": {storage.EventPage{Kind: storage.OfOperation, Operation: numbered(2)}, func(e storage.Event) bool {
			return e.Operation == numbered(2)
		}},
		"group":           {storage.EventPage{Kind: storage.OfGroup, Operation: numbered(3)}, func(e storage.Event) bool { return e.Group == numbered(3) }},
		"nobody":          {storage.EventPage{Of: record.New(record.Deals, "7")}, func(storage.Event) bool { return false }},
		"no operation":    {storage.EventPage{Kind: storage.OfOperation, Operation: named("x")}, func(storage.Event) bool { return false }},
		"everything":      {storage.EventPage{Kind: storage.Feed}, func(storage.Event) bool { return true }},
		"towards none":    {storage.EventPage{Of: ann, To: record.Deals}, func(storage.Event) bool { return false }},
		"pair not linked": {storage.EventPage{Kind: storage.OfPair, Of: bob, With: acme}, func(storage.Event) bool { return false }},
	} {
		var want []storage.Event
		for _, e := range all {
			if c.want(e) {
				want = append(want, e)
			}
		}
		if isNewestFirst(c.ask.Kind) {
			slices.Reverse(want)
		}
		for _, most := range []int{1, 3, 100} {
			c.ask.Max = most
			got, err := walkStream(s.ctx, store, c.ask)
			require.NoError(t, err, name)
			require.Equal(t, want, got, "%s, %d a page", name, most)
		}
	}
}

// A stream resumes after any position, even that of an event of another stream. More says
// exactly whether there are more events.
func eventCursors(t tester, s *env) {
	store := s.open()
	all := writeHistory(t, s, store)
	for _, ask := range []storage.EventPage{
		{Of: ann}, {Of: acme, To: record.Contacts}, {Kind: storage.OfPair, Of: ann, With: acme},
		{Kind: storage.OfRecordState, Of: acme}, {Kind: storage.OfOperation, Operation: numbered(2)}, {Kind: storage.OfGroup, Operation: numbered(1)},
	} {
		ask.Max = 100
		rows, err := walkStream(s.ctx, store, ask)
		require.NoError(t, err)
		sign := 1
		if isNewestFirst(ask.Kind) {
			sign = -1
		}
		for _, place := range all {
			var want []storage.Event
			for _, e := range rows {
				if sign*storage.ComparePositions(e.Position, place.Position) > 0 {
					want = append(want, e)
				}
			}
			for _, most := range []int{1, 2, 100} {
				ask.After, ask.Max = place.Position, most
				b := s.read(t, store, &storage.Batch{EventPages: []storage.EventPage{ask}})
				n := min(most, len(want))
				require.Equal(t, want[:n:n], slices.Clone(b.EventPages[0].Rows(b))[:n:n], "kind %d after %s", ask.Kind, place)
				require.Equal(t, n, b.EventPages[0].Count, "kind %d after %s", ask.Kind, place)
				require.Equal(t, n < len(want), b.EventPages[0].More, "kind %d after %s", ask.Kind, place)
			}
		}
	}
}

// Newest is the time of the newest event that named the record, as A or as B, of a link or of a
// state. An earlier time is right only if that is before the Clock.
func newestOfARecord(t tester, s *env) {
	store := s.open()
	all := writeHistory(t, s, store)
	want := map[record.Ref]record.Time{}
	for _, e := range all {
		want[e.A] = max(want[e.A], e.At)
		want[e.B] = max(want[e.B], e.At)
	}
	for _, clock := range []record.Time{0, 1, 10, 31, 1 << 60} {
		b := &storage.Batch{Clock: clock}
		for _, ref := range []record.Ref{ann, bob, acme, inn, record.New(record.Deals, "7")} {
			b.Records = append(b.Records, storage.Record{Of: ref})
		}
		s.read(t, store, b)
		for _, r := range b.Records {
			require.LessOrEqual(t, r.Newest, want[r.Of], "%s", r.Of)
			require.Equal(t, max(clock, want[r.Of]), max(clock, r.Newest), "%s, clock %d", r.Of, clock)
		}
	}
}
