package enginetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/storage/kv"
)

// Deleting a key that does not exist, in an empty store too, is no error and changes nothing.
func nothingToDelete(t tester, s *env) {
	e := s.open()
	s.write(t, e, del("a"))
	s.write(t, e)
	same(t, nil, s.all(t, e))
	s.write(t, e, put("b", "1"))
	s.write(t, e, del("a"), del("b\x00"), put("c", "2"), del("d"))
	same(t, []pair{{"b", "1"}, {"c", "2"}}, s.all(t, e))
	s.write(t, e, del("b"))
	s.write(t, e, del("b"))
	same(t, []pair{{"c", "2"}}, s.all(t, e))
}

// The caller may overwrite its slices as soon as Write has returned.
func slicesAreNotKept(t tester, s *env) {
	e := s.open()
	memory := []byte("key1value1key2value2")
	changes := []kv.Change{{Key: memory[0:4], Value: memory[4:10]}, {Key: memory[10:14], Value: memory[14:20]}}
	s.write(t, e, changes...)
	clear(memory)
	clear(changes)
	same(t, []pair{{"key1", "value1"}, {"key2", "value2"}}, s.all(t, e))
	s.write(t, e, put("key3", "value3"))
	require.Equal(t, 3, len(s.all(t, e)))
}

// A reader during Writes sees each Write as a whole: puts and deletes together.
func writeIsWhole(t tester, s *env) {
	e := s.open()
	state := func(n int) []kv.Change { // keys 0 to 9 hold n, and the n-th of 20 other keys exists
		var changes []kv.Change
		for i := range 10 {
			changes = append(changes, put(fmt.Sprint("key", i), fmt.Sprint(n)))
		}
		old, place := fmt.Sprintf("place%02d", (n+19)%20), fmt.Sprintf("place%02d", n%20)
		changes = append(changes, del(old), put(place, fmt.Sprint(n)))
		slices.SortFunc(changes, func(a, b kv.Change) int { return slices.Compare(a.Key, b.Key) })
		return changes
	}
	s.write(t, e, state(0)...)
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	watching := begin(func() error {
		for ctx.Err() == nil {
			held, err := values(e)
			if err != nil {
				return err
			}
			if len(held) != 11 || slices.ContainsFunc(held, func(v string) bool { return v != held[0] }) {
				return fmt.Errorf("a View shows a part of a Write: values %q", held)
			}
		}
		return nil
	})
	for n := 1; n <= 100; n++ {
		s.write(t, e, state(n)...)
	}
	stop()
	require.NoError(t, await(t, watching, "the goroutine that watches"))
}

// values returns the values of an engine, in key order.
func values(of kv.Engine) (held []string, err error) {
	err = of.View(context.Background(), func(r kv.Reader) error {
		return r.Scan([]byte("\x00"), []byte(last), false, func(_, value []byte) bool {
			held = append(held, string(value))
			return true
		})
	})
	return held, err
}

// largeChanges is how many changes an engine takes at once.
const largeChanges = 100_000

// A Write takes many changes, and another Write takes them all back.
func largeWrite(t tester, s *env) {
	e := s.open()
	changes := make([]kv.Change, largeChanges)
	for i := range changes {
		changes[i] = put(fmt.Sprintf("%08d", i), fmt.Sprintf("the value of %d", i))
	}
	s.write(t, e, changes...)
	held := s.all(t, e)
	require.Equal(t, largeChanges, len(held))
	same(t, []pair{{"00099999", "the value of 99999"}}, held[largeChanges-1:])
	for i := range changes {
		changes[i] = del(string(changes[i].Key))
	}
	s.write(t, e, changes[:largeChanges-1]...)
	same(t, held[largeChanges-1:], s.all(t, e))
}

// With a context that has ended nothing is called and nothing is written.
func cancelledWritesNothing(t tester, s *env) {
	e := s.open()
	s.write(t, e, put("a", "1"))
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	require.ErrorIs(t, e.Write(ctx, []kv.Change{put("a", "2"), put("b", "2")}), context.Canceled)
	require.ErrorIs(t, e.View(ctx, func(kv.Reader) error {
		require.FailNow(t, "fn was called", "although the context had ended")
		return nil
	}), context.Canceled)
	same(t, []pair{{"a", "1"}}, s.all(t, e))
}
