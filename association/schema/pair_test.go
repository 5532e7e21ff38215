package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

// A pair has what the labels, limits and rules say of two types.
func TestPair(t *testing.T) {
	s := edited(t, schema.New(), &schema.SetLimit{Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 5})
	p := s.Pair(record.Contacts, record.Companies)
	require.NoError(t, p.Err)
	require.Equal(t, schema.Direction{
		Rule: primary.Rule{From: record.Contacts, To: record.Companies, Required: true}, HasRule: true, Max: limits.DefaultMax, HasMax: true,
	}, p.Forward)
	require.Equal(t, schema.Direction{Max: 5, HasMax: true}, p.Back)
	require.False(t, p.HasSum)

	back := s.Pair(record.Companies, record.Contacts)
	require.Equal(t, []schema.Direction{p.Back, p.Forward}, []schema.Direction{back.Forward, back.Back})

	calls := s.Pair(record.Contacts, record.Calls)
	require.True(t, calls.HasSum)
	require.False(t, calls.Forward.HasMax, "the sum skips, it is no error")
	require.Equal(t, limits.DefaultMax, calls.Forward.Sum)
	require.Contains(t, calls.Forward.Summed, record.Calls)
	require.True(t, calls.Back.HasMax)

	require.ErrorIs(t, s.Pair("cars", record.Contacts).Err, label.ErrUndefinedType)
}

// A version remembers its pairs, and no other version's.
func TestPairIsOfOneVersion(t *testing.T) {
	s := schema.New()
	before := s.Pair(record.Contacts, record.Companies)
	require.Same(t, before, s.Pair(record.Contacts, record.Companies))
	next := edited(t, s, &schema.SetLimit{Key: limits.Key{From: record.Contacts, To: record.Companies}, Max: 5})
	require.Equal(t, 5, next.Pair(record.Contacts, record.Companies).Forward.Max)
	require.Equal(t, limits.DefaultMax, before.Forward.Max)
}

// What every write asks of a schema costs no allocation.
func TestSchemaDoesNotAllocate(t *testing.T) {
	s := edited(t, schema.New(), friend)
	given := []label.Label{label.WithID(user(1))}
	s.Pair(record.Contacts, record.Companies)
	for name, ask := range map[string]func(){
		"Resolve": func() { _, _ = s.Resolve(record.Contacts, record.Contacts, given) },
		"Counted": func() {
			for range s.Counted(record.Contacts, record.Contacts, label.SetOf()) {
				break
			}
		},
	} {
		require.Zero(t, testing.AllocsPerRun(100, ask), name)
	}
}

func BenchmarkPair(b *testing.B) {
	s := schema.New()
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Pair(record.Contacts, record.Companies)
	}
}
