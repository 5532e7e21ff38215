package pebble

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A fileSystem is the file system that Pebble gets. It keeps from Pebble every error for
// which Pebble would end the process: the store fails instead, and the call that met the
// error never returns. After a failure it makes no call that changes a file. So Pebble's
// goroutines that still run cannot touch the folder, and it may be opened again.
type fileSystem struct {
	vfs.FS
	*fatal
	folder string
	mu     sync.RWMutex // read-locked by calls that change files, locked for ever by stop
}

// change makes a call that changes the file of that name. name is empty if Pebble can go
// on without the change. It does not return if the error is fatal or the store has failed.
func (f *fileSystem) change(name string, call func() error) error {
	f.mu.RLock()
	if f.err() != nil {
		f.mu.RUnlock()
		select {}
	}
	err := call()
	if err == nil || !f.isFatal(name) {
		f.mu.RUnlock()
		return err
	}
	f.fail(fmt.Errorf("%s: %w", name, err))
	f.mu.RUnlock()
	select {}
}

// isFatal reports whether Pebble ends the process if the file cannot be written. Such are
// the logs, the lists of files (manifests), the marker of the current manifest, and the
// folder itself.
func (f *fileSystem) isFatal(name string) bool {
	if name == f.folder {
		return true
	}
	in, base := filepath.Split(name)
	return filepath.Clean(in) == f.folder &&
		(strings.HasSuffix(base, ".log") || strings.HasPrefix(base, "MANIFEST-") || strings.HasPrefix(base, "marker.manifest."))
}

// stop waits for the changes under way and prevents later ones. It is called after a failure.
func (f *fileSystem) stop() { f.mu.Lock() }

// open makes a call that opens a file for writing.
func (f *fileSystem) open(name string, call func() (vfs.File, error)) (vfs.File, error) {
	var opened vfs.File
	err := f.change(name, func() (err error) {
		opened, err = call()
		return err
	})
	if err != nil {
		return nil, err
	}
	return &file{opened, f, name}, nil
}

// Create implements vfs.FS.
func (f *fileSystem) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.Create(name, c) })
}

// OpenReadWrite implements vfs.FS.
func (f *fileSystem) OpenReadWrite(name string, c vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.OpenReadWrite(name, c, o...) })
}

// OpenDir implements vfs.FS.
func (f *fileSystem) OpenDir(name string) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.OpenDir(name) })
}

// ReuseForWrite implements vfs.FS.
func (f *fileSystem) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.ReuseForWrite(old, name, c) })
}

// Link implements vfs.FS.
func (f *fileSystem) Link(old, name string) error {
	return f.change(name, func() error { return f.FS.Link(old, name) })
}

// Rename implements vfs.FS.
func (f *fileSystem) Rename(old, name string) error {
	return f.change(name, func() error { return f.FS.Rename(old, name) })
}

// MkdirAll implements vfs.FS.
func (f *fileSystem) MkdirAll(name string, mode os.FileMode) error {
	return f.change(name, func() error { return f.FS.MkdirAll(name, mode) })
}

// Remove implements vfs.FS.
func (f *fileSystem) Remove(name string) error {
	return f.change("", func() error { return f.FS.Remove(name) })
}

// RemoveAll implements vfs.FS.
func (f *fileSystem) RemoveAll(name string) error {
	return f.change("", func() error { return f.FS.RemoveAll(name) })
}

// Lock implements vfs.FS. It does nothing: the engine has locked the folder already.
func (f *fileSystem) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

// A file is a file that Pebble writes.
type file struct {
	vfs.File
	files *fileSystem
	name  string
}

// Write implements vfs.File.
func (f *file) Write(p []byte) (n int, err error) {
	err = f.files.change(f.name, func() error { n, err = f.File.Write(p); return err })
	return n, err
}

// WriteAt implements vfs.File.
func (f *file) WriteAt(p []byte, at int64) (n int, err error) {
	err = f.files.change(f.name, func() error { n, err = f.File.WriteAt(p, at); return err })
	return n, err
}

// SyncTo implements vfs.File.
func (f *file) SyncTo(length int64) (full bool, err error) {
	err = f.files.change(f.name, func() error { full, err = f.File.SyncTo(length); return err })
	return full, err
}

// Preallocate implements vfs.File. Not every file system supports it, so its error is not fatal.
func (f *file) Preallocate(at, length int64) error {
	return f.files.change("", func() error { return f.File.Preallocate(at, length) })
}

// Stat implements vfs.File.
func (f *file) Stat() (info vfs.FileInfo, err error) {
	err = f.files.change(f.name, func() error { info, err = f.File.Stat(); return err })
	return info, err
}

// Sync implements vfs.File.
func (f *file) Sync() error { return f.files.change(f.name, f.File.Sync) }

// SyncData implements vfs.File.
func (f *file) SyncData() error { return f.files.change(f.name, f.File.SyncData) }

// Close implements vfs.File.
func (f *file) Close() error { return f.files.change(f.name, f.File.Close) }
