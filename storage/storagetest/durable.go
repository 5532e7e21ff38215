package storagetest

import (
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/faulty"
)

var durableScenarios = []scenario{
	{"what was committed", committedIsThere},
	{"positions", positionsGoOn},
	{"under way at Close", underWayAtClose},
	{"the whole library", libraryGoesOn},
	{"random", sameAfterReopening},
}

// A place is where a durable Storage is, opened once at a time.
type place struct {
	t     tester
	env   *env
	opens func() storage.Storage
	storage.Storage
}

// place makes a new place for a store and opens it.
func (s *env) place(t tester) *place {
	t.Helper()
	require.NotNil(t, s.durable, "set Options.Durable, or declare in Options.Skip why this backend forgets everything when it is closed")
	p := &place{t: t, env: s, opens: s.durable()}
	p.open()
	return p
}

func (p *place) open() {
	p.Storage = p.opens()
	p.env.opened = append(p.env.opened, p.Storage)
}

// reopen closes the store of a place and opens it again.
func (p *place) reopen() {
	p.t.Helper()
	require.NoError(p.t, p.Close())
	p.open()
}

// Transactions are committed, others fail or are cancelled, and the store is closed and opened
// several times. After each opening all committed rows are there, in every family, and nothing
// else.
func committedIsThere(t tester, s *env) {
	p, model := s.place(t), Reference()
	requireSame(t, mustReadAll(t, s, model), mustReadAll(t, s, p), "a new place")
	for i, e := range []edit{
		everything(),
		{
			links: []change{unlinked(ann, bob), linked(bob, inn, 7, friend).asPrimary()}, document: []byte("second"),
			states: []stateChange{{inn, storage.RecordState{}}}, also: []record.Ref{acme},
			metadata: []metadataChange{{"a", ""}, {"b/c", "three"}}, name: "second", clock: 20,
		},
		{
			states: []stateChange{{inn, storage.RecordState{Status: storage.Deleted, At: 30, Expires: 31}}},
			links:  []change{linked(ann, acme, 4).asPrimary()}, clock: 30,
		},
		{},
	} {
		operation := s.operation()
		require.NoError(t, e.commit(s.ctx, model, operation))
		require.NoError(t, e.commit(s.ctx, p, operation))
		require.ErrorIs(t, p.Update(s.ctx, allOf(smallSet), func(tx storage.Tx) error {
			undo := edit{links: []change{unlinked(ann, acme)}, metadata: []metadataChange{{"a", "broken off"}}, document: []byte("broken off")}
			if err := undo.in(s.ctx, tx, numbered(90)); err != nil {
				return err
			}
			return errOwn
		}), errOwn)
		want := mustReadAll(t, s, model)
		requireSame(t, want, mustReadAll(t, s, p), fmt.Sprintf("before closing, edit %d", i))
		p.reopen()
		requireSame(t, want, mustReadAll(t, s, p), fmt.Sprintf("opened again, edit %d", i))
		require.NoError(t, Verify(s.ctx, p, smallSet.types(), mirrored))
	}
}

// Resume tokens outlive the closing, in every stream. Positions given afterwards are above all
// earlier ones, even if those events were trimmed. The time of a record's newest event outlives
// the closing too.
func positionsGoOn(t tester, s *env) {
	p := s.place(t)
	var last storage.Position
	for opening := range 4 {
		for n := range 3 {
			s.link(t, p, linked(ann, company(10*opening+n+1), 1))
		}
		all := feed(t, s, p, 100)
		newest := all[len(all)-1].Position
		require.Positive(t, storage.ComparePositions(all[0].Position, last), "a position was given again")
		p.reopen()
		require.Equal(t, eventsOf(all), eventsOf(feed(t, s, p, 2)))
		for i, e := range all {
			rows, err := walkStream(s.ctx, p, storage.EventPage{Kind: storage.Feed, After: e.Position, Max: 2})
			require.NoError(t, err, "a resume token outlives the closing")
			require.Equal(t, eventsOf(all[i+1:]), eventsOf(rows), "after event %d", i)
		}
		older, err := walkStream(s.ctx, p, storage.EventPage{Kind: storage.OfRecord, Of: ann, After: newest, Max: 2})
		require.NoError(t, err)
		require.Len(t, older, len(all)-1)
		future := newest
		future.Epoch++
		err = p.Read(s.ctx, &storage.Batch{EventPages: []storage.EventPage{{Kind: storage.Feed, After: future, Max: 1}}})
		require.ErrorIs(t, err, storage.ErrPosition)

		var gone []storage.Position
		for _, e := range feed(t, s, p, 100) {
			gone = append(gone, e.Position)
			last = e.Position
		}
		s.write(t, p, edit{forget: gone, document: []byte{byte(opening)}})
		p.reopen()
		require.Empty(t, feed(t, s, p, 10), "what was forgotten is back")
		b := s.read(t, p, &storage.Batch{
			Records:    []storage.Record{{Of: ann}},
			EventPages: []storage.EventPage{{Kind: storage.Feed, After: last, Max: 1}},
		})
		require.Equal(t, all[len(all)-1].At, b.Records[0].Newest, "the newest time was forgotten with its event")
		require.Equal(t, uint64(opening+1), b.Schema.Version)
	}
}

