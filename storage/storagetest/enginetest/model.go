package enginetest

import (
	"maps"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/kv"
)

// Whatever is written, and whatever is asked then, the engine answers as a sorted map
// does, and an old View as that map was.
func engineIsModel(t tester, s *env) {
	e := s.open()
	rapid.Check(t, func(t *rapid.T) {
		m := model{}
		empty(t, s, e)
		for range rapid.IntRange(1, 6).Draw(t, "rounds") {
			m.round(t, s, e)
		}
	})
}

// empty deletes all that earlier examples left.
func empty(t tester, s *env, e kv.Engine) {
	var changes []kv.Change
	for _, p := range s.all(t, e) {
		changes = append(changes, del(p.key))
	}
	s.write(t, e, changes...)
}

// A model is the expected content of an engine.
type model map[string]string

// keys are short and of few bytes, so that they meet.
var keys = rapid.Custom(func(t *rapid.T) string {
	return string(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xfe, 0xff}), 1, 4).Draw(t, "bytes"))
})

// round writes changes to e while a View is open, and compares that View and a new View.
func (m model) round(t *rapid.T, s *env, e kv.Engine) {
	before, changes := maps.Clone(m), drawChanges(t)
	from, to := keys.Draw(t, "from"), keys.Draw(t, "to")
	reverse, most := rapid.Bool().Draw(t, "reverse"), rapid.IntRange(1, 30).Draw(t, "most")
	s.view(t, e, func(r kv.Reader) {
		s.write(t, e, changes...)
		same(t, before.scan(from, to, reverse, most), scanSome(t, r, from, to, reverse, most), "the old View")
	})
	for _, c := range changes {
		delete(m, string(c.Key))
		if !c.Delete {
			m[string(c.Key)] = string(c.Value)
		}
	}
	s.view(t, e, func(r kv.Reader) {
		same(t, m.scan(from, to, reverse, most), scanSome(t, r, from, to, reverse, most))
		for _, c := range changes {
			want, there := m[string(c.Key)]
			value, err := r.Get(c.Key)
			require.NoError(t, err)
			require.Equal(t, there, value != nil, "key %q", c.Key)
			sameText(t, want, string(value), "the value")
		}
	})
}

// drawChanges draws the changes of a Write: in key order, no key twice.
func drawChanges(t *rapid.T) []kv.Change {
	var changes []kv.Change
	drawn := rapid.SliceOfNDistinct(keys, 0, 20, rapid.ID[string]).Draw(t, "keys")
	for _, k := range slices.Sorted(slices.Values(drawn)) {
		if rapid.IntRange(0, 2).Draw(t, "what") == 0 {
			changes = append(changes, del(k))
		} else {
			changes = append(changes, put(k, rapid.StringN(0, 4, 8).Draw(t, "value")))
		}
	}
	return changes
}

// scan returns the pairs that a scan visits, at most most pairs.
func (m model) scan(from, to string, reverse bool, most int) []pair {
	var visited []pair
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if from <= k && k < to {
			visited = append(visited, pair{k, m[k]})
		}
	}
	if reverse {
		slices.Reverse(visited)
	}
	return visited[:min(most, len(visited)):len(visited)]
}

// scanSome returns the first most pairs that a scan of r visits, and then stops the scan.
func scanSome(t *rapid.T, r kv.Reader, from, to string, reverse bool, most int) []pair {
	var visited []pair
	require.NoError(t, r.Scan([]byte(from), []byte(to), reverse, func(key, value []byte) bool {
		visited = append(visited, pair{string(key), string(value)})
		return len(visited) < most
	}))
	return visited
}
