package schema

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// A5: the other end sees the inverse of every label, and mirroring twice is nothing.
func TestA5MirrorTwiceIsTheSame(t *testing.T) {
	f := newFamily(t)
	known := []label.TypeID{
		f.manager.ID, f.manager.Inverse, f.friend.ID, f.owner.ID, f.owner.Inverse, f.decision.ID,
		label.ParentToChild, label.ChildToParent, hubspot(930), hubspot(1000565), user(99), hubspot(99999),
	}
	rapid.Check(t, func(t *rapid.T) {
		s := label.SetOf(rapid.SliceOf(rapid.SampledFrom(known)).Draw(t, "ids")...)
		mirrored := f.Mirror(s)
		require.Equal(t, s, f.Mirror(mirrored))
		require.Equal(t, s.Len(), mirrored.Len())
		for id := range s.All() {
			if l, ok := f.Lookup(id); ok {
				id = l.Inverse
			}
			require.True(t, mirrored.Has(id))
		}
	})
}

// B1: both sides of a custom label may stand together, parent and child may not.
func TestB1ParentAndChildExclude(t *testing.T) {
	f := newFamily(t)
	a, b, found := f.Conflict(label.SetOf(label.ChildToParent, label.ParentToChild, f.friend.ID))
	require.True(t, found)
	require.Equal(t, "Child company", a.Text)
	require.Equal(t, "Parent company", b.Text)
	for _, s := range []label.Set{
		{}, label.SetOf(label.ChildToParent), label.SetOf(label.ParentToChild, f.friend.ID),
		label.SetOf(f.manager.ID, f.manager.Inverse), label.SetOf(user(98), user(99)),
	} {
		_, _, found = f.Conflict(s)
		require.False(t, found, "%s", s)
	}
}

// What every Associate asks allocates nothing.
func TestHotPathsDoNotAllocate(t *testing.T) {
	f := newFamily(t)
	c := f.Labels
	one, empty := label.SetOf(f.owner.ID), label.Set{}
	for name, fn := range map[string]func(){
		"CheckPair":       func() { _ = c.CheckPair(record.Contacts, record.Companies) },
		"Resolve defined": func() { _, _ = c.Resolve(record.Companies, record.Contacts, f.owner) },
		"Resolve id":      func() { _, _ = c.Resolve(record.Contacts, record.Companies, label.WithID(f.owner.ID)) },
		"SetOf":           func() { _ = c.SetOf(f.owner) },
		"Mirror one":      func() { _ = c.Mirror(one) },
		"Mirror empty":    func() { _ = c.Mirror(empty) },
		"Unlabeled":       func() { _, _ = c.Unlabeled(record.Contacts, record.Companies) },
		"Primary":         func() { _, _ = c.Primary(record.Contacts, record.Companies) },
		"Lookup":          func() { _, _ = c.Lookup(f.owner.ID) },
		"Conflict":        func() { _, _, _ = c.Conflict(one) },
	} {
		t.Run(name, func(t *testing.T) {
			require.Zero(t, testing.AllocsPerRun(100, fn))
		})
	}
	require.Equal(t, one, c.SetOf(f.owner))
	require.Equal(t, label.SetOf(user(99)), c.SetOf(label.WithID(user(99))))
}

func BenchmarkAssociateQuestions(b *testing.B) {
	f := newFamily(b)
	b.ReportAllocs()
	for b.Loop() {
		if f.CheckPair(record.Contacts, record.Companies) != nil {
			b.Fatal("undefined")
		}
		l, err := f.Resolve(record.Contacts, record.Companies, f.owner)
		if err != nil || f.Mirror(f.SetOf(l)).IsEmpty() {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckPair(b *testing.B) {
	f := newFamily(b)
	for b.Loop() {
		_ = f.CheckPair(record.Contacts, record.Companies)
	}
}
