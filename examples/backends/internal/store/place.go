// Package store opens the backend that a program's -store flag names, so that every
// example runs on all of them and none says how.
//
// It decides what the flag means and nothing else: what a backend can be tuned by stays
// at its default. A program gets an account of its own in the place, and so finds there
// what it wrote itself and disturbs nobody else.
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
const forms = "memory, bolt:PATH, pebble:PATH or postgres:DSN"

// A kind is a backend.
type kind string

const (
	inMemory   kind = "memory"
	inBolt     kind = "bolt"
	inPebble   kind = "pebble"
	inPostgres kind = "postgres"
)

// A Place is a backend and where it keeps what it is given: a file of bolt's, a folder of
// pebble's, a database of PostgreSQL's. The zero Place is memory.
type Place struct {
	kind kind
	at   string
}

var _ flag.Value = (*Place)(nil)

// Flag defines the flag -store, and returns where its value will be when flags are parsed.
func Flag(flags *flag.FlagSet) *Place {
	place := new(Place)
	flags.Var(place, "store", "the `place` that keeps the graph: "+forms+" (default memory)")
	return place
}

// Parse returns the place that a value of the flag names. A connection string may be a
// URL, and then stand alone. The error is [ErrKind], or [ErrPlace] when the path or the
// connection string is missing, or memory is given one.
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
	case inBolt, inPebble:
		if at == "" {
			return fmt.Errorf("%w: %s needs a path, as in %s:PATH", ErrPlace, k, k)
		}
	case inPostgres, "postgresql":
		if at == "" {
			return fmt.Errorf("%w: postgres needs a connection string, as in postgres:DSN", ErrPlace)
		}
		k = inPostgres
		if strings.HasPrefix(at, "//") {
			at = value // which is a connection URL as it stands
		}
	default:
		return fmt.Errorf("%w %q: say %s", ErrKind, name, forms)
	}
	*p = Place{k, at}
	return nil
}

// String returns the place as the flag has it, but of PostgreSQL the kind alone: a
// connection string may hold a password.
func (p Place) String() string {
	switch p.kind {
	case "":
		return string(inMemory)
	case inMemory, inPostgres:
		return string(p.kind)
	}
	return string(p.kind) + ":" + p.at
}
