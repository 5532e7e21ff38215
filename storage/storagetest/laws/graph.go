package laws

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A ruleGraph is a graph whose clock moves on by a second with every write, and whose
// operations are numbered from 1.
type ruleGraph struct {
	*association.Graph
	t             tester
	ctx           context.Context
	store         storage.Storage
	clock         record.Time
	last          uint64
	statesWritten bool // life was called, which writes no event
}

// ruleStart is the time before the first write.
var ruleStart = time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)

// ruleGraph opens a graph on a new store. Whatever happens, the laws hold in the end.
func (s *Subject) ruleGraph(t tester) *ruleGraph { return s.ruleGraphOn(t, s.Open()) }

// ruleGraphOn is ruleGraph on a given store.
func (s *Subject) ruleGraphOn(t tester, store storage.Storage) *ruleGraph {
	t.Helper()
	w := &ruleGraph{t: t, ctx: s.Context, store: store, clock: record.TimeOf(ruleStart)}
	var err error
	w.Graph, err = association.Open(w.ctx, store, &association.Options{
		Clock:  func() time.Time { return w.clock.Time() },
		NextID: func() uint64 { w.last++; return w.last },
	})
	require.NoError(t, err)
	s.ruleGraphs = append(s.ruleGraphs, w)
	return w
}

// end fails unless all laws hold at the end, and closes the store.
func (w *ruleGraph) end(t tester, s *Subject) {
	t.Helper()
	if !w.statesWritten {
		schema, err := w.Schema(w.ctx)
		require.NoError(t, err)
		labels := schema.Labels()
		require.NoError(t, s.Verify(w.ctx, w.store, labels.Types(), labels.Mirror))
	}
	require.NoError(t, w.store.Close())
}

// ruleRef reads a reference, as in contacts/1.
func ruleRef(text string) record.Ref {
	if text == "" {
		return record.Ref{}
	}
	ref, err := record.Parse(text)
	if err != nil {
		return record.New("unreadable", record.ID(text))
	}
	return ref
}

func ruleRefs(texts ...string) []record.Ref {
	refs := make([]record.Ref, len(texts))
	for i, text := range texts {
		refs[i] = ruleRef(text)
	}
	return refs
}

// The operations, with records by name.

