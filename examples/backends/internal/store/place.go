// Package store opens the backend that the -store flag names. The rest of the example does not
// know the backend.
//
// The package decides the meaning of the flag and nothing else: the options of each backend
// keep their defaults. A program gets its own account in the place. The account has the rows
// that the program wrote, and other accounts stay unchanged.
package store

import (
	"errors"
	"flag"
	"fmt"
	"strings"
)

// The errors of a flag, for errors.Is.
var (
	ErrKind  = errors.New("unknown kind of store")
	ErrPlace = errors.New("wrong place")
)

// forms are the flag's values.
const forms = "memory, bolt:PATH, pebble:PATH, sqlite:PATH or postgres:DSN"

// A kind is a backend.
type kind string

const (
	inMemory   kind = "memory"
	inBolt     kind = "bolt"
	inPebble   kind = "pebble"
	inSQLite   kind = "sqlite"
	inPostgres kind = "postgres"
)

// A Place is a backend and the place of its data: a file for bolt and sqlite, a folder for
// pebble, a database for PostgreSQL. The zero Place is memory.
type Place struct {
	kind kind
	at   string
}

var _ flag.Value = (*Place)(nil)

// Flag defines the flag -store, and returns the place of its value after flags are parsed.
func Flag(flags *flag.FlagSet) *Place {
	place := new(Place)
	flags.Var(place, "store", "the `place` that keeps the graph: "+forms+" (default memory)")
	return place
}

// Parse returns the place that a value of the flag names. A connection string that is a URL may
// be the whole value, as in postgres://db/crm. The error is [ErrKind], or [ErrPlace] if the
// path or the connection string is missing, or is given for memory.
func Parse(value string) (place Place, err error) {
	err = place.Set(value)
	return place, err
}

// Set implements [flag.Value]; see [Parse].
func (p *Place) Set(value string) error {
	name, at, colon := strings.Cut(value, ":")
	k := kind(name)
	switch k {
	case inMemory:
		if colon {
			return fmt.Errorf("%w: memory has none, say memory alone", ErrPlace)
		}
	case inBolt, inPebble, inSQLite:
		if at == "" {
			return fmt.Errorf("%w: %s needs a path, as in %s:PATH", ErrPlace, k, k)
		}
	case inPostgres, "postgresql":
		if at == "" {
			return fmt.Errorf("%w: postgres needs a connection string, as in postgres:DSN", ErrPlace)
		}
		k = inPostgres
		if strings.HasPrefix(at, "//") {
			at = value // the whole value is a connection URL
		}
	default:
		return fmt.Errorf("%w %q: say %s", ErrKind, name, forms)
	}
	*p = Place{k, at}
	return nil
}

// String returns the place as in the flag. For a PostgreSQL place String returns the kind
// alone, because a connection string may hold a password.
func (p Place) String() string {
	switch p.kind {
	case "":
		return string(inMemory)
	case inMemory, inPostgres:
		return string(p.kind)
	}
	return string(p.kind) + ":" + p.at
}
