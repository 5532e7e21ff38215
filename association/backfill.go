package association

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// finish works off an edit of the schema that has to look at every link, if one is under
// way. Everything it does can be done twice, so it may have been interrupted anywhere,
// and two processes may work on it at once. It returns how many links carry a label that
// was to be removed and is not.
func (g *Graph) finish(ctx context.Context) (carried int, err error) {
	s, err := g.Schema(ctx)
	if err != nil || s.Backfill() == nil {
		return 0, err
	}
	switch b := s.Backfill(); {
	case b.Retiring != nil:
		return g.retire(ctx, s, *b.Retiring)
	case b.Counting != nil:
		err = g.countCarriers(ctx, *b.Counting)
	case b.Electing != nil:
		err = g.sweep(ctx, *b.Electing, func(of record.Ref, to record.Type) Operation { return &elect{of, to} })
	case b.Withdrawing != nil:
		err = g.sweep(ctx, *b.Withdrawing, func(of record.Ref, to record.Type) Operation { return &withdraw{of, to} })
	}
	if err != nil {
		return 0, err
	}
	return 0, g.settle(ctx, s, func(s *schema.Schema, _ string) (*schema.Schema, error) { return s.AfterBackfill() })
}

// settle stores the version that ends a backfill, unless another process did.
func (g *Graph) settle(ctx context.Context, under *schema.Schema, end func(*schema.Schema, string) (*schema.Schema, error)) error {
	return g.store(ctx, func(s *schema.Schema, moves string) (*schema.Schema, error) {
		if s.Version() != under.Version() {
			return nil, errUnchanged
		}
		return end(s, moves)
	})
}

// retire removes a label when no link carries it, else makes it active again and returns
// how many do. A label that came to another link meanwhile, which a walk may have missed,
// makes it walk again.
func (g *Graph) retire(ctx context.Context, s *schema.Schema, id label.TypeID) (carried int, err error) {
	l, _ := s.Labels().Lookup(id)
	for {
		seen, err := g.moves(ctx)
		if err != nil {
			return 0, err
		}
		if carried, err = g.carriers(ctx, l); err != nil {
			return 0, err
		}
		err = g.settle(ctx, s, func(s *schema.Schema, moves string) (*schema.Schema, error) {
			switch {
			case carried > 0:
				return s.AfterRefusal()
			case moves != seen:
				return nil, errMoved
			}
			return s.AfterBackfill()
		})
		if err != errMoved {
			return carried, err
		}
	}
}

// errMoved says that a retiring label came to another link during a backfill.
var errMoved = errors.New("association: a label that is being removed came to another link")

// moves returns how often retiring labels came to another link, as the metadata has it.
func (g *Graph) moves(ctx context.Context) (noted string, err error) {
	err = g.questions.Ask(ctx, func(ask *question.Question) error {
		ask.Batch.Metadata = append(ask.Batch.Metadata, storage.Metadata{Key: draft.MovesKey})
		if err := ask.Read(ctx); err != nil {
			return err
		}
		noted = ask.Batch.Metadata[0].Was
		return nil
	})
	return noted, err
}

// carriers returns how many links carry a label.
func (g *Graph) carriers(ctx context.Context, l label.Label) (int, error) {
	n := 0
	err := g.questions.Walk(ctx, storage.NeighborPage{Of: record.Ref{Type: l.From}, To: l.To, Label: l.ID}, func(rows []storage.Neighbor) (bool, error) {
		for i := range rows {
			// Between records of one type a single label is seen from both ends.
			if l.ID != l.Inverse || record.CompareIDs(rows[i].Of, rows[i].ID) < 0 {
				n++
			}
		}
		return true, nil
	})
	return n, err
}

// countCarriers writes the counts that a label limit needs.
func (g *Graph) countCarriers(ctx context.Context, k limits.Key) error {
	q := storage.NeighborPage{Of: record.Ref{Type: k.From}, To: k.To, Label: k.Label}
	return g.walkRecords(ctx, q, func(refs []record.Ref) error {
		ops := make([]Operation, len(refs))
		for i, ref := range refs {
			ops[i] = &recount{ref, k}
		}
		return g.doAs(ctx, ops, func(*transaction) {})
	})
}

