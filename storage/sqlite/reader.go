package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// A reader reads the table in a single read transaction. BLOBs are compared by bytes.
type reader struct{ *connection }

const (
	ascending  = "SELECT k, v FROM relata WHERE k >= ? AND k < ? ORDER BY k"
	descending = ascending + " DESC"
)

// Get returns a copy.
func (r reader) Get(key []byte) ([]byte, error) {
	row, err := r.row("SELECT v FROM relata WHERE k = ?", key)
	if err != nil || row == nil {
		return nil, err
	}
	return blob(row[0])
}

// Scan has a statement of its own, so that Scans may be nested.
func (r reader) Scan(from, to []byte, reverse bool, visit func(key, value []byte) bool) (err error) {
	text := ascending
	if reverse {
		text = descending
	}
	found, err := r.query(text, from, to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	row := make([]driver.Value, 2)
	for {
		switch err := found.Next(row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		key, err := blob(row[0])
		if err != nil {
			return err
		}
		value, err := blob(row[1])
		if err != nil || !visit(key, value) {
			return err
		}
	}
}

// blob returns the bytes of a column. The driver gives an empty BLOB as nil.
func blob(column driver.Value) ([]byte, error) {
	bytes, ok := column.([]byte)
	switch {
	case !ok:
		return nil, fmt.Errorf("sqlite: a column is %T, not a BLOB", column)
	case bytes == nil:
		return []byte{}, nil
	}
	return bytes, nil
}
