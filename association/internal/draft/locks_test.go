package draft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

func TestLocksAreSortedAndWidened(t *testing.T) {
	a, b, c := record.New(record.Contacts, "1"), record.New(record.Contacts, "2"), record.New(record.Deals, "1")
	var l Locks
	l.Set([]record.Ref{c, a, c})
	require.Equal(t, []record.Ref{a, c}, l.Held)

	l.need(a)
	require.Empty(t, l.Missing, "it is held")
	l.need(b)
	require.Equal(t, []record.Ref{b}, l.Missing)
	l.Widen()
	require.Equal(t, []record.Ref{a, b, c}, l.Held)

	l = Locks{All: true}
	l.need(b)
	require.Empty(t, l.Missing, "every record may be changed")
}

// Every reason to start over has words.
func TestRestartsHaveWords(t *testing.T) {
	for r := MoreRows; r <= NewSchema; r++ {
		require.NotEqual(t, "association: ", r.Error())
	}
	require.Len(t, restartWords, int(NewSchema)+1)
}
