package sqlite

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// holdEnv names a store that this process opens, says so, and holds until its input
// ends: the test's second process.
const holdEnv = "RELATA_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdEnv); path != "" {
		os.Exit(hold(path))
	}
	os.Exit(m.Run())
}

func hold(path string) int {
	s, err := Open(path, nil)
	if err != nil {
		fmt.Println("not opened:", err)
		return 1
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if s.Close() != nil {
		return 1
	}
	return 0
}

// held is a store that another process has open.
type held struct {
	*exec.Cmd
	input io.Closer
}

// holdElsewhere opens a store in another process.
func holdElsewhere(t *testing.T, path string) held {
	h := held{Cmd: exec.Command(os.Args[0])}
	h.Env = append(os.Environ(), holdEnv+"="+path)
	input, err := h.StdinPipe()
	require.NoError(t, err)
	h.input = input
	output, err := h.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, h.Start())
	t.Cleanup(func() { _ = h.Process.Kill() })
	said, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "open\n", said)
	return h
}

// A store that another process has open is refused, at once or after the time to wait,
// and opened when the other closes it in that time, or is killed.
func TestLockedElsewhere(t *testing.T) {
	path := file(t)
	other := holdElsewhere(t, path)
	begun := time.Now()
	_, err := Open(path, nil)
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, path)
	require.Less(t, time.Since(begun), 5*time.Second)
	begun = time.Now()
	_, err = Open(path, &Options{Wait: 300 * time.Millisecond})
	require.ErrorIs(t, err, ErrLocked)
	require.GreaterOrEqual(t, time.Since(begun), 200*time.Millisecond)

	opened := make(chan error, 1)
	go func() {
		s, err := Open(path, &Options{Wait: time.Minute})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	require.NoError(t, other.input.Close())
	require.NoError(t, other.Wait())
	require.NoError(t, <-opened)

	other = holdElsewhere(t, path)
	require.NoError(t, other.Process.Kill())
	var exit *exec.ExitError
	require.True(t, errors.As(other.Wait(), &exit))
	require.NoError(t, openStore(t, path, nil).Close())
}

// Nor is a store opened twice in one process, by whatever name.
func TestLockedHere(t *testing.T) {
	path := file(t)
	s := openStore(t, path, nil)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	here, err := os.Getwd()
	require.NoError(t, err)
	relative, err := filepath.Rel(here, path)
	require.NoError(t, err)
	for _, name := range []string{path, link, relative, filepath.Dir(path) + "/./store"} {
		_, err := Open(name, nil)
		require.ErrorIs(t, err, ErrLocked, name)
	}
	associate(t, s, ann, acme)
	require.NoError(t, s.Close())
	s = openStore(t, link, nil)
	requireCount(t, s, ann, "companies", 1)
	_, err = Open(path, nil)
	require.ErrorIs(t, err, ErrLocked)
	require.NoError(t, s.Close())
}
