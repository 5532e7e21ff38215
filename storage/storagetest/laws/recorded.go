package laws

import (
	"errors"
	"fmt"
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

// A recorded account is a small account in which records are associated, deleted, restored and
// merged at random. After every step all of its state is noted.
type recorded struct {
	*fixture
	records []record.Ref
	labels  []label.Label
	back    bool // the clock runs backwards now and then
	last    []history.OperationID
	moments []moment
	forgot  int // how many events
}

// A moment is the whole state after a step.
type moment struct {
	rows
	newest map[record.Ref]record.Time // the time of each record's newest event
	at     record.Time                // of the newest event of all
}

// newRecorded opens the account. The time to restore a deleted record is short.
func newRecorded(t require.TestingT, store storage.Storage, back bool) *recorded {
	l := &recorded{fixture: openWith(t, store, 60), back: back}
	for _, id := range []record.ID{"1", "2", "3"} {
		l.records = append(l.records, contact(id), company(id))
	}
	l.records = append(l.records, deal("1"))
	for _, d := range []label.Definition{
		label.Single(record.Contacts, record.Companies, "Adviser"), label.Paired(record.Contacts, record.Contacts, "Boss", "Report"),
	} {
		defined, err := l.Define(l.ctx, d)
		require.NoError(t, err)
		l.labels = append(l.labels, defined)
	}
	l.note(t)
	return l
}

// note keeps the present state.
func (l *recorded) note(t require.TestingT) {
	m := moment{rows: everything(t, l.store), newest: map[record.Ref]record.Time{}}
	for _, e := range m.Events {
		m.newest[e.A], m.newest[e.B] = max(m.newest[e.A], e.At), max(m.newest[e.B], e.At)
		m.at = max(m.at, e.At)
	}
	if n := len(l.moments); n > 0 { // events that were trimmed
		for ref, at := range l.moments[n-1].newest {
			m.newest[ref] = max(m.newest[ref], at)
		}
		m.at = max(m.at, l.moments[n-1].at)
	}
	l.moments = append(l.moments, m)
}

// step makes something happen, or be refused.
func (l *recorded) step(t *rapid.T) {
	from := int64(1)
	if l.back {
		from = -4
	}
	l.clock.Add(rapid.Int64Range(from, 9).Draw(t, "time passes"))
	op := l.draw(t)
	_ = l.try(t, op)
	l.note(t)
}

// try makes an operation, which may be refused.
func (l *recorded) try(t *rapid.T, op association.Operation) error {
	results, err := l.Do(l.ctx, op)
	t.Logf("at %d: %s: %v", l.clock.Load()-firstTime, op, err)
	var refused *association.OperationError
	if err != nil {
		require.True(t, errors.As(err, &refused), "%v", err)
		return err
	}
	if results[0].At != 0 {
		l.last = append(l.last, results[0].Operation)
	}
	return nil
}

func (l *recorded) draw(t *rapid.T) association.Operation {
	some := func(what string) record.Ref { return rapid.SampledFrom(l.records).Draw(t, what) }
	of, other := some("record"), some("other")
	switch verb := rapid.IntRange(0, 19).Draw(t, "verb"); {
	case verb < 6:
		op := &association.Associate{From: of, To: other, Mark: drawMark(t)}
		if rapid.Bool().Draw(t, "labeled") {
			op.Labels = []label.Label{rapid.SampledFrom(l.labels).Draw(t, "label")}
		}
		return op
	case verb < 8:
		return &association.Dissociate{From: of, To: other, Unattended: true}
	case verb < 9:
		return &association.SetPrimary{From: of, To: other}
	case verb < 10:
		return &association.ClearPrimary{From: of, To: other, Unattended: true}
	case verb < 11:
		return &association.SetLabels{From: of, To: other, Labels: l.labels[:1]}
	case verb < 13:
		return &association.DeleteRecord{Record: of}
	case verb < 16:
		return &association.RestoreRecord{Record: of}
	case verb < 18 || len(l.last) == 0:
		same := slices.DeleteFunc(slices.Clone(l.records), func(r record.Ref) bool { return r.Type != of.Type })
		return &association.MergeRecords{
			Survivor: of, Merged: rapid.SampledFrom(same).Draw(t, "merged"),
			Policy: association.MergePolicy{Limits: association.KeepSurvivors},
		}
	}
	recent := l.last[max(0, len(l.last)-4):]
	return &association.Undo{Operation: rapid.SampledFrom(recent).Draw(t, "operation")}
}

// labelsOf returns the account's labels.
func labelsOf(t require.TestingT, l *recorded) schema.Labels {
	schema, err := l.Schema(l.ctx)
	require.NoError(t, err)
	return schema.Labels()
}

// types are the types of the account's records.
func (l *recorded) types() []record.Type {
	return []record.Type{record.Companies, record.Contacts, record.Deals}
}

// survivorOf returns the survivor of ref at a moment, or ref itself.
func (m *moment) survivorOf(ref record.Ref) record.Ref {
	for m.States[ref].Status == storage.Merged {
		ref = record.New(ref.Type, m.States[ref].Into)
	}
	return ref
}

// links returns the links that a record had towards a type, as the record saw them.
func (m *moment) links(of record.Ref, to record.Type) []string {
	var words []string
	of = m.survivorOf(of)
	for p, s := range m.Links {
		for _, end := range bothEnds(p.A, p.B) {
			if end[0] == of && end[1].Type == to {
				words = append(words, stateWords(end[1], s))
			}
			s = s.Flip()
		}
	}
	slices.Sort(words)
	return words
}

// primary returns the primary of type to that a record had.
func (m *moment) primary(of record.Ref, to record.Type) record.Ref {
	of = m.survivorOf(of)
	for p, s := range m.Links {
		for _, end := range bothEnds(p.A, p.B) {
			if end[0] == of && end[1].Type == to && s.Near.Primary {
				return end[1]
			}
			s = s.Flip()
		}
	}
	return record.Ref{}
}

func stateWords(to record.Ref, s history.State) string {
	return fmt.Sprint(to, s.Created, s.Near.Labels, []bool{s.Near.Primary, s.Far.Primary})
}

// shown returns links in the same words.
func shown(links []association.Link) []string {
	var words []string
	for _, l := range links {
		words = append(words, stateWords(l.To, history.State{
			Created: record.TimeOf(l.Created), Near: history.End{Labels: l.Set(), Primary: l.Primary}, Far: history.End{Primary: l.PrimaryOf},
		}))
	}
	slices.Sort(words)
	return words
}
