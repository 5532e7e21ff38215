package domains_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association/domains"
)

// toASCII knows a few international names. A library knows all.
func toASCII(name string) (string, error) {
	known := map[string]string{
		"bücher.de": "xn--bcher-kva.de", "BÜCHER.de": "xn--bcher-kva.de", "bücher。de。": "xn--bcher-kva.de.",
		"xn--bcher-kva.de": "xn--bcher-kva.de", "XN--BCHER-KVA.de": "xn--bcher-kva.de", "straße.de": "xn--strae-oqa.de",
		"liar.é": "liar.é",
	}
	if form, is := known[name]; is {
		return form, nil
	}
	return "", errUnheard
}

var errUnheard = errors.New("never heard of it")

// I1: the domain of an email, whatever the name before the @ is.
func TestI1DomainOfEmail(t *testing.T) {
	for email, want := range map[string]domains.Domain{
		"ann@acme.org":                               "acme.org",
		" Ann.Lee@ACME.Org\n":                        "acme.org",
		"ann+news@acme.org":                          "acme.org",
		"ann+a@b+c@acme.org":                         "",
		"ann=bob!#$%&'*/?^_`{|}~-@acme.org":          "acme.org",
		`"ann lee"@acme.org`:                         "acme.org",
		`"ann@home"@acme.org`:                        "acme.org",
		`"ann \"the\\boss\""@acme.org`:               "acme.org",
		`"@"@acme.org`:                               "acme.org",
		`""@acme.org`:                                "acme.org",
		"jürgen@acme.org":                            "acme.org",
		"ann@info.acme.org":                          "info.acme.org",
		"ann@acme.org.":                              "acme.org",
		"ann@acme.org..":                             "",
		"ann@a-b.c--d.0rg":                           "a-b.c--d.0rg",
		"ann@xn--bcher-kva.DE":                       "xn--bcher-kva.de",
		"ann@" + strings.Repeat("a", 63) + ".org":    domains.Domain(strings.Repeat("a", 63) + ".org"),
		strings.Repeat("a", 64) + "@acme.org":        "acme.org",
		strings.Repeat("a", 65) + "@acme.org":        "",
		"ann@" + strings.Repeat("a", 64) + ".org":    "",
		"ann@" + strings.Repeat("a.", 126) + "o":     domains.Domain(strings.Repeat("a.", 126) + "o"),
		"ann@" + strings.Repeat("a.", 126) + "or":    "",
		"ann@" + strings.Repeat("a.", 1_000) + "org": "",
		"":                           "",
		"@":                          "",
		"ann":                        "",
		"acme.org":                   "",
		"@acme.org":                  "",
		"ann@":                       "",
		"ann@acme":                   "",
		"ann@localhost.":             "",
		"ann@.acme.org":              "",
		"ann@acme..org":              "",
		"ann@-acme.org":              "",
		"ann@acme-.org":              "",
		"ann@ac_me.org":              "",
		"ann@acme.org@home.org":      "",
		"ann@acme.org, bob@acme.org": "",
		"ann@acme.org;bob@acme.org":  "",
		"ann lee@acme.org":           "",
		"ann@ acme.org":              "",
		"ann @acme.org":              "",
		".ann@acme.org":              "",
		"ann.@acme.org":              "",
		"a..nn@acme.org":             "",
		"Ann <ann@acme.org>":         "",
		"<ann@acme.org>":             "",
		"mailto:ann@acme.org":        "",
		"ann(boss)@acme.org":         "",
		"ann@(here)acme.org":         "",
		"ann@[192.0.2.1]":            "",
		"ann@[IPv6:2001:db8::1]":     "",
		"ann@192.0.2.1":              "",
		"ann@https://acme.org":       "",
		`"ann@acme.org`:              "",
		`"ann"lee@acme.org`:          "",
		"\"ann\x00\"@acme.org":       "",
		"\"ann\\\x01\"@acme.org":     "",
		`"ann\`:                      "",
		"ann\xff@acme.org":           "",
		"ann@\xff.org":               "",
		"ann\x00@acme.org":           "",
		"ann@acme.org\x00":           "",
	} {
		got, err := domains.OfEmail(email, nil)
		require.Equal(t, want, got, "%q: %v", email, err)
		if want != "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, domains.ErrInvalid, "%q", email)
		var invalid *domains.InvalidError
		require.ErrorAs(t, err, &invalid)
		require.NotEmpty(t, invalid.Reason)
	}
}

// I1: an international domain has its ASCII form, or is reported to have none.
func TestI1InternationalDomains(t *testing.T) {
	for _, name := range []string{"bücher.de", "BÜCHER.de", "bücher.de.", "bücher。de。", "xn--bcher-kva.de", "XN--BCHER-KVA.de", " bücher.de "} {
		got, err := domains.Parse(name, toASCII)
		require.NoError(t, err, name)
		require.Equal(t, domains.Domain("xn--bcher-kva.de"), got, name)
	}
	_, err := domains.OfEmail("ann@bücher.de", nil)
	require.ErrorIs(t, err, domains.ErrNotNormalized)
	require.NotErrorIs(t, err, domains.ErrInvalid)
	require.ErrorContains(t, err, "bücher.de")
	got, err := domains.Parse("xn--bcher-kva.de", nil)
	require.NoError(t, err, "it has the form already")
	require.Equal(t, domains.Domain("xn--bcher-kva.de"), got)

	for _, name := range []string{"ünheard.org", "xn--fake.org", "a.xn--fake"} {
		_, err = domains.Parse(name, toASCII)
		require.ErrorIs(t, err, domains.ErrInvalid, name)
		require.ErrorIs(t, err, errUnheard, name)
	}
	for _, name := range []string{"liar.é", "bücher。de。."} {
		_, err = domains.Parse(name, toASCII)
		require.ErrorIs(t, err, domains.ErrInvalid, name)
	}
	_, err = domains.Parse("acme.org", func(string) (string, error) { t.Error("it was asked"); return "", nil })
	require.NoError(t, err, "a name that is ASCII has no other form")
	_, err = domains.Parse(strings.Repeat("é", 1_000), func(string) (string, error) { t.Error("it was asked"); return "", nil })
	require.ErrorIs(t, err, domains.ErrInvalid)
}

// I2: the built-in domains are in normal form, each once.
func TestI2FreeMailList(t *testing.T) {
	all := domains.FreeMailDomains()
	require.Greater(t, len(all), 400)
	for i, d := range all {
		got, err := domains.Parse(string(d), nil)
		require.NoError(t, err)
		require.Equal(t, d, got)
		require.True(t, i == 0 || all[i-1] < d, d)
	}
	all[0] = "changed.example"
	require.NotEqual(t, all[0], domains.FreeMailDomains()[0], "nobody else sees the change")
}

// Whatever the text, the domain of an email is a domain in its normal form, and the name before
// the @ does not change the domain.
func FuzzEmail(f *testing.F) {
	for _, text := range []string{
		"ann@acme.org", `"a@b"@acme.org.`, "ann+x@BÜCHER.de", "ann@xn--bcher-kva.de", "a@[::1]", "a..b@c", "\"\\", "@.", "a@1.2.3.4", "ann@bücher。de。",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, hook := range []domains.ToASCII{nil, toASCII} {
			d, err := domains.OfEmail(text, hook)
			if err != nil {
				require.Empty(t, d)
				require.True(t, errors.Is(err, domains.ErrInvalid) != errors.Is(err, domains.ErrNotNormalized))
				require.Less(t, len(err.Error()), 1_000)
				continue
			}
			require.Regexp(t, `^[a-z0-9-]+(\.[a-z0-9-]+)+$`, string(d))
			require.LessOrEqual(t, len(d), 253)
			again, err := domains.Parse(string(d), nil)
			require.NoError(t, err)
			require.Equal(t, d, again)
			other, err := domains.OfEmail("somebody+else@"+strings.TrimSpace(text)[strings.LastIndexByte(strings.TrimSpace(text), '@')+1:], hook)
			require.NoError(t, err)
			require.Equal(t, d, other)
		}
	})
}
