package laws

import (
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// Law 1, A5: a is linked to b exactly when b is linked to a, and each end sees the mirror image
// of the other.
func testTwoWay(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		schema, err := m.Schema(m.ctx)
		require.NoError(t, err)
		seen := map[[2]record.Ref]association.Link{}
		for of := range m.known() {
			card, err := m.Card(m.ctx, of, 0)
			require.NoError(t, err)
			for _, group := range card.Groups {
				for _, link := range group.Page.Links {
					seen[[2]record.Ref{link.From, link.To}] = link
				}
			}
		}
		require.Len(t, seen, 2*len(m.model.links))
		for ends, link := range seen {
			back, linked := seen[[2]record.Ref{ends[1], ends[0]}]
			require.True(t, linked, "%s sees %s", ends[0], ends[1])
			require.Equal(t, link.Set(), schema.Labels().Mirror(back.Set()))
			require.Equal(t, link.Set(), m.model.mirror(back.Set()))
			require.Equal(t, link.Primary, back.PrimaryOf)
			require.Equal(t, link.Created, back.Created)
			require.Equal(t, m.model.at(ends[0], ends[1]), history.State{
				Created: record.TimeOf(link.Created), Near: history.End{Labels: link.Set(), Primary: link.Primary}, Far: history.End{Labels: back.Set(), Primary: link.PrimaryOf},
			})
		}
	})
}

// known returns the machine's records and the ends of all links: a merge may have given a
// record a new id.
func (m *machine) known() map[record.Ref]bool {
	known := map[record.Ref]bool{}
	for _, of := range m.records {
		known[of] = true
	}
	for p := range m.model.links {
		known[p.A], known[p.B] = true, true
	}
	return known
}

// eachSide calls fn for every record and every type to which the record can be linked.
func (m *machine) eachSide(fn func(of record.Ref, to record.Type)) {
	for _, of := range m.records {
		for _, to := range []record.Type{record.Contacts, record.Companies, record.Deals, record.Notes, record.Tasks, cars} {
			if m.model.isDefined(of.Type, to) {
				fn(of, to)
			}
		}
	}
}

// page returns the links of a record towards a type.
func (m *machine) page(t require.TestingT, of record.Ref, to record.Type, scope association.Scope) []association.Link {
	page, err := m.Page(m.ctx, of, to, association.Query{Scope: scope})
	require.NoError(t, err)
	require.True(t, page.Next.IsZero())
	return page.Links
}

// Law 2, C5: a record has at most one primary of a type, and every answer names the same
// primary.
func testOnePrimary(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		m.eachSide(func(of record.Ref, to record.Type) {
			var marked []record.Ref
			for _, link := range m.page(t, of, to, association.All()) {
				if link.Primary {
					marked = append(marked, link.To)
				}
			}
			require.LessOrEqual(t, len(marked), 1, "%s has %s", of, marked)
			if is := m.primary(t, of, to); !is.IsZero() || len(marked) > 0 {
				require.Equal(t, []record.Ref{is}, marked, "%s", of)
			}
		})
	})
}

// Law 2: a primary is a link.
func testPrimaryIsLinked(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		m.eachSide(func(of record.Ref, to record.Type) {
			is := m.primary(t, of, to)
			require.Equal(t, m.model.primaryOf(of, to), is)
			if links := m.page(t, of, to, association.Primary()); is.IsZero() {
				require.Empty(t, links)
			} else {
				require.Len(t, links, 1)
				link, linked, err := m.Linked(m.ctx, of, is)
				require.NoError(t, err)
				require.True(t, linked && link.Primary, "%s is linked to its primary %s", of, is)
				require.Equal(t, link.To, links[0].To)
			}
		})
	})
}

// Law 3, C3: if a rule requires a primary, a record with a link has a primary.
func testPrimaryWhenRequired(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		for pair, rule := range m.model.rules {
			for _, of := range m.records {
				if of.Type == pair[0] && rule.Required {
					require.Equal(t, m.count(t, of, pair[1]) > 0, !m.primary(t, of, pair[1]).IsZero(), "%s of %s", pair[1], of)
				}
			}
		}
	})
}

// Law 4: every label on a link is defined for its pair and direction.
func testLabelsDefined(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		schema, err := m.Schema(m.ctx)
		require.NoError(t, err)
		requireDefined(t, schema, m.is)
	})
}

