package storagetest

import (
	"errors"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var viewScenarios = []scenario{
	{"view of an update under way", viewOfAnUpdateUnderWay},
	{"view shows one moment", viewShowsOneMoment},
	{"view begins with what is committed", viewBeginsWithWhatIsCommitted},
	{"reads are of one snapshot", readsAreOfOneSnapshot},
}

// A View, and a Read, sees nothing of an Update under way, and does not wait for that Update.
func viewOfAnUpdateUnderWay(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1, manager))
	want := mustReadAll(t, s, store)
	e := everything()
	e.links = []change{unlinked(ann, acme), linked(bob, inn, 2)}
	err := store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
		if err := e.in(s.ctx, tx, s.operation()); err != nil {
			return err
		}
		var viewed, read answers
		done := begin(func() (err error) {
			if read, err = smallSet.readAll(s.ctx, store); err != nil {
				return err
			}
			return store.View(s.ctx, func(r storage.Reader) error {
				viewed, err = smallSet.readAll(s.ctx, r)
				return err
			})
		})
		require.NoError(t, await(t, done, "a View during an Update"))
		require.Equal(t, want.Rows, viewed.Rows)
		require.Equal(t, want.Pages, viewed.Pages)
		require.Equal(t, want.Rows, read.Rows)
		require.Equal(t, want.Version, viewed.Version)
		return nil
	})
	require.NoError(t, err)
}

// A View shows the same at its end as at its beginning, whatever was committed in between. A
// backend that cannot keep that may end the View with ErrSnapshot.
func viewShowsOneMoment(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1, manager).asPrimary())
	edits := []edit{everything(), {links: []change{linked(bob, acme, 2)}}, {links: []change{unlinked(ann, acme)}, document: []byte("2")}}
	edits[0].links = edits[0].links[1:]
	err := store.View(s.ctx, func(r storage.Reader) error {
		want := mustReadAll(t, s, r)
		for _, e := range edits {
			operation := s.operation()
			require.NoError(t, await(t, begin(func() error { return e.commit(s.ctx, store, operation) }), "an Update during a View"))
			got, err := smallSet.readAll(s.ctx, r)
			if errors.Is(err, storage.ErrSnapshot) {
				return err
			}
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		return nil
	})
	if !errors.Is(err, storage.ErrSnapshot) {
		require.NoError(t, err)
	}
}

// Rows that were committed before View was called are in the View, and in every Read.
func viewBeginsWithWhatIsCommitted(t tester, s *env) {
	store := s.open()
	for n := 1; n <= 20; n++ {
		s.link(t, store, linked(ann, company(n), 1))
		count := func(r storage.Reader) int {
			b := s.read(t, r, &storage.Batch{Degrees: []storage.Degree{{Of: ann, To: record.Companies}}})
			return b.Degrees[0].Was.Count
		}
		require.Equal(t, n, count(store), "a Read after the commit")
		require.NoError(t, store.View(s.ctx, func(r storage.Reader) error {
			require.Equal(t, n, count(r), "a View after the commit")
			return nil
		}))
	}
}

// While a link moves from a company to another and back, every Read finds the link at exactly
// one of them, and count and page agree.
func readsAreOfOneSnapshot(t tester, s *env) {
	const moves = 100
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	stop := make(chan struct{})
	reader := func(read func() error) <-chan error {
		return begin(func() error {
			for {
				select {
				case <-stop:
					return nil
				default:
					if err := read(); err != nil {
						return err
					}
				}
			}
		})
	}
	readers := []<-chan error{
		reader(func() error { return oneMoment(s, store) }),
		reader(func() error { return store.View(s.ctx, func(r storage.Reader) error { return oneMoment(s, r) }) }),
	}
	writer := begin(func() error {
		for i := range moves {
			from, to := acme, inn
			if i%2 == 1 {
				from, to = inn, acme
			}
			e := edit{links: []change{unlinked(ann, from), linked(ann, to, record.Time(i+2))}}
			if err := persist(s, store, e, numbered(uint64(i+10))); err != nil {
				return err
			}
		}
		return nil
	})
	written := await(t, writer, "the writer")
	close(stop)
	require.NoError(t, written)
	for _, r := range readers {
		require.NoError(t, await(t, r, "a reader"))
	}
}

// oneMoment returns an error unless ann's only link, the counts and the pages are of the same
// moment.
func oneMoment(s *env, r storage.Reader) error {
	b := &storage.Batch{
		Links:         []storage.Link{{A: acme, B: ann}, {A: inn, B: ann}},
		Degrees:       []storage.Degree{{Of: ann, To: record.Companies}, {Of: acme, To: record.Contacts}, {Of: inn, To: record.Contacts}},
		NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 5), pairOf(record.Companies, record.Contacts, 5)},
	}
	if err := r.Read(s.ctx, b); err != nil {
		return err
	}
	atAcme, atInn := b.Links[0].Was.Linked(), b.Links[1].Was.Linked()
	ofAnn, ofAcme, ofInn := b.Degrees[0].Was.Count, b.Degrees[1].Was.Count, b.Degrees[2].Was.Count
	near, pair := b.NeighborPages[0].Rows(b), b.NeighborPages[1].Rows(b)
	switch {
	case atAcme == atInn:
		return errors.New("the link is at both companies, or at none")
	case ofAnn != 1 || ofAcme+ofInn != 1 || (ofAcme == 1) != atAcme:
		return errors.New("the counts are of another moment than the links")
	case len(near) != 1 || (near[0].ID == acme.ID) != atAcme:
		return errors.New("the page is of another moment than the links")
	case len(pair) > 1 || len(pair) == 1 && (pair[0].Of == acme.ID) != atAcme:
		return errors.New("the page of the whole pair is of another moment than the links")
	}
	return nil
}
