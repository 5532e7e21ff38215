package record_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/record"
)

// A2: a record is a type and an id; whatever the host uses as an id comes back as it
// was given.
func TestParseReadsWhatStringPrints(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want record.Ref
	}{
		"decimal":           {"contacts/101", record.New(record.Contacts, "101")},
		"custom type":       {"2-3465404_cars-x/a", record.New("2-3465404_cars-x", "a")},
		"slashes in the id": {"notes/a/b//c", record.New(record.Notes, "a/b//c")},
		"id is a slash":     {"notes//", record.New(record.Notes, "/")},
		"path":              {"contacts/../../etc/passwd", record.New(record.Contacts, "../../etc/passwd")},
		"SQL":               {"contacts/'; DROP TABLE link; --", record.New(record.Contacts, "'; DROP TABLE link; --")},
		"other scripts":     {"contacts/株式会社-Ωμέγα-عربى", record.New(record.Contacts, "株式会社-Ωμέγα-عربى")},
		"emoji":             {"contacts/👩‍👩‍👧", record.New(record.Contacts, "👩‍👩‍👧")},
		"spaces and lines":  {"contacts/ a\n\tb ", record.New(record.Contacts, " a\n\tb ")},
		"a single byte":     {"c/\x01", record.New("c", "\x01")},
		"not normalised":    {"contacts/e\u0301", record.New(record.Contacts, "e\u0301")},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := record.Parse(test.text)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
			require.Equal(t, test.text, got.String())
			require.NoError(t, got.Validate())
		})
	}
}

func TestRefusedReferencesNameTheValue(t *testing.T) {
	for name, test := range map[string]struct{ text, value, reason string }{
		"nothing":             {"", "", "want type/id"},
		"no slash":            {"contacts", "contacts", "want type/id"},
		"no type":             {"/1", "", "a type name is not empty"},
		"no id":               {"contacts/", "", "a record id is not empty"},
		"upper-case type":     {"Contacts/1", "Contacts", "lower-case"},
		"space in type":       {"my type/1", "my type", "lower-case"},
		"other script's type": {"контакты/1", "контакты", "lower-case"},
		"dot in type":         {"../1", "..", "lower-case"},
		"leading underscore":  {"_cars/1", "_cars", "begins with a letter or a digit"},
		"leading hyphen":      {"-cars/1", "-cars", "begins with a letter or a digit"},
		"NUL in id":           {"contacts/a\x00b", "a\x00b", "NUL"},
		"NUL in type":         {"con\x00tacts/1", "con\x00tacts", "lower-case"},
		"broken UTF-8":        {"contacts/\xff\xfe", "\xff\xfe", "valid UTF-8"},
		"cut UTF-8":           {"contacts/é"[:10], "\xc3", "valid UTF-8"},
		"lone surrogate":      {"contacts/\xed\xa0\x80", "\xed\xa0\x80", "valid UTF-8"},
		"overlong slash":      {"contacts/\xc0\xaf", "\xc0\xaf", "valid UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := record.Parse(test.text)
			require.ErrorIs(t, err, record.ErrInvalid)
			require.True(t, got.IsZero(), "a refused text gives no reference")
			var refused *record.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.value, refused.Value)
			require.Contains(t, refused.Reason, test.reason)
			require.ErrorContains(t, err, refused.Reason)
		})
	}
}

func TestSizeLimitsAreInclusive(t *testing.T) {
	a := func(n int) string { return strings.Repeat("a", n) }
	for name, test := range map[string]struct {
		validate interface{ Validate() error }
		legal    bool
	}{
		"id of one byte":          {record.ID("a"), true},
		"id at the limit":         {record.ID(a(255)), true},
		"id over the limit":       {record.ID(a(256)), false},
		"id counted in bytes":     {record.ID(strings.Repeat("é", 128)), false},
		"wide id under the limit": {record.ID(strings.Repeat("é", 127)), true},
		"huge id":                 {record.ID(a(1 << 20)), false},
		"type at the limit":       {record.Type(a(64)), true},
		"type over the limit":     {record.Type(a(65)), false},
		"both at the limit":       {record.New(record.Type(a(64)), record.ID(a(255))), true},
		"reference with long id":  {record.New("c", record.ID(a(256))), false},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.validate.Validate()
			if test.legal {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, record.ErrInvalid)
			require.ErrorContains(t, err, "at most")
		})
	}
	require.Equal(t, []int{255, 64}, []int{record.MaxID, record.MaxType})
}

func TestMessageOfHugeValueIsShort(t *testing.T) {
	err := record.ID(strings.Repeat("\x00", 1<<20)).Validate()
	require.Less(t, len(err.Error()), 600)
	require.ErrorContains(t, err, "(1048576 bytes)")

	short := record.Type("Contacts").Validate()
	require.EqualError(t, short,
		`invalid record reference "Contacts": a type name has only lower-case ASCII letters, digits, '_' and '-'`)
}

func TestTextMarshaling(t *testing.T) {
	type card struct {
		Of   record.Ref
		Rank map[record.Ref]int
	}
	want := card{record.New("contacts", "a/b"), map[record.Ref]int{record.New("deals", "7"): 1}}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	require.JSONEq(t, `{"Of":"contacts/a/b","Rank":{"deals/7":1}}`, string(text))

	var got card
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want, got)
}

func TestRefusedTextLeavesTheReference(t *testing.T) {
	ref := record.New("contacts", "1")
	require.ErrorIs(t, ref.UnmarshalText([]byte("contacts/")), record.ErrInvalid)
	require.Equal(t, record.New("contacts", "1"), ref)

	_, err := record.Ref{}.MarshalText()
	require.ErrorIs(t, err, record.ErrInvalid)
	require.True(t, record.Ref{}.IsZero())
	require.False(t, ref.IsZero())
}

// A1: the types that are there from the start.
func TestBuiltInTypes(t *testing.T) {
	standard := []record.Type{"contacts", "companies", "deals", "tickets"}
	activity := []record.Type{"calls", "emails", "meetings", "notes", "tasks", "communications", "postal_mail"}
	for _, of := range append(standard, activity...) {
		require.NoError(t, of.Validate())
		require.NotEqual(t, of.IsStandard(), of.IsActivity(), of)
	}
	for _, of := range standard {
		require.True(t, of.IsStandard(), of)
	}
	require.False(t, record.Type("cars").IsStandard())
	require.False(t, record.Type("cars").IsActivity())
}
