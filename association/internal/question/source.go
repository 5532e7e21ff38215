package question

import (
	"context"
	"errors"
	"sync"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/storage"
)

// A Store is the storage of an account for readers. All readers share the newest
// schema, the number of the account, and the memory of questions that were answered.
type Store struct {
	storage  storage.Storage
	schemas  *batch.Schemas
	identity *batch.Identity
	answered *sync.Pool // of *Question
}

// NewStore returns the store of an account. schemas remembers the newest schema.
func NewStore(s storage.Storage, schemas *batch.Schemas) *Store {
	return &Store{storage: s, schemas: schemas, identity: new(batch.Identity), answered: new(sync.Pool)}
}

// Within returns the store of the same account inside a transaction, where schemas remembers
// the schema.
func (s Source) Within(inside storage.Storage, schemas *batch.Schemas) *Store {
	return &Store{storage: inside, schemas: schemas, identity: s.store.identity.Within(), answered: s.store.answered}
}

// A Source answers questions, either from the newest state of a store or from a snapshot.
type Source struct {
	store    *Store
	snapshot storage.Reader // nil: every Read sees the newest state
}

// Newest returns the source whose every Read sees the state at that time.
func (s *Store) Newest() Source { return Source{store: s} }

// IsSnapshot reports whether all answers of s are of the same snapshot.
func (s Source) IsSnapshot() bool { return s.snapshot != nil }

// Reader returns the snapshot or the store that s reads.
func (s Source) Reader() storage.Reader {
	if s.snapshot != nil {
		return s.snapshot
	}
	return s.store.storage
}

// Snapshot calls fn with a source of a snapshot: s itself if s is of a snapshot. fn must not keep
// the source.
func (s Source) Snapshot(ctx context.Context, fn func(Source) error) error {
	if s.snapshot != nil {
		return fn(s)
	}
	return s.store.storage.View(ctx, func(snapshot storage.Reader) error { return fn(s.Of(snapshot)) })
}

// Storage returns the storage of which s is a source.
func (s Source) Storage() storage.Storage { return s.store.storage }

// Of returns the source of a snapshot of the same store.
func (s Source) Of(snapshot storage.Reader) Source { return Source{store: s.store, snapshot: snapshot} }

// errSchema says that another schema is stored. Only [Question.Read] returns it and
// only [Question.answer] handles it.
var errSchema = errors.New("association: the schema has changed, ask again")

// Ask calls fn with an empty question, and again each time that the schema turns out to be
// another schema. fn passes on the errors of the question.
func (s Source) Ask(ctx context.Context, fn func(*Question) error) error {
	q, _ := s.store.answered.Get().(*Question)
	if q == nil {
		q = new(Question)
	}
	q.reader, q.schemas = s.Reader(), s.store.schemas
	q.Schema = q.schemas.Load()
	err := q.answer(ctx, fn)
	q.reader, q.schemas, q.Schema = nil, nil, nil
	q.Batch.Reset(0)
	s.store.answered.Put(q)
	return err
}