// sweep decides about every record that has links of a pair of types, as one operation.
// Between records of one type a link may be changed from both of its ends; then each
// record is an operation of its own, and the sweep is their group.
func (g *Graph) sweep(ctx context.Context, pair [2]record.Type, op func(record.Ref, record.Type) Operation) error {
	id := g.NextID()
	return g.walkRecords(ctx, storage.NeighborPage{Of: record.Ref{Type: pair[0]}, To: pair[1]}, func(refs []record.Ref) error {
		ops := make([]Operation, len(refs))
		for i, ref := range refs {
			ops[i] = op(ref, pair[1])
		}
		return g.doAs(ctx, ops, func(t *transaction) {
			if pair[0] == pair[1] {
				t.group = id
				return
			}
			for i := range t.work.ids {
				t.work.ids[i] = id
			}
		})
	})
}

// doAs makes operations as the job that works off an edit, under the ids that name gives.
func (g *Graph) doAs(ctx context.Context, ops []Operation, name func(*transaction)) error {
	t := g.As(g.source.WithKind(history.Job)).begin(ctx, "backfill")
	defer t.release()
	t.prepare(ops, true)
	t.group = history.OperationID{}
	name(t)
	if err := t.commitGroups(t.core.traits.Group); err != nil {
		return err
	}
	return errors.Join(t.work.errs...)
}

// The operations of a backfill decide about one record each.
type (
	// recount writes how many of a record's links carry a label.
	recount struct {
		of  record.Ref
		key limits.Key
	}
	// elect chooses a primary where a rule requires one and there is none.
	elect struct {
		of record.Ref
		to record.Type
	}
	// withdraw takes away a mark whose rule is gone.
	withdraw struct {
		of record.Ref
		to record.Type
	}
)

func (op *recount) named(refs []record.Ref) []record.Ref  { return append(refs, op.of) }
func (op *elect) named(refs []record.Ref) []record.Ref    { return append(refs, op.of) }
func (op *withdraw) named(refs []record.Ref) []record.Ref { return append(refs, op.of) }

func (op *recount) needs(d *draft.Draft)  { d.Rows.Degree(op.of, op.key.To, op.key.Label) }
func (op *elect) needs(d *draft.Draft)    { d.DegreeOf(op.of, op.to) }
func (op *withdraw) needs(d *draft.Draft) { d.DegreeOf(op.of, op.to) }

func (op *recount) request(text []byte) []byte  { return text }
func (op *elect) request(text []byte) []byte    { return text }
func (op *withdraw) request(text []byte) []byte { return text }

// String says what is to be done.
func (op *recount) String() string { return "count the links of " + op.of.String() }

// String says what is to be done.
func (op *elect) String() string { return "elect the primary of " + op.of.String() }

// String says what is to be done.
func (op *withdraw) String() string { return "take the primary mark of " + op.of.String() }

func (op *recount) decide(d *draft.Draft) (Result, error) {
	d.Lock(op.of)
	return Result{}, d.Recount(op.of, op.key.To, op.key.Label)
}

func (op *elect) decide(d *draft.Draft) (Result, error) {
	elected, err := d.Elect(op.of, op.to, draft.Oldest)
	return Result{Promoted: elected}, err
}

func (op *withdraw) decide(d *draft.Draft) (Result, error) {
	c := d.Begin()
	if err := d.Unmark(c, op.of, op.to); err != nil || c.IsEmpty() {
		return Result{}, err
	}
	return Result{Outcome: Changed}, d.Write(c)
}

// walkRecords calls fn with every record that has links of a pair of types, some at a
// time.
func (g *Graph) walkRecords(ctx context.Context, q storage.NeighborPage, fn func([]record.Ref) error) error {
	var last record.ID
	return g.questions.Walk(ctx, q, func(rows []storage.Neighbor) (bool, error) {
		var refs []record.Ref
		for i := range rows {
			if id := rows[i].Of; id != last {
				refs, last = append(refs, record.New(q.Of.Type, id)), id
			}
		}
		if len(refs) == 0 {
			return true, nil
		}
		return true, fn(refs)
	})
}
