package past_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/memory"
)

// The first links of a record as of a time are those that it had, however many of them
// changed since and however many pages it takes to know them.
func TestTheFirstLinksAsOfATime(t *testing.T) {
	for _, c := range []struct{ links, gone int }{{6, 0}, {6, 1}, {1100, 0}, {1100, 1}} { // how many of three are dissociated
		links := c.links
		ctx := context.Background()
		var clock atomic.Int64
		clock.Store(1)
		g, err := association.Open(ctx, memory.New(), &association.Options{Clock: func() time.Time { return time.Unix(0, clock.Add(1)) }})
		require.NoError(t, err)
		hub := record.New(record.Companies, "1")
		ref := func(i int) record.Ref { return record.New(record.Contacts, record.ID(strconv.Itoa(10_000+i))) }
		do := func(ops []association.Operation) {
			_, err := g.DoEach(ctx, ops...)
			require.NoError(t, err)
		}
		var ops []association.Operation
		for i := range links {
			ops = append(ops, &association.Associate{From: ref(2 * i), To: hub})
		}
		do(ops)
		then := clock.Add(1_000_000)
		before, err := g.Card(ctx, hub, links)
		require.NoError(t, err)
		want := before.Group(record.Contacts).Page.Links
		require.Len(t, want, links)

		ops = nil
		for i := range links {
			if i%3 < c.gone {
				ops = append(ops, &association.Dissociate{From: ref(2 * i), To: hub})
			} else {
				ops = append(ops, &association.Associate{From: ref(2*i + 1), To: hub})
			}
		}
		do(ops)
		for _, most := range []int{1, 2, 3, 4, 5, 6, 499, 500, 501, 1099, 1100, 1101} {
			card, err := g.AsOf(record.Time(then).Time()).Card(ctx, hub, most)
			require.NoError(t, err)
			group := card.Group(record.Contacts)
			require.Equal(t, links, group.Count)
			require.Equal(t, want[:min(most, links)], group.Page.Links, "the first %d of %d", most, links)
			require.Equal(t, most < links, group.Count > len(group.Page.Links), "after the first %d of %d", most, links)
		}
	}
}
