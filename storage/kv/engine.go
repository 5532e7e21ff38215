package kv

import "context"

// An Engine is an ordered key-value store whose writes are transactional. A backend
// that implements Engine and [Reader], five methods in all, gets a whole
// storage.Storage. Keys and values are bytes; keys are ordered by bytes.Compare and are
// 1 to MaxKey bytes long.
//
// The adapter calls Write from one goroutine at a time, and View from many, also while
// a Write is under way. Nothing else may write to an open store, because the adapter
// keeps numbers of accounts and types in memory: an engine that several processes can
// reach holds a lock for as long as the engine is open.
type Engine interface {
	// View calls fn, once, with a Reader of one snapshot, which is taken before fn is
	// called and does not change. The snapshot has every Write that had returned when
	// View was called, perhaps a Write that was under way then and that no crash takes
	// back, and never a part of a Write. A Write that begins after fn has begun is not
	// in it. View waits for no Write to finish, and returns fn's error unchanged. A panic
	// of fn passes through and ends the View. Only the goroutine that runs fn uses the
	// Reader, and only until fn returns. If ctx has ended before View, View returns
	// ctx's error and does not call fn.
	View(ctx context.Context, fn func(Reader) error) error

	// Write makes all the changes or none, and returns when they will outlive a crash,
	// as far as the engine was opened to promise that. The changes are in key order,
	// and no key is there twice. Write should not wait for Views to end, since a caller
	// with an open View may wait for this Write. If ctx has ended before Write,
	// Write returns ctx's error and changes nothing; it does not end while Write is under
	// way. Write keeps none of the slices. Without changes Write does nothing.
	//
	// Write returns an error that wraps storage.ErrAmbiguous when the engine does not
	// know whether the changes were made; then either every later View shows all of
	// them, or none shows any. Write returns storage.ErrTooLarge when the changes are
	// too many for a single Write. After every other error none was made.
	Write(ctx context.Context, changes []Change) error

	// Close waits for the calls that are under way and releases the store. As soon as
	// Close has begun, every new call of View, Write and Close returns
	// storage.ErrClosed at once, and calls no function.
	Close() error
}

// A Reader reads one snapshot of an Engine.
type Reader interface {
	// Get returns the value of key, or nil if the key does not exist. An empty value
	// is not nil. The value is valid until fn returns, and must not be changed.
	Get(key []byte) ([]byte, error)

	// Scan calls visit for each key from, inclusive, to to, exclusive, in
	// ascending order, or in descending order when reverse is set, until visit
	// returns false. If to is not after from, Scan visits nothing; nil is a bound like
	// any other, the first. Key and value are valid until visit returns, and must not be
	// changed. visit may call Get and Scan of the same Reader.
	Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) error
}

// A Change puts a key, or deletes the key when Delete is set. Deleting a key that does
// not exist is no error.
type Change struct {
	Key, Value []byte // Value may be empty
	Delete     bool
}

// MaxKey is how many bytes a key of the adapter has at most, inclusive.
const MaxKey = 1024
