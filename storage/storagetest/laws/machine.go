package laws

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

const cars record.Type = "cars"

// A machine executes drawn operations in a graph and in a model, and compares their answers.
type machine struct {
	*fixture
	model   *model
	records []record.Ref
	words   int                              // how many label texts were drawn
	sheets  int                              // how many files
	once    map[string]association.Operation // last tried under each id
	done    []history.OperationID            // that wrote something
	before  *model                           // the model when the last step began
	was, is rows                             // the store before and after the last step
	said    string                           // results and errors of the last step
}

// law runs a random account and calls check after every step.
func law(t tester, s *Subject, check func(t *rapid.T, m *machine)) {
	Check(t, s.checks(), func(t *rapid.T) {
		store := s.Open()
		defer store.Close()
		m := newMachine(t, store)
		t.Repeat(map[string]func(*rapid.T){
			"do":      func(t *rapid.T) { m.step(t, "do", drawCommands(t, m, 4)) },
			"do one":  func(t *rapid.T) { m.step(t, "do", drawCommands(t, m, 1)) },
			"do each": func(t *rapid.T) { m.step(t, "do each", drawCommands(t, m, 5)) },
			"plan":    func(t *rapid.T) { m.step(t, "plan", drawCommands(t, m, 3)) },
			"import":  func(t *rapid.T) { m.clock.Add(drawTime(t)); m.importStep(t, drawSheet(t, m)) },
			"edit":    func(t *rapid.T) { m.editStep(t, drawEdit(t, m)) },
			"": func(t *rapid.T) {
				require.Equal(t, m.model.links, m.is.Links, "the links are those of the rules")
				require.Equal(t, m.model.recordStates(), m.storedStates(), "the record states are those of the rules")
				check(t, m)
			},
		})
	})
}

func newMachine(t require.TestingT, store storage.Storage) *machine {
	m := &machine{fixture: openWith(t, store, keepDeleted), once: map[string]association.Operation{}, records: []record.Ref{
		contact("1"), contact("2"), contact("10"), company("1"), company("2"), company("3"), company("10"),
		deal("1"), deal("2"), note("1"), note("2"), record.New(record.Tasks, "1"), record.New(cars, "a"), record.New(cars, "b"),
		record.New(cars, "c"), contact("30"), company("30"),
	}}
	m.edit(t, &schema.DefineType{Type: cars}, &schema.DefinePair{From: cars, To: cars},
		&schema.DefinePair{From: record.Contacts, To: cars}, &schema.DefinePair{From: cars, To: record.Companies},
		&schema.SetActivitySum{Max: 2, Types: []record.Type{record.Notes, record.Tasks}})
	for _, d := range []label.Definition{
		label.Single(record.Contacts, record.Companies, "Adviser"),
		label.Paired(record.Contacts, record.Companies, "Owned", "Owner"),
		label.Single(record.Contacts, record.Contacts, "Colleague"),
		label.Paired(record.Contacts, record.Contacts, "Boss", "Report"),
		label.Single(cars, record.Contacts, "Driver"),
	} {
		_, err := m.Define(m.ctx, d)
		require.NoError(t, err)
	}
	m.model = &model{
		links: map[history.Pair]history.State{}, newest: map[record.Ref]record.Time{}, done: map[string]kept{},
		settings: settingsOf(t, m.fixture), lifecycle: newLifecycle(),
	}
	m.model.sum, m.model.counted = 2, []record.Type{record.Notes, record.Tasks}
	m.is = everything(t, store)
	m.begin()
	return m
}

// begin notes the state before a step.
func (m *machine) begin() {
	m.model.into = nil
	m.before, m.was = m.model.clone(), m.is
}

// settingsOf returns the settings of an account without limits and rules of its own. It reads
// only the account's labels and their ids.
func settingsOf(t require.TestingT, f *fixture) settings {
	schema, err := f.Schema(f.ctx)
	require.NoError(t, err)
	catalog := schema.Labels()
	s := settings{
		types: catalog.Types(), labels: map[label.TypeID]label.Label{}, marks: map[label.TypeID]bool{},
		limits: map[limits.Key]int{}, technical: map[[2]record.Type]int{},
		rules: map[[2]record.Type]primary.Rule{}, sum: limits.DefaultMax,
		counted: []record.Type{record.Calls, record.Emails, record.Meetings, record.Notes, record.Tasks},
	}
	for _, from := range s.types {
		for _, to := range s.types {
			for _, l := range catalog.All(from, to) {
				s.labels[l.ID] = l
			}
			if mark, exists := catalog.Primary(from, to); exists {
				s.marks[mark.ID] = true
			}
		}
	}
	for _, from := range []record.Type{record.Contacts, record.Deals, record.Tickets, cars} {
		s.rules[[2]record.Type{from, record.Companies}] = primary.Rule{From: from, To: record.Companies, Required: from == record.Contacts}
	}
	return s
}

