package enginetest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
)

// A View shows the pairs that existed when fn was called, even before its first read and after many Writes that replace, add
// and delete these pairs. The next View shows all changes.
func viewIsSnapshot(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "old"), put("b", "old"), put("d", "old"))
	old := []pair{{"a", "old"}, {"b", "old"}, {"d", "old"}}
	s.view(t, e, func(r kv.Reader) {
		s.write(t, e, put("a", "new"), del("b"), put("c", "new")) // before the first read
		same(t, old, scan(t, r, "\x00", last, false))
		var inside []pair
		require.NoError(t, r.Scan([]byte("a"), []byte(last), false, func(key, value []byte) bool {
			inside = append(inside, pair{string(key), string(value)})
			n := fmt.Sprint(len(inside))
			s.write(t, e, del("a"), put("b", n), put("c", n), put("d"+n, n))
			return true
		}))
		same(t, old, inside, "a scan under way")
		same(t, old, scan(t, r, "\x00", last, false), "a scan that began after the Writes")
		for key, want := range map[string]string{"a": "old", "b": "old", "c": ""} {
			value, err := r.Get([]byte(key))
			require.NoError(t, err)
			sameText(t, want, string(value), "the value of "+key)
		}
	})
	same(t, []pair{{"b", "3"}, {"c", "3"}, {"d", "old"}, {"d1", "1"}, {"d2", "2"}, {"d3", "3"}}, s.all(t, e))
}

// Views and Writes do not wait for each other: while a View stays open, Writes that make the
// store many times larger return, and later Views begin and see them.
func viewWaitsForNoWrite(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "old"))
	s.view(t, e, func(r kv.Reader) {
		writing := begin(func() error {
			for n := range 20 {
				changes := make([]kv.Change, 1000)
				for i := range changes {
					changes[i] = put(fmt.Sprintf("b%02d%04d", n, i), fmt.Sprintf("%500d", i))
				}
				if err := e.Write(s.ctx, changes); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(t, await(t, writing, "a Write while a View is open"))
		later := begin(func() error {
			held, err := values(e)
			if err == nil && len(held) != 20_001 {
				err = fmt.Errorf("a later View shows %d keys", len(held))
			}
			return err
		})
		require.NoError(t, await(t, later, "a View while another is open"))
		same(t, []pair{{"a", "old"}}, scan(t, r, "\x00", last, false))
	})
}

// Views run at the same time, each with its own snapshot.
func manyViews(t tester, s *env) {
	const views = 16
	e := s.open()
	inside, leave := make(chan struct{}, views), make(chan struct{})
	release := sync.OnceFunc(func() { close(leave) })
	defer release()
	var viewing []<-chan error
	for n := range views {
		s.write(t, e, put("n", fmt.Sprint(n)), put(fmt.Sprintf("n%02d", n), ""))
		viewing = append(viewing, begin(func() error {
			return e.View(s.ctx, func(r kv.Reader) error {
				inside <- struct{}{}
				<-leave
				value, err := r.Get([]byte("n"))
				keys := 0
				err = errors.Join(err, r.Scan([]byte("n"), []byte("o"), false, func(_, _ []byte) bool { keys++; return true }))
				if err == nil && (string(value) != fmt.Sprint(n) || keys != n+2) {
					err = fmt.Errorf("view %d shows %q and %d keys", n, value, keys)
				}
				return err
			})
		}))
		<-inside
	}
	release()
	for n, done := range viewing {
		require.NoError(t, await(t, done, fmt.Sprint("View ", n)))
	}
}

// View returns fn's own error, not a wrapped error, and the store works afterwards.
func errorOfFn(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "1"))
	own, calls := errors.New("fn's own"), 0
	err := e.View(s.ctx, func(r kv.Reader) error {
		calls++
		require.Equal(t, 1, len(scan(t, r, "a", "b", false)))
		return own
	})
	require.Same(t, own, err, "fn's error comes back unchanged")
	require.Equal(t, 1, calls, "fn is called once")
	s.write(t, e, put("a", "2"))
	same(t, []pair{{"a", "2"}}, s.all(t, e))
}

// A panic of fn, or of visit, comes through, and leaves the store as before: Writes work, and
// Close has nothing to wait for.
func panicOfFn(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "1"))
	var none []error
	require.Panics(t, func() { _ = e.View(s.ctx, func(kv.Reader) error { return none[len(none)] }) })
	require.Panics(t, func() {
		_ = e.View(s.ctx, func(r kv.Reader) error {
			return r.Scan([]byte("a"), []byte("b"), false, func(_, _ []byte) bool { return none[len(none)] == nil })
		})
	})
	s.write(t, e, put("a", "2"))
	same(t, []pair{{"a", "2"}}, s.all(t, e))
	require.NoError(t, await(t, begin(e.Close), "Close after a panic"))
}
