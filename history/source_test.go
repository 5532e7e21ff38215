package history_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/record"
)

// E2: the ten sources, as a person reads them.
func TestE2TheTenSources(t *testing.T) {
	for kind, words := range map[history.SourceKind]string{
		history.User: "User", history.ObjectDeletion: "Object deletion", history.ObjectMerge: "Object merge",
		history.ObjectRestore: "Object restore", history.Import: "Import", history.API: "API",
		history.DomainAssociation: "Automatic association by domain", history.Job: "Job",
		history.Migration: "Migration", history.Unknown: "Unknown",
	} {
		require.Equal(t, words, kind.String())
		require.Equal(t, words, history.By(kind).String())
		require.NoError(t, history.By(kind).Validate())
		back, err := history.ParseSourceKind(words)
		require.NoError(t, err)
		require.Equal(t, kind, back)
	}
	require.Equal(t, history.By(history.API), history.Source{}, "a handle that was given none writes as the API")
	require.Equal(t, "SourceKind(10)", history.SourceKind(10).String())
}

// E3: a user prints as the name, else as the id, after any other kind. A request id is not
// for a person.
func TestE3UserSourcePrintsTheNameElseTheId(t *testing.T) {
	require.Equal(t, "Rosa", history.ByUser("7", "Rosa").String())
	require.Equal(t, "7", history.ByUser("7", "").String())
	require.Equal(t, "User", history.ByUser("", "").String())
	require.Equal(t, "Import by Ann", history.By(history.Import).WithUser("7", "Ann").String())
	require.Equal(t, "Object merge by 7", history.By(history.ObjectMerge).WithUser("7", "").String())
	require.Equal(t, "Job", history.By(history.Job).WithRequest("r1").String())
}

// E3: each builder changes its own part.
func TestE3PartsOfASource(t *testing.T) {
	ann := history.ByUser("7", "Ann").WithRequest("r1")
	require.Equal(t, history.Source{Kind: history.User, UserID: "7", UserName: "Ann", RequestID: "r1"}, ann)
	require.Equal(t, history.By(history.Job).WithUser("7", "Ann").WithRequest("r1"), ann.WithKind(history.Job))
	require.Equal(t, history.By(history.User), ann.WithUser("", "").WithRequest(""))
}

// E2: automatic association by domain joins contacts and companies only.
func TestE2DomainAssociationOnlyBetweenContactsAndCompanies(t *testing.T) {
	types := []record.Type{record.Contacts, record.Companies, record.Deals, record.Notes, "cars"}
	for kind := history.API; kind <= history.Unknown; kind++ {
		for _, a := range types {
			for _, b := range types {
				err := history.By(kind).Check(a, b)
				both := [2]record.Type{a, b}
				legal := kind != history.DomainAssociation || both == [2]record.Type{"contacts", "companies"} || both == [2]record.Type{"companies", "contacts"}
				require.Equal(t, legal, err == nil, "%s: %s, %s", kind, a, b)
			}
		}
	}
	err := history.By(history.DomainAssociation).Check(record.Deals, record.Companies)
	require.ErrorIs(t, err, history.ErrSource)
	require.ErrorContains(t, err, "not deals with companies")
}

// E3: any kind may have a user and a request id, and their texts have a size.
func TestE3SourceIsValidated(t *testing.T) {
	long := strings.Repeat("é", 127) + "a"
	for name, test := range map[string]struct {
		source history.Source
		reason string // "" is legal
	}{
		"user at the limits": {history.ByUser(long, long), ""},
		"user without id":    {history.ByUser("", "Rosa"), ""},
		"other scripts":      {history.ByUser("7", "Ρόζα 玫瑰"), ""},
		"job with user":      {history.By(history.Job).WithUser("7", "Rosa"), ""},
		"API with a name":    {history.Source{UserName: "Rosa"}, ""},
		"all at the limits":  {history.ByUser(long, long).WithRequest(long), ""},
		"eleventh kind":      {history.By(10), "no SourceKind(10)"},
		"long id":            {history.ByUser(long+"a", ""), "a user's id has 256 bytes, at most 255 are allowed: it begins with \"éé"},
		"long name":          {history.ByUser("", long+"a"), "a user's name has 256 bytes"},
		"broken id":          {history.ByUser("\xff", ""), "id is valid UTF-8"},
		"broken name":        {history.ByUser("7", "Ros\xc3"), "name is valid UTF-8"},
		"NUL in the name":    {history.ByUser("7", "a\x00b"), "name has no NUL"},
		"long request":       {history.Source{}.WithRequest(long + "a"), "a request id has 256 bytes"},
		"broken request":     {history.By(history.Job).WithRequest("r\xff"), `a request id is valid UTF-8, not "r\xff"`},
		"NUL in the request": {history.By(history.Import).WithRequest("a\x00b"), `a request id has no NUL byte, as in "a\x00b"`},
		"long name, a merge": {history.By(history.ObjectMerge).WithUser("", long+"a"), "a user's name has 256 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.source.Validate()
			if test.reason == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, history.ErrSource)
			require.ErrorContains(t, err, test.reason)
		})
	}
}

func TestSourceAsJSON(t *testing.T) {
	for text, source := range map[string]history.Source{
		`{"kind":"user","userId":"7","userName":"Rosa"}`:  history.ByUser("7", "Rosa"),
		`{"kind":"import","userId":"7","requestId":"r1"}`: history.By(history.Import).WithUser("7", "").WithRequest("r1"),
		`{"kind":"objectMerge"}`:                          history.By(history.ObjectMerge),
		`{"kind":"api"}`:                                  {},
	} {
		got, err := json.Marshal(source)
		require.NoError(t, err)
		require.JSONEq(t, text, string(got))
		var back history.Source
		require.NoError(t, json.Unmarshal(got, &back))
		require.Equal(t, source, back)
	}
	_, err := json.Marshal(history.By(10))
	require.ErrorIs(t, err, history.ErrSource)
	_, err = history.ParseSourceKind(strings.Repeat("x", 1<<20))
	require.ErrorIs(t, err, history.ErrSource)
	require.Less(t, len(err.Error()), 200, "a hostile text is not repeated whole")
	kept := history.Job
	require.ErrorIs(t, kept.UnmarshalText([]byte("object merge")), history.ErrSource)
	require.Equal(t, history.Job, kept)
}