// A command is an operation, perhaps under an id of the caller's.
type command struct {
	op   association.Operation
	once string
}

func (w command) operation(t require.TestingT) association.Operation {
	if w.once == "" {
		return w.op
	}
	return association.Once(operation(t, w.once), w.op)
}

// request returns a text that tells the operation from others.
func (w command) request() string { return fmt.Sprintf("%#v", w.op) }

// An expected value is the model's answer to an operation.
type expected struct {
	result association.Result
	err    error
	effect
}

// transact executes all commands, or none. After a refused command the answers are missing.
func (w *model) transact(clock record.Time, commands []command) []expected {
	kept, answers := w.clone(), []expected{}
	w.clock = clock
	for _, command := range commands {
		one := w.perform(command)
		answers = append(answers, one)
		if one.err != nil {
			*w = *kept
			return answers
		}
	}
	w.settle(clock, answers)
	return answers
}

func (w *model) perform(command command) expected {
	if first, again := w.done[command.once]; again {
		if first.request != command.request() {
			return expected{err: history.ErrIDReused}
		}
		first.result.Repeated = true
		return expected{result: first.result, effect: effect{promoted: first.promoted}}
	}
	before := maps.Clone(w.links)
	w.n++
	w.now = effect{n: w.n}
	result, err := w.do(command.op)
	if err == nil && result.Outcome == association.None {
		result.Outcome = association.Unchanged
	}
	w.note(before)
	one := expected{result: result, err: err, effect: w.now}
	if one.wrote() {
		one.result.At = underWay
	}
	if command.once != "" && err == nil {
		w.done[command.once] = kept{command.request(), one.result, one.promoted}
		id, _ := history.NamedOperation(command.once)
		w.log[id] = one.effect
	}
	return one
}

// settle gives the operations, and all their effects, a time: the clock's, or one nanosecond
// after the newest event of any record that they touched.
func (w *model) settle(clock record.Time, answers []expected) {
	at := clock
	for _, one := range answers {
		if one.result.Repeated {
			continue
		}
		for _, ref := range one.records() {
			at = max(at, w.newest[ref]+1)
		}
		for _, ref := range one.touched {
			at = max(at, w.newest[ref]+1)
		}
	}
	w.settleLifecycle(at)
	for i := range answers {
		one := &answers[i]
		if one.result.At == underWay {
			one.result.At = at
		}
		for p, states := range one.changes {
			for k := range states {
				if states[k].Created == underWay {
					states[k].Created = at
				}
			}
			one.changes[p] = states
		}
		for _, ref := range one.records() {
			w.newest[ref] = at
		}
	}
	for p, s := range w.links {
		if s.Created == underWay {
			s.Created = at
			w.links[p] = s
		}
	}
	for id, first := range w.done {
		if first.result.At == underWay {
			first.result.At = at
			w.done[id] = first
		}
	}
}

// step lets time pass, sometimes backwards, and makes commands happen.
func (m *machine) step(t *rapid.T, how string, commands []command) {
	m.clock.Add(drawTime(t))
	m.run(t, drawSource(t), how, commands)
}

// run makes commands of a source happen in the graph and in the model, and compares.
func (m *machine) run(t *rapid.T, source history.Source, how string, commands []command) {
	clock := m.clock.Load()
	m.begin()
	ops := make([]association.Operation, len(commands))
	for i, w := range commands {
		ops[i] = w.operation(t)
		t.Logf("%s at %d: %s %s %+v", how, clock-firstTime, w.once, w.op, reflect.ValueOf(w.op).Elem())
	}
	m.grouped(t, commands)
	g := m.As(source)
	if how == "do each" {
		got, err := g.DoEach(m.ctx, ops...)
		require.NoError(t, err)
		require.Len(t, got, len(commands))
		m.said = fmt.Sprint(got)
		m.is = everything(t, m.store)
		m.compareSources(t, source)
		for i, w := range commands {
			m.compare(t, m.model.transact(record.Time(clock), []command{w})[0], got[i].Result, got[i].Err, ops[i])
		}
		m.remember()
		return
	}
	want := m.model.transact(record.Time(clock), commands)
	var got []association.Result
	var err error
	if how == "plan" {
		var plan *association.Plan
		if plan, err = g.Plan(m.ctx, ops...); err == nil {
			require.Equal(t, m.was, everything(t, m.store), "a plan writes nothing")
			got, err = m.Apply(m.ctx, plan)
		}
	} else {
		got, err = g.Do(m.ctx, ops...)
		for errors.Is(err, errBroken) { // law 7: a failed call left no trace and can be repeated
			require.Equal(t, m.was, everything(t, m.store))
			got, err = g.Do(m.ctx, ops...)
		}
	}
	m.is, m.said = everything(t, m.store), fmt.Sprint(got, err)
	m.compareSources(t, source)
	if last := want[len(want)-1]; last.err != nil {
		m.compare(t, last, association.Result{}, err, ops[len(want)-1])
		return
	}
	require.NoError(t, err)
	for i := range want {
		m.compare(t, want[i], got[i], nil, ops[i])
	}
	m.remember()
}

