package eventlog

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/memory/internal/chunked"
	"github.com/relata-go/relata/storage/memory/internal/rowid"
)

// written is an event as the test remembers it.
type written struct {
	operation, group rowid.Operation
	source           uint32
	request          rowid.Request
}

// Over several chunks of events, those of an operation and of a group are all found, in
// order and from any event on, and each event knows its source, its request and its group.
func TestEventsAreFoundByOperationAndGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := New()
		var all []written
		number := rapid.Uint64Range(0, 3)
		for len(all) < 2*chunked.Len+100 {
			e := written{
				rowid.Operation(number.Draw(t, "operation")), rowid.Operation(number.Draw(t, "group")),
				uint32(number.Draw(t, "source")), rowid.Request(number.Draw(t, "request")),
			}
			for range rapid.IntRange(1, 700).Draw(t, "run") {
				n, err := log.Append(&Entry{Operation: e.operation}, Origin{e.source, e.request, e.group})
				all = append(all, e)
				require.NoError(t, err)
				require.Equal(t, len(all), int(n))
			}
		}
		first := rapid.IntRange(0, len(all)).Draw(t, "first")
		want := rowid.Operation(number.Draw(t, "look up"))
		var ofOperation, ofGroup, gotOperation, gotGroup []uint32
		for i, e := range all {
			require.Equal(t, Origin{e.source, e.request, e.group}, log.RunOf(uint32(i)).Origin)
			if i >= first && e.operation == want {
				ofOperation = append(ofOperation, uint32(i))
			}
			if i >= first && e.group == want {
				ofGroup = append(ofGroup, uint32(i))
			}
		}
		log.OfOperation(want, uint32(first), func(i uint32) bool {
			gotOperation = append(gotOperation, i)
			return true
		})
		log.OfGroup(want, uint32(first), func(i uint32) bool {
			gotGroup = append(gotGroup, i)
			return true
		})
		require.Equal(t, ofOperation, gotOperation)
		require.Equal(t, ofGroup, gotGroup)
	})
}

// Dropping an event changes no snapshot, and neither does a transaction that drops
// several and is rolled back.
func TestDroppedEventsStayInSnapshots(t *testing.T) {
	live := New()
	for range chunked.Len + 10 {
		_, err := live.Append(&Entry{}, Origin{})
		require.NoError(t, err)
	}
	committed := live
	live.Drop(&committed, 3)
	require.True(t, live.IsDropped(3))
	require.False(t, committed.IsDropped(3))

	committed = live // a commit
	snapshot := committed
	live.Drop(&committed, 4)
	live.Drop(&committed, chunked.Len+1)
	require.True(t, live.IsDropped(4) && live.IsDropped(chunked.Len+1) && live.IsDropped(3))
	live = committed // a rollback
	for _, log := range []*Log{&live, &snapshot} {
		require.True(t, log.IsDropped(3))
		require.False(t, log.IsDropped(4) || log.IsDropped(chunked.Len+1))
	}
}
