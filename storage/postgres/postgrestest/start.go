package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Variable is the environment variable with the connection string of a server to use
// instead of one that is started: the tests make databases there, and drop them.
const Variable = "RELATA_POSTGRES"

// shared is the server that all tests of a process have in common.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Start returns the connection string of a new and empty database, which is dropped
// when the test ends. The server is that of [Variable], or one that is started the first
// time and serves all tests of the process; it has fsync and autovacuum off.
func Start(t testing.TB) (dsn string) {
	t.Helper()
	admin := os.Getenv(Variable)
	if admin == "" {
		shared.once.Do(func() { shared.server, shared.err = NewServer(context.Background(), nil) })
		if shared.err != nil {
			refuse(t, shared.err)
		}
		admin = shared.server.admin()
	}
	db, err := newDatabase(t.Context(), admin)
	if err != nil {
		t.Fatalf("postgrestest: make a database: %v", err)
	}
	t.Cleanup(func() { db.drop(t) })
	if dsn, err = db.dsn(); err != nil {
		t.Fatalf("postgrestest: %s: %v", Variable, err)
	}
	return dsn
}

// Launch starts a server for this test alone, which it may kill. It is closed when the
// test ends. [Variable] does not count here: nobody's own server is killed.
func Launch(t testing.TB, options *Options) *Server {
	t.Helper()
	server, err := NewServer(t.Context(), options)
	if err != nil {
		refuse(t, err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("postgrestest: %v", err)
		}
	})
	return server
}

// refuse ends a test that has no server.
func refuse(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" || !errors.Is(err, ErrMissing) {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Skipf("postgrestest: %v", err)
}

// Main runs the tests, stops the shared server and ends the process. A package whose
// tests call [Start] calls it from its TestMain, so that nothing of the server is left
// when the tests have ended; without it the server ends a moment later.
func Main(m *testing.M) {
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "postgrestest:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}
