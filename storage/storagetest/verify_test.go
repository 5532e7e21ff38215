package storagetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Each law that is broken in the rows is reported by its name.
func TestVerifyTellsTheLaw(t *testing.T) {
	key := degreeKey{of: ann, to: record.Companies}
	pair := history.PairOf(ann, acme)
	alter := func(rows *tables, edit func(*history.State)) {
		state := rows.links[pair]
		edit(&state)
		rows.links[pair] = state
	}
	for name, c := range map[string]struct {
		law   string
		spoil func(rows *tables)
	}{
		"nothing":              {"", func(*tables) {}},
		"labels do not mirror": {"TwoWay", func(r *tables) { alter(r, func(s *history.State) { s.Near.Labels = label.SetOf(friend) }) }},
		"no creation time":     {"TwoWay", func(r *tables) { alter(r, func(s *history.State) { s.Created = 0 }) }},
		"count too high":       {"CountsAreExact", func(r *tables) { r.degrees[key] = storage.Summary{Count: 3, Primary: acme.ID} }},
		"side missing":         {"CountsAreExact", func(r *tables) { delete(r.degrees, key) }},
		"side of nobody":       {"CountsAreExact", func(r *tables) { r.degrees[degreeKey{of: bob, to: record.Companies}] = storage.Summary{Count: 1} }},
		"label's count": {"CountsAreExact", func(r *tables) {
			r.degrees[degreeKey{ann, record.Companies, manager}] = storage.Summary{Count: 2}
		}},
		"two primaries": {"OnePrimary", func(r *tables) {
			other := history.PairOf(ann, inn)
			state := r.links[other]
			state.Near.Primary, state.Far.Primary = true, true
			r.links[other] = state
		}},
		"primary not linked": {"PrimaryIsLinked", func(r *tables) { r.degrees[key] = storage.Summary{Count: 2, Primary: "77"} }},
		"mark lost":          {"PrimaryIsLinked", func(r *tables) { alter(r, func(s *history.State) { s.Near.Primary, s.Far.Primary = false, false }) }},
		"time not told":      {"HistoryIsState", func(r *tables) { alter(r, func(s *history.State) { s.Created++ }) }},
		"event lost":         {"HistoryIsState", func(r *tables) { r.events = r.events[1:] }},
		"life not told":      {"HistoryIsState", func(r *tables) { r.states[ann] = storage.RecordState{Status: storage.Deleted} }},
	} {
		t.Run(name, func(t *testing.T) {
			s := Reference().(*reference)
			e := edit{links: []change{linked(ann, acme, 1, manager).asPrimary(), linked(ann, inn, 2)}}
			require.NoError(t, e.commit(t.Context(), s, numbered(1)))
			c.spoil(s.committed)
			err := Verify(t.Context(), s, smallSet.types(), mirrored)
			if c.law == "" {
				require.NoError(t, err)
				return
			}
			var broken *LawError
			require.ErrorAs(t, err, &broken)
			require.Equal(t, c.law, broken.Law, "%v", err)
		})
	}
}
