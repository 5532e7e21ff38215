package memory_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
)

// A load is links between contacts and companies in random order: a contact has one
// to three companies, a company up to ten thousand contacts, most have few.
type load struct {
	links    []history.Pair
	contacts int
}

const hubSize = 10_000

func newLoad(n int, id func(int) record.ID) *load {
	random := rand.New(rand.NewPCG(1, 2))
	companies := max(n/20, 2)
	zipf := rand.NewZipf(random, 1.2, 8, uint64(companies-1))
	sizes := make([]int, companies)
	l, seen := &load{}, map[history.Pair]bool{}
	for ; len(l.links) < n; l.contacts++ {
		contact := record.New(record.Contacts, id(l.contacts))
		for k := range min(n-len(l.links), []int{1, 1, 1, 2, 2, 3}[random.IntN(6)]) {
			c := int(zipf.Uint64())
			if sizes[c] >= hubSize || k > 0 {
				c = random.IntN(companies)
			}
			pair := history.Pair{A: record.New(record.Companies, id(c)), B: contact}
			if !seen[pair] {
				sizes[c]++
				seen[pair] = true
				l.links = append(l.links, pair)
			}
		}
	}
	random.Shuffle(len(l.links), func(i, j int) { l.links[i], l.links[j] = l.links[j], l.links[i] })
	for i, pair := range l.links { // as they come from a decoder: each string new, in the order of the calls
		pair.A.ID, pair.B.ID = record.ID(strings.Clone(string(pair.A.ID))), record.ID(strings.Clone(string(pair.B.ID)))
		l.links[i] = pair
	}
	return l
}

func decimalID(n int) record.ID { return record.ID(strconv.Itoa(1000 + n)) }

// An engine writes as the association engine does: one Read, one Apply, one event,
// counts and the first primary.
type engine struct {
	store *memory.Store
	batch storage.Batch
	clock record.Time
	pair  history.Pair
	run   func(storage.Tx) error
}

func newEngine(store *memory.Store) *engine {
	e := &engine{store: store, clock: 1}
	e.run = func(tx storage.Tx) error {
		e.ask()
		if err := tx.Read(context.Background(), &e.batch); err != nil {
			return err
		}
		e.decide(0, 0)
		return tx.Apply(context.Background(), &e.batch)
	}
	return e
}

func (e *engine) associate(pair history.Pair) error {
	e.pair = pair
	return e.store.Update(context.Background(), nil, e.run)
}

func (e *engine) ask() {
	b := &e.batch
	b.Reset()
	e.clock++
	b.Clock = e.clock
	e.add()
}

func (e *engine) add() {
	b, pair := &e.batch, e.pair
	b.Records = append(b.Records, storage.Record{Of: pair.A}, storage.Record{Of: pair.B})
	b.Degrees = append(b.Degrees, storage.Degree{Of: pair.A, To: pair.B.Type}, storage.Degree{Of: pair.B, To: pair.A.Type})
	b.Links = append(b.Links, storage.Link{A: pair.A, B: pair.B})
}

func (e *engine) decide(link, degrees int) {
	b := &e.batch
	row := &b.Links[link]
	if row.Was.Linked() {
		return
	}
	row.Now.Created = e.clock
	b.Degrees[degrees].Now.Count++
	b.Degrees[degrees+1].Now.Count++
	if b.Degrees[degrees+1].Was.Count == 0 {
		b.Degrees[degrees+1].Now.Primary = row.A.ID
		row.Now.Far.Primary = true
	}
	b.Events = append(b.Events, history.Event{
		A: row.A, B: row.B, At: e.clock, Operation: history.Numbered(uint64(e.clock)), Now: row.Now,
	})
}

// dissociate takes a link away again, with a second event.
func (e *engine) dissociate(pair history.Pair) error {
	e.pair = pair
	return e.store.Update(context.Background(), nil, func(tx storage.Tx) error {
		e.ask()
		if err := tx.Read(context.Background(), &e.batch); err != nil {
			return err
		}
		b := &e.batch
		row := &b.Links[0]
		if !row.Was.Linked() {
			return nil
		}
		row.Now = history.State{}
		for i := range b.Degrees {
			b.Degrees[i].Now.Count--
		}
		b.Degrees[1].Now.Primary = ""
		b.Events = append(b.Events, history.Event{A: row.A, B: row.B, At: e.clock, Was: row.Was})
		return tx.Apply(context.Background(), b)
	})
}

func (l *load) fill(t testing.TB, store *memory.Store) *engine {
	e := newEngine(store)
	for _, pair := range l.links {
		require.NoError(t, e.associate(pair))
	}
	return e
}
