package rowid

import (
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

// An ID gives the record's id back, and IDs of one type are ordered as the ids are.
func TestIDsNameTheirRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := NewNames()
		ids := rapid.SliceOfNDistinct(anyID(), 2, 40, rapid.ID).Draw(t, "ids")
		var rowIDs []ID
		for _, id := range ids {
			h, err := names.Intern(record.New("contacts", id))
			require.NoError(t, err)
			found, known := names.Find(record.New("contacts", id))
			require.True(t, known)
			require.Equal(t, h, found)
			require.Equal(t, id, names.RecordID(h, new(bytealloc.Strings)))
			require.False(t, h.IsType())
			require.Equal(t, Type(1), h.Type())
			rowIDs = append(rowIDs, h)
		}
		for i, a := range ids {
			for j, b := range ids {
				require.Equal(t, record.CompareIDs(a, b), names.Compare(rowIDs[i], rowIDs[j]))
				require.Equal(t, record.CompareIDs(a, b), names.CompareID(rowIDs[i], b))
			}
		}
	})
}

// The first decimal after any id is the least number that is greater.
func TestFirstDecimalAfterAnID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, inclusive := anyID().Draw(t, "id"), rapid.Bool().Draw(t, "inclusive")
		atLeast := 1
		if inclusive {
			atLeast = 0
		}
		isAfter := func(n ID) bool { return -compareDecimal(string(id), uint64(n)-1) >= atLeast }
		bits, found := firstDecimal(id, inclusive)
		if !found {
			require.False(t, isAfter(valueMask))
			return
		}
		require.True(t, isAfter(bits))
		require.True(t, bits == 1 || !isAfter(bits-1))
	})
}