// requireDefined requires that links carry only labels that may be there.
func requireDefined(t require.TestingT, schema *schema.Schema, all rows) {
	for p, s := range all.Links {
		for k, end := range bothEnds(p.A, p.B) {
			for id := range endOf(&s, k).Labels.All() {
				l, known := schema.Labels().Lookup(id)
				require.True(t, known && l.IsLabel() && l.Status != label.Removed, "%s on %s - %s", id, p.A, p.B)
				require.Equal(t, [2]record.Type{end[0].Type, end[1].Type}, [2]record.Type{l.From, l.To})
			}
		}
	}
}

// Law 5, D: no write takes a count above its limit that was not above it before. D4: a count
// that was above its limit before does not grow.
func testWithinLimits(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		m.eachSide(func(of record.Ref, to record.Type) {
			most, hard := m.model.pairMax(of.Type, to)
			if have := len(m.model.neighbors(of, to)); hard && have > most {
				require.LessOrEqual(t, have, m.had(of, func(of record.Ref) int { return len(m.before.neighbors(of, to)) }), "%s has %d of %d %s", of, have, most, to)
			}
			for id, most := range m.model.limited(of.Type, to) {
				if have := m.model.carriers(of, to, id); have > most {
					require.LessOrEqual(t, have, m.had(of, func(of record.Ref) int { return m.before.carriers(of, to, id) }), "%s has %d of %d %s", of, have, most, id)
				}
			}
		})
		for _, of := range m.records {
			if have := m.model.activities(of); m.model.sums(of.Type, record.Notes) && have > m.model.sum {
				m.before.counted = m.model.counted
				require.LessOrEqual(t, have, m.had(of, m.before.activities), "%s has %d activities of %d", of, have, m.model.sum)
			}
		}
	})
}

// had returns the count of a record before the last step. For a survivor it is the highest
// count of the record and those merged into it in that step.
func (m *machine) had(of record.Ref, count func(record.Ref) int) int {
	most := 0
	for _, ref := range m.records {
		if m.model.survivorOf(ref) == m.model.survivorOf(of) {
			most = max(most, count(ref))
		}
	}
	return most
}

// Law 5: a count is the number of links, and of carriers where a label is limited.
func testCountsAreExact(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		require.NoError(t, s.Verify(m.ctx, m.store, m.types(), m.model.mirror))
		m.eachSide(func(of record.Ref, to record.Type) {
			require.Equal(t, len(m.model.neighbors(of, to)), m.count(t, of, to), "%s of %s", to, of)
			for id := range m.model.limited(of.Type, to) {
				side := m.is.Degrees[degreeKey{m.model.survivorOf(of), storage.DegreeRow{To: to, Label: id}}]
				require.Equal(t, m.model.carriers(of, to, id), side.Count, "%s with %s of %s", to, id, of)
			}
		})
	})
}

// types returns the types of the machine's records.
func (m *machine) types() []record.Type {
	var types []record.Type
	for _, ref := range m.records {
		types = append(types, ref.Type)
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// Law 6, E1: folding the events gives the current state, and the times of every record's events
// grow.
func testHistoryIsState(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		projection, err := history.Replay(slices.Values(m.is.Events))
		require.NoError(t, err)
		require.Equal(t, len(m.is.Links), projection.Len())
		last := map[record.Ref]history.Event{}
		for _, of := range m.records {
			end, ended := projection.End(of)
			require.Equal(t, m.model.ended[of].Status != storage.Alive, ended, "%s", of)
			require.Equal(t, m.model.ended[of].Into, end.B.ID, "%s", of)
		}
		for _, e := range m.is.Events {
			refs := []record.Ref{e.A}
			if !e.B.IsZero() {
				refs = append(refs, e.B)
			}
			if e.Subject == history.Link {
				require.Equal(t, m.is.Links[e.Pair()], projection.Link(e.A, e.B), "%s", e)
				require.NotEqual(t, e.Was, e.Now, "an event changes something")
			}
			for _, ref := range refs {
				if before, again := last[ref]; again && before.Operation != e.Operation && (before.Group != e.Group || e.Group.IsZero()) {
					require.Greater(t, e.At, before.At, "%s: %s after %s", ref, e, before)
				}
				last[ref] = e
			}
		}
		m.eachSide(func(of record.Ref, to record.Type) {
			panel, err := m.Panel(m.ctx, of, to, nil)
			require.NoError(t, err)
			for _, row := range panel {
				require.Equal(t, m.is.Links[history.PairOf(m.model.survivorOf(of), row.Other)].Linked(), row.Linked, "%s in the panel of %s", row.Other, of)
			}
		})
	})
}
