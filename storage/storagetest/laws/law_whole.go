package laws

import (
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// Law 7: a Do whose store fails at any call leaves no trace and can be repeated. A Do that is
// refused leaves no trace either. An import whose store fails resumes where it ended.
func testAllOrNothing(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		store := s.Open()
		defer store.Close()
		w := &hooked{Storage: store}
		m := newMachine(t, w)
		m.store = store
		t.Repeat(map[string]func(*rapid.T){
			"do": func(t *rapid.T) {
				commands := drawCommands(t, m, 5)
				w.before = failAt(rapid.IntRange(1, 8).Draw(t, "broken call"), errBroken)
				m.step(t, "do", commands)
				w.before = nil
			},
			"import": func(t *rapid.T) {
				s := drawSheet(t, m)
				m.clock.Add(drawTime(t))
				w.before = failAt(rapid.IntRange(1, 20).Draw(t, "broken call"), errBroken)
				m.importStep(t, s)
				w.before = nil
			},
			"edit": func(t *rapid.T) { m.editStep(t, drawEdit(t, m)) },
			"":     func(t *rapid.T) { require.Equal(t, m.model.links, everything(t, store).Links) },
		})
	})
}

// Law 7: an id takes effect once. All events of an id are from the only time that the operation
// was done.
func testOnceOnly(t tester, s *Subject) {
	law(t, s, func(t *rapid.T, m *machine) {
		type change struct {
			subject history.Subject
			pair    history.Pair
		}
		changed := map[string]map[change]bool{}
		for _, e := range m.is.Events {
			name := e.Operation.Name()
			if name == "" {
				continue
			}
			require.Equal(t, m.model.done[name].result.At, e.At, "%s: %s", name, e)
			if changed[name] == nil {
				changed[name] = map[change]bool{}
			}
			one := change{e.Subject, e.Pair()}
			require.False(t, changed[name][one], "%s did this again: %s", name, e)
			changed[name][one] = true
		}
		require.Len(t, m.is.Operations, len(m.model.done))
	})
}

// Law 8: applying a plan writes the steps that the plan showed. If a change came in between,
// Apply may say instead that the plan is stale, and then nothing is written.
func testPlanIsApply(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		store := s.Open()
		defer store.Close()
		m := newMachine(t, store)
		t.Repeat(map[string]func(*rapid.T){
			"do":   func(t *rapid.T) { m.step(t, "do", drawCommands(t, m, 3)) },
			"edit": func(t *rapid.T) { m.editStep(t, drawEdit(t, m)) },
			"plan": func(t *rapid.T) {
				commands := drawCommands(t, m, 3)
				ops := make([]association.Operation, len(commands))
				for i, w := range commands {
					ops[i] = w.operation(t)
				}
				plan, err := m.Plan(m.ctx, ops...)
				if err != nil {
					return
				}
				if rapid.Bool().Draw(t, "meanwhile") {
					m.step(t, "do each", drawCommands(t, m, 2))
				}
				m.apply(t, plan, ops, commands)
			},
		})
	})
}

// apply applies a plan and requires that the account changed as the plan's steps say, or not at
// all.
func (m *machine) apply(t *rapid.T, plan *association.Plan, ops []association.Operation, commands []command) {
	m.begin()
	results, err := m.Apply(m.ctx, plan)
	m.is = everything(t, m.store)
	if err != nil {
		require.Equal(t, m.was, m.is, "%v", err)
		if now, refused := m.Plan(m.ctx, ops...); refused == nil {
			require.ErrorIs(t, err, association.ErrStale)
			require.NotEqual(t, plan.Steps, now.Steps, "it is not stale")
		}
		return
	}
	m.grouped(t, commands)
	for i, want := range m.model.transact(record.Time(m.clock.Load()), commands) {
		m.compare(t, want, results[i], nil, ops[i])
	}
	m.remember()
	require.Equal(t, m.model.links, m.is.Links)
	var shown, written []step
	for _, s := range plan.Steps {
		if !s.Skipped {
			shown = append(shown, stepOf(history.Event{A: s.From, B: s.To, Was: s.Was, Now: s.Now, Causes: s.Causes}))
		}
	}
	for _, e := range m.is.Events[len(m.was.Events):] {
		written = append(written, stepOf(e))
	}
	require.Equal(t, shown, written)
}

// A step is the part of an event that a plan can know.
type step struct {
	pair     history.Pair
	was, now history.State
	causes   history.Causes
}

func stepOf(e history.Event) step {
	e = e.From(slices.MinFunc([]record.Ref{e.A, e.B}, record.Compare))
	e.Was.Created, e.Now.Created = min(e.Was.Created, 1), min(e.Now.Created, 1)
	return step{e.Pair(), e.Was, e.Now, e.Causes}
}

// Law 11: nothing that happens in an account is seen in another account.
func testApart(t tester, s *Subject) {
	Check(t, s.checks(), func(t *rapid.T) {
		first, second := s.accounts()
		defer first.Close()
		defer second.Close()
		one, other := newMachine(t, first), newMachine(t, second)
		act := func(t *rapid.T, do func(m *machine)) {
			m, still := one, other
			if rapid.Bool().Draw(t, "other") {
				m, still = other, one
			}
			do(m)
			require.Equal(t, still.is, everything(t, still.store))
			require.Equal(t, still.model.links, still.is.Links)
		}
		t.Repeat(map[string]func(*rapid.T){
			"do":   func(t *rapid.T) { act(t, func(m *machine) { m.step(t, "do", drawCommands(t, m, 3)) }) },
			"edit": func(t *rapid.T) { act(t, func(m *machine) { m.editStep(t, drawEdit(t, m)) }) },
		})
	})
}
