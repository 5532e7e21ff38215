package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

var isolationScenarios = append([]scenario{
	{"last free place", lastFreePlace},
	{"write skew", writeSkew},
	{"lost update", lostUpdate},
	{"phantom", phantom},
	{"schema edit", schemaEditAgainstLink},
	{"one operation", oneOperationTwice},
}, viewScenarios...)

// rounds is how often a race is run, because the winner differs.
const rounds = 4

// errRefused is the error of a racing transaction that the rule does not allow.
var errRefused = errors.New("refused by the rule")

// Two Updates want the last free place of a record. Exactly one of them gets it.
func lastFreePlace(t tester, s *env) {
	for range rounds {
		store, both := s.open(), s.meet(2)
		take := func(with record.Ref) func() error {
			e, operation := edit{links: []change{linked(with, acme, 1)}}, s.operation()
			return func() error {
				return store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
					var b storage.Batch
					e.ask(&b)
					if err := tx.Read(s.ctx, &b); err != nil {
						return err
					}
					both.wait()
					if sideOf(&b, acme, record.Contacts, counted[0]).Was.Count > 0 {
						return errRefused
					}
					e.wish(&b, operation)
					return tx.Apply(s.ctx, &b)
				})
			}
		}
		committed := race(t, errRefused, take(ann), take(bob))
		b := s.read(t, store, &storage.Batch{
			Degrees: []storage.Degree{{Of: acme, To: record.Contacts}}, NeighborPages: []storage.NeighborPage{pageOf(acme, record.Contacts, 5)},
		})
		require.LessOrEqual(t, committed, 1, "one place was taken twice")
		require.Equal(t, committed, b.Degrees[0].Was.Count)
		require.Equal(t, committed, b.NeighborPages[0].Count)
	}
}

// Two Updates read the same two rows, and each changes a different row of the two. The rule
// over both rows must still hold. Here: one of two records stays alive.
func writeSkew(t tester, s *env) {
	for range rounds {
		store, both := s.open(), s.meet(2)
		end := func(of, stays record.Ref) func() error {
			e, operation := edit{states: []stateChange{{of, storage.RecordState{Status: storage.Deleted, At: 1}}}}, s.operation()
			return func() error {
				return store.Update(s.ctx, []record.Ref{ann, bob}, func(tx storage.Tx) error {
					var b storage.Batch
					e.ask(&b)
					b.Records = append(b.Records, storage.Record{Of: stays})
					if err := tx.Read(s.ctx, &b); err != nil {
						return err
					}
					both.wait()
					if recordOf(&b, stays).Was.Status != storage.Alive {
						return errRefused
					}
					e.wish(&b, operation)
					return tx.Apply(s.ctx, &b)
				})
			}
		}
		committed := race(t, errRefused, end(ann, bob), end(bob, ann))
		b := s.read(t, store, &storage.Batch{Records: []storage.Record{{Of: ann}, {Of: bob}}})
		alive := 0
		for _, r := range b.Records {
			if r.Was.Status == storage.Alive {
				alive++
			}
		}
		require.Equal(t, 2-committed, alive)
		require.Positive(t, alive, "both are gone, and each transaction saw the other's record alive")
	}
}

// increment adds 1 to a metadata text. All transactions that ask for that text are serialized.
// meet is called between Read and Apply.
func increment(ctx context.Context, store storage.Storage, meet func()) error {
	return store.Update(ctx, nil, func(tx storage.Tx) error {
		b := storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}}
		if err := tx.Read(ctx, &b); err != nil {
			return err
		}
		meet()
		n := 0
		if b.Metadata[0].Was != "" {
			var err error
			if n, err = strconv.Atoi(b.Metadata[0].Was); err != nil {
				return err
			}
		}
		b.Metadata[0].Now = strconv.Itoa(n + 1)
		return tx.Apply(ctx, &b)
	})
}

// requireCounter compares the metadata with the number of increments that committed.
func requireCounter(t tester, s *env, store storage.Storage, want int) {
	t.Helper()
	b := s.read(t, store, &storage.Batch{Metadata: []storage.Metadata{{Key: "counter"}}})
	require.Equal(t, strconv.Itoa(want), b.Metadata[0].Was)
}

// No change is overwritten by a transaction that had not seen the change. That holds for a row
// that exists, and for a row that both would be the first to write.
func lostUpdate(t tester, s *env) {
	store := s.open()
	want := 0
	for range rounds {
		both := s.meet(2)
		add := func() error { return increment(s.ctx, store, both.wait) }
		want += race(t, nil, add, add)
	}
	requireCounter(t, s, store, want)
}

