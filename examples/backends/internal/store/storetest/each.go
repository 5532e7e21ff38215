// Package storetest runs a test of the example in a new place of every backend.
//
// All places are listed here, so that a new backend is added here and nowhere else.
package storetest

import (
	"path/filepath"
	"testing"

	"github.com/relata-go/relata/examples/backends/internal/store"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// Each runs a test for every kind of place, each new and empty. durable says whether a place
// keeps rows when it is closed and opened again. Without a PostgreSQL server that can be
// started that test is skipped, see [postgrestest.Start].
func Each(t *testing.T, test func(t *testing.T, place store.Place, durable bool)) {
	for _, one := range []struct {
		name  string
		value func(t *testing.T) string
	}{
		{"memory", func(*testing.T) string { return "memory" }},
		{"bolt", func(t *testing.T) string { return "bolt:" + filepath.Join(t.TempDir(), "crm.bolt") }},
		{"pebble", func(t *testing.T) string { return "pebble:" + filepath.Join(t.TempDir(), "crm") }},
		{"sqlite", func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "crm.db") }},
		{"postgres", func(t *testing.T) string { return "postgres:" + postgrestest.Start(t) }},
	} {
		t.Run(one.name, func(t *testing.T) {
			place, err := store.Parse(one.value(t))
			if err != nil {
				t.Fatal(err)
			}
			test(t, place, one.name != "memory")
		})
	}
}
