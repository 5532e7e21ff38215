package storagetest

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var degreeScenarios = []scenario{
	{"degrees of a record", degreesOfARecord},
	{"degrees by count", degreesByCount},
}

// The degrees of a record are all there, of every type and label, and not when they
// are empty.
func degreesOfARecord(t tester, s *env) {
	store := s.open()
	deal := record.New(record.Deals, "3")
	s.link(t, store,
		linked(ann, acme, 1, manager).asPrimary(), linked(ann, inn, 2, manager, friend), linked(ann, deal, 3),
		linked(bob, acme, 4), // of another record
	)
	degrees := func() []storage.DegreeRow {
		b := s.read(t, store, &storage.Batch{DegreePages: []storage.DegreePage{
			{Of: ann, To: record.Tickets, Label: other, AtLeast: 9}, // none of which is looked at
		}})
		return b.DegreePages[0].Rows(b)
	}
	require.Equal(t, []storage.DegreeRow{
		{Of: ann.ID, To: record.Companies, Summary: storage.Summary{Count: 2, Primary: acme.ID}},
		{Of: ann.ID, To: record.Companies, Label: manager, Summary: storage.Summary{Count: 2}},
		{Of: ann.ID, To: record.Companies, Label: friend, Summary: storage.Summary{Count: 1}},
		{Of: ann.ID, To: record.Deals, Summary: storage.Summary{Count: 1}},
	}, degrees())
	s.link(t, store, unlinked(ann, inn), unlinked(ann, deal))
	require.Equal(t, []storage.DegreeRow{
		{Of: ann.ID, To: record.Companies, Summary: storage.Summary{Count: 1, Primary: acme.ID}},
		{Of: ann.ID, To: record.Companies, Label: manager, Summary: storage.Summary{Count: 1}},
	}, degrees())
}

// A degree page by count lists the records that have at least that many links, each once, even
// if the pages are short.
func degreesByCount(t tester, s *env) {
	store := s.open()
	const records = 12
	var e edit
	for of := 1; of <= records; of++ {
		for to := 1; to <= of; to++ {
			c := linked(record.New(record.Contacts, record.ID(fmt.Sprint(of))), company(to), 1)
			if to%2 == 0 {
				c = linked(c.a, c.b, 1, friend)
			}
			e.links = append(e.links, c)
		}
	}
	s.write(t, store, e)
	for _, l := range []label.TypeID{{}, friend} {
		for _, atLeast := range []int{1, 2, 6, records, records + 1} {
			for _, most := range []int{1, 5, storage.MaxPage} {
				var want []storage.DegreeRow
				for of := 1; of <= records; of++ {
					count := of
					if !l.IsZero() {
						count = of / 2
					}
					if count >= atLeast {
						want = append(want, storage.DegreeRow{
							Of: record.ID(fmt.Sprint(of)), To: record.Companies, Label: l, Summary: storage.Summary{Count: count},
						})
					}
				}
				got, err := walkDegrees(s.ctx, store, storage.DegreePage{
					Of: record.Ref{Type: record.Contacts}, To: record.Companies, Label: l, AtLeast: atLeast, Max: most,
				})
				require.NoError(t, err)
				require.Equal(t, want, got, "label %s, at least %d, %d a page", l, atLeast, most)
			}
		}
	}
	rows, err := walkDegrees(s.ctx, store, storage.DegreePage{
		Of: record.Ref{Type: record.Contacts}, To: record.Companies, AtLeast: 10, After: "10", Max: 1,
	})
	require.NoError(t, err)
	require.Len(t, rows, 2, "after a record")
}
