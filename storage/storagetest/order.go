package storagetest

import (
	"math"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var orderScenarios = []scenario{
	{"ids", idsAreOrdered},
	{"ages", agesAreOrdered},
	{"types", typesAreOrdered},
	{"anchors", anchorsOfAnyID},
	{"operations", operationsAreOrdered},
}

// hostileIDs are legal ids that encodings, collations and query languages stumble
// over, in record.CompareIDs order.
func hostileIDs() []record.ID {
	ids := []record.ID{
		"0", "1", "9", "10", "11", "99", "100", "007", "00", "18446744073709551615", "18446744073709551616",
		"9223372036854775807", "9223372036854775808", "4294967296", "1e3", "-1", "+1", " 1", "1 ", "1.0",
		"a", "A", "b", "B", "aa", "ab", "Ab", "aB", "Z", "_", "%", "\\", "'", "\"", "';--", "/", "a/b", "//", ".", "..",
		"\x01", "\x01\x01", "\x7f", "\t", "\n", "é", "e\u0301", "ß", "ss", "ſ", "K", "k", "\u212a", "ı", "I",
		"ﬀ", "😀", "\U0010ffff", "\ufffd", "\uffff", "\ufeff", "日本", "عربى", "0a", "a0",
		"6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF",
		record.ID(strings.Repeat("9", 254)), record.ID(strings.Repeat("9", record.MaxID)),
		record.ID(strings.Repeat("z", record.MaxID)), record.ID("a" + strings.Repeat("é", 127)),
	}
	slices.SortFunc(ids, record.CompareIDs)
	return slices.Compact(ids)
}

// Neighbour pages and degree pages come in the order of ids, and ids come back byte for byte.
func idsAreOrdered(t tester, s *env) {
	store, want := s.open(), hostileIDs()
	var hub edit
	for _, id := range want {
		hub.links = append(hub.links, linked(ann, record.New(record.Companies, id), 7))
		hub.links = append(hub.links, linked(record.New(record.Deals, id), acme, 7))
	}
	s.write(t, store, hub)
	for _, most := range []int{1, 7, len(want), storage.MaxPage} {
		rows, err := walk(s.ctx, store, pageOf(ann, record.Companies, most))
		require.NoError(t, err)
		require.Equal(t, want, idsOf(rows), "companies of a contact, %d a page", most)

		rows, err = walk(s.ctx, store, pairOf(record.Deals, record.Companies, most))
		require.NoError(t, err)
		require.Equal(t, want, recordsOf(rows), "all deals with a company, %d a page", most)

		tallies, err := walkDegrees(s.ctx, store, storage.DegreePage{
			Of: record.Ref{Type: record.Deals}, To: record.Companies, AtLeast: 1, Max: most,
		})
		require.NoError(t, err)
		var got []record.ID
		for _, tally := range tallies {
			got = append(got, tally.Of)
		}
		require.Equal(t, want, got, "degrees of deals, %d a page", most)
	}
	for i, id := range want[:len(want)-1] { // cursors that were made, not given
		p := pageOf(ann, record.Companies, 1)
		p.After = storage.Cursor{ID: id}
		b := s.read(t, store, &storage.Batch{NeighborPages: []storage.NeighborPage{p}})
		require.Equal(t, want[i+1:i+2], idsOf(b.Neighbors), "after %q", id)
	}
}

// recordsOf returns the ids of the records that have these neighbours.
func recordsOf(rows []storage.Neighbor) []record.ID {
	ids := make([]record.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Of
	}
	return ids
}

// By age, ties are by id, and newest first is the exact reverse of oldest first.
func agesAreOrdered(t tester, s *env) {
	store := s.open()
	ages := []int64{1, 2, 255, 256, 1 << 40, math.MaxInt64 - 1, math.MaxInt64}
	ids := hostileIDs()
	var hub edit
	var want []storage.Cursor
	for i, id := range ids {
		age := ages[(i*5)%len(ages)]
		hub.links = append(hub.links, linked(ann, record.New(record.Companies, id), record.Time(age)))
		want = append(want, storage.Cursor{Created: record.Time(age), ID: id})
	}
	s.write(t, store, hub)
	slices.SortFunc(want, storage.OldestFirst.CompareCursors)
	for _, order := range []storage.Order{storage.OldestFirst, storage.NewestFirst} {
		for _, most := range []int{1, 5, storage.MaxPage} {
			p := pageOf(ann, record.Companies, most)
			p.Order = order
			rows, err := walk(s.ctx, store, p)
			require.NoError(t, err)
			var got []storage.Cursor
			for i := range rows {
				got = append(got, rows[i].Cursor())
			}
			require.Equal(t, want, got, "order %d, %d a page", order, most)
		}
		slices.Reverse(want)
	}
}

// The degrees of a record come by type in byte order, and then by label.
func typesAreOrdered(t tester, s *env) {
	store := s.open()
	types := []record.Type{
		"0", "2-1", "a", "a-", "a-b", "a0", "a_", "aa", "companies", "contact", "contacts", "contacts0",
		record.Type(strings.Repeat("z", record.MaxType)),
	}
	var e edit
	for _, to := range types {
		e.links = append(e.links, linked(ann, record.New(to, "5"), 3, friend, manager))
	}
	s.write(t, store, e)
	b := s.read(t, store, &storage.Batch{DegreePages: []storage.DegreePage{{Of: ann}}})
	require.False(t, b.DegreePages[0].More, "the sides of one record are one page")
	var want []storage.DegreeRow
	for _, to := range types {
		for _, l := range counted {
			want = append(want, storage.DegreeRow{Of: ann.ID, To: to, Label: l, Summary: storage.Summary{Count: 1}})
		}
	}
	require.Equal(t, want, b.DegreePages[0].Rows(b))
}

// Every valid id can be an anchor, has a state of its own, and expires in Ref order.
func anchorsOfAnyID(t tester, s *env) {
	store, ids := s.open(), hostileIDs()
	var e edit
	for _, id := range ids {
		life := storage.RecordState{Status: storage.Deleted, At: 5, Expires: 9, Operation: named("the end of " + string(id[:1]))}
		e.states = append(e.states, stateChange{record.New(record.Contacts, id), life})
	}
	s.write(t, store, e)
	b := &storage.Batch{ExpiredPages: []storage.ExpiredPage{{Kind: storage.RecordsExpired, Before: 10, Max: len(ids)}}}
	for _, l := range e.states {
		b.Records = append(b.Records, storage.Record{Of: l.of})
	}
	s.read(t, store, b)
	for i, l := range e.states {
		require.Equal(t, l.now, b.Records[i].Was, "%q", l.of)
		require.Equal(t, l.of, b.ExpiredRecords[i].Of, "expiry %d", i)
	}
}

// Expired operations of the same time come in order: numbers first, then names in byte order.
func operationsAreOrdered(t tester, s *env) {
	store := s.open()
	want := []history.OperationID{
		history.Numbered(1), history.Numbered(9), history.Numbered(10), history.Numbered(math.MaxUint64),
		named("1"), named("10"), named("9"), named("A"), named("a"), named("é"),
		named(strings.Repeat("é", history.MaxOperationName/2)),
	}
	require.NoError(t, store.Update(s.ctx, nil, func(tx storage.Tx) error {
		var b storage.Batch
		for i := range want {
			b.Operations = append(b.Operations, storage.Operation{ID: want[len(want)-1-i]})
		}
		if err := tx.Read(s.ctx, &b); err != nil {
			return err
		}
		for i := range b.Operations {
			b.Operations[i].Now = storage.StoredResult{At: 4}
		}
		return tx.Apply(s.ctx, &b)
	}))
	b := s.read(t, store, &storage.Batch{ExpiredPages: []storage.ExpiredPage{{Kind: storage.OperationsExpired, Before: 5, Max: 100}}})
	var got []history.OperationID
	for _, o := range b.ExpiredOperations {
		got = append(got, o.ID)
	}
	require.Equal(t, want, got)
}
