package storagetest

import (
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var expiredScenarios = []scenario{
	{"expired records", expiredRecords},
	{"expired operations", expiredOperations},
}

// Records whose time is over are listed oldest first, with all their fields, until they are
// handled. At exactly that time a record is not yet listed.
func expiredRecords(t tester, s *env) {
	store := s.open()
	life := func(expires int64) storage.RecordState {
		return storage.RecordState{Status: storage.Deleted, At: 3, Expires: record.Time(expires), Operation: named("end")}
	}
	dan := record.New(record.Contacts, "10")
	merged := storage.RecordState{Status: storage.Merged, Into: bob.ID, At: 3, Expires: 7, Operation: named("end")}
	e := edit{states: []stateChange{{acme, life(9)}, {inn, life(8)}, {ann, merged}, {dan, life(0)}}}
	s.write(t, store, e)
	ask := func(before record.Time, most int) (*storage.Batch, storage.ExpiredPage) {
		b := s.read(t, store, &storage.Batch{ExpiredPages: []storage.ExpiredPage{{Kind: storage.RecordsExpired, Before: before, Max: most}}})
		return b, b.ExpiredPages[0]
	}
	for _, c := range []struct {
		before record.Time
		most   int
		want   []record.Ref
		more   bool
	}{
		{7, 5, nil, false}, {8, 5, []record.Ref{ann}, false}, {9, 1, []record.Ref{ann}, true},
		{9, 2, []record.Ref{ann, inn}, false}, {10, 2, []record.Ref{ann, inn}, true}, {1 << 60, 5, []record.Ref{ann, inn, acme}, false},
	} {
		b, x := ask(c.before, c.most)
		var got []record.Ref
		for _, r := range b.ExpiredRecords[x.Start : x.Start+x.Count] {
			got = append(got, r.Of)
		}
		require.Equal(t, c.want, got, "before %d", c.before)
		require.Equal(t, c.more, x.More, "before %d, %d rows", c.before, c.most)
	}
	b, _ := ask(8, 1)
	require.Equal(t, merged, b.ExpiredRecords[0].Was)
	require.Equal(t, merged, b.ExpiredRecords[0].Now)
	require.Positive(t, b.ExpiredRecords[0].Newest, "the row is whole")

	merged.Expires = 0
	s.write(t, store, edit{states: []stateChange{{ann, merged}, {inn, storage.RecordState{}}}})
	b, _ = ask(1<<60, 5)
	require.Len(t, b.ExpiredRecords, 1, "what was dealt with is gone")
	require.Equal(t, acme, b.ExpiredRecords[0].Of)
}

// Operations that were done long ago come oldest first and can be dropped as the rows
// they are.
func expiredOperations(t tester, s *env) {
	store := s.open()
	for i, name := range []string{"c", "b", "a"} {
		s.write(t, store, edit{name: name, clock: record.Time(100 + i)})
	}
	err := store.Update(s.ctx, nil, func(tx storage.Tx) error {
		b := &storage.Batch{ExpiredPages: []storage.ExpiredPage{{Kind: storage.OperationsExpired, Before: 102, Max: 1}}}
		s.read(t, tx, b)
		require.Len(t, b.ExpiredOperations, 1)
		require.True(t, b.ExpiredPages[0].More)
		require.Equal(t, named("c"), b.ExpiredOperations[0].ID)
		require.Equal(t, storage.StoredResult{Fingerprint: [16]byte{1, 2, 3}, Result: "done: c", At: 100}, b.ExpiredOperations[0].Was)
		gone := b.ExpiredOperations[0]
		gone.Now = storage.StoredResult{}
		b.Operations = append(b.Operations, gone)
		return tx.Apply(s.ctx, b)
	})
	require.NoError(t, err)
	b := s.read(t, store, &storage.Batch{
		Operations:   []storage.Operation{{ID: named("a")}, {ID: named("b")}, {ID: named("c")}},
		ExpiredPages: []storage.ExpiredPage{{Kind: storage.OperationsExpired, Before: 102, Max: 5}},
	})
	require.Len(t, b.ExpiredOperations, 1)
	require.False(t, b.ExpiredPages[0].More)
	require.Equal(t, []int64{102, 101, 0}, []int64{int64(b.Operations[0].Was.At), int64(b.Operations[1].Was.At), int64(b.Operations[2].Was.At)})
}
