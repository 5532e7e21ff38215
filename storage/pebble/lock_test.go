package pebble

import (
	"testing"
	"time"

	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/locktest"
)

var locked = locktest.Subject{
	Path: folder,
	Open: func(path string, wait time.Duration) (storage.Storage, error) {
		s, err := Open(path, &Options{Wait: wait})
		if err != nil {
			return nil, err
		}
		return s, nil
	},
	Locked: ErrLocked,
}

// A store that another process has open is refused, and opened when the other ends.
func TestLockedElsewhere(t *testing.T) { locktest.Elsewhere(t, locked) }

// Nor is a store opened twice in one process, by whatever name.
func TestLockedHere(t *testing.T) { locktest.Here(t, locked) }
