//go:build unix

package sqlite

import (
	"errors"
	"os"
)

// syncFolder makes the names of the files in a folder durable.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
