package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// ErrStrict is the error of a [Strict] for a caller that breaks the contract.
var ErrStrict = errors.New("the contract is broken by the caller")

// A Strict is a Storage that passes calls on and checks the duties of the caller, an engine,
// towards the backend. Backends check none of them. The first offence is remembered, see
// [Strict.Err], and fails the call, and with it the transaction:
//
//   - anchors that are not in Ref order or are doubled;
//   - a written Record, Degree or Link of a record that is not an anchor, and a schema
//     written without the zero Ref among the anchors;
//   - a written row, document included, whose Was is not the stored row;
//   - a key that is twice in a Batch, and a Link whose A does not come before B;
//   - labels on one half of a link and none on the other, and labels or marks where
//     no link exists;
//   - events that do not lead, one for each link and operation, from the state
//     before to the state after of exactly the links that changed;
//   - an event of a record that is not an anchor, at a time that is not later than
//     the record's newest event before the transaction, or before Batch.Clock;
//   - at the commit, a side that was written or whose links changed, if its count
//     is not the number of its links, or if its primary is not the link that has the mark (the
//     side of a label may be missing: it exists only if the label has a limit);
//   - a Batch that was neither Reset nor Rewound since another call of fn, since
//     another View, or since an Apply;
//   - a Reader or Tx that is used after its function returned.
//
// A Strict hides [storage.Traits].Exclusive, so that an engine does not decide about a record
// which is not an anchor. It reads more than the caller does, so it is slow.
type Strict struct {
	storage.Storage

	mu    sync.Mutex
	first error
}

// NewStrict returns a Strict over s.
func NewStrict(s storage.Storage) *Strict { return &Strict{Storage: s} }

// Err returns the first offence, or nil if there was none. The error is an [ErrStrict].
func (s *Strict) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first
}

// offence remembers and returns an error.
func (s *Strict) offence(format string, args ...any) error {
	err := fmt.Errorf("%w: %s", ErrStrict, fmt.Sprintf(format, args...))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == nil {
		s.first = err
	}
	return err
}

// Traits returns those of the Storage below, without Exclusive.
func (s *Strict) Traits() storage.Traits {
	t := s.Storage.Traits()
	t.Exclusive = false
	return t
}

// Read implements [storage.Reader].
func (s *Strict) Read(ctx context.Context, b *storage.Batch) error {
	if err := s.checkKeys(b); err != nil {
		return err
	}
	return s.Storage.Read(ctx, b)
}

// View implements [storage.Storage].
func (s *Strict) View(ctx context.Context, fn func(storage.Reader) error) error {
	return s.Storage.View(ctx, func(r storage.Reader) error {
		strict := &strictReader{Reader: r, strict: s, known: map[*storage.Batch]bool{}}
		defer strict.end()
		return fn(strict)
	})
}

// Update implements [storage.Storage].
func (s *Strict) Update(ctx context.Context, anchors []record.Ref, fn func(storage.Tx) error) error {
	for i := 1; i < len(anchors); i++ {
		if record.Compare(anchors[i-1], anchors[i]) >= 0 {
			return s.offence("anchor %s does not come before %s", anchors[i-1], anchors[i])
		}
	}
	return s.Storage.Update(ctx, anchors, func(inner storage.Tx) error {
		tx := &strictTx{
			strictReader: strictReader{Reader: inner, strict: s, known: map[*storage.Batch]bool{}},
			inner:        inner, anchors: slices.Clone(anchors),
			newest: map[record.Ref]record.Time{}, touched: map[degreeKey]bool{},
		}
		defer tx.end()
		if err := fn(tx); err != nil {
			return err
		}
		return tx.checkSides(ctx)
	})
}

// A strictReader is a Reader that knows which batches it has answered.
type strictReader struct {
	storage.Reader
	strict *Strict
	known  map[*storage.Batch]bool // that were fresh when they first came

	mu    sync.Mutex // a View's Reader may be used from many goroutines
	ended bool
}

func (r *strictReader) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

// admit checks that b may be used here and now.
func (r *strictReader) admit(b *storage.Batch) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.ended:
		return r.strict.offence("a Reader or Tx is used after its function returned")
	case !r.known[b] && !isFresh(b):
		return r.strict.offence("a Batch has answers of another call or transaction: Reset or Rewind it first")
	}
	r.known[b] = true
	return nil
}

// isFresh reports whether no question of b counts as answered.
func isFresh(b *storage.Batch) bool {
	u := b.Unread()
	return u.Schema != nil && len(u.Records) == len(b.Records) && len(u.Operations) == len(b.Operations) &&
		len(u.Metadata) == len(b.Metadata) && len(u.Degrees) == len(b.Degrees) && len(u.Links) == len(b.Links) &&
		len(u.NeighborPages) == len(b.NeighborPages) && len(u.DegreePages) == len(b.DegreePages) &&
		len(u.EventPages) == len(b.EventPages) && len(u.ExpiredPages) == len(b.ExpiredPages)
}

// Read implements [storage.Reader].
func (r *strictReader) Read(ctx context.Context, b *storage.Batch) error {
	if err := r.admit(b); err != nil {
		return err
	}
	if err := r.strict.checkKeys(b); err != nil {
		return err
	}
	return r.Reader.Read(ctx, b)
}

// checkKeys checks that no key is twice in b and that links are the right way round.
func (s *Strict) checkKeys(b *storage.Batch) error {
	seen := map[any]bool{}
	twice := func(key any) bool {
		was := seen[key]
		seen[key] = true
		return was
	}
	for _, r := range b.Records {
		if twice(r.Of) {
			return s.offence("record %s is twice in a Batch", r.Of)
		}
	}
	for _, o := range b.Operations {
		if twice(o.ID) {
			return s.offence("operation %q is twice in a Batch", o.ID)
		}
	}
	for _, m := range b.Metadata {
		if twice(m.Key) {
			return s.offence("metadata %q is twice in a Batch", m.Key)
		}
	}
	for _, side := range b.Degrees {
		if twice(degreeKey{side.Of, side.To, side.Label}) {
			return s.offence("the side of %s towards %s, label %s, is twice in a Batch", side.Of, side.To, side.Label)
		}
	}
	for _, l := range b.Links {
		if record.Compare(l.A, l.B) >= 0 {
			return s.offence("link %s - %s: A does not come before B", l.A, l.B)
		}
		if twice(end{l.A, l.B}) {
			return s.offence("link %s - %s is twice in a Batch", l.A, l.B)
		}
	}
	return nil
}
