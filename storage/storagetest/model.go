package storagetest

import (
	"errors"
	"slices"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var modelScenarios = []scenario{{"random", sameAsNaive}}

// Random transactions are committed or fail. The store answers every question as the reference
// store does, Views held open answer as at their beginning, and the stored rows keep the laws.
func sameAsNaive(t tester, s *env) {
	s.property(t, func(t *rapid.T) {
		m := &modelRun{env: s, store: s.open(), model: Reference()}
		defer func() { _ = m.store.Close() }()
		defer m.letGo(t)
		t.Repeat(map[string]func(*rapid.T){
			"commit":    m.commit,
			"commits":   m.commit, // twice as likely as the rest
			"break off": m.breakOff,
			"forget":    m.forget,
			"hold":      m.hold,
			"look":      m.look,
			"":          m.compare,
		})
		if !m.forgot {
			require.NoError(t, Verify(s.ctx, m.store, smallSet.types(), mirrored))
		}
	})
}

// A modelRun is a random history of a store and a model.
type modelRun struct {
	*env
	store, model storage.Storage
	operations   uint64
	forgot       bool
	touched      bool // since the last comparison
	compared     int
	held         []*heldView
}

// A heldView is a View that is open while others write.
type heldView struct {
	looks chan chan answersOrError
	done  <-chan error
	want  answers
}

type answersOrError struct {
	answers
	err error
}

// draw returns a random edit of the rows in the model. The edit keeps the laws.
func (m *modelRun) draw(t *rapid.T, from storage.Reader) edit {
	var e edit
	now := m.links(t, from)
	for range rapid.IntRange(0, 3).Draw(t, "links") {
		e.links = append(e.links, drawChanges(t, now)...)
	}
	for range rapid.IntRange(0, 1).Draw(t, "states") {
		l, survivor := m.drawEnding(t, from)
		e.states, e.also = append(e.states, l), append(e.also, survivor...)
	}
	if rapid.Bool().Draw(t, "memo") {
		key := rapid.SampledFrom(smallSet.metadata).Draw(t, "key")
		e.metadata = append(e.metadata, metadataChange{key, rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "now")})
	}
	if rapid.IntRange(0, 3).Draw(t, "name") == 0 {
		e.name = rapid.SampledFrom(smallSet.names).Draw(t, "named")
	}
	if rapid.IntRange(0, 4).Draw(t, "schema") == 0 {
		e.document = []byte(rapid.StringN(1, 5, -1).Draw(t, "document"))
	}
	e.source = drawSource(t)
	e.clock = record.Time(rapid.Int64Range(0, 60).Draw(t, "clock"))
	return e
}

// links returns the links of the small dataset, which the caller may change.
func (m *modelRun) links(t *rapid.T, from storage.Reader) map[history.Pair]history.State {
	b := smallSet.byKey()
	require.NoError(t, from.Read(m.ctx, &b))
	links := map[history.Pair]history.State{}
	for _, l := range b.Links {
		links[history.Pair{A: l.A, B: l.B}] = l.Was
	}
	return links
}

// drawChanges returns the change of a link, after the changes that take the necessary marks
// from their holders, and writes them into links.
func drawChanges(t *rapid.T, links map[history.Pair]history.State) (changes []change) {
	refs := rapid.Permutation(smallSet.records).Draw(t, "ends")
	p := history.PairOf(refs[0], refs[1])
	c := change{a: p.A, b: p.B}
	if rapid.IntRange(0, 2).Draw(t, "link") > 0 {
		set := rapid.SliceOfN(rapid.SampledFrom([]label.TypeID{manager, reports, friend, other}), 0, 2).Draw(t, "labels")
		c = linked(p.A, p.B, record.Time(rapid.Int64Range(1, 4).Draw(t, "created")), set...)
		c.now.Near.Primary, c.now.Far.Primary = rapid.Bool().Draw(t, "primary"), rapid.Bool().Draw(t, "primary of the other")
	}
	for q, state := range links {
		before := state
		if c.now.Near.Primary && q != p {
			state = withoutMark(q, state, p.A, p.B.Type)
		}
		if c.now.Far.Primary && q != p {
			state = withoutMark(q, state, p.B, p.A.Type)
		}
		if state != before {
			changes = append(changes, change{q.A, q.B, state})
		}
	}
	slices.SortFunc(changes, func(x, y change) int {
		return history.ComparePairs(history.Pair{A: x.a, B: x.b}, history.Pair{A: y.a, B: y.b})
	})
	changes = append(changes, c)
	for _, c := range changes {
		links[history.Pair{A: c.a, B: c.b}] = c.now
	}
	return changes
}

// withoutMark returns the state of q without the mark of of towards a type.
func withoutMark(q history.Pair, state history.State, of record.Ref, to record.Type) history.State {
	if q.A == of && q.B.Type == to {
		state.Near.Primary = false
	}
	if q.B == of && q.A.Type == to {
		state.Far.Primary = false
	}
	return state
}

// drawEnding returns how a record ends, comes back, or is no longer restorable, and the state
// before.
func (m *modelRun) drawEnding(t *rapid.T, from storage.Reader) (l stateChange, survivor []record.Ref) {
	l = stateChange{of: rapid.SampledFrom(smallSet.records).Draw(t, "of")}
	b := storage.Batch{Records: []storage.Record{{Of: l.of}}}
	require.NoError(t, from.Read(m.ctx, &b))
	if before := b.Records[0].Was; before.Status != storage.Alive {
		if rapid.Bool().Draw(t, "stays ended") {
			l.now, l.now.Expires = before, 0
		} else if before.Into != "" {
			survivor = append(survivor, record.New(l.of.Type, before.Into))
		}
		return l, survivor
	}
	l.now = storage.RecordState{Status: storage.Deleted, At: 3, Expires: record.Time(rapid.Int64Range(0, 30).Draw(t, "expires")), Operation: named("end")}
	into := rapid.SampledFrom(smallSet.records).Draw(t, "into")
	if into.Type == l.of.Type && into != l.of {
		l.now.Status, l.now.Into = storage.Merged, into.ID
	}
	return l, nil
}

