package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// A connection to the database. A single goroutine uses a connection at a time, and each
// statement is prepared once. The pool of database/sql is not used, because there the end
// of a context ends the transaction.
type connection struct {
	driver.Conn
	idle map[string][]driver.Stmt // prepared and not in use
}

// connect opens the database, or makes an empty one. The path is escaped, because SQLite
// reads options after a question mark.
func connect(path string, wait time.Duration) (*connection, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	milliseconds := (wait + time.Millisecond - 1) / time.Millisecond
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: fmt.Sprint("_pragma=busy_timeout(", int64(milliseconds), ")")}
	conn, err := new(sqlite.Driver).Open(name.String())
	if err != nil {
		return nil, err
	}
	return &connection{conn, map[string][]driver.Stmt{}}, nil
}

// rows are the rows of a statement under way.
type rows struct {
	driver.Rows
	to   *connection
	text string
	used driver.Stmt
}

// query runs a statement. A statement that is under way already is prepared a second time,
// so that Scans may be nested.
func (c *connection) query(text string, values ...[]byte) (rows, error) {
	var prepared driver.Stmt
	if idle := c.idle[text]; len(idle) > 0 {
		prepared, c.idle[text] = idle[len(idle)-1], idle[:len(idle)-1]
	} else {
		var err error
		if prepared, err = c.Prepare(text); err != nil {
			return rows{}, err
		}
	}
	args := make([]driver.NamedValue, len(values))
	for i, value := range values {
		if value == nil {
			value = []byte{} // nil would be NULL
		}
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	under, ok := prepared.(driver.StmtQueryContext)
	if !ok {
		return rows{}, errors.Join(errors.New("the driver lacks StmtQueryContext"), prepared.Close())
	}
	found, err := under.QueryContext(context.Background(), args)
	if err != nil {
		return rows{}, errors.Join(err, prepared.Close())
	}
	return rows{found, c, text, prepared}, nil
}

// Close ends the statement, which the next query uses again.
func (r rows) Close() error {
	if err := r.Rows.Close(); err != nil {
		return errors.Join(err, r.used.Close())
	}
	r.to.idle[r.text] = append(r.to.idle[r.text], r.used)
	return nil
}

// row returns the first row of a statement, or nil if there is none.
func (c *connection) row(text string, values ...[]byte) ([]driver.Value, error) {
	found, err := c.query(text, values...)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, len(found.Columns()))
	switch err = found.Next(row); {
	case errors.Is(err, io.EOF):
		row, err = nil, nil
	case err != nil:
		row = nil
	}
	return row, errors.Join(err, found.Close())
}

// run runs statements whose rows, if any, nobody needs.
func (c *connection) run(texts ...string) error {
	for _, text := range texts {
		if _, err := c.row(text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// Close finalizes the statements and closes the connection.
func (c *connection) Close() error {
	var failed []error
	for _, idle := range c.idle {
		for _, prepared := range idle {
			failed = append(failed, prepared.Close())
		}
	}
	return errors.Join(append(failed, c.Conn.Close())...)
}

// code returns the primary code of an error of SQLite, without the extension, or 0.
func code(err error) int {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		return failure.Code() & 0xff
	}
	return 0
}
