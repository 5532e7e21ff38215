package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/relata-go/relata/association/domains"
)

func TestTheStory(t *testing.T) {
	var out bytes.Buffer
	if err := tell(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"force.example: companies/10 is kept, of 3",
		"xn--bckerei-5wa.example: companies/11 is kept, of 2",
		"The plan, of 3 merges:",
		"companies/10 - contacts/luke: created, primary of the other set (primary company moved by a merge)",
		"contacts/luke: companies/12, companies/10",
		"contacts/greedo: companies/13, companies/13",
		"companies/12 now names the company that is kept: it has 3 contacts",
		"contacts/luke: companies/12 again",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "companies/16") {
		t.Error("a subdomain was taken for a duplicate")
	}
}

func TestANameThatIsNoDomainIsNobodysDuplicate(t *testing.T) {
	_, err := duplicates([]domains.Company{{ID: "1", Domain: "force.example"}, {ID: "2", Domain: "https://force.example"}})
	if !errors.Is(err, domains.ErrInvalid) {
		t.Error(err)
	}
}