func (m *modelRun) operation() history.OperationID {
	m.operations++
	return numbered(m.operations)
}

func (m *modelRun) commit(t *rapid.T) {
	m.touched = true
	e, operation := m.draw(t, m.model), m.operation()
	require.NoError(t, e.commit(m.ctx, m.model, operation))
	require.NoError(t, e.commit(m.ctx, m.store, operation))
}

// breakOff writes an edit after another, sees both, and returns an error.
func (m *modelRun) breakOff(t *rapid.T) {
	m.touched = true
	anchors := allOf(smallSet)
	var edits []edit
	var inside answers
	err := m.model.Update(m.ctx, anchors, func(tx storage.Tx) (err error) {
		for i := range 2 {
			e := m.draw(t, tx)
			edits = append(edits, e)
			if err := e.in(m.ctx, tx, numbered(uint64(1000+i))); err != nil {
				return err
			}
		}
		if inside, err = smallSet.readAll(m.ctx, tx); err != nil {
			return err
		}
		return errOwn
	})
	require.ErrorIs(t, err, errOwn)
	require.ErrorIs(t, m.store.Update(m.ctx, anchors, func(tx storage.Tx) error {
		for i, e := range edits {
			if err := e.in(m.ctx, tx, numbered(uint64(1000+i))); err != nil {
				return err
			}
		}
		got, err := smallSet.readAll(m.ctx, tx)
		if err != nil {
			return err
		}
		requireSame(t, inside, got, "inside an Update")
		return errOwn
	}), errOwn)
}

// forget drops the same events of the store and the model, each by the positions there.
func (m *modelRun) forget(t *rapid.T) {
	m.touched = true
	stream := storage.EventPage{Kind: storage.Feed, Max: 100}
	inModel, err := walkStream(m.ctx, m.model, stream)
	require.NoError(t, err)
	inStore, err := walkStream(m.ctx, m.store, stream)
	require.NoError(t, err)
	require.Len(t, inStore, len(inModel))
	var e, f edit
	for i := range inModel {
		if rapid.IntRange(0, 2).Draw(t, "forget") == 0 {
			e.forget, f.forget = append(e.forget, inModel[i].Position), append(f.forget, inStore[i].Position)
		}
	}
	m.forgot = m.forgot || len(e.forget) > 0
	require.NoError(t, e.commit(m.ctx, m.model, numbered(1)))
	require.NoError(t, f.commit(m.ctx, m.store, numbered(1)))
}

// hold opens a View, which answers for the first time at once.
func (m *modelRun) hold(t *rapid.T) {
	if len(m.held) == 2 {
		return
	}
	h := &heldView{looks: make(chan chan answersOrError)}
	h.done = begin(func() error {
		return m.store.View(m.ctx, func(r storage.Reader) error {
			for look := range h.looks {
				a, err := smallSet.readAll(m.ctx, r)
				look <- answersOrError{a, err}
			}
			return nil
		})
	})
	m.held = append(m.held, h)
	first := h.look(t)
	require.NoError(t, first.err)
	h.want = first.answers
}

// look asks the open Views again.
func (m *modelRun) look(t *rapid.T) {
	for _, h := range m.held {
		again := h.look(t)
		if errors.Is(again.err, storage.ErrSnapshot) {
			continue
		}
		require.NoError(t, again.err)
		requireSame(t, h.want, again.answers, "a View that stayed open")
	}
}

func (h *heldView) look(t *rapid.T) answersOrError {
	look := make(chan answersOrError, 1)
	select {
	case h.looks <- look:
		return <-look
	case err := <-h.done:
		require.NoError(t, err, "a View ended by itself")
		return answersOrError{}
	}
}

// letGo ends the open Views.
func (m *modelRun) letGo(t *rapid.T) {
	for _, h := range m.held {
		close(h.looks)
		_ = await(t, h.done, "a View")
	}
}

// compare asks both everything: every other time in Reads of their own, else in a
// View.
func (m *modelRun) compare(t *rapid.T) {
	if !m.touched {
		return
	}
	m.touched = false
	want, err := smallSet.readAll(m.ctx, m.model)
	require.NoError(t, err)
	var got answers
	if m.compared++; m.compared%2 == 0 {
		got, err = smallSet.readAll(m.ctx, m.store)
	} else {
		err = m.store.View(m.ctx, func(r storage.Reader) (err error) {
			got, err = smallSet.readAll(m.ctx, r)
			return err
		})
	}
	require.NoError(t, err)
	requireSame(t, want, got, "the rows")
}

// requireSame compares part by part, so that a difference is short.
func requireSame(t require.TestingT, want, got answers, where string) {
	if assert.ObjectsAreEqual(want, got) {
		return
	}
	require.Equal(t, want.Document, got.Document, where)
	require.Equal(t, want.Rows, got.Rows, where)
	for p, rows := range want.Pages {
		require.Equal(t, rows, got.Pages[p], "%s, %+v", where, p)
	}
	for c, rows := range want.Degrees {
		require.Equal(t, rows, got.Degrees[c], "%s, %+v", where, c)
	}
	for s, events := range want.Events {
		require.Equal(t, events, got.Events[s], "%s, %+v", where, s)
	}
	require.Equal(t, want, got, where)
}
