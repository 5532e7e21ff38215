package association

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Reader answers questions about associations. A [Graph] is one: each of its
// answers shows what stands when it is asked. [Graph.View] gives another, all of
// whose answers are of one moment.
//
// A merged-away id is answered as its survivor. A record that was never associated,
// or was deleted, has nothing; that is no error. An illegal reference is a
// [record.Error], and a pair of types that is not defined a [label.Error].
type Reader struct {
	core     *core
	snapshot storage.Reader // nil: every answer has a snapshot of its own
}

// View calls fn with a Reader whose answers are all of one snapshot. No write waits
// for it and it waits for none. fn must not keep the Reader.
func (g *Graph) View(ctx context.Context, fn func(Reader) error) error {
	return g.core.store.View(ctx, func(snapshot storage.Reader) error {
		return fn(Reader{core: g.core, snapshot: snapshot})
	})
}

// still calls fn with a Reader of one snapshot, for an answer that takes several Reads.
func (r Reader) still(ctx context.Context, fn func(Reader) error) error {
	if r.snapshot != nil {
		return fn(r)
	}
	return r.core.store.View(ctx, func(snapshot storage.Reader) error {
		return fn(Reader{core: r.core, snapshot: snapshot})
	})
}

// A Link is an association as its From record sees it. The zero Link is none.
type Link struct {
	From, To  record.Ref
	Set       label.Set // the labels; [Link.Labels] has their words
	Primary   bool      // To is From's primary of its type
	PrimaryOf bool      // From is To's primary of its type
	Created   time.Time // when the records were associated, UTC

	schema *schema.Schema
}

// Labels returns the labels of the link, in TypeID order, as From sees To. The type
// that every link has and primary marks are not among them.
func (l Link) Labels() []label.Label {
	if l.Set.IsEmpty() {
		return nil
	}
	return l.schema.LabelsOf(l.Set)
}

// String returns the link in words, as in "contacts/1 - companies/10: Manager, primary".
func (l Link) String() string {
	if l.IsZero() {
		return "no link"
	}
	words := make([]string, 0, 4)
	for _, label := range l.Labels() {
		words = append(words, label.Text)
	}
	if l.Primary {
		words = append(words, "primary")
	}
	if len(words) == 0 {
		words = append(words, "no label")
	}
	return fmt.Sprintf("%s - %s: %s", l.From, l.To, strings.Join(words, ", "))
}

// IsZero reports whether l is no link.
func (l Link) IsZero() bool { return l.From.IsZero() }

// linkOf returns the link that a page shows as n.
func linkOf(s *schema.Schema, of record.Ref, to record.Type, n *storage.Neighbor) Link {
	return Link{
		From: of, To: record.New(to, n.ID), Set: n.State.Near.Labels,
		Primary: n.State.Near.Primary, PrimaryOf: n.State.Far.Primary,
		Created: time.Unix(0, n.State.Created).UTC(), schema: s,
	}
}

// An ask is one question under way: a batch, and the schema that it is asked under.
type ask struct {
	batch.Batch
	reader storage.Reader
	core   *core
	schema *schema.Schema

	repeats bool // a question about several records names one of them twice
}

// ask calls fn with an empty ask, again when the schema turns out to be another.
func (r Reader) ask(ctx context.Context, fn func(*ask) error) error {
	a, _ := r.core.asks.Get().(*ask)
	if a == nil {
		a = &ask{core: r.core}
	}
	a.reader = r.snapshot
	if a.reader == nil {
		a.reader = r.core.store
	}
	a.schema = r.core.schema.Load()
	err := a.try(ctx, fn)
	a.reader, a.schema = nil, nil
	a.Batch.Reset(0)
	r.core.asks.Put(a)
	return err
}

func (a *ask) try(ctx context.Context, fn func(*ask) error) error {
	for {
		a.clear()
		if err := fn(a); err != errSchema {
			return err
		}
	}
}

// clear drops questions and answers.
func (a *ask) clear() {
	a.Batch.Reset(a.schema.Version())
	a.Clock = math.MaxInt64 // nobody asks how new a record's events are
}

// read answers what was asked. When another schema stands it takes that over and
// returns errSchema.
func (a *ask) read(ctx context.Context) error {
	if err := a.reader.Read(ctx, &a.Batch.Batch); err != nil {
		return err
	}
	schema, err := a.core.schema.Learn(&a.Batch.Batch, a.schema)
	if err != nil || schema == a.schema {
		return err
	}
	a.schema = schema
	return errSchema
}

// about reads what question asks about ref, or about the record that ref was merged
// into, and returns which of the two it was.
func (a *ask) about(ctx context.Context, ref record.Ref, question func(record.Ref)) (record.Ref, error) {
	for range batch.MaxAliases {
		a.Records = append(a.Records, storage.Record{Of: ref})
		question(ref)
		if err := a.read(ctx); err != nil {
			return ref, err
		}
		life := a.Records[len(a.Records)-1].Was
		if life.Status != storage.Merged {
			return ref, nil
		}
		ref = record.New(ref.Type, life.Into)
		a.clear()
	}
	return ref, batch.Circle(ref)
}

// check returns what is wrong with a question about a record and a type.
func (a *ask) check(ctx context.Context, of record.Ref, to record.Type) error {
	if err := of.Validate(); err != nil {
		return err
	}
	return a.sure(ctx, a.schema.Labels().CheckPair(of.Type, to))
}

// sure returns err, which the schema gave, if that schema still stands.
func (a *ask) sure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	a.clear()
	if stale := a.read(ctx); stale != nil {
		return stale
	}
	return err
}

// errSchema says that another schema is stored than the one a question was asked under.
var errSchema = errors.New("association: the schema has changed")