// A range that was empty at the Read is still empty at the commit. Here: a record without links
// is deleted while another transaction links the record.
func phantom(t tester, s *env) {
	for range rounds {
		store, both := s.open(), s.meet(2)
		end := edit{states: []stateChange{{ann, storage.RecordState{Status: storage.Deleted, At: 1}}}}
		link := edit{links: []change{linked(ann, acme, 1)}}
		first, second := s.operation(), s.operation()
		committed := race(t, errRefused, func() error {
			return store.Update(s.ctx, end.anchors(), func(tx storage.Tx) error {
				b := storage.Batch{NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 1)}}
				end.ask(&b)
				if err := tx.Read(s.ctx, &b); err != nil {
					return err
				}
				both.wait()
				if b.NeighborPages[0].Count > 0 {
					return errRefused
				}
				end.wish(&b, first)
				return tx.Apply(s.ctx, &b)
			})
		}, func() error {
			return store.Update(s.ctx, link.anchors(), func(tx storage.Tx) error {
				var b storage.Batch
				link.ask(&b)
				if err := tx.Read(s.ctx, &b); err != nil {
					return err
				}
				both.wait()
				if recordOf(&b, ann).Was.Status != storage.Alive {
					return errRefused
				}
				link.wish(&b, second)
				return tx.Apply(s.ctx, &b)
			})
		})
		b := s.read(t, store, &storage.Batch{
			Records: []storage.Record{{Of: ann}}, NeighborPages: []storage.NeighborPage{pageOf(ann, record.Companies, 1)},
		})
		deleted := b.Records[0].Was.Status == storage.Deleted
		require.False(t, deleted && b.NeighborPages[0].Count > 0, "a deleted record has a link")
		require.LessOrEqual(t, committed, 1)
	}
}

// An Update that writes the Schema is serialized with every other Update: an edit finds a label
// unused and removes the label, and no other Update puts that label on a link meanwhile.
func schemaEditAgainstLink(t tester, s *env) {
	for range rounds {
		store, both := s.open(), s.meet(2)
		s.write(t, store, edit{document: []byte("manager")})
		edit1, edit2 := edit{document: []byte("no manager")}, edit{links: []change{linked(ann, acme, 1, manager)}}
		first, second := s.operation(), s.operation()
		used := storage.NeighborPage{Of: record.Ref{Type: record.Contacts}, To: record.Companies, Label: manager, Max: 10}
		race(t, errRefused, func() error {
			return store.Update(s.ctx, edit1.anchors(), func(tx storage.Tx) error {
				rows, err := walk(s.ctx, tx, used)
				if err != nil {
					return err
				}
				var b storage.Batch
				if err := tx.Read(s.ctx, &b); err != nil {
					return err
				}
				both.wait()
				if len(rows) > 0 {
					return errRefused
				}
				edit1.wish(&b, first)
				return tx.Apply(s.ctx, &b)
			})
		}, func() error {
			return store.Update(s.ctx, edit2.anchors(), func(tx storage.Tx) error {
				var b storage.Batch
				edit2.ask(&b)
				if err := tx.Read(s.ctx, &b); err != nil {
					return err
				}
				both.wait()
				if string(b.Schema.Document) != "manager" {
					return errRefused
				}
				edit2.wish(&b, second)
				return tx.Apply(s.ctx, &b)
			})
		})
		b := s.read(t, store, &storage.Batch{})
		rows, err := walk(s.ctx, store, used)
		require.NoError(t, err)
		removed := string(b.Schema.Document) == "no manager"
		require.False(t, removed && len(rows) > 0, "a link carries a label that was removed as unused")
	}
}

// Two Updates that ask for the same Operation behave as if they ran after each other, though
// they share no anchor: the second finds the result of the first.
func oneOperationTwice(t tester, s *env) {
	for round := range rounds {
		store, both := s.open(), s.meet(2)
		name := fmt.Sprintf("round %d", round)
		once := func(with record.Ref) func() error {
			e, operation := edit{links: []change{linked(with, company(round), 1)}, name: name}, s.operation()
			e.links[0].b = record.New(record.Deals, with.ID) // nothing in common but the name
			return func() error {
				return store.Update(s.ctx, e.anchors(), func(tx storage.Tx) error {
					var b storage.Batch
					e.ask(&b)
					if err := tx.Read(s.ctx, &b); err != nil {
						return err
					}
					both.wait()
					if b.Operations[0].Was.At != 0 {
						return errRefused
					}
					e.wish(&b, operation)
					return tx.Apply(s.ctx, &b)
				})
			}
		}
		committed := race(t, errRefused, once(ann), once(bob))
		require.LessOrEqual(t, committed, 1, "an operation was done twice")
		rows, err := walk(s.ctx, store, pairOf(record.Contacts, record.Deals, 10))
		require.NoError(t, err)
		require.Len(t, rows, committed)
	}
}
