package bytealloc_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/storage/internal/bytealloc"
)

// Whatever strings are made, in whichever order, each is what was asked for and stays so.
func TestStringsStayAsTheyWereMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s bytealloc.Strings
		var want, got []string
		t.Repeat(map[string]func(*rapid.T){
			"text": func(t *rapid.T) {
				b := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "bytes")
				want, got = append(want, string(b)), append(got, s.Text(b))
				clear(b) // the caller uses its memory again
			},
			"decimal": func(t *rapid.T) {
				n := rapid.Uint64().Draw(t, "number")
				want, got = append(want, strconv.FormatUint(n, 10)), append(got, s.Decimal(n))
			},
			"reserve": func(t *rapid.T) { s.Reserve(rapid.IntRange(0, 300).Draw(t, "ids")) },
			"":        func(t *rapid.T) { require.Equal(t, want, got) },
		})
	})
}

func TestStringsShareAllocations(t *testing.T) {
	var s bytealloc.Strings
	one := testing.AllocsPerRun(1, func() {
		s.Reserve(5000)
		for i := range uint64(5000) {
			_ = s.Decimal(10_000_000 + i)
		}
	})
	require.LessOrEqual(t, one, 2.0)
	id := []byte("a-1")
	require.Less(t, testing.AllocsPerRun(1000, func() { _ = s.Text(id) }), 1.0)
	long := []byte(strings.Repeat("x", 129))
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { _ = s.Text(long) }))
}
