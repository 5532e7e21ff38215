package enginetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
)

// oddKeys are keys, in order, that a store with another idea of order gets wrong: by
// length, by sign, by locale, by the end of a C string.
var oddKeys = []string{
	"\x00", "\x00\x00", "\x00\x01", "\x00\xff", "\x01", "\x01\x00", " ", "/", "0", "00", "10", "9", ":", "A", "Z", "a", "a\x00",
	"a\x00b", "a\x01", "aa", "ab", "b", "z", "\x7f", "\x80", "\xc3\x84", "\xc3\xa4", "\xfe", "\xff", "\xff\x00", "\xff\xfe", "\xff\xff",
}

// withOddKeys returns an engine that holds the odd keys, each with itself as value.
func withOddKeys(t tester, s *env) kv.Engine {
	e := s.open()
	var changes []kv.Change
	for _, key := range oddKeys {
		changes = append(changes, put(key, key))
	}
	s.write(t, e, changes...)
	return e
}

// A scan is in the order of bytes.Compare, the reverse scan in the opposite order.
func scansAreInOrder(t tester, s *env) {
	var want []pair
	for _, key := range oddKeys {
		want = append(want, pair{key, key})
	}
	s.view(t, withOddKeys(t, s), func(r kv.Reader) {
		same(t, want, scan(t, r, "\x00", last, false))
		slices.Reverse(want)
		same(t, want, scan(t, r, "\x00", last, true))
	})
}

// The first bound belongs to a scan and the second does not, whether they are keys or between
// keys. If the second bound is not after the first, the scan visits nothing.
func boundsAreHalfOpen(t tester, s *env) {
	bounds := slices.Concat(oddKeys, []string{"", "00\x00", "5", "a\x00a", "zz", "\xff\x01", last})
	s.view(t, withOddKeys(t, s), func(r kv.Reader) {
		for _, from := range bounds {
			for _, to := range bounds {
				var want []pair
				for _, key := range oddKeys {
					if from <= key && key < to {
						want = append(want, pair{key, key})
					}
				}
				same(t, want, scan(t, r, from, to, false), "from %q to %q", from, to)
				slices.Reverse(want)
				same(t, want, scan(t, r, from, to, true), "from %q to %q, reverse", from, to)
			}
		}
		require.NoError(t, r.Scan(nil, nil, false, func(key, _ []byte) bool {
			require.FailNow(t, "two empty bounds hold nothing", "visited %q", key)
			return false
		}))
	})
}

// A scan whose visit returns false visits nothing more.
func visitEndsScan(t tester, s *env) {
	s.view(t, withOddKeys(t, s), func(r kv.Reader) {
		for _, reverse := range []bool{false, true} {
			visits := 0
			require.NoError(t, r.Scan([]byte("0"), []byte("z"), reverse, func(_, _ []byte) bool {
				visits++
				return visits < 3
			}))
			require.Equal(t, 3, visits)
		}
	})
}

// visit may read from the same Reader. The scan then continues at the same place, and key and
// value are unchanged.
func readsInsideVisit(t tester, s *env) {
	s.view(t, withOddKeys(t, s), func(r kv.Reader) {
		for _, reverse := range []bool{false, true} {
			var visited []string
			require.NoError(t, r.Scan([]byte("a"), []byte("b"), reverse, func(key, value []byte) bool {
				visited = append(visited, string(key))
				inner, err := r.Get([]byte("Z"))
				require.NoError(t, err)
				require.Equal(t, "Z", string(inner))
				require.Equal(t, len(oddKeys), len(scan(t, r, "\x00", last, !reverse)))
				require.NoError(t, r.Scan(key, []byte(last), reverse, func(_, _ []byte) bool {
					require.Equal(t, 5, len(scan(t, r, "0", "A", reverse)))
					return false
				}))
				require.Equal(t, visited[len(visited)-1], string(key))
				require.Equal(t, key, value)
				return true
			}))
			want := []string{"a", "a\x00", "a\x00b", "a\x01", "aa", "ab"}
			if reverse {
				slices.Reverse(want)
			}
			require.Equal(t, want, visited)
		}
	})
}

// An empty value is a value: Get returns it, and nil only for a key that does not exist.
func emptyValues(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("empty", ""), kv.Change{Key: []byte("nil")}, put("some", "some"))
	check := func(r kv.Reader) {
		for _, key := range []string{"empty", "nil"} {
			value, err := r.Get([]byte(key))
			require.NoError(t, err)
			require.NotNil(t, value, "Get of an empty value must differ from Get of a missing key")
			require.Empty(t, value)
		}
		for _, key := range []string{"", "e", "empt", "empty\x00", "o", "zz"} {
			value, err := r.Get([]byte(key))
			require.NoError(t, err)
			require.Nil(t, value, "there is no key %q", key)
		}
		same(t, []pair{{"empty", ""}, {"nil", ""}, {"some", "some"}}, scan(t, r, "a", "z", false))
	}
	s.view(t, e, check)
	s.write(t, e, put("some", ""))
	s.write(t, e, put("some", "some"))
	s.view(t, e, check)
}

// Keys may have kv.MaxKey bytes, and values a megabyte and more. A value that Get returned is
// still valid after other calls.
func longKeysAndValues(t tester, s *env) {
	e := s.open()
	long := strings.Repeat("\xff", kv.MaxKey-1)
	great := strings.Repeat("value", 1<<18)
	s.write(t, e, put("0", "first"), put(long+"\x00", great), put(long+"\xff", "last"))
	s.view(t, e, func(r kv.Reader) {
		first, err := r.Get([]byte("0"))
		require.NoError(t, err)
		value, err := r.Get([]byte(long + "\x00"))
		require.NoError(t, err)
		for n := range 100 {
			_, err := r.Get(fmt.Append(nil, n))
			require.NoError(t, err)
		}
		var visited []string
		require.NoError(t, r.Scan([]byte(long), []byte(long+"\xff\x00"), true, func(key, _ []byte) bool {
			visited = append(visited, string(key))
			return true
		}))
		require.True(t, slices.Equal([]string{long + "\xff", long + "\x00"}, visited), "long keys are out of order")
		sameText(t, "first", string(first), "a value that Get returned")
		require.True(t, bytes.Equal([]byte(great), value), "a great value has changed")
	})
}