// grouped begins the group of several operations, which is named like the first of them.
func (m *machine) grouped(t require.TestingT, commands []command) {
	if len(commands) > 1 {
		m.model.into = new(history.OperationID)
		if commands[0].once != "" {
			*m.model.into = operation(t, commands[0].once)
		}
	}
}

// remember notes the groups of the events of the last step, and the operations that can be
// undone.
func (m *machine) remember() {
	for _, e := range m.is.Events[len(m.was.Events):] {
		if !slices.Contains(m.done, e.Operation) {
			m.done = append(m.done, e.Operation)
		}
		if effects, isNew := m.model.group[history.OperationID{}]; isNew {
			m.model.group[e.Group] = effects
			delete(m.model.group, history.OperationID{})
		}
	}
	m.model.into = nil
}

// wrote reports whether an operation changed anything.
func (d *effect) wrote() bool { return len(d.changes)+len(d.states) > 0 }

// records returns the records that got an event.
func (d *effect) records() []record.Ref {
	var refs []record.Ref
	for p := range d.changes {
		refs = append(refs, p.A, p.B)
	}
	for _, l := range d.states {
		if refs = append(refs, l.of); !l.survivor.IsZero() {
			refs = append(refs, l.survivor)
		}
	}
	return refs
}

// sentinels are the reasons for which the engine refuses.
var sentinels = []error{
	record.ErrSelf, record.ErrNotLinked, primary.ErrNoRule, schema.ErrRetired, schema.ErrExclusive,
	record.ErrDeleted, record.ErrMerged, record.ErrExpired, record.ErrTypeMismatch, association.ErrOverLimit,
	record.ErrTaken, history.ErrNotFound, association.ErrUndoConflict, schema.ErrInUse, schema.ErrBackfillAlone, association.ErrInvalidOperation, history.ErrIDReused, association.ErrNoTargets,
	label.ErrUndefinedType, label.ErrUndefinedPair, label.ErrUnknown, label.ErrRemoved, label.ErrWrongDirection,
	label.ErrWrongPair, label.ErrStatus, label.ErrBuiltIn, limits.ErrExceeded, limits.ErrConfig, primary.ErrMarks, primary.ErrRequired,
	primary.ErrChoose, primary.ErrNotCandidate, primary.ErrHasPrimary, primary.ErrBuiltIn, primary.ErrNoRule, primary.ErrRule,
}

// refusedFor requires that got is one of the reasons in want.
func refusedFor(t require.TestingT, want, got error, op any) {
	if want == nil {
		require.NoError(t, got, "%s", op)
		return
	}
	for _, reason := range sentinels {
		if errors.Is(got, reason) {
			require.ErrorIs(t, want, reason, "%s: %v", op, got)
			return
		}
	}
	require.Fail(t, "no reason is known", "%s: want %v, got %v", op, want, got)
}

// compare requires that an operation had the expected result, with exactly one event for each
// link that changed.
func (m *machine) compare(t require.TestingT, want expected, got association.Result, err error, op association.Operation) {
	if refusedFor(t, want.err, err, op); err != nil {
		m.compareRefusals(t, want.err, err)
		return
	}
	id := got.Operation
	if len(want.promoted) > 0 {
		require.Contains(t, want.promoted, got.Promoted, "%s", op)
		want.result.Promoted = got.Promoted
	}
	if first, once := m.model.done[id.Name()]; once {
		first.result.Promoted = got.Promoted
		m.model.done[id.Name()] = first
	}
	want.result.Joined, got.Joined = slices.Concat(want.result.Joined), slices.Concat(got.Joined) // none is nil
	want.result.Lost, got.Lost = sortedLosses(want.result.Lost), sortedLosses(got.Lost)
	got.Operation, want.result.Operation = history.OperationID{}, history.OperationID{}
	require.Equal(t, want.result, got, "%s", op)
	if !got.Repeated {
		m.compareDeed(t, want, id, op)
	}
}

