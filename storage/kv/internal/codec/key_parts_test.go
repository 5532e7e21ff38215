package codec

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A place is all that keys are made of.
type place struct {
	of        record.Ref
	to        record.ID
	at        record.Time
	sequence  uint64
	operation history.OperationID
}

// key returns the parts one after the other, each of which has to end by itself.
func (p place) key() []byte {
	k := AppendTime(nil, p.at)
	k = AppendTypeName(k, p.of.Type)
	k = AppendID(AppendID(k, p.of.ID), p.to)
	return AppendNumber(AppendOperation(k, p.operation), p.sequence)
}

func comparePlaces(a, b place) int {
	return cmp.Or(
		cmp.Compare(a.at, b.at), record.Compare(a.of, b.of), record.CompareIDs(a.to, b.to),
		history.CompareOperations(a.operation, b.operation), cmp.Compare(a.sequence, b.sequence),
	)
}

func (p place) isReadBack(t require.TestingT) {
	s := NewDecoder(p.key())
	back := place{at: s.Time()}
	back.of.Type = record.Type(s.TypeName())
	back.of.ID, back.to = record.ID(s.ID()), record.ID(s.ID())
	back.operation, back.sequence = s.Operation(), s.Number()
	require.True(t, s.IsDone())
	require.Equal(t, p, back)
}

// areOrdered checks that the bytes are ordered as the parts, and that neither key is
// the beginning of the other unless they are one.
func areOrdered(t require.TestingT, a, b place) {
	want := comparePlaces(a, b)
	require.Equal(t, want, bytes.Compare(a.key(), b.key()), "%+v and %+v", a, b)
	require.Equal(t, want == 0, bytes.HasPrefix(a.key(), b.key()))
	end := AppendPrefixEnd(nil, a.key())
	require.Negative(t, bytes.Compare(append(a.key(), 0xff, 0xff), end))
	if want < 0 {
		require.LessOrEqual(t, bytes.Compare(end, append(b.key(), 0)), 0)
	}
}

func anyID() *rapid.Generator[record.ID] {
	return rapid.Map(rapid.OneOf(rapid.StringMatching(`[0-9]{1,4}`), rapid.StringN(1, 4, 16)), func(s string) record.ID {
		return record.ID(strings.ReplaceAll(s, "\x00", "0"))
	})
}

func anyOperation() *rapid.Generator[history.OperationID] {
	return rapid.Custom(func(t *rapid.T) history.OperationID {
		if rapid.Bool().Draw(t, "named") {
			id, err := history.NamedOperation(rapid.StringMatching(`[a-c\x01\x7f]{1,3}`).Draw(t, "name"))
			require.NoError(t, err)
			return id
		}
		return history.Numbered(rapid.Uint64().Draw(t, "number"))
	})
}

func anyPlace() *rapid.Generator[place] {
	return rapid.Custom(func(t *rapid.T) place {
		return place{
			of:        record.New(rapid.SampledFrom([]record.Type{"a", "a-", "ab", "b"}).Draw(t, "type"), anyID().Draw(t, "id")),
			to:        anyID().Draw(t, "to"),
			at:        record.Time(rapid.SampledFrom([]int64{math.MinInt64, -1, 0, 1, 255, 256, math.MaxInt64}).Draw(t, "at")),
			sequence:  rapid.Uint64().Draw(t, "sequence"),
			operation: anyOperation().Draw(t, "operation"),
		}
	})
}

// Keys come back as they were, in the order of what they name.
func TestKeysKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyPlace().Draw(t, "a")
		b := anyPlace().Draw(t, "b")
		if rapid.Bool().Draw(t, "near") { // so that later parts decide
			b.at, b.of = a.at, a.of
		}
		a.isReadBack(t)
		areOrdered(t, a, b)
		areOrdered(t, a, a)
	})
}

func FuzzKeys(f *testing.F) {
	f.Add("10", "9", "x", "y", int64(1), int64(-1), uint64(255), uint64(256))
	f.Fuzz(func(t *testing.T, a, b, name, other string, at, then int64, m, n uint64) {
		x := place{of: record.New("contacts", record.ID(a)), to: record.ID(b), at: record.Time(at), sequence: m, operation: history.Numbered(n)}
		y := place{of: record.New("contacts", record.ID(b)), to: record.ID(a), at: record.Time(then), sequence: n}
		var err error
		if y.operation, err = history.NamedOperation(name); err != nil || len(a) > record.MaxID || len(b) > record.MaxID {
			return
		}
		if id, err := history.NamedOperation(other); err == nil {
			x.operation = id
		}
		x.isReadBack(t)
		y.isReadBack(t)
		areOrdered(t, x, y)
		areOrdered(t, y, x)
	})
}

// The degrees of a record by label come after the degree without one.
func TestLabelsOfKeys(t *testing.T) {
	for _, l := range []label.TypeID{{}, {Category: 1}, {Category: 1, Number: 1}, {Category: 255, Number: math.MaxUint32}} {
		s := NewDecoder(AppendLabel(nil, l))
		require.Equal(t, l, s.Label())
		require.True(t, s.IsDone())
	}
}
