package memory

import (
	"bytes"
	"context"
	"fmt"
	"sync/atomic"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// A query answers a batch from a state. Its memory is used again, but for the
// strings.
type query struct {
	state   *state
	strings bytealloc.Strings
	batch   *storage.Batch
	links   linkWalk
	aged    []item

	touched handle // so that what is looked at ahead is looked at

	asked *storage.NeighborPage
	byID  func(*item) bool // made once, so that a page does not allocate
	heads []uint32         // of the chains that a stream follows
}

// Read answers from one snapshot.
func (s *Store) Read(ctx context.Context, b *storage.Batch) error {
	if err := s.enter(ctx, "read"); err != nil {
		return err
	}
	defer s.leave()
	return s.read(s.snapshot(), b)
}

func (s *Store) read(from *state, b *storage.Batch) error {
	q := s.scratch.Get().(*query)
	q.state = from
	err := q.answer(b)
	q.state, q.batch, q.asked = nil, nil, nil
	s.scratch.Put(q)
	return err
}

// View gives fn a reader of one snapshot.
func (s *Store) View(ctx context.Context, fn func(storage.Reader) error) error {
	if err := s.enter(ctx, "view"); err != nil {
		return err
	}
	defer s.leave()
	v := &view{store: s}
	v.state.Store(s.snapshot())
	defer v.state.Store(nil)
	return fn(v)
}

// A view is the reader of one View. When the View is over it holds nothing.
type view struct {
	store *Store
	state atomic.Pointer[state]
}

// Read answers from the view's snapshot.
func (v *view) Read(ctx context.Context, b *storage.Batch) error {
	from := v.state.Load()
	if from == nil {
		return fmt.Errorf("memory: read: view %w", errOver)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return v.store.read(from, b)
}

// answer fills in what no Read of b has answered yet.
func (q *query) answer(b *storage.Batch) error {
	u := b.Unread()
	if err := u.Check(); err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	q.batch = b
	q.rows(&u)
	err := q.lists(&u)
	if err == nil {
		err = u.Finish()
	}
	if err != nil {
		return fmt.Errorf("memory: read: %w", err)
	}
	return nil
}

// rows answers what is asked for by key.
func (q *query) rows(u *storage.Unread) {
	q.schema(storage.Take(&u.Schema))
	records := storage.Take(&u.Records)
	for i := range records {
		q.record(&records[i])
	}
	operations := storage.Take(&u.Operations)
	for i := range operations {
		row := &operations[i]
		row.Was = q.state.operation(row.ID)
		row.Now = row.Was
	}
	metadata := storage.Take(&u.Metadata)
	for i := range metadata {
		row := &metadata[i]
		row.Was = q.state.memo(row.Key)
		row.Now = row.Was
	}
	degrees, links := storage.Take(&u.Degrees), storage.Take(&u.Links)
	q.sides(degrees)
	for i := range links {
		row := &links[i]
		row.Was = q.link(row, len(degrees) > 0)
		row.Now = row.Was
	}
}

// lists answers what has many rows.
func (q *query) lists(u *storage.Unread) error {
	for i := range u.NeighborPages {
		q.page(&u.NeighborPages[i])
	}
	for i := range u.DegreePages {
		q.census(&u.DegreePages[i])
	}
	for i := range u.EventPages {
		if err := q.stream(&u.EventPages[i]); err != nil {
			return err
		}
	}
	for i := range u.ExpiredPages {
		q.expiry(&u.ExpiredPages[i])
	}
	return nil
}

func (q *query) schema(row *storage.Schema) {
	if row == nil {
		return
	}
	stands := &q.state.schema
	row.Version, row.Document = stands.version, nil
	if row.Version != row.Have {
		row.Document = bytes.Clone(stands.body)
	}
}

func (q *query) record(row *storage.Record) {
	row.Was = q.state.life(row.Of)
	row.Now = row.Was
	row.Newest = 0
	if log := &q.state.log; log.entries.n > 0 && log.newest >= q.batch.Clock {
		row.Newest = q.newest(row)
	}
}

// newest looks at the head of every chain of the record: chains lead from newer to
// older events, and keep those that were dropped.
func (q *query) newest(row *storage.Record) int64 {
	of, known := q.state.handle(row.Of)
	if !known {
		return 0
	}
	newest, found := int64(0), false
	q.state.eachHeader(of, func(row *header) {
		if row.head == 0 {
			return
		}
		if at := q.state.log.entries.at(row.head - 1).at; !found || at > newest {
			newest, found = at, true
		}
	})
	return newest
}

// A seat is where a side is found.
type seat struct {
	of    handle
	to    kind
	known bool // else there is none
}

// sides answers what stands in headers: a few of them at a time, see headers.touch.
func (q *query) sides(rows []storage.Degree) {
	var seats [sidesAtOnce]seat
	for len(rows) > 0 {
		few := rows[:min(sidesAtOnce, len(rows))]
		rows = rows[len(few):]
		for i := range few {
			s := &seats[i]
			s.of, s.known = q.state.handle(few[i].Of)
			if s.known {
				s.to, s.known = q.state.types.kind(few[i].To)
				q.touched ^= q.state.headers.touch(s.of, s.to)
			}
		}
		for i := range few {
			few[i].Was = q.side(&few[i], seats[i])
			few[i].Now = few[i].Was
		}
	}
}

// sidesAtOnce is as many as the processor may wait for at once.
const sidesAtOnce = 8

func (q *query) side(row *storage.Degree, at seat) storage.Summary {
	of, to := at.of, at.to
	switch {
	case !at.known:
		return storage.Summary{}
	case !row.Label.IsZero():
		it, _ := q.state.sides.Get(sideKey(of, to, row.Label))
		return q.state.sideSummary(&it, &q.strings)
	}
	if n, found := q.state.headers.find(of, to); found {
		return q.state.summary(q.state.headers.at(n), &q.strings)
	}
	return storage.Summary{}
}

// link looks for the headers first when they are at hand since the sides were asked
// for too: a record that is linked for the first time has none.
func (q *query) link(row *storage.Link, headersFirst bool) history.State {
	a, knownA := q.state.handle(row.A)
	b, knownB := q.state.handle(row.B)
	if !knownA || !knownB || headersFirst && !q.state.haveHeaders(a, b) {
		return history.State{}
	}
	it, found := q.state.items.Get(item{from: a, to: b})
	if !found {
		return history.State{}
	}
	return q.state.link(&it)
}
