package schema

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// B3: what counts as the same word.
func TestB3WordsAreCompared(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Manager", " mANAGER\u00a0", true},
		{"Straße", "STRA\u1e9eE", true},
		{"Straße", "STRASSE", false},
		{"ΟΔΟΣ", "οδος", true},
		{"K", "\u212a", true}, // the Kelvin sign
		{"Key account", "Key  account", false},
		{"Café", "Cafe\u0301", false}, // composed and decomposed: nothing is normalised
	} {
		t.Run(tt.a+" and "+tt.b, func(t *testing.T) {
			c, _ := define(t, Labels{}, label.Single(record.Contacts, record.Deals, tt.a).WithName("one"))
			_, _, err := c.define(label.Single(record.Contacts, record.Deals, tt.b).WithName("two"))
			require.Equal(t, tt.same, errors.Is(err, label.ErrDuplicate), "%v", err)
		})
	}
}

// B3: arbitrary words never panic; what is accepted obeys the rules, is found by its
// word and by its name, and survives JSON.
func FuzzName(f *testing.F) {
	for _, text := range []string{"Manager", " 2nd-Opinion ", "!!!", "", "a\x00b", "\xff", "ǅ İ ſ", strings.Repeat("é", 51), "Primary", "٣"} {
		f.Add(text, "Inverse", "")
		f.Add("Text", text, "name")
		f.Add("Text", "", text)
	}
	f.Fuzz(func(t *testing.T, text, inverse, name string) {
		d := label.Single(record.Contacts, record.Contacts, text)
		if inverse != "" {
			d = label.Paired(record.Contacts, record.Contacts, text, inverse)
		}
		c, l, err := Labels{}.define(d.WithName(name))
		if err != nil {
			require.True(t, errors.Is(err, label.ErrName) || errors.Is(err, label.ErrDuplicate), "%v", err)
			return
		}
		back, _ := c.Lookup(l.Inverse)
		for _, side := range []label.Label{l, back} {
			requireLegal(t, side)
			byWord, err := c.Resolve(record.Contacts, record.Contacts, label.Named(strings.ToUpper(side.Text)))
			if err == nil { // else the upper-case form is longer, as of ß, or is the name of the other side
				require.Contains(t, []label.TypeID{l.ID, l.Inverse}, byWord.ID)
			}
		}
		byName, err := c.Resolve(record.Contacts, record.Contacts, label.Named(l.Name))
		if err != nil {
			require.ErrorContains(t, err, "other side")
		} else {
			require.Equal(t, l, byName)
		}
		data, err := json.Marshal(c.document())
		require.NoError(t, err)
		var read Labels
		require.NoError(t, read.decode(data))
		require.Equal(t, c, read)
	})
}

func requireLegal(t *testing.T, l label.Label) {
	require.Equal(t, strings.TrimSpace(l.Text), l.Text)
	require.True(t, utf8.ValidString(l.Text))
	require.False(t, strings.ContainsFunc(l.Text, unicode.IsControl))
	require.NotEmpty(t, l.Text)
	require.LessOrEqual(t, len(l.Text), label.MaxText)
	require.Regexp(t, `^[\pL_][\pL\p{Nd}_]*$`, l.Name)
	require.LessOrEqual(t, len(l.Name), label.MaxName)
}
