package association

import (
	"context"
	"errors"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
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

// carriers returns how many links carry a label.
func (g *Graph) carriers(ctx context.Context, l label.Label) (int, error) {
	n := 0
	err := g.walk(ctx, storage.NeighborPage{Of: record.Ref{Type: l.From}, To: l.To, Label: l.ID}, func(rows []storage.Neighbor) (bool, error) {
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

// walkPage is how many links a walk reads at once.
const walkPage = 2000

// walk calls fn with all links of a pair of types, page by page, until it returns false.
// Unless r is of one snapshot, a link that comes or goes meanwhile may be among them or
// not.
func (r Reader) walk(ctx context.Context, q storage.NeighborPage, fn func([]storage.Neighbor) (bool, error)) error {
	q.Max = walkPage
	for more := true; more; {
		var rows []storage.Neighbor
		err := r.ask(ctx, func(a *ask) error {
			a.NeighborPages = append(a.NeighborPages, q)
			if err := a.read(ctx); err != nil {
				return err
			}
			page := &a.NeighborPages[0]
			rows = append(rows[:0], page.Rows(&a.Batch.Batch)...)
			more, q.After = page.More, page.Next
			return nil
		})
		if err != nil {
			return err
		}
		if goOn, err := fn(rows); err != nil || !goOn {
			return err
		}
	}
	return nil
}

// walkRecords calls fn with every record that has links of a pair of types, some at a
// time.
func (g *Graph) walkRecords(ctx context.Context, q storage.NeighborPage, fn func([]record.Ref) error) error {
	var last record.ID
	return g.walk(ctx, q, func(rows []storage.Neighbor) (bool, error) {
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

// countCarriers writes the counts that a label limit needs.
func (g *Graph) countCarriers(ctx context.Context, k limits.Key) error {
	q := storage.NeighborPage{Of: record.Ref{Type: k.From}, To: k.To, Label: k.Label}
	return g.walkRecords(ctx, q, func(refs []record.Ref) error {
		ops := make([]Operation, len(refs))
		for i, ref := range refs {
			ops[i] = &recount{ref, k}
		}
		return g.doAs(ctx, ops, func(*run) {})
	})
}

// sweep decides about every record that has links of a pair of types, as one operation.
// Between records of one type a link may be changed from both of its ends; then each
// record is an operation of its own, and the sweep is their group.
func (g *Graph) sweep(ctx context.Context, pair [2]record.Type, op func(record.Ref, record.Type) Operation) error {
	id := history.Numbered(g.core.nextID())
	return g.walkRecords(ctx, storage.NeighborPage{Of: record.Ref{Type: pair[0]}, To: pair[1]}, func(refs []record.Ref) error {
		ops := make([]Operation, len(refs))
		for i, ref := range refs {
			ops[i] = op(ref, pair[1])
		}
		return g.doAs(ctx, ops, func(r *run) {
			if pair[0] == pair[1] {
				r.group = id
				return
			}
			for i := range r.ids {
				r.ids[i] = id
			}
		})
	})
}

// doAs makes operations as the job that works off an edit, under the ids that name gives.
func (g *Graph) doAs(ctx context.Context, ops []Operation, name func(*run)) error {
	r := g.core.newRun(ctx, g.As(history.By(history.Job)))
	defer r.release()
	r.prepare(ops, true)
	r.group = history.OperationID{}
	name(r)
	if err := r.groups(r.core.traits.Group); err != nil {
		return err
	}
	return errors.Join(r.errs...)
}

// The operations of a walk decide about one record each.
type (
	// recount writes how many of a record's links carry a label.
	recount struct {
		of  record.Ref
		key limits.Key
	}
	// elect chooses a primary where a rule requires one and none stands.
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

func (op *recount) needs(d *draft)  { d.side(op.of, op.key.To, op.key.Label) }
func (op *elect) needs(d *draft)    { d.side(op.of, op.to, label.TypeID{}) }
func (op *withdraw) needs(d *draft) { d.side(op.of, op.to, label.TypeID{}) }

func (op *recount) request(text []byte) []byte  { return text }
func (op *elect) request(text []byte) []byte    { return text }
func (op *withdraw) request(text []byte) []byte { return text }

// String says what is to be done.
func (op *recount) String() string { return "count the links of " + op.of.String() }

// String says what is to be done.
func (op *elect) String() string { return "elect the primary of " + op.of.String() }

// String says what is to be done.
func (op *withdraw) String() string { return "take the primary mark of " + op.of.String() }

func (op *recount) decide(d *draft) (Result, error) {
	d.want(op.of)
	return Result{}, d.recount(op.of, op.key.To, op.key.Label)
}

func (op *elect) decide(d *draft) (Result, error) {
	var result Result
	err := d.electOne(op.of, op.to, true, &result)
	return result, err
}

// electOne gives a record a primary where one is required and none stands: the rule's own
// choice unless it is to be the oldest, else the oldest.
func (d *draft) electOne(of record.Ref, to record.Type, oldest bool, result *Result) error {
	rule, exists := d.schema.Primary().Rule(of.Type, to)
	if !exists || !rule.Required {
		return nil
	}
	side := d.side(of, to, label.TypeID{}).Now
	if !d.ready() {
		return errAgain
	}
	if side.Primary != "" || side.Count == 0 {
		return nil
	}
	if oldest {
		rule.Choice = primary.Oldest
	}
	list, err := d.candidates(rule, of, "", true)
	if err != nil {
		return err
	}
	decision, err := rule.Elect(primary.Others{Count: side.Count, List: list})
	if err != nil || decision.Primary == "" {
		return err
	}
	c := d.begin()
	if err := d.promote(c, of, record.New(to, decision.Primary), decision.Cause, result); err != nil {
		return err
	}
	return d.commit(c)
}

func (op *withdraw) decide(d *draft) (Result, error) {
	side := d.side(op.of, op.to, label.TypeID{}).Now
	if !d.ready() {
		return Result{}, errAgain
	}
	if side.Primary == "" {
		return Result{}, nil
	}
	e := d.neighbor(op.of, record.New(op.to, side.Primary))
	if !d.ready() {
		return Result{}, errAgain
	}
	now := d.state(e)
	now.Near.Primary = false
	c := d.begin()
	c.add(e, now, history.Causes{Near: primary.Cleared})
	return Result{Outcome: Changed}, d.commit(c)
}
