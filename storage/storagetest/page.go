package storagetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var pageScenarios = []scenario{
	{"whole rows", pagesHaveWholeRows},
	{"cursors", cursorsGoOn},
	{"restricted", restrictedPages},
	{"whole pair", wholePairs},
	{"one type with itself", linksWithinAType},
	{"questions in steps", questionsInSteps},
	{"nothing there", nothingThere},
	{"out of range", questionsOutOfRange},
	{"impossible questions", impossibleQuestions},
}

// company returns the nth company.
func company(n int) record.Ref { return record.New(record.Companies, record.ID(fmt.Sprint(n))) }

// hub links ann to companies 1 to n: labels and marks come and go along the ids, and
// ages run against them.
func hub(n int) edit {
	var e edit
	for i := 1; i <= n; i++ {
		c := linked(ann, company(i), record.Time(1000-i/2))
		switch i % 4 {
		case 1:
			c = linked(ann, company(i), c.now.Created, manager)
		case 2:
			c = linked(ann, company(i), c.now.Created, friend, other)
		}
		c.now.Near.Primary, c.now.Far.Primary = i == 5, i%3 == 0
		e.links = append(e.links, c)
	}
	return e
}

// A row shows the link as the page's record sees it, from either end.
func pagesHaveWholeRows(t tester, s *env) {
	store := s.open()
	c := linked(ann, acme, 42, manager, other).asPrimary()
	s.link(t, store, c)
	b := s.read(t, store, &storage.Batch{NeighborPages: []storage.NeighborPage{
		pageOf(ann, record.Companies, 2), pageOf(acme, record.Contacts, 2),
	}})
	require.Equal(t, []storage.Neighbor{{ID: acme.ID, State: c.now}}, b.NeighborPages[0].Rows(b))
	require.Equal(t, []storage.Neighbor{{ID: ann.ID, State: c.now.Flip()}}, b.NeighborPages[1].Rows(b))
	require.False(t, b.NeighborPages[0].More, "there is one row, and room for two")
}

// In every order a page resumes after Next and after the place of any row, even of a removed
// row. More is set whenever there are more rows.
func cursorsGoOn(t tester, s *env) {
	store := s.open()
	e := hub(23)
	s.write(t, store, e)
	for _, order := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
		p := pageOf(ann, record.Companies, storage.MaxPage)
		p.Order = order
		all, err := walk(s.ctx, store, p)
		require.NoError(t, err)
		require.Len(t, all, 23)
		for i := range all {
			for _, most := range []int{1, 5, 23} {
				p.After, p.Max = all[i].Cursor(), most
				p.After.Of = "not looked at"
				b := s.read(t, store, &storage.Batch{NeighborPages: []storage.NeighborPage{p}})
				want := all[i+1 : min(i+1+most, len(all))]
				require.Equal(t, want, append([]storage.Neighbor{}, b.Neighbors...), "order %d after %d, %d a page", order, i, most)
				if i+1+most < len(all) {
					require.True(t, b.NeighborPages[0].More, "order %d after %d, %d a page", order, i, most)
				}
			}
		}
		p.Max = 4
		inPages, err := walk(s.ctx, store, pageAfter(p, storage.Cursor{}))
		require.NoError(t, err)
		require.Equal(t, all, inPages, "order %d, after Next", order)
	}
	s.link(t, store, unlinked(ann, company(9)))
	rows, err := walk(s.ctx, store, storage.NeighborPage{
		Of: ann, To: record.Companies, After: storage.Cursor{ID: company(9).ID}, Max: 100,
	})
	require.NoError(t, err)
	require.Equal(t, company(10).ID, rows[0].ID, "after a link that was removed")
}

