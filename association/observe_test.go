package association_test

import (
	"context"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// An observed is a fixture that keeps the observations of its graph.
type observed struct {
	*fixture
	seen     []association.Observation
	contexts []context.Context
}

func observe(t testing.TB, store storage.Storage) *observed {
	o := &observed{}
	graph, err := association.Open(context.Background(), store, &association.Options{
		Observe: func(ctx context.Context, seen association.Observation) {
			o.seen, o.contexts = append(o.seen, seen), append(o.contexts, ctx)
		},
	})
	require.NoError(t, err)
	o.fixture = &fixture{Graph: graph, ctx: context.Background(), store: store, clock: new(atomic.Int64)}
	return o
}

// taken returns the observations since the last call.
func (o *observed) taken() []association.Observation {
	seen := o.seen
	o.seen, o.contexts = nil, nil
	return seen
}

// one returns the only observation since the last call.
func (o *observed) one(t testing.TB) association.Observation {
	seen := o.taken()
	require.Len(t, seen, 1)
	return seen[0]
}

type contextKey struct{}

// Every exported method that takes a context is observed, once, under its own name and with
// the context of the caller. The methods are found by reflection, so a new one is among them.
func TestEveryCallIsObserved(t *testing.T) {
	handles := map[string]func(o *observed, dry *association.DryRun) any{
		"":            func(o *observed, _ *association.DryRun) any { return o.Graph },
		" as of":      func(o *observed, _ *association.DryRun) any { return o.AsOf(time.Now()) },
		" in dry run": func(_ *observed, dry *association.DryRun) any { return dry },
	}
	calls := 0
	for suffix, handle := range handles {
		of := reflect.TypeOf(handle(&observed{fixture: &fixture{Graph: &association.Graph{}}}, &association.DryRun{}))
		for i := range of.NumMethod() {
			method := of.Method(i)
			if method.Type.NumIn() < 2 || method.Type.In(1) != reflect.TypeFor[context.Context]() {
				continue
			}
			calls++
			name := words(method.Name) + suffix
			t.Run(name, func(t *testing.T) {
				o := observe(t, memory.New())
				o.link(t, contact("1"), company("10"))
				require.NoError(t, o.DryRun(o.ctx, func(dry *association.DryRun) error {
					o.ctx = context.WithValue(o.ctx, contextKey{}, name)
					o.taken()
					callWith(t, reflect.ValueOf(handle(o, dry)).Method(i), o)
					require.Len(t, o.seen, 1)
					require.Equal(t, o.ctx, o.contexts[0])
					seen := o.one(t)
					require.Equal(t, name, seen.Call)
					require.Equal(t, seen.Err == nil, seen.Code == failure.None)
					require.Positive(t, seen.Duration)
					if name != "activity" && name != "view" { // which need not ask anything
						require.Positive(t, seen.StoreCalls, "%v", seen.Err)
					}
					return nil
				}))
			})
		}
	}
	require.Greater(t, calls, 50)
}

// words returns the name of a method in words.
func words(name string) string {
	return strings.ToLower(regexp.MustCompile(`(.)([A-Z])`).ReplaceAllString(name, "$1 $2"))
}

// callWith calls a method with arguments of its types, and ranges over an answer that is
// one to range over.
func callWith(t *testing.T, method reflect.Value, o *observed) {
	var in []reflect.Value
	refs := []record.Ref{contact("1"), company("10"), company("11")}
	for i := range method.Type().NumIn() {
		of := method.Type().In(i)
		if method.Type().IsVariadic() && i == method.Type().NumIn()-1 {
			of = of.Elem()
		}
		switch of {
		case reflect.TypeFor[record.Ref]():
			in, refs = append(in, reflect.ValueOf(refs[0])), refs[1:]
		default:
			in = append(in, argument(t, of, o))
		}
	}
	for _, out := range method.Call(in) {
		if out.Kind() == reflect.Func {
			for range out.Seq2() {
			}
		}
	}
}

// argument returns a value that the engine accepts, for most types the zero value.
func argument(t *testing.T, of reflect.Type, o *observed) reflect.Value {
	switch of {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(o.ctx)
	case reflect.TypeFor[record.Type]():
		return reflect.ValueOf(record.Companies)
	case reflect.TypeFor[[]record.Ref]():
		return reflect.ValueOf([]record.Ref{contact("1")})
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(time.Now())
	case reflect.TypeFor[association.Operation]():
		return reflect.ValueOf(&association.Associate{From: contact("1"), To: company("12")})
	case reflect.TypeFor[association.Target]():
		return reflect.ValueOf(association.Target{To: company("12")})
	case reflect.TypeFor[association.Column]():
		return reflect.ValueOf(association.Column{To: record.Companies, First: 1})
	case reflect.TypeFor[schema.Edit]():
		return reflect.ValueOf(&schema.SetMaxLabels{Max: 11})
	case reflect.TypeFor[history.OperationID]():
		return reflect.ValueOf(history.Numbered(1))
	case reflect.TypeFor[*association.Plan]():
		plan := o.plan(t, &association.Associate{From: contact("1"), To: company("12")})
		o.taken()
		return reflect.ValueOf(plan)
	}
	if of.Kind() == reflect.Func {
		return reflect.MakeFunc(of, func([]reflect.Value) []reflect.Value {
			out := make([]reflect.Value, of.NumOut())
			for i := range out {
				out[i] = reflect.Zero(of.Out(i))
			}
			return out
		})
	}
	return reflect.Zero(of)
}

// Each operation is observed as its kind, with its outcome, source and group. The work of
// their transaction is that of the first.
func TestObservedOperations(t *testing.T) {
	counting := storagetest.NewCounting(memory.New())
	o := observe(t, counting)
	require.Equal(t, "open", o.one(t).Name)
	counting.Reset()
	g := o.As(history.By(history.User)).Grouped(history.Numbered(7))
	results, err := g.Do(o.ctx,
		&association.Associate{From: contact("1"), To: company("10")},
		association.Once(operation(t, "second"), &association.SetPrimary{From: contact("1"), To: company("10")}),
	)
	require.NoError(t, err)
	seen := o.taken()
	require.Len(t, seen, 2)
	for i, is := range seen {
		require.Equal(t, "do", is.Call)
		require.Equal(t, results[i].Outcome, is.Outcome)
		require.Equal(t, results[i].Operation, is.Operation)
		require.Equal(t, history.Numbered(7), is.Group)
		require.Equal(t, history.By(history.User), is.Source)
		require.Equal(t, [2]int{i, 2}, [2]int{is.Index, is.Operations})
		require.Equal(t, seen[0].Duration, is.Duration)
		require.Equal(t, failure.None, is.Code)
	}
	require.Equal(t, []string{"associate", "set primary"}, []string{seen[0].Name, seen[1].Name})
	require.Equal(t, counting.Counts().RoundTrips(), seen[0].StoreCalls)
	require.Equal(t, counting.Counts().Written, seen[0].RowsWritten)
	require.Positive(t, seen[0].RowsRead)
	require.Zero(t, seen[1].StoreCalls+seen[1].RowsWritten+seen[1].RowsRead)

	_, err = o.AssociateAsPrimary(o.ctx, contact("1"), company("11"))
	require.Error(t, err)
	refused := o.one(t)
	require.Equal(t, "associate", refused.Name)
	require.Equal(t, "associate as primary", refused.Call)
	require.Equal(t, association.None, refused.Outcome)
	require.Equal(t, err, refused.Err)
	require.Equal(t, failure.CodeOf(err), refused.Code)
}

// Of a Do that is refused every operation has the error; of a DoEach only the refused one.
func TestObservedRefusals(t *testing.T) {
	o := observe(t, memory.New())
	o.link(t, contact("1"), company("10"))
	ops := []association.Operation{
		&association.Associate{From: contact("1"), To: company("11")},
		&association.SetPrimary{From: contact("1"), To: company("99")},
		nil,
	}
	codes := func() (codes []failure.Code) {
		for _, is := range o.taken() {
			codes = append(codes, is.Code)
		}
		return codes
	}
	o.taken()
	_, err := o.Do(o.ctx, ops[:2]...)
	require.Error(t, err)
	require.Equal(t, []failure.Code{failure.NotLinked, failure.NotLinked}, codes())

	_, err = o.DoEach(o.ctx, ops...)
	require.NoError(t, err)
	require.Equal(t, []failure.Code{failure.None, failure.NotLinked, failure.Invalid}, codes())

	plan := o.plan(t, &association.Dissociate{From: contact("1"), To: company("11")})
	_, err = o.Apply(o.ctx, plan)
	require.NoError(t, err)
	o.taken()
	_, err = o.Apply(o.ctx, plan)
	require.ErrorIs(t, err, association.ErrStale)
	require.Equal(t, []failure.Code{failure.Stale}, codes())

	ended, cancel := context.WithCancel(o.ctx)
	cancel()
	_, err = o.DoEach(ended, ops[:2]...)
	require.Error(t, err)
	require.Equal(t, []failure.Code{failure.Cancelled, failure.Cancelled}, codes())
}

// DoEach is observed by transaction, with the work of each.
func TestObservedTransactions(t *testing.T) {
	counting := storagetest.NewCounting(withTraits{memory.New(), storage.Traits{Group: 2, Chunk: 2, Exclusive: true}})
	o := observe(t, counting)
	o.taken()
	counting.Reset()
	ops := make([]association.Operation, 5)
	for i := range ops {
		ops[i] = &association.Associate{From: contact(record.ID(rune('1' + i))), To: company("10")}
	}
	_, err := o.DoEach(o.ctx, ops...)
	require.NoError(t, err)
	storeCalls, written := 0, 0
	var places [][2]int
	for _, is := range o.taken() {
		storeCalls, written = storeCalls+is.StoreCalls, written+is.RowsWritten
		places = append(places, [2]int{is.Index, is.Operations})
	}
	require.Equal(t, [][2]int{{0, 2}, {1, 2}, {0, 2}, {1, 2}, {0, 1}}, places)
	require.Equal(t, counting.Counts().RoundTrips(), storeCalls)
	require.Equal(t, counting.Counts().Written, written)
}

// An attempt that starts over to lock another record is a retry.
func TestObservedRetries(t *testing.T) {
	o := observe(t, withTraits{memory.New(), storage.Traits{}})
	o.link(t, contact("1"), company("10"), company("11"))
	o.taken()
	_, err := o.SetPrimary(o.ctx, contact("1"), company("11"))
	require.NoError(t, err)
	require.Equal(t, 1, o.one(t).Retries)
	_, err = o.SetPrimary(o.ctx, contact("1"), company("11"))
	require.NoError(t, err)
	require.Zero(t, o.one(t).Retries)
}

// A loop over an answer is one read: its pages are parts of it, and reads in its body are
// observed on their own, before it.
func TestObservedLoops(t *testing.T) {
	o := observe(t, memory.New())
	o.link(t, contact("1"), company("10"), company("11"), company("12"))
	o.taken()
	links := o.Links(o.ctx, contact("1"), record.Companies)
	for range 2 {
		for link, err := range links {
			require.NoError(t, err)
			_, err = o.Count(o.ctx, link.To, record.Contacts)
			require.NoError(t, err)
			break
		}
		seen := o.taken()
		require.Len(t, seen, 2)
		require.Equal(t, []string{"count", "links"}, []string{seen[0].Name, seen[1].Name})
		require.Equal(t, 1, seen[1].StoreCalls)
		require.LessOrEqual(t, seen[1].Duration+seen[0].Duration, time.Since(seen[1].Start), "the body is left out")
	}
	for _, err := range o.Links(o.ctx, contact("1"), "boats") {
		require.Error(t, err)
		require.Empty(t, o.seen)
	}
	require.Equal(t, failure.Undefined, o.one(t).Code)

	_, err := o.Panel(o.ctx, contact("1"), record.Companies, func(ctx context.Context, refs []record.Ref) ([]string, error) {
		_, err := o.Count(ctx, contact("1"), record.Companies)
		return nil, err
	})
	require.NoError(t, err)
	require.Len(t, o.taken(), 2, "a read of the application's function is a read")
}

// A handle inside a transaction of the application is observed as its graph is, and its store is
// still known to be of the same account or of another.
func TestObservedWithin(t *testing.T) {
	o := observe(t, &outer{Storage: memory.New(), name: "7"})
	o.taken()
	_, err := o.Within(&outer{Storage: memory.New(), name: "7"}).Associate(o.ctx, contact("1"), company("10"))
	require.NoError(t, err)
	require.Equal(t, 2, o.one(t).StoreCalls)
	_, err = o.Within(&outer{Storage: memory.New(), name: "8"}).Count(o.ctx, contact("1"), record.Companies)
	require.ErrorIs(t, err, storage.ErrInvalid)
	require.Equal(t, err, o.one(t).Err)
}

// An edit that looks at every link is one call, with the operations that it makes.
func TestObservedEdit(t *testing.T) {
	o := observe(t, memory.New())
	signs, err := o.Define(o.ctx, label.Single(record.Deals, record.Contacts, "Signs"))
	require.NoError(t, err)
	require.Equal(t, "define", o.taken()[1].Name)
	require.NoError(t, o.Edit(o.ctx, &schema.RemoveLabel{ID: signs.ID}))
	edit := o.one(t)
	require.Equal(t, "edit", edit.Name)
	require.Greater(t, edit.StoreCalls, 4)
	require.Zero(t, edit.Operations)
}
