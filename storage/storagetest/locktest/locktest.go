// Package locktest tests a store that a single process at a time has open: the file or folder
// of an embedded backend. A backend calls both functions, each from a test of its own:
//
//	func TestLockedElsewhere(t *testing.T) { locktest.Elsewhere(t, subject) }
//	func TestLockedHere(t *testing.T)      { locktest.Here(t, subject) }
package locktest

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/storagetest/internal/child"
)

// A Subject is the backend under test.
type Subject struct {
	// Path returns the path of a store that does not exist yet, in a folder of its own.
	Path func(t testing.TB) string
	// Open opens the store, and waits up to wait while another has the store open.
	Open func(path string, wait time.Duration) (storage.Storage, error)
	// Locked is the error of Open after that time.
	Locked error
}

// A task is the request to the other process: open the store at Path, and close the store
// when the connection to Address ends.
type task struct{ Path, Address string }

// Elsewhere tests that a store which another process has open is refused, at once or after the
// time to wait. Open succeeds when the other process closes the store in that time, or is killed.
func Elsewhere(t *testing.T, s Subject) {
	var work task
	is, err := child.Task(&work)
	require.NoError(t, err)
	if is {
		hold(t, s, work)
		return
	}
	path := s.Path(t)
	other, release := s.holdElsewhere(t, path)
	begun := time.Now()
	_, err = s.Open(path, 0)
	require.ErrorIs(t, err, s.Locked)
	require.ErrorContains(t, err, path)
	require.Less(t, time.Since(begun), 5*time.Second)
	begun = time.Now()
	_, err = s.Open(path, 300*time.Millisecond)
	require.ErrorIs(t, err, s.Locked)
	require.GreaterOrEqual(t, time.Since(begun), 200*time.Millisecond)

	opened := make(chan error, 1)
	go func() {
		store, err := s.Open(path, time.Minute)
		if err == nil {
			err = store.Close()
		}
		opened <- err
	}()
	release()
	require.NoError(t, other.Wait(), other.Said())
	require.NoError(t, <-opened)

	other, _ = s.holdElsewhere(t, path)
	require.NoError(t, other.Kill())
	var exit *exec.ExitError
	require.True(t, errors.As(other.Wait(), &exit))
	require.NoError(t, s.open(t, path).Close())
}

// hold is the other process.
func hold(t *testing.T, s Subject, work task) {
	store := s.open(t, work.Path)
	parent, err := net.Dial("tcp", work.Address)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, parent)
	require.NoError(t, err)
	require.NoError(t, store.Close())
}

// holdElsewhere opens a store in another process, until release is called.
func (s Subject) holdElsewhere(t *testing.T, path string) (other *child.Process, release func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	other, err = child.Start(t, task{path, listener.Addr().String()}, func([]byte) {})
	require.NoError(t, err)
	require.NoError(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)))
	connection, err := listener.Accept() // the store is open
	require.NoError(t, err, other.Said())
	t.Cleanup(func() { _ = other.Kill() })
	return other, func() { _ = connection.Close() }
}

// Here tests that a store is not opened twice in one process either, by whatever name.
func Here(t *testing.T, s Subject) {
	path := s.Path(t)
	store := s.open(t, path)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	here, err := os.Getwd()
	require.NoError(t, err)
	relative, err := filepath.Rel(here, path)
	require.NoError(t, err)
	for _, name := range []string{path, link, relative, filepath.Dir(path) + "/./" + filepath.Base(path)} {
		_, err := s.Open(name, 0)
		require.ErrorIs(t, err, s.Locked, name)
	}
	ann, acme := record.New(record.Contacts, "1"), record.New(record.Companies, "10")
	_, err = graph(t, store).Associate(t.Context(), ann, acme)
	require.NoError(t, err)
	require.NoError(t, store.Close())

	store = s.open(t, link)
	_, linked, err := graph(t, store).Linked(t.Context(), ann, acme)
	require.NoError(t, err)
	require.True(t, linked)
	_, err = s.Open(path, 0)
	require.ErrorIs(t, err, s.Locked)
	require.NoError(t, store.Close())
}

func (s Subject) open(t *testing.T, path string) storage.Storage {
	t.Helper()
	store, err := s.Open(path, 0)
	require.NoError(t, err)
	return store
}

func graph(t *testing.T, store storage.Storage) *association.Graph {
	t.Helper()
	g, err := association.Open(t.Context(), store, nil)
	require.NoError(t, err)
	return g
}
