// Package open opens a store by the URL that a flag, a setting or an environment variable
// names: memory:, bolt:PATH, pebble:PATH or postgres:DSN.
//
// It decides what the URL means and which backend opens it. A backend's errors come back
// unchanged, and so does its data: a file is the same whichever way it was opened.
//
// The package imports every backend, so it is a module of its own, for programs whose users
// choose. A program that always uses one backend imports that one.
//
// # One URL
//
//	bolt:/var/lib/crm/crm.bolt?wait=5s
//
//	scheme    bolt                    which backend
//	place     /var/lib/crm/crm.bolt   as it is: nothing in it is escaped
//	options   wait=5s                 of the backend, like its Options
//
// The place of postgres is a connection string in one of the two forms that PostgreSQL has:
// postgres:host=db dbname=crm, or postgres://db/crm. Everything after it is pgx's, options
// included.
package open

import (
	"context"
	"errors"
	"strings"

	"github.com/relata-go/relata/storage"
)

// Accounts opens the place of a URL, or makes a new one if there is none, and returns its
// accounts. The error is a [*URLError] if the URL cannot be read, and otherwise the
// backend's own, such as bolt.ErrLocked. ctx is for the opening alone.
func Accounts(ctx context.Context, url string) (storage.Accounts, error) {
	s, place, err := parse(url)
	if err != nil {
		return nil, err
	}
	return s.open(ctx, place)
}

// Storage opens the place of a URL for one account of it. Closing the Storage closes the
// place. The errors are those of [Accounts], or a [*storage.AccountNameError].
func Storage(ctx context.Context, url, account string) (storage.Storage, error) {
	if err := storage.CheckAccountName(account); err != nil {
		return nil, err
	}
	accounts, err := Accounts(ctx, url)
	if err != nil {
		return nil, err
	}
	return single{accounts.Account(account), accounts}, nil
}

// A single is the Storage of the only account that is used of a place.
type single struct {
	storage.Storage
	place storage.Accounts
}

// Close waits for the calls under way and closes the place.
func (s single) Close() error { return s.place.Close() }

// Check returns a [*URLError] unless the URL can be read. It opens nothing.
func Check(url string) error {
	_, _, err := parse(url)
	return err
}

// Redacted returns a URL as it may be shown: a path as it is, and otherwise only the scheme,
// because a connection string may hold a password.
func Redacted(url string) string {
	name, _, colon := strings.Cut(url, ":")
	s := schemeOf(name)
	switch {
	case s != nil && !s.isSecret, !colon && !strings.Contains(url, "="):
		return url
	case colon:
		return name + ":..."
	}
	return "..."
}

// ErrURL is what every [URLError] is, for errors.Is.
var ErrURL = errors.New("store URL cannot be read")

// A URLError says that a URL names no store.
type URLError struct {
	URL    string // as it may be shown, see [Redacted]
	Reason string
}

// Error reads: store "mysql:...": unknown scheme: write memory:, bolt:PATH, pebble:PATH or postgres:DSN
func (e *URLError) Error() string {
	return "store " + quoted(e.URL) + ": " + e.Reason + ": write " + forms()
}

// Is reports whether target is [ErrURL].
func (e *URLError) Is(target error) bool { return target == ErrURL }
