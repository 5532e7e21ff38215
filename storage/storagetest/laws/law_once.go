package laws

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// once executes an operation under the id "order".
func (f *fixture) once(t require.TestingT, op association.Operation) (association.Result, error) {
	results, err := f.Do(f.ctx, association.Once(operation(t, "order"), op))
	if err != nil {
		return association.Result{}, err
	}
	return results[0], nil
}

// Law 7: repeating an id changes nothing and returns the first result, whatever
// happened since.
func testOnceOnlyRepeats(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	op := &association.Associate{From: contact("1"), To: company("1")}
	first, err := f.once(t, op)
	require.NoError(t, err)
	require.Equal(t, association.Created, first.Outcome)
	require.Equal(t, operation(t, "order"), first.Operation)
	f.dissociate(t, contact("1"), company("1"))

	before := everything(t, store)
	f.clock.Add(1000)
	for range 2 {
		again, err := f.once(t, &association.Associate{From: contact("1"), To: company("1")})
		require.NoError(t, err)
		require.True(t, again.Repeated)
		again.Repeated = false
		require.Equal(t, first, again)
	}
	each, err := f.DoEach(f.ctx, association.Once(operation(t, "order"), op), association.Once(operation(t, "order"), op))
	require.NoError(t, err)
	require.True(t, each[0].Result.Repeated && each[1].Result.Repeated)
	require.Equal(t, before, everything(t, store))
}

// Law 7: an id takes effect once within a single Do too.
func testOnceOnlyTwiceInOneDo(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	op := association.Once(operation(t, "order"), &association.Associate{From: contact("1"), To: company("1")})
	results, err := f.Do(f.ctx, op, &association.Dissociate{From: contact("1"), To: company("1")}, op)
	require.NoError(t, err)
	require.Equal(t, association.Created, results[0].Outcome)
	require.False(t, results[0].Repeated)
	require.True(t, results[2].Repeated)
	require.Equal(t, results[0].At, results[2].At)
	require.Zero(t, f.count(t, contact("1"), record.Companies))
}

// Every way in which a request can differ from the first is another request.
func testOnceOnlyOtherRequest(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	billing := label.WithID(label.TypeID{Category: label.HubSpotDefined, Number: 931})
	f.link(t, contact("1"), company("1"), company("2"))
	_, err := f.once(t, &association.Associate{From: contact("1"), To: company("3")})
	require.NoError(t, err)
	before := everything(t, store)
	for _, op := range []association.Operation{
		&association.Associate{From: contact("1"), To: company("4")},
		&association.Associate{From: contact("2"), To: company("3")},
		&association.Associate{From: company("3"), To: contact("1")},
		&association.Associate{From: contact("1"), To: company("3"), Labels: []label.Label{billing}},
		&association.Associate{From: contact("1"), To: company("3"), Mark: primary.MarkReplace},
		&association.AssociateAll{From: contact("1"), Targets: []association.Target{{To: company("3")}}},
		&association.Dissociate{From: contact("1"), To: company("3")},
		&association.SetLabels{From: contact("1"), To: company("3")},
		&association.SetPrimary{From: contact("1"), To: company("3")},
	} {
		_, err := f.once(t, op)
		requireSays(t, err, history.ErrIDReused, "order", "new id")
		var reused *history.IDReusedError
		require.ErrorAs(t, err, &reused)
		require.Equal(t, operation(t, "order"), reused.ID)
	}
	require.Equal(t, before, everything(t, store))
}

// An operation of any kind is done once under an id. A request that differs in any field is
// another request, and is refused under that id.
func testOnceOnlyTellsEveryArgumentApart(t tester, s *Subject) {
	for _, list := range requests() {
		for i, first := range list.ops {
			store := s.Open()
			f := requestAccount(t, store)
			result, err := f.once(t, first)
			if i == 0 {
				require.NoError(t, err, "%s", list.name)
			}
			if err != nil {
				continue // this request is refused because it names the same record twice; the others must still differ
			}
			before := everything(t, store)
			for k, other := range list.ops {
				again, err := f.once(t, other)
				if k != i {
					require.ErrorIs(t, err, history.ErrIDReused, "%s: %d after %d", list.name, k, i)
					continue
				}
				require.NoError(t, err, "%s: %d again", list.name, k)
				require.True(t, again.Repeated, "%s: %d again", list.name, k)
				again.Repeated = false
				require.Equal(t, slices.Concat(result.Joined), slices.Concat(again.Joined))
				again.Joined, result.Joined = nil, nil
				require.Equal(t, result, again, "%s: %d again", list.name, k)
			}
			require.Equal(t, before, everything(t, store), "%s: %d", list.name, i)
			require.NoError(t, store.Close())
		}
	}
}

// The ids of two operations of a requestAccount.
var linking, deleting = named("linking"), named("deleting")

func named(name string) history.OperationID {
	id, _ := history.NamedOperation(name) // the name is valid
	return id
}

