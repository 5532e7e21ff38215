package store

import (
	"context"
	"io"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/bolt"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/pebble"
	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/sqlite"
)

// An OpenError says that a place could not be opened.
type OpenError struct {
	Place Place
	Err   error // the backend's own, which names the place
}

// Error reads: the store cannot be opened: bolt: open crm.bolt: store is locked ...
func (e *OpenError) Error() string { return "the store cannot be opened: " + e.Err.Error() }

// Unwrap returns the backend's error.
func (e *OpenError) Unwrap() error { return e.Err }

// Open opens the place, or makes a new place, and returns the account of the given name. The
// account's Close closes the whole place. The error is an [*OpenError].
func (p Place) Open(ctx context.Context, name string) (storage.Storage, error) {
	s, err := p.open(ctx, name)
	if err != nil {
		return nil, &OpenError{p, err}
	}
	return s, nil
}

func (p Place) open(ctx context.Context, name string) (storage.Storage, error) {
	switch p.kind {
	case inBolt:
		db, err := bolt.Open(p.at, nil)
		if err != nil {
			return nil, err
		}
		return account{db.Account(name), db}, nil
	case inPebble:
		db, err := pebble.Open(p.at, nil)
		if err != nil {
			return nil, err
		}
		return account{db.Account(name), db}, nil
	case inSQLite:
		db, err := sqlite.Open(p.at, nil)
		if err != nil {
			return nil, err
		}
		return account{db.Account(name), db}, nil
	case inPostgres:
		db, err := postgres.Open(ctx, p.at, nil)
		if err != nil {
			return nil, err
		}
		return account{db.Account(name), db}, nil
	}
	return memory.New(), nil // memory has one account
}

// An account is the only account that is open in its place.
type account struct {
	storage.Storage
	place io.Closer
}

// Close closes the place, after the calls under way in all accounts there.
func (a account) Close() error { return a.place.Close() }
