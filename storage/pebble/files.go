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

// files is the file system as Pebble sees it. An error that Pebble would end the process
// for never reaches it: the store fails, and the call that met the error does not come
// back. From then on no call that changes a file is made either, so that nothing which
// Pebble still has running touches the folder, and another may open it.
type files struct {
	vfs.FS
	*failure
	folder string
	mu     sync.RWMutex // held for reading by calls that change files, for good by stop
}

// change makes a call that changes the file, or returns with its error. name is empty
// when Pebble can go on without the change.
func (f *files) change(name string, call func() error) error {
	f.mu.RLock()
	if f.standing() != nil {
		f.mu.RUnlock()
		select {}
	}
	err := call()
	if err == nil || !f.isVital(name) {
		f.mu.RUnlock()
		return err
	}
	f.fail(fmt.Errorf("%s: %w", name, err))
	f.mu.RUnlock()
	select {}
}

// isVital reports whether Pebble ends the process when the file cannot be written: a log,
// the list of files, the mark that says which list holds, and the folder itself.
func (f *files) isVital(name string) bool {
	if name == f.folder {
		return true
	}
	in, base := filepath.Split(name)
	return filepath.Clean(in) == f.folder &&
		(strings.HasSuffix(base, ".log") || strings.HasPrefix(base, "MANIFEST-") || strings.HasPrefix(base, "marker.manifest."))
}

// stop waits, behind a failure, for the changes under way. There are none after it.
func (f *files) stop() { f.mu.Lock() }

// open makes a call that opens a file to write it.
func (f *files) open(name string, call func() (vfs.File, error)) (vfs.File, error) {
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
func (f *files) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.Create(name, c) })
}

// OpenReadWrite implements vfs.FS.
func (f *files) OpenReadWrite(name string, c vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.OpenReadWrite(name, c, o...) })
}

// OpenDir implements vfs.FS.
func (f *files) OpenDir(name string) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.OpenDir(name) })
}

// ReuseForWrite implements vfs.FS.
func (f *files) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.ReuseForWrite(old, name, c) })
}

// Link implements vfs.FS.
func (f *files) Link(old, name string) error {
	return f.change(name, func() error { return f.FS.Link(old, name) })
}

// Rename implements vfs.FS.
func (f *files) Rename(old, name string) error {
	return f.change(name, func() error { return f.FS.Rename(old, name) })
}

// MkdirAll implements vfs.FS.
func (f *files) MkdirAll(name string, mode os.FileMode) error {
	return f.change(name, func() error { return f.FS.MkdirAll(name, mode) })
}

// Remove implements vfs.FS.
func (f *files) Remove(name string) error {
	return f.change("", func() error { return f.FS.Remove(name) })
}

// RemoveAll implements vfs.FS.
func (f *files) RemoveAll(name string) error {
	return f.change("", func() error { return f.FS.RemoveAll(name) })
}

// Lock implements vfs.FS. The engine has locked the folder, and releases it.
func (f *files) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

// A file is one that Pebble writes.
type file struct {
	vfs.File
	files *files
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

// Preallocate implements vfs.File. Not every file system can do it, so its error is none.
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