// Label and PrimaryOf leave out rows, and never hide that there are more.
func restrictedPages(t tester, s *env) {
	store := s.open()
	s.write(t, store, hub(40))
	for _, order := range []storage.Order{storage.ByID, storage.OldestFirst, storage.NewestFirst} {
		all := storage.NeighborPage{Of: ann, To: record.Companies, Order: order, Max: 100}
		rows, err := walk(s.ctx, store, all)
		require.NoError(t, err)
		for _, most := range []int{1, 3, 10, 100} {
			for _, l := range []label.TypeID{{}, manager, reports, friend, other} {
				for _, primaryOf := range []bool{false, true} {
					p := all
					p.Label, p.PrimaryOf, p.Max = l, primaryOf, most
					want := slices.DeleteFunc(slices.Clone(rows), func(n storage.Neighbor) bool {
						return !l.IsZero() && !n.State.Near.Labels.Has(l) || primaryOf && !n.State.Far.Primary
					})
					got, err := walk(s.ctx, store, p)
					require.NoError(t, err)
					require.Equal(t, idsOf(want), idsOf(got), "order %d, label %s, primary %v, %d a page", order, l, primaryOf, most)
					b := s.read(t, store, &storage.Batch{NeighborPages: []storage.NeighborPage{p}})
					require.Equal(t, min(most, len(want)), b.NeighborPages[0].Count, "a short page is the last one")
				}
			}
		}
	}
	// The other end sees the other word, and the other marks.
	b := s.read(t, store, &storage.Batch{NeighborPages: []storage.NeighborPage{
		{Of: company(1), To: record.Contacts, Label: reports, Max: 1},
		{Of: company(1), To: record.Contacts, Label: manager, Max: 1},
		{Of: company(5), To: record.Contacts, PrimaryOf: true, Max: 1},
		{Of: company(3), To: record.Contacts, PrimaryOf: true, Max: 1},
	}})
	for i, want := range []int{1, 0, 1, 0} {
		require.Equal(t, want, b.NeighborPages[i].Count, "page %d", i)
	}
}

// A page of a whole pair has every link of the pair, by record and then by neighbour, and
// resumes after Next, however short the pages are.
func wholePairs(t tester, s *env) {
	store := s.open()
	var e edit
	var want []storage.Neighbor
	for of := 1; of <= 5; of++ {
		for to := 8; to <= 8+of; to++ {
			c := linked(record.New(record.Contacts, record.ID(fmt.Sprint(of))), company(to), 5)
			if to%2 == 0 {
				c = linked(c.a, c.b, 6, manager)
			}
			c.now.Far.Primary = to == 8+of
			e.links = append(e.links, c)
			want = append(want, storage.Neighbor{Of: c.a.ID, ID: c.b.ID, State: c.now})
		}
	}
	e.links = append(e.links, linked(ann, record.New(record.Deals, "9"), 5)) // of another pair
	s.write(t, store, e)
	for _, most := range []int{1, 4, len(want), storage.MaxPage} {
		for _, l := range []label.TypeID{{}, manager, reports} {
			for _, primaryOf := range []bool{false, true} {
				p := pairOf(record.Contacts, record.Companies, most)
				p.Label, p.PrimaryOf = l, primaryOf
				some := slices.DeleteFunc(slices.Clone(want), func(n storage.Neighbor) bool {
					return !l.IsZero() && !n.State.Near.Labels.Has(l) || primaryOf && !n.State.Far.Primary
				})
				rows, err := walk(s.ctx, store, p)
				require.NoError(t, err)
				require.Equal(t, some, append([]storage.Neighbor{}, rows...), "%d a page, label %s, primary %v", most, l, primaryOf)
			}
		}
	}
	for i := range want {
		rows, err := walk(s.ctx, store, pageAfter(pairOf(record.Contacts, record.Companies, 3), want[i].Cursor()))
		require.NoError(t, err)
		require.Equal(t, want[i+1:], append([]storage.Neighbor{}, rows...), "after row %d", i)
	}
	rows, err := walk(s.ctx, store, pairOf(record.Companies, record.Contacts, 2))
	require.NoError(t, err)
	require.Len(t, rows, len(want), "the same links from the other end")
	require.True(t, slices.IsSortedFunc(rows, func(m, n storage.Neighbor) int {
		return storage.ByID.CompareCursors(m.Cursor(), n.Cursor())
	}))
}

