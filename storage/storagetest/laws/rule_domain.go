package laws

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/relata-go/relata/primary"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// matched runs a match by domain and returns the outcome of each contact.
func matched(t tester, g *association.Graph, lookup domains.Lookup, contacts ...domains.Contact) (domains.Report, []string) {
	var lines []string
	report, err := domains.Run(context.Background(), g, domains.List(contacts...), lookup, &domains.Options{
		Batch: 2, Each: func(r domains.Result) { lines = append(lines, r.String()) },
	})
	require.NoError(t, err)
	return report, lines
}

// companiesOf is a lookup that knows two domains, the second of two companies, and creates
// missing companies for domains in .new.
func companiesOf(asked *[]domains.Domain) domains.Lookup {
	return func(_ context.Context, question domains.Asked) ([]domains.Company, error) {
		*asked = append(*asked, question.Domains...)
		found := []domains.Company{{ID: "10", Domain: " ACME.org. "}, {ID: "11", Domain: "two.org"}, {ID: "12", Domain: "two.org"}}
		for _, d := range question.Domains {
			if d == "acme.new" {
				found = append(found, domains.Company{ID: "20", Domain: string(d), New: true})
			}
		}
		return found, nil
	}
}

// Each domain is normalised, looked up once, and its company is created once.
func testI1OncePerDomain(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var asked []domains.Domain
	report, _ := matched(t, w.Graph, companiesOf(&asked), []domains.Contact{
		{ID: "1", Email: "Ann+news@ACME.new"}, {ID: "2", Email: "bob@acme.org"}, {ID: "3", Email: "cid@acme.NEW."}, {ID: "4", Email: "dan@acme.new"},
	}...)
	require.Equal(t, []domains.Domain{"acme.new", "acme.org"}, asked)
	require.Equal(t, 1, report.Created)
	require.Equal(t, 4, report.Count[domains.Associated])
	w.shows("contacts/4", record.Companies, "20*")
	w.shows("contacts/2", record.Companies, "10*")
}

// A contact without a match is left unchanged, and reported.
func testI2WhatIsNotMatched(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/99")
	var asked []domains.Domain
	_, lines := matched(t, w.Graph, companiesOf(&asked), []domains.Contact{
		{ID: "1", Email: "ann@acme.org"}, {ID: "2", Email: "bob@gmail.com"}, {ID: "3", Email: "cid@two.org"}, {ID: "4", Email: "dan@sub.acme.org"},
		{ID: "5", Email: "eve@ümlaut.org"}, {ID: "6", Email: "fay"},
	}...)
	require.Equal(t, []string{
		"contacts/1: has a company: acme.org", "contacts/2: free mail: gmail.com", "contacts/3: ambiguous: two.org", "contacts/4: unknown: sub.acme.org",
	}, lines[:4])
	require.Contains(t, lines[4], "not normalised")
	require.Contains(t, lines[5], "invalid")
	w.shows("contacts/1", record.Companies, "99*")
	for _, of := range []string{"contacts/2", "contacts/3", "contacts/4", "contacts/5", "contacts/6"} {
		w.shows(of, record.Companies, "")
	}
}

// The source is association by domain, with the user and the request of the graph's source,
// and the first company is primary.
func testI3SourceAndPrimary(t tester, s *Subject) {
	w := s.ruleGraph(t)
	var asked []domains.Domain
	report, _ := matched(t, w.As(history.ByUser("7", "Rosa").WithRequest("r1")), companiesOf(&asked), domains.Contact{ID: "1", Email: "ann@acme.org"})
	w.shows("contacts/1", record.Companies, "10*")
	for _, e := range w.past("contacts/1", record.Companies) {
		require.Equal(t, history.By(history.DomainAssociation).WithUser("7", "Rosa").WithRequest("r1"), e.Source)
		require.Equal(t, report.ID, e.Group)
	}
}

// OnlyFirst: an association that would not be the contact's first is not made, and nothing
// changes.
func testI2OnlyFirst(t tester, s *Subject) {
	store := s.Open()
	f := open(t, store)
	boss, err := f.Define(f.ctx, label.Single(record.Contacts, record.Companies, "Boss"))
	require.NoError(t, err)
	first := &association.Associate{From: contact("1"), To: company("10"), OnlyFirst: true}
	results, err := f.Do(f.ctx, first, &association.Associate{From: contact("1"), To: company("11"), OnlyFirst: true, Mark: primary.MarkReplace})
	require.NoError(t, err, "the second sees the first, of one Do")
	require.Equal(t, association.Created, results[0].Outcome)
	require.Equal(t, company("10"), results[0].Promoted)
	require.Equal(t, association.Unchanged, results[1].Outcome)
	require.Equal(t, company("10"), f.primary(t, contact("1"), record.Companies))

	before := len(everything(t, store).Events)
	for _, op := range []association.Associate{
		{From: contact("1"), To: company("10"), Labels: []label.Label{boss}, OnlyFirst: true},
		{From: company("10"), To: contact("2"), OnlyFirst: true},
	} {
		results, err = f.Do(f.ctx, &op)
		require.NoError(t, err)
		require.Equal(t, association.Unchanged, results[0].Outcome, op.String())
	}
	require.Len(t, everything(t, store).Events, before)
	_, err = f.Do(f.ctx, &association.Associate{From: contact("1"), To: company("11"), Labels: []label.Label{label.Named("Unheard")}, OnlyFirst: true})
	require.ErrorIs(t, err, label.ErrUnknown, "what is wrong with the request is an error all the same")

	id := operation(t, "match")
	_, err = f.Do(f.ctx, association.Once(id, &association.Associate{From: contact("3"), To: company("10"), OnlyFirst: true}))
	require.NoError(t, err)
	_, err = f.Do(f.ctx, association.Once(id, &association.Associate{From: contact("3"), To: company("10")}))
	require.ErrorIs(t, err, history.ErrIDReused, "it is another request without the condition")
}

