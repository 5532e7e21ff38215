package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/relata-go/relata/failure"
)

// ErrLocked says that the file is open already, in this process or in another.
var ErrLocked = failure.Sentinel(failure.Unavailable, "bolt.ErrLocked", "store is locked by another process, or is open already in this one")

// mode is the mode of a new file. Associations are personal data, so only the owner may read.
const mode = 0o600

// openEngine opens the file, or makes a new one.
func openEngine(path string, options *Options) (*engine, error) {
	if options == nil {
		options = &Options{}
	}
	mapSize := options.MapSize
	if mapSize <= 0 {
		mapSize = defaultMapSize()
	}
	_, missing := os.Stat(path)
	db, err := bbolt.Open(path, mode, &bbolt.Options{
		Timeout: max(options.Wait, time.Nanosecond), // bbolt waits for ever when it is zero
		NoSync:  options.NoSync, NoFreelistSync: options.NoFreelistSync,
		FreelistType: bbolt.FreelistMapType, InitialMmapSize: mapSize, NoStatistics: true,
	})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("bolt: open %s: %w", path, ErrLocked)
	case err != nil:
		return nil, fmt.Errorf("bolt: open %s: %w", path, err)
	}
	if err := prepare(db, path, missing != nil); err != nil {
		return nil, errors.Join(fmt.Errorf("bolt: open %s: %w", path, err), db.Close())
	}
	return &engine{db: db}, nil
}

// prepare makes the bucket if it does not exist. Of a new file it makes the name in the
// folder durable, because bbolt syncs the file but not the folder.
func prepare(db *bbolt.DB, path string, created bool) error {
	tx, err := db.Begin(false)
	if err != nil {
		return err
	}
	exists := tx.Bucket(bucket) != nil
	if err := tx.Rollback(); err != nil {
		return err
	}
	if !exists {
		err = db.Update(func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket(bucket)
			return err
		})
	}
	if err == nil && created {
		err = syncFolder(filepath.Dir(path))
	}
	return err
}
