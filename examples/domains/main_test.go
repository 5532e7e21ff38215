package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestTheStory(t *testing.T) {
	var out bytes.Buffer
	if err := tell(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	dry, wet, found := strings.Cut(out.String(), "For real")
	if !found {
		t.Fatal(out.String())
	}
	for _, want := range []string{
		`contacts/baker: not normalised: "bäckerei.example" is an international domain: give a ToASCII to compare it`,
		"contacts/apprentice: unknown: xn--bckerei-5wa.example",
		"contacts/greedo: ambiguous: cantina.example",
		"4 associated, 1 has a company, 1 free mail, 1 excluded, 1 invalid, 1 not normalised, 1 ambiguous, 1 unknown; 1 companies created; 1 company domains not compared",
	} {
		if !strings.Contains(dry, want) {
			t.Errorf("the dry run does not say %q:\n%s", want, dry)
		}
	}
	for _, want := range []string{
		"contacts/baker: associated with companies/bakery", "contacts/apprentice: associated with companies/bakery",
		"contacts/leia: has a company: force.example", "6 associated", "11 contacts: 7 has a company",
		"first company becomes primary, by Automatic association by domain",
	} {
		if !strings.Contains(wet, want) {
			t.Errorf("the run does not say %q:\n%s", want, wet)
		}
	}
}
