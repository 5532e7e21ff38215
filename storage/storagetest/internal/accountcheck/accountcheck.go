// Package accountcheck checks that a whole account keeps the laws while no writer is active.
package accountcheck

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest"
)

// Check is Verify and Schema.
func Check(ctx context.Context, store storage.Storage, types ...record.Type) error {
	if err := Verify(ctx, store, types...); err != nil {
		return err
	}
	return Schema(ctx, store)
}

// Verify is storagetest.Verify between records of the given types, on a store whose feed may
// lag.
func Verify(ctx context.Context, store storage.Storage, types ...record.Type) error {
	graph, err := association.Open(ctx, store, nil)
	if err != nil {
		return err
	}
	schema, err := graph.Schema(ctx)
	if err != nil {
		return err
	}
	return eventually(ctx, func() error {
		return storagetest.Verify(ctx, store, types, schema.Labels().Mirror)
	}, "HistoryIsState")
}

// lag is how long the feed may hold back its last events after the last write: a server has
// transactions of its own, and the feed waits for those too.
const lag = 5 * time.Second

// eventually checks again while a law is broken that a late event mends.
func eventually(ctx context.Context, check func() error, late ...string) error {
	over := time.NewTimer(lag)
	defer over.Stop()
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		err := check()
		var broken *storagetest.LawError
		if !errors.As(err, &broken) || !slices.Contains(late, broken.Law) {
			return err
		}
		select {
		case <-pause.C:
		case <-over.C:
			return err
		case <-ctx.Done():
			return err
		}
	}
}

// Schema compares the feed's state of every link with the schema: LabelsDefined, WithinLimits
// and PrimaryWhenRequired. The limits must never have been lowered, and no edit of the schema
// may be under way.
func Schema(ctx context.Context, store storage.Storage) error {
	graph, err := association.Open(ctx, store, nil)
	if err != nil {
		return err
	}
	schema, err := graph.Schema(ctx)
	if err != nil {
		return err
	}
	return eventually(ctx, func() error {
		events, err := Feed(ctx, store, storage.Position{})
		if err != nil {
			return err
		}
		projection := new(history.Projection)
		for i := range events {
			if err := projection.Apply(events[i].Event); err != nil {
				return err
			}
		}
		return checkLinks(schema, projection)
	}, "LabelsDefined", "WithinLimits", "PrimaryWhenRequired")
}

// A side is a record towards a type, and towards a label there.
type side struct {
	of    record.Ref
	to    record.Type
	label label.TypeID
}

// limit returns how many links a side may have.
func (s side) limit(schema *schema.Schema) (int, bool) {
	if s.label.IsZero() {
		return schema.Limits().HardMax(s.of.Type, s.to)
	}
	return schema.Limits().LabelMax(limits.Key{From: s.of.Type, To: s.to, Label: s.label})
}

// checkLinks holds every link against the schema.
func checkLinks(schema *schema.Schema, projection *history.Projection) error {
	counts, marked := map[side]int{}, map[side]bool{}
	for pair, state := range projection.Links() {
		for _, seen := range []struct {
			from, to record.Ref
			end      history.End
		}{{pair.A, pair.B, state.Near}, {pair.B, pair.A, state.Far}} {
			from, to, end := seen.from, seen.to, seen.end
			all := side{from, to.Type, label.TypeID{}}
			counts[all]++
			marked[all] = marked[all] || end.Primary
			for id := range end.Labels.All() {
				counts[side{from, to.Type, id}]++
				l, known := schema.Labels().Lookup(id)
				if !known || l.Status == label.Removed || l.From != from.Type || l.To != to.Type {
					return &storagetest.LawError{Law: "LabelsDefined", Where: fmt.Sprintf("%s - %s", from, to), Reason: fmt.Sprintf("label %s is not defined for the pair", id)}
				}
			}
		}
	}
	return checkSides(schema, counts, marked)
}

func checkSides(schema *schema.Schema, counts map[side]int, marked map[side]bool) error {
	for s, count := range counts {
		where := fmt.Sprintf("%s towards %s", s.of, s.to)
		if most, limited := s.limit(schema); limited && count > most {
			return &storagetest.LawError{Law: "WithinLimits", Where: where, Reason: fmt.Sprintf("%d links of label %s, at most %d are allowed", count, s.label, most)}
		}
		rule, ruled := schema.Primary().Rule(s.of.Type, s.to)
		if s.label.IsZero() && ruled && rule.Required && !marked[s] {
			return &storagetest.LawError{Law: "PrimaryWhenRequired", Where: where, Reason: "it has links and no primary"}
		}
	}
	return nil
}