// requestAccount has two contacts that are linked, labels between contacts, and a contact
// that was deleted.
func requestAccount(t tester, store storage.Storage) *fixture {
	f := open(t, store)
	for _, word := range []string{"a", "b", `a" "b`} {
		_, err := f.Define(f.ctx, label.Single(record.Contacts, record.Contacts, word).WithName("is_"+string(rune('a'+len(word)))+word[:1]))
		require.NoError(t, err)
	}
	f.edit(t, &schema.DeclareRule{Rule: primary.Rule{From: record.Contacts, To: record.Contacts}})
	_, err := f.Do(f.ctx,
		association.Once(linking, &association.Associate{From: contact("1"), To: contact("2")}),
		association.Once(deleting, &association.DeleteRecord{Record: contact("gone")}))
	require.NoError(t, err)
	return f
}

// A refused operation leaves its id free. An operation that changes nothing keeps its result.
func testOnceOnlyRefusedAndUnchanged(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	_, err := f.once(t, &association.SetPrimary{From: contact("1"), To: company("1")})
	require.ErrorIs(t, err, record.ErrNotLinked)
	unchanged, err := f.once(t, &association.Dissociate{From: contact("1"), To: company("1")})
	require.NoError(t, err)
	require.Equal(t, association.Unchanged, unchanged.Outcome)

	f.link(t, contact("1"), company("1"))
	again, err := f.once(t, &association.Dissociate{From: contact("1"), To: company("1")})
	require.NoError(t, err)
	require.True(t, again.Repeated)
	require.Equal(t, association.Unchanged, again.Outcome)
	require.Equal(t, 1, f.count(t, contact("1"), record.Companies), "it does not take effect late")
}

// A Do that is refused keeps none of its ids.
func testOnceOnlyInARefusedDo(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	op := association.Once(operation(t, "order"), &association.Associate{From: contact("1"), To: company("1")})
	_, err := f.Do(f.ctx, op, &association.SetPrimary{From: contact("1"), To: company("2")})
	require.ErrorIs(t, err, record.ErrNotLinked)
	require.Empty(t, everything(t, store).Operations)
	results, err := f.Do(f.ctx, op)
	require.NoError(t, err)
	require.False(t, results[0].Repeated)
}

// After the id of an operation was trimmed, the operation can be done again.
func testOnceOnlyForgotten(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	op := &association.Dissociate{From: contact("1"), To: company("1")}
	_, err := f.once(t, op)
	require.NoError(t, err)
	n, err := f.TrimOperations(f.ctx, record.Time(firstTime).Time())
	require.NoError(t, err)
	require.Zero(t, n, "the time is exclusive")
	again, err := f.once(t, op)
	require.NoError(t, err)
	require.True(t, again.Repeated)

	n, err = f.TrimOperations(f.ctx, record.Time(firstTime+1).Time())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	again, err = f.once(t, op)
	require.NoError(t, err)
	require.False(t, again.Repeated)
}

// Many ids are trimmed in pages.
func testOnceOnlyForgetsMany(t tester, s *Subject) {
	f := open(t, s.Open())
	const many = 2345
	ops := make([]association.Operation, many)
	for i := range ops {
		id := operation(t, string(record.ID(rune('a'+i%26)))+contact(record.ID(rune(0x4e00+i))).String())
		ops[i] = association.Once(id, &association.Dissociate{From: contact("1"), To: company("1")})
	}
	_, err := f.DoEach(f.ctx, ops...)
	require.NoError(t, err)
	n, err := f.TrimOperations(f.ctx, record.MaxTime.Time())
	require.NoError(t, err)
	require.Equal(t, many, n)
	require.Empty(t, everything(t, f.store).Operations)
}

// Two callers race with the same id. There is a single effect, and both get the same result.
func testOnceOnlyRacing(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	f.link(t, contact("1"), company("1"))
	for range 20 {
		results, start := make(chan association.Result, 2), make(chan struct{})
		for range 2 {
			go func() {
				<-start
				result, err := f.once(t, &association.Associate{From: contact("1"), To: company("2")})
				if err != nil {
					result.Operation = operation(t, err.Error())
				}
				results <- result
			}()
		}
		close(start)
		a, b := <-results, <-results
		require.NotEqual(t, a.Repeated, b.Repeated)
		a.Repeated, b.Repeated = false, false
		require.Equal(t, a, b)
		f.dissociate(t, contact("1"), company("2"))
		_, err := f.TrimOperations(f.ctx, record.MaxTime.Time())
		require.NoError(t, err)
	}
}

// A commit has an unknown outcome. Repeating the operation settles whether the commit happened,
// in both cases.
func testOnceOnlyResolvesAmbiguousCommits(t tester, s *Subject) {
	for name, happened := range map[string]bool{"it happened": true, "it did not": false} {
		part(t, name, func(t tester) {
			store := s.Open()
			w := &hooked{Storage: store}
			f := open(t, w)
			if happened {
				w.committed = func() error { return storage.ErrAmbiguous }
			} else {
				w.before = func(call string) error {
					if call == "commit" {
						return storage.ErrAmbiguous
					}
					return nil
				}
			}
			op := &association.Associate{From: contact("1"), To: company("1")}
			_, err := f.once(t, op)
			require.ErrorIs(t, err, storage.ErrAmbiguous)
			w.before, w.committed = nil, nil
			result, err := f.once(t, op)
			require.NoError(t, err)
			require.Equal(t, happened, result.Repeated)
			require.Equal(t, association.Created, result.Outcome)
			require.Len(t, everything(t, store).Events, 1)
		})
	}
}