// compareSources requires that every event of the last step has the user and the request of the
// caller, and the caller's kind unless a record's end or return changed the link.
func (m *machine) compareSources(t require.TestingT, source history.Source) {
	for _, e := range m.is.Events[len(m.was.Events):] {
		kinds := []history.SourceKind{source.Kind}
		if e.Subject == history.Link {
			kinds = append(kinds, history.ObjectDeletion, history.ObjectMerge, history.ObjectRestore)
		}
		require.Contains(t, kinds, e.Source.Kind, "%s", e)
		require.Equal(t, source, e.Source.WithKind(source.Kind), "%s", e)
	}
}

// compareDeed requires that the events of an operation are the expected ones, and keeps them
// for an undo.
func (m *machine) compareDeed(t require.TestingT, want expected, id history.OperationID, op association.Operation) {
	m.model.log[id] = want.effect
	events, ended := map[history.Pair][2]history.State{}, []stateEvent(nil)
	for _, e := range m.is.Events[len(m.was.Events):] {
		if e.Operation == id && e.Subject != history.Link {
			require.Equal(t, want.result.At, e.At, "%s", op)
			ended = append(ended, stateEvent{e.Subject, e.A, e.B})
		} else if e.Operation == id {
			require.NotContains(t, events, e.Pair(), "%s writes one event for a link", op)
			require.Equal(t, want.result.At, e.At, "%s", op)
			events[e.Pair()] = [2]history.State{e.Was, e.Now}
		}
	}
	if len(want.changes) > 0 || len(events) > 0 {
		require.Equal(t, want.changes, events, "%s", op)
	}
	require.ElementsMatch(t, want.states, ended, "%s", op)
}

// compareRefusals compares the lists that errors carry.
func (m *machine) compareRefusals(t require.TestingT, want, got error) {
	var wanted, over *association.OverLimitError
	if errors.As(got, &over) {
		require.ErrorAs(t, want, &wanted)
		require.Equal(t, sortedLosses(wanted.Over), sortedLosses(over.Over))
		require.Equal(t, [2]record.Ref{wanted.Survivor, wanted.Merged}, [2]record.Ref{over.Survivor, over.Merged})
	}
	var stuck *association.UndoError
	if errors.As(got, &stuck) {
		require.NotEmpty(t, stuck.Conflicts)
	}
}

// sortedLosses splits losses so that each has one label, and sorts them.
func sortedLosses(losses []association.Loss) []association.Loss {
	var all []association.Loss
	for _, l := range losses {
		if len(l.Labels) == 0 {
			all = append(all, l)
		}
		for _, id := range l.Labels {
			one := l
			one.Labels = []label.TypeID{id}
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b association.Loss) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// editStep executes an edit of the schema in the graph and in the model.
func (m *machine) editStep(t *rapid.T, e schema.Edit) {
	m.begin()
	t.Logf("%s", e)
	err := m.Edit(m.ctx, e)
	var defined []label.Label
	if d, is := e.(*schema.DefineLabel); is && err == nil {
		schema, err := m.Schema(m.ctx)
		require.NoError(t, err)
		back, _ := schema.Labels().Lookup(d.Defined.Inverse)
		defined = []label.Label{d.Defined, back}
	}
	m.model.n++
	m.model.now = effect{n: m.model.n}
	want := m.model.edit(e, defined)
	if m.model.note(m.before.links); want != nil {
		m.model = m.before.clone()
	}
	refusedFor(t, want, err, e)
	m.is, m.said = everything(t, m.store), fmt.Sprint(err)
	for _, event := range m.is.Events[len(m.was.Events):] {
		require.Equal(t, history.By(history.Job), event.Source)
		for _, ref := range []record.Ref{event.A, event.B} {
			m.model.newest[ref] = max(m.model.newest[ref], event.At)
		}
	}
}

// recordStates returns the records that are deleted or merged, without the operations that
// ended them.
func (w *model) recordStates() map[record.Ref]storage.RecordState {
	all := map[record.Ref]storage.RecordState{}
	for of, e := range w.ended {
		all[of] = e.RecordState
	}
	return all
}

func (m *machine) storedStates() map[record.Ref]storage.RecordState {
	all := map[record.Ref]storage.RecordState{}
	for of, life := range m.is.States {
		life.Operation = history.OperationID{}
		all[of] = life
	}
	return all
}
