package postgres_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/postgres"
	"github.com/relata-go/relata/storage/postgres/postgrestest"
)

// A wire stands between all connections of a pool and the server. It counts how often
// the client asks and waits and how often it commits what it wrote, and breaks the
// connection at a COMMIT when told to.
type wire struct {
	mu      sync.Mutex
	trips   int
	commits int
	lose    loss
}

// A loss says what becomes of the next COMMIT that carries writes.
type loss int

const (
	nothing loss = iota
	request      // it never reaches the server
	answer       // the server commits, its answer is lost, and the connection breaks
	silence      // the server commits, and nothing is ever heard of it
)

// over opens a store whose connections go through a wire.
func over(t testing.TB, dsn string, options *postgres.Options) (*postgres.DB, *wire) {
	t.Helper()
	pool, w := tap(t, dsn)
	db, err := postgres.New(t.Context(), pool, options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db, w
}

// tap returns a pool whose connections go through a wire.
func tap(t testing.TB, dsn string) (*pgxpool.Pool, *wire) {
	t.Helper()
	config, err := pgxpool.ParseConfig(dsn)
	require.NoError(t, err)
	w := &wire{}
	dial := config.ConnConfig.DialFunc
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		return &tapped{Conn: conn, wire: w, statements: map[string]string{}}, err
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool, w
}

// counted returns how many trips f takes, and in how many transactions it writes.
func (w *wire) counted(f func()) (trips, commits int) {
	w.mu.Lock()
	trips, commits = w.trips, w.commits
	w.mu.Unlock()
	f()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trips - trips, w.commits - commits
}

func (w *wire) set(l loss) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lose = l
}

func (w *wire) is(l loss) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lose == l
}

// A tapped connection reads along with what the client sends: messages of a type byte,
// a length and a body, of which the first has no type.
type tapped struct {
	net.Conn
	wire       *wire
	started    bool
	pending    []byte
	statements map[string]string // prepared ones, by name
	reading    bool              // what is executed since the last trip only reads
	deaf, mute bool              // answers are lost; the connection stays open
}

var errCut = errors.New("the wire was cut")

func (c *tapped) Write(p []byte) (int, error) {
	c.wire.mu.Lock()
	commits := c.follow(p)
	lose := c.wire.lose
	if commits {
		c.wire.lose = nothing
	}
	c.wire.mu.Unlock()
	switch {
	case commits && lose == request:
		_ = c.Conn.Close()
		return len(p), nil // the client learns nothing yet
	case commits && lose != nothing:
		c.deaf, c.mute = true, lose == silence
	}
	return c.Conn.Write(p)
}

// Read gives nothing of the answers to a COMMIT that is lost: it waits until the server
// has answered, so that the transaction is committed.
func (c *tapped) Read(p []byte) (int, error) {
	if !c.deaf {
		return c.Conn.Read(p)
	}
	var all []byte
	for c.mute || !bytes.HasSuffix(all, []byte{'Z', 0, 0, 0, 5, 'I'}) {
		n, err := c.Conn.Read(p)
		if err != nil {
			return 0, err
		}
		all = append(all, p[:n]...)
	}
	_ = c.Conn.Close()
	return 0, errCut
}

// follow counts the trips in p and reports whether it has a COMMIT of something written.
func (c *tapped) follow(p []byte) (commits bool) {
	c.pending = append(c.pending, p...)
	for {
		head := 1
		if !c.started {
			head = 0
		}
		if len(c.pending) < head+4 {
			return commits
		}
		size := head + int(binary.BigEndian.Uint32(c.pending[head:]))
		if len(c.pending) < size {
			return commits
		}
		if c.started && c.message(c.pending[0], c.pending[5:size]) {
			commits = true
		}
		c.started, c.pending = true, c.pending[size:]
	}
}

// message follows one message and reports whether it is a COMMIT of something written.
func (c *tapped) message(kind byte, body []byte) (commits bool) {
	text := bytes.Split(body, []byte{0})
	switch kind {
	case 'Q', 'S': // a simple query, or the end of a pipeline
		c.wire.trips++
		if kind == 'Q' && string(text[0]) == "commit" { // of the application
			c.wire.commits++
			return true
		}
	case 'P': // prepare: name, statement
		c.statements[string(text[0])] = string(text[1])
	case 'B': // execute: portal, name
		sql := c.statements[string(text[1])]
		if bytes.Contains([]byte(sql), []byte("READ ONLY")) {
			c.reading = true
		}
		if sql == "COMMIT" {
			if commits = !c.reading; commits {
				c.wire.commits++
			}
			c.reading = false
		}
	}
	return commits
}

// quick returns a store over a wire in a database of its own.
func quick(t testing.TB, options *postgres.Options) (*postgres.DB, *wire) {
	t.Helper()
	return over(t, postgrestest.Start(t)+" pool_max_conns=1", options)
}