// A link between two records of the same type is listed at both of them, and so twice in the
// page of that pair of types.
func linksWithinAType(t tester, s *env) {
	store := s.open()
	dan := record.New(record.Contacts, "10")
	first, second := linked(ann, bob, 3, manager).asPrimary(), linked(dan, bob, 4, friend)
	s.link(t, store, first, second)
	want := []storage.Neighbor{
		{Of: ann.ID, ID: bob.ID, State: first.now},
		{Of: bob.ID, ID: ann.ID, State: first.now.Flip()},
		{Of: bob.ID, ID: dan.ID, State: second.now.Flip()},
		{Of: dan.ID, ID: bob.ID, State: second.now},
	}
	for _, most := range []int{1, 3, 100} {
		rows, err := walk(s.ctx, store, pairOf(record.Contacts, record.Contacts, most))
		require.NoError(t, err)
		require.Equal(t, want, rows, "%d a page", most)
	}
	rows, err := walk(s.ctx, store, pageOf(bob, record.Contacts, 1))
	require.NoError(t, err)
	require.Equal(t, []record.ID{ann.ID, dan.ID}, idsOf(rows))
}

// A Read answers the questions that were added since the last Read, and leaves the rest alone.
func questionsInSteps(t tester, s *env) {
	store := s.open()
	s.write(t, store, hub(6))
	err := store.View(s.ctx, func(r storage.Reader) error {
		b := &storage.Batch{NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 2)}}
		b.Degrees = append(b.Degrees, storage.Degree{Of: ann, To: record.Companies})
		s.read(t, r, b)
		b.Degrees[0].Now.Count = 77 // a wish
		first := slices.Clone(b.NeighborPages[0].Rows(b))
		b.NeighborPages = append(b.NeighborPages, pageAfter(b.NeighborPages[0], b.NeighborPages[0].Next), pageOf(company(1), record.Contacts, 1))
		b.Degrees = append(b.Degrees, storage.Degree{Of: company(1), To: record.Contacts})
		b.Links = append(b.Links, storage.Link{A: company(6), B: ann})
		b.DegreePages = append(b.DegreePages, storage.DegreePage{Of: company(2)})
		s.read(t, r, b)
		require.Equal(t, first, b.NeighborPages[0].Rows(b))
		require.Equal(t, []record.ID{"3", "4"}, idsOf(b.NeighborPages[1].Rows(b)))
		require.Equal(t, []record.ID{ann.ID}, idsOf(b.NeighborPages[2].Rows(b)))
		require.Equal(t, []int{6, 77, 1}, []int{b.Degrees[0].Was.Count, b.Degrees[0].Now.Count, b.Degrees[1].Now.Count})
		require.True(t, b.Links[0].Was.Linked())
		require.Equal(t, b.Links[0].Was, b.Links[0].Now)
		require.Len(t, b.DegreePages[0].Rows(b), 2)
		return r.Read(s.ctx, b) // nothing is left to answer
	})
	require.NoError(t, err)
}

// Of records never heard of everything is empty, and that is no error.
func nothingThere(t tester, s *env) {
	store := s.open()
	b := s.read(t, store, &storage.Batch{
		Records:       []storage.Record{{Of: ann, Was: storage.RecordState{At: 9}, Newest: 4}}, // left over by the caller
		Operations:    []storage.Operation{{ID: named("never")}},
		Metadata:      []storage.Metadata{{Key: "none", Now: "left over"}},
		Degrees:       []storage.Degree{{Of: ann, To: record.Companies, Now: storage.Summary{Count: 3}}},
		Links:         []storage.Link{{A: acme, B: ann, Was: linked(ann, acme, 1).now}},
		NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 5), pairOf(record.Deals, record.Deals, 5)},
		DegreePages:   []storage.DegreePage{{Of: ann}, {Of: record.Ref{Type: record.Deals}, To: record.Deals, AtLeast: 1, Max: 1}},
		EventPages:    []storage.EventPage{{Kind: storage.Feed, Max: 1}, {Kind: storage.OfRecord, Of: ann, Max: 1}},
		ExpiredPages:  []storage.ExpiredPage{{Kind: storage.RecordsExpired, Before: 1 << 60, Max: 1}, {Kind: storage.OperationsExpired, Before: 1 << 60, Max: 1}},
	})
	require.Equal(t, storage.Record{Of: ann}, b.Records[0])
	require.Equal(t, storage.Operation{ID: named("never")}, b.Operations[0])
	require.Equal(t, storage.Metadata{Key: "none"}, b.Metadata[0])
	require.Equal(t, storage.Degree{Of: ann, To: record.Companies}, b.Degrees[0])
	require.Equal(t, storage.Link{A: acme, B: ann}, b.Links[0])
	require.Empty(t, b.Neighbors)
	require.Empty(t, b.DegreeRows)
	require.Empty(t, b.EventRows)
	require.Empty(t, b.ExpiredRecords)
	require.Empty(t, b.ExpiredOperations)
}

