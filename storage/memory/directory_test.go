package memory

import (
	"cmp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage/internal/bytealloc"
)

func anyID() *rapid.Generator[record.ID] {
	asID := func(s string) record.ID { return record.ID(s) }
	return rapid.OneOf(
		rapid.Map(rapid.StringMatching(`0|[1-9][0-9]{0,17}`), asID),
		rapid.Map(rapid.StringOfN(rapid.RuneFrom([]rune("019aé/")), 1, 5, -1), asID),
		rapid.Map(rapid.StringMatching(`90071992547409[89][0-9a/]`), asID), // around the greatest number
		rapid.Map(rapid.Uint64Range(1<<53-5, 1<<53+5), func(n uint64) record.ID { return record.ID(strconv.FormatUint(n, 10)) }),
	)
}

// A handle gives its id back, and handles of one type are ordered as their ids are.
func TestHandlesStandForTheirIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &New().writer
		ids := rapid.SliceOfNDistinct(anyID(), 2, 40, rapid.ID).Draw(t, "ids")
		var handles []handle
		for _, id := range ids {
			h, err := w.intern(record.New("contacts", id))
			require.NoError(t, err)
			found, known := w.live.handle(record.New("contacts", id))
			require.True(t, known)
			require.Equal(t, h, found)
			require.Equal(t, id, w.live.id(h, new(bytealloc.Strings)))
			require.False(t, h.isHeader())
			require.Equal(t, kind(1), h.kind())
			handles = append(handles, h)
		}
		for i, a := range ids {
			for j, b := range ids {
				require.Equal(t, record.CompareIDs(a, b), w.live.ids.compare(handles[i], handles[j]))
				require.Equal(t, record.CompareIDs(a, b), w.live.ids.compareID(handles[i], b))
			}
		}
	})
}

// The first decimal behind any id is the least number that is greater.
func TestFirstDecimalBehindAnID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, from := anyID().Draw(t, "id"), rapid.Bool().Draw(t, "from")
		atLeast := 1
		if from {
			atLeast = 0
		}
		isBehind := func(n handle) bool { return -compareDecimal(string(id), uint64(n)-1) >= atLeast }
		bits, found := firstDecimal(id, from)
		if !found {
			require.False(t, isBehind(valueMask))
			return
		}
		require.True(t, isBehind(bits))
		require.True(t, bits == 1 || !isBehind(bits-1))
	})
}

// Whatever is interned and taken back, the directory is as a map, and what was taken
// back is not found again.
func TestDirectoryIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, model := newDirectory(), []string{}
		text := rapid.Custom(func(t *rapid.T) string { return strconv.Itoa(rapid.IntRange(0, 400).Draw(t, "text")) })
		t.Repeat(map[string]func(*rapid.T){
			"intern": func(t *rapid.T) {
				for _, s := range rapid.SliceOfN(text, 1, 90).Draw(t, "texts") {
					n, err := d.intern(s)
					require.NoError(t, err)
					if !slices.Contains(model, s) {
						model = append(model, s)
					}
					require.Equal(t, s, model[n])
				}
			},
			"truncate": func(t *rapid.T) {
				n := rapid.IntRange(0, len(model)).Draw(t, "left")
				d.truncate(uint32(n))
				model = model[:n]
			},
			"": func(t *rapid.T) {
				limit := rapid.IntRange(0, len(model)).Draw(t, "limit")
				s := text.Draw(t, "look up")
				n, found := d.find(s, uint32(limit))
				require.Equal(t, slices.Contains(model[:limit], s), found)
				require.True(t, !found || model[n] == s)
				require.Equal(t, len(model), cmp.Or(int(d.n)))
			},
		})
	})
}