// Two matches come at once, both OnlyFirst. Exactly one of them makes the link.
func testI2OnlyFirstRacing(t tester, s *Subject) {
	f := open(t, s.Open())
	const racers = 4
	outcomes, errs := make([]association.Outcome, racers), make([]error, racers)
	var wait sync.WaitGroup
	for i := range racers {
		wait.Go(func() {
			op := &association.Associate{From: contact("1"), To: company(record.ID(rune('a' + i))), OnlyFirst: true}
			var results []association.Result
			if results, errs[i] = f.Do(f.ctx, op); errs[i] == nil {
				outcomes[i] = results[0].Outcome
			}
		})
	}
	wait.Wait()
	made := 0
	for i := range racers {
		require.NoError(t, errs[i])
		if outcomes[i] == association.Created {
			made++
		}
	}
	require.Equal(t, 1, made)
	require.Equal(t, 1, f.count(t, contact("1"), record.Companies))
}

// In other systems a match by domain overrode the company that a user had chosen, even if the
// user chose it while the match was running.
func testDomainMatchBeatsExplicitLink(t tester, s *Subject) {
	w := s.ruleGraph(t)
	w.link("contacts/1", "companies/99")
	w.link("contacts/3", "companies/10", "companies/99")
	var asked []domains.Domain
	lookup := companiesOf(&asked)
	chooses := func(ctx context.Context, question domains.Asked) ([]domains.Company, error) {
		w.link("contacts/2", "companies/98")
		return lookup(ctx, question)
	}
	report, _ := matched(t, w.Graph, chooses, []domains.Contact{
		{ID: "1", Email: "a@acme.org"}, {ID: "2", Email: "b@acme.org"}, {ID: "3", Email: "c@acme.org"},
	}...)
	require.Equal(t, 3, report.Count[domains.HasCompany])
	w.shows("contacts/1", record.Companies, "99*")
	w.shows("contacts/2", record.Companies, "98*")
	w.shows("contacts/3", record.Companies, "10*, 99")
}

// The application's ToASCII decides the form of an international domain.
func testI1InternationalDomains(t tester, s *Subject) {
	w := s.ruleGraph(t)
	form := func(name string) (string, error) {
		return strings.ReplaceAll(strings.ToLower(name), "bücher", "xn--bcher-kva"), nil
	}
	var asked []domains.Domain
	lookup := func(_ context.Context, question domains.Asked) ([]domains.Company, error) {
		asked = append(asked, question.Domains...)
		return []domains.Company{{ID: "10", Domain: "BÜCHER.de"}}, nil
	}
	list := domains.List(domains.Contact{ID: "1", Email: "ann@Bücher.de"}, domains.Contact{ID: "2", Email: "bob+x@xn--bcher-kva.de"})
	report, err := domains.Run(w.ctx, w.Graph, list, lookup, &domains.Options{ToASCII: form})
	require.NoError(t, err)
	require.Equal(t, []domains.Domain{"xn--bcher-kva.de"}, asked)
	require.Equal(t, 2, report.Count[domains.Associated])
	w.shows("companies/10", record.Contacts, "1<, 2<")
}

// The application adds domains of free mail and excludes others. Both lists leave subdomains
// alone.
func testI2ListsOfTheApplication(t tester, s *Subject) {
	w := s.ruleGraph(t)
	any := func(_ context.Context, question domains.Asked) (found []domains.Company, err error) {
		for _, d := range question.Domains {
			found = append(found, domains.Company{ID: record.ID(d), Domain: string(d), New: true})
		}
		return found, nil
	}
	list := domains.List(
		domains.Contact{ID: "1", Email: "a@post.example"}, domains.Contact{ID: "2", Email: "b@partner.org"}, domains.Contact{ID: "3", Email: "c@sub.partner.org"})
	for _, dry := range []bool{true, false} {
		report, err := domains.Run(w.ctx, w.Graph, list, any, &domains.Options{
			DryRun: dry, FreeMail: []string{"Post.example"}, Exclude: []string{"partner.ORG"},
		})
		require.NoError(t, err)
		require.Equal(t, [3]int{1, 1, 1}, [3]int{report.Count[domains.FreeMail], report.Count[domains.Excluded], report.Count[domains.Associated]})
		require.Equal(t, 1, report.Created)
		if dry {
			require.Empty(t, w.feed())
		}
	}
	w.shows("contacts/1", record.Companies, "")
	w.shows("contacts/2", record.Companies, "")
	w.shows("contacts/3", record.Companies, "sub.partner.org*")
	var exclude []string
	for i := range domains.MaxExcluded + 1 {
		exclude = append(exclude, fmt.Sprintf("d%d.example", i))
	}
	_, err := domains.Run(w.ctx, w.Graph, list, any, &domains.Options{Exclude: exclude[1:]})
	require.NoError(t, err)
	_, err = domains.Run(w.ctx, w.Graph, list, any, &domains.Options{Exclude: exclude})
	require.ErrorIs(t, err, domains.ErrTooMany)
}
