package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/relata-go/relata/failure"
)

// ErrLocked says that the store is open already, in this process or in another.
var ErrLocked = failure.Sentinel(failure.Unavailable, "sqlite.ErrLocked", "store is locked by another process, or is open already in this one")

// ErrForeign says that the file is an SQLite database of another program. It is unchanged.
var ErrForeign = failure.Sentinel(failure.Unavailable, "sqlite.ErrForeign", "database belongs to another program")

// mode is the mode of a new file. Associations are personal data, so only the owner may
// read. SQLite gives the files beside the database the same mode.
const mode = 0o600

// application is the application_id of the database, "rlta".
const application = 0x726c7461

// busyTimeout is how long a call waits for a lock that another program holds on the database.
const busyTimeout = 10 * time.Second

// openEngine opens the database, or makes a new one. Links in the path are followed first, so
// that every name of the database has the same lock.
func openEngine(path string, wait time.Duration) (*engine, error) {
	created, err := create(path)
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	lock, err := acquire(path+"-lock", wait)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	writer, err := openWriter(path)
	if err == nil && created {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		if writer != nil {
			err = errors.Join(err, writer.Close())
		}
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), lock.Close())
	}
	return &engine{path: path, lock: lock, writer: writer}, nil
}

// create makes an empty file if none exists, with the right mode. An existing file is not
// opened: closing would drop the locks that this process holds on the file.
func create(path string) (created bool, err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, file.Close()
}

// acquire locks the store. The lock is an exclusive transaction in an empty database, which
// SQLite holds on every system, and which a killed process loses.
func acquire(path string, wait time.Duration) (*connection, error) {
	if _, err := create(path); err != nil {
		return nil, err
	}
	lock, err := connect(path, wait)
	if err != nil {
		return nil, err
	}
	err = lock.run("BEGIN EXCLUSIVE")
	switch {
	case err == nil:
		return lock, nil
	case code(err) == lib.SQLITE_BUSY:
		err = ErrLocked
	}
	return nil, errors.Join(err, lock.Close())
}

// openWriter connects to the database, and makes the table if the database is empty.
func openWriter(path string) (*connection, error) {
	c, err := connect(path, busyTimeout)
	if err != nil {
		return nil, err
	}
	return c, prepare(c)
}

// prepare checks whose database this is before the first change.
func prepare(c *connection) error {
	tables, err := c.row("SELECT count(*) FROM sqlite_schema")
	if err != nil {
		return err
	}
	owner, err := c.row("PRAGMA application_id")
	if err != nil {
		return err
	}
	isNew := tables[0] == int64(0) && owner[0] == int64(0)
	if !isNew && owner[0] != int64(application) {
		return ErrForeign
	}
	if err := c.run("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"); err != nil {
		return err
	}
	return c.run("BEGIN IMMEDIATE",
		fmt.Sprint("PRAGMA application_id = ", application),
		"CREATE TABLE IF NOT EXISTS relata (k BLOB NOT NULL PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID",
		"COMMIT")
}