func ruleAssociate(from, to string, labels ...label.Label) *association.Associate {
	return &association.Associate{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleMark(from, to string, mark primary.Mark) *association.Associate {
	return &association.Associate{From: ruleRef(from), To: ruleRef(to), Mark: mark}
}

func ruleDissociate(from, to, successor string) *association.Dissociate {
	return &association.Dissociate{From: ruleRef(from), To: ruleRef(to), Successor: ruleRef(successor)}
}

func ruleSetLabels(from, to string, labels ...label.Label) *association.SetLabels {
	return &association.SetLabels{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleAddLabels(from, to string, labels ...label.Label) *association.AddLabels {
	return &association.AddLabels{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleRemoveLabels(from, to string, labels ...label.Label) *association.RemoveLabels {
	return &association.RemoveLabels{From: ruleRef(from), To: ruleRef(to), Labels: labels}
}

func ruleSetPrimary(from, to string) *association.SetPrimary {
	return &association.SetPrimary{From: ruleRef(from), To: ruleRef(to)}
}

func ruleClear(from, to, successor string) *association.ClearPrimary {
	return &association.ClearPrimary{From: ruleRef(from), To: ruleRef(to), Successor: ruleRef(successor)}
}

func ruleAll(from string, targets ...string) *association.AssociateAll {
	op := &association.AssociateAll{From: ruleRef(from)}
	for _, target := range targets {
		op.Targets = append(op.Targets, association.Target{To: ruleRef(target)})
	}
	return op
}

// ruleLinkType is a reference to a built-in type, such as 1 for a contact's primary company.
func ruleLinkType(number uint32) label.Label {
	return label.WithID(label.TypeID{Category: label.HubSpotDefined, Number: number})
}

func (w *ruleGraph) tick() { w.clock += record.Time(time.Second) }

// do executes operations that must succeed, each on its own and a second after the previous
// one, and returns the last result.
func (w *ruleGraph) do(ops ...association.Operation) association.Result {
	w.t.Helper()
	var last association.Result
	for _, op := range ops {
		w.tick()
		results, err := w.Do(w.ctx, op)
		require.NoError(w.t, err)
		last = results[0]
	}
	return last
}

// link associates a record with others.
func (w *ruleGraph) link(from string, to ...string) {
	w.t.Helper()
	for _, other := range to {
		require.Equal(w.t, association.Created, w.do(ruleAssociate(from, other)).Outcome, "%s - %s", from, other)
	}
}

// refused executes operations in one Do. The Do must be refused with the wanted error and write
// nothing.
func (w *ruleGraph) refused(want error, ops ...association.Operation) error {
	w.t.Helper()
	before := w.feed()
	w.tick()
	_, err := w.Do(w.ctx, ops...)
	require.ErrorIs(w.t, err, want)
	require.Equal(w.t, before, w.feed(), "a refused operation wrote something")
	return err
}

// quiet makes an operation that must succeed and change nothing.
func (w *ruleGraph) quiet(op association.Operation) association.Result {
	w.t.Helper()
	before := w.feed()
	result := w.do(op)
	require.Equal(w.t, before, w.feed(), "an operation that changes nothing wrote an event")
	require.Zero(w.t, result.At)
	return result
}

func (w *ruleGraph) edit(edits ...schema.Edit) {
	w.t.Helper()
	w.tick()
	require.NoError(w.t, w.Edit(w.ctx, edits...))
}

// refusedEdit requires that edits are refused with the wanted error, and that the schema is as
// before.
func (w *ruleGraph) refusedEdit(want error, edits ...schema.Edit) error {
	w.t.Helper()
	before := w.schema()
	err := w.Edit(w.ctx, edits...)
	require.ErrorIs(w.t, err, want)
	require.Equal(w.t, before.Labels().String(), w.schema().Labels().String())
	return err
}

func (w *ruleGraph) schema() *schema.Schema {
	w.t.Helper()
	s, err := w.Schema(w.ctx)
	require.NoError(w.t, err)
	return s
}

func (w *ruleGraph) define(d label.Definition) label.Label {
	w.t.Helper()
	l, err := w.Define(w.ctx, d)
	require.NoError(w.t, err)
	return l
}

// inverse returns the other direction of a label.
func (w *ruleGraph) inverse(l label.Label) label.Label {
	w.t.Helper()
	back, found := w.schema().Labels().Lookup(l.Inverse)
	require.True(w.t, found)
	return back
}

// rule declares a primary rule.
func (w *ruleGraph) rule(r primary.Rule) {
	w.t.Helper()
	w.edit(&schema.DeclareRule{Rule: r})
}

// limit configures a limit.
func (w *ruleGraph) limit(from, to record.Type, id label.TypeID, most int) {
	w.t.Helper()
	w.edit(&schema.SetLimit{Key: limits.Key{From: from, To: to, Label: id}, Max: most})
}

// shows fails unless a record's links to a type are as wanted: the ids in Ref order, "*" after
// the primary, "<" where the record is the other's primary, labels in brackets, as in "10*
// [Boss], 11".
func (w *ruleGraph) shows(of string, to record.Type, want string) {
	w.t.Helper()
	require.Equal(w.t, want, w.list(of, to), "%s towards %s", of, to)
}

func (w *ruleGraph) list(of string, to record.Type, scope ...association.Scope) string {
	w.t.Helper()
	var words []string
	for l, err := range w.Links(w.ctx, ruleRef(of), to, scope...) {
		require.NoError(w.t, err)
		words = append(words, ruleLinkWords(l))
	}
	return strings.Join(words, ", ")
}

func ruleLinkWords(l association.Link) string {
	text := string(l.To.ID)
	if l.Primary {
		text += "*"
	}
	if l.PrimaryOf {
		text += "<"
	}
	if labels := l.Labels; len(labels) > 0 {
		text += " " + fmt.Sprint(labels)
	}
	return text
}

// feed returns every event there is, in the order of the feed.
func (w *ruleGraph) feed() []history.Event {
	w.t.Helper()
	var b storage.Batch
	var events []history.Event
	for after, more := (storage.Position{}), true; more; more = b.EventPages[0].More {
		b.Reset()
		b.EventPages = append(b.EventPages, storage.EventPage{Kind: storage.Feed, After: after, Max: storage.MaxPage})
		require.NoError(w.t, w.store.Read(w.ctx, &b))
		for _, e := range b.EventPages[0].Rows(&b) {
			events, after = append(events, e.Event), e.Position
		}
	}
	return events
}

// past returns the events between a record and a type, newest first.
func (w *ruleGraph) past(of string, to record.Type) []history.Event {
	w.t.Helper()
	var events []history.Event
	for e, err := range w.History(w.ctx, ruleRef(of), to) {
		require.NoError(w.t, err)
		events = append(events, e)
	}
	return events
}

// life writes the state of a record, as deleting and merging do.
func (w *ruleGraph) life(of string, life storage.RecordState) {
	w.t.Helper()
	w.statesWritten = true
	ref := ruleRef(of)
	life.At, life.Operation = w.clock, history.Numbered(1_000_000)
	require.NoError(w.t, w.store.Update(w.ctx, []record.Ref{ref}, func(tx storage.Tx) error {
		var b storage.Batch
		b.Records = append(b.Records, storage.Record{Of: ref})
		if err := tx.Read(w.ctx, &b); err != nil {
			return err
		}
		b.Records[0].Now = life
		return tx.Apply(w.ctx, &b)
	}))
}

// ruleAs returns the error of a type that is in a chain.
func ruleAs[E error](t tester, err error) E {
	t.Helper()
	var found E
	require.True(t, errors.As(err, &found), "%v", err)
	return found
}