// A page of no rows, or of more than MaxPage, is refused; MaxPage itself is not.
func questionsOutOfRange(t tester, s *env) {
	store := s.open()
	s.link(t, store, linked(ann, acme, 1))
	for _, most := range []int{-1, 0, storage.MaxPage + 1, 1, storage.MaxPage} {
		for name, b := range map[string]*storage.Batch{
			"page":    {NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, most)}},
			"by age":  {NeighborPages: []storage.NeighborPage{{Of: ann, To: record.Companies, Order: storage.NewestFirst, Max: most}}},
			"pair":    {NeighborPages: []storage.NeighborPage{pairOf(record.Contacts, record.Companies, most)}},
			"degrees": {DegreePages: []storage.DegreePage{{Of: record.Ref{Type: record.Contacts}, To: record.Companies, Max: most}}},
			"stream":  {EventPages: []storage.EventPage{{Kind: storage.OfRecord, Of: ann, Max: most}}},
			"feed":    {EventPages: []storage.EventPage{{Kind: storage.Feed, Max: most}}},
			"expiry":  {ExpiredPages: []storage.ExpiredPage{{Kind: storage.RecordsExpired, Max: most}}},
			"expiry2": {ExpiredPages: []storage.ExpiredPage{{Kind: storage.OperationsExpired, Max: most}}},
		} {
			err := store.Read(s.ctx, b)
			if most == 1 || most == storage.MaxPage {
				require.NoError(t, err, "%s of %d", name, most)
			} else {
				require.ErrorIs(t, err, storage.ErrInvalid, "%s of %d", name, most)
			}
		}
	}
}

// Ids and keys that are too long, and kinds and orders that do not exist, are refused.
func impossibleQuestions(t tester, s *env) {
	store := s.open()
	long := record.New(record.Contacts, record.ID(strings.Repeat("x", record.MaxID+1)))
	contacts := record.Ref{Type: record.Contacts}
	for name, b := range map[string]*storage.Batch{
		"long id of a record":    {Records: []storage.Record{{Of: long}}},
		"long id of a degree":    {Degrees: []storage.Degree{{Of: long, To: record.Companies}}},
		"long id of a link":      {Links: []storage.Link{{A: acme, B: long}}},
		"long id of a page":      {NeighborPages: []storage.NeighborPage{pageOf(long, record.Companies, 1)}},
		"long id of events":      {EventPages: []storage.EventPage{{Kind: storage.OfRecord, Of: long, Max: 1}}},
		"long key":               {Metadata: []storage.Metadata{{Key: strings.Repeat("x", storage.MaxMetadataKey+1)}}},
		"unknown order":          {NeighborPages: []storage.NeighborPage{{Of: ann, To: record.Companies, Order: 99, Max: 1}}},
		"a pair by age":          {NeighborPages: []storage.NeighborPage{{Of: contacts, To: record.Companies, Order: storage.OldestFirst, Max: 1}}},
		"unknown kind of events": {EventPages: []storage.EventPage{{Kind: 99, Of: ann, Max: 1}}},
		"a feed until a time":    {EventPages: []storage.EventPage{{Kind: storage.Feed, Until: 1, Max: 1}}},
		"unknown kind of expiry": {ExpiredPages: []storage.ExpiredPage{{Kind: 99, Max: 1}}},
	} {
		require.ErrorIs(t, store.Read(s.ctx, b), storage.ErrInvalid, name)
	}
}
