// Package open opens a store by the URL that a flag, a setting or an environment variable
// names: memory:, bolt:PATH, pebble:PATH, sqlite:PATH or postgres:DSN.
//
// The package decides what a URL means and which backend opens the place. Errors of the
// backend come back unchanged. A file or a database is the same whichever way a program
// opened it.
//
// The package imports every backend, so it is a separate module, for programs whose users
// choose. A program that always uses the same backend imports only that backend.
//
// # The parts of a URL
//
//	bolt:/var/lib/crm/crm.bolt?wait=5s
//
//	scheme    bolt                    which backend
//	place     /var/lib/crm/crm.bolt   as written: nothing is escaped
//	options   wait=5s                 of the backend, as in bolt.Options
//
// The place of postgres is a connection string, in either form that PostgreSQL has:
// postgres:user=crm dbname=crm, or postgres://db/crm. Options in the connection string are
// those of pgx.
package open

import (
	"context"
	"strings"

	"github.com/relata-go/relata/failure"
	"github.com/relata-go/relata/storage"
)

// Accounts opens the place of a URL, or makes the place if there is none, and returns the
// accounts. The error is a [*URLError] if the URL cannot be read, and otherwise the
// backend's own, such as bolt.ErrLocked. ctx is for the opening alone.
func Accounts(ctx context.Context, url string) (storage.Accounts, error) {
	s, place, err := parse(url)
	if err != nil {
		return nil, err
	}
	return s.open(ctx, place)
}

// Storage opens the place of a URL for a single account. Closing the Storage closes the
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

// A single is the only Storage of a place, and owns the place.
type single struct {
	storage.Storage
	place storage.Accounts
}

// Close waits for the calls under way and closes the place.
func (s single) Close() error { return s.place.Close() }

// Check returns a [*URLError] unless the URL can be read. Nothing is opened.
func Check(url string) error {
	_, _, err := parse(url)
	return err
}

// Redacted returns a URL for a message: a path is shown, and otherwise only the scheme,
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

// ErrURL matches every [URLError], for errors.Is.
var ErrURL = failure.Sentinel(failure.Invalid, "open.ErrURL", "store URL cannot be read")

// A URLError says that a URL names no store.
type URLError struct {
	URL    string // see [Redacted]
	Reason string
}

var _ = failure.Register[*URLError]("open.URLError")

// Error reads: store "mysql:...": unknown scheme: write memory:, bolt:PATH, pebble:PATH, sqlite:PATH or postgres:DSN
func (e *URLError) Error() string {
	return "store " + quoted(e.URL) + ": " + e.Reason + ": write " + forms()
}

// Unwrap returns [ErrURL].
func (e *URLError) Unwrap() error { return ErrURL }