// Close waits for an Update under way. If that Update returns nil, the rows are there after the
// next opening.
func underWayAtClose(t tester, s *env) {
	p := s.place(t)
	s.link(t, p, linked(ann, acme, 1))
	inside, leave := make(chan struct{}, 100), make(chan struct{})
	release := sync.OnceFunc(func() { close(leave) })
	defer release()
	e := edit{links: []change{linked(bob, acme, 2, manager)}, document: []byte("late")}
	updated := begin(func() error {
		return p.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
			inside <- struct{}{}
			<-leave
			return e.in(s.ctx, tx, numbered(50))
		})
	})
	<-inside
	closing := begin(p.Close)
	require.NoError(t, await(t, begin(func() error { return untilClosed(s, p.Storage) }), "a Read during Close"))
	release()
	require.NoError(t, await(t, updated, "the Update under way"))
	require.NoError(t, await(t, closing, "Close"))
	p.open()
	b := s.read(t, p, &storage.Batch{NeighborPages: []storage.NeighborPage{pageOf(acme, record.Contacts, 5)}})
	require.Equal(t, []record.ID{"1", "2"}, idsOf(b.NeighborPages[0].Rows(b)))
	require.Equal(t, "late", string(b.Schema.Document))
}

// A graph resumes where another stopped: operations that were done are not done again, and an
// edit that was interrupted in its walk is finished.
func libraryGoesOn(t tester, s *env) {
	p := s.place(t)
	f := newFaultyGraph(t, &env{ctx: s.ctx, opens: func() storage.Storage { return p.Storage }}, true)
	again := func() {
		p.reopen()
		f.store = p.Storage
		f.reopen(fewAtOnce{p.Storage})
	}
	link := func(f *faultyGraph) error { return f.do(&association.Associate{From: bob, To: inn}) }
	_, err := f.run(action{do: link}, faulty.Fault{})
	require.NoError(t, err)
	want := f.look()
	again()
	requireSame(t, want, f.look(), "opened again")
	_, err = f.run(action{do: link}, faulty.Fault{})
	require.NoError(t, err)
	require.True(t, f.results[0].Repeated, "the operation was done before the store was closed")
	requireSame(t, want, f.look(), "done again")

	require.True(t, requiring.inSteps)
	interrupted, err := f.run(requiring, faulty.Fault{At: faulty.AtCommit, Call: 2, Err: errBroken})
	require.True(t, interrupted)
	require.ErrorIs(t, err, errBroken)
	again()
	_, err = f.run(requiring, faulty.Fault{})
	require.NoError(t, err)
	f.look()
	for _, of := range []record.Ref{acme, inn, company(12)} {
		_, found, err := f.graph.Primary(s.ctx, of, record.Contacts)
		require.NoError(t, err)
		require.True(t, found, "%s has got no primary", of)
	}
}

// Random transactions are committed or fail, with openings in between. The store answers every
// question as a store that was never closed.
func sameAfterReopening(t tester, s *env) {
	s.property(t, func(t *rapid.T) {
		p := s.place(t)
		m := &modelRun{env: s, store: p, model: Reference()}
		defer func() { _ = p.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"commit": m.commit, "break off": m.breakOff, "forget": m.forget,
			"open again": func(*rapid.T) { p.reopen(); m.touched = true },
			"":           m.compare,
		})
	})
}
