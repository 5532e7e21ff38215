package domains_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/domains"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
	"github.com/relata-go/relata/storage/memory"
	"github.com/relata-go/relata/storage/storagetest"
)

// forEach runs a test on a graph over every kind of store.
func forEach(t *testing.T, test func(t *testing.T, g *association.Graph)) {
	for name, open := range map[string]func() storage.Storage{
		"memory":    func() storage.Storage { return memory.New() },
		"reference": storagetest.Reference,
		"strict":    func() storage.Storage { return storagetest.NewStrict(memory.New()) },
	} {
		t.Run(name, func(t *testing.T) { test(t, graph(t, open())) })
	}
}

func graph(t require.TestingT, store storage.Storage) *association.Graph {
	g, err := association.Open(context.Background(), store, nil)
	require.NoError(t, err)
	return g
}

func contact(id record.ID) record.Ref { return record.New(record.Contacts, id) }
func company(id record.ID) record.Ref { return record.New(record.Companies, id) }

// A directory is the companies of an application, by domain as a user typed it.
type directory struct {
	companies []domains.Company
	create    bool // missing companies
	asked     [][]domains.Domain
}

func (d *directory) lookup(_ context.Context, asked domains.Asked) ([]domains.Company, error) {
	d.asked = append(d.asked, asked.Domains)
	found := slices.Clone(d.companies)
	for _, name := range asked.Domains {
		has := func(c domains.Company) bool {
			is, err := domains.Parse(c.Domain, toASCII)
			return err == nil && is == name
		}
		if !d.create || slices.ContainsFunc(d.companies, has) {
			continue
		}
		c := domains.Company{ID: record.ID("of " + string(name)), Domain: string(name), New: true}
		found = append(found, c)
		if !asked.DryRun {
			d.companies = append(d.companies, domains.Company{ID: c.ID, Domain: c.Domain})
		}
	}
	return found, nil
}

func newDirectory() *directory {
	return &directory{companies: []domains.Company{
		{ID: "10", Domain: " ACME.org. "}, {ID: "10", Domain: "acme.example"}, {ID: "11", Domain: "info.acme.org"},
		{ID: "12", Domain: "twice.org"}, {ID: "13", Domain: "Twice.org"}, {ID: "14", Domain: "same.org"}, {ID: "14", Domain: "SAME.org"},
		{ID: "15", Domain: "bücher.de"},
	}}
}

// run calls Run and returns each result as a line.
func run(t require.TestingT, g *association.Graph, d *directory, o domains.Options, contacts ...domains.Contact) (domains.Report, []string) {
	lines := []string{}
	o.Each = func(r domains.Result) { lines = append(lines, r.String()) }
	report, err := domains.Run(context.Background(), g, domains.List(contacts...), d.lookup, &o)
	require.NoError(t, err)
	require.Len(t, lines, report.Contacts)
	sum := 0
	for _, n := range report.Count {
		sum += n
	}
	require.Equal(t, report.Contacts, sum, "every contact has one outcome")
	return report, lines
}

// companies returns the companies of a contact, the primary with a star.
func companies(t require.TestingT, g *association.Graph, id record.ID) []string {
	all := []string{}
	for l, err := range g.Links(context.Background(), contact(id), record.Companies) {
		require.NoError(t, err)
		text := string(l.To.ID)
		if l.Primary {
			text += "*"
		}
		all = append(all, text)
	}
	return all
}

// I1, I2: every outcome, and its text.
func TestI2Outcomes(t *testing.T) {
	forEach(t, func(t *testing.T, g *association.Graph) {
		_, err := g.Associate(context.Background(), contact("2"), company("99"))
		require.NoError(t, err)
		o := domains.Options{FreeMail: []string{"Post.example"}, Exclude: []string{"partner.org."}}
		list := []domains.Contact{
			{ID: "1", Email: "ann@acme.org"}, {ID: "2", Email: "bob@acme.org"}, {ID: "3", Email: "cid@gmail.com"}, {ID: "4", Email: "dan@POST.example"},
			{ID: "5", Email: "eve@partner.org"}, {ID: "6", Email: "eve@sub.partner.org"}, {ID: "7", Email: "fay"}, {ID: "8", Email: "gus@bücher.de"},
			{ID: "9", Email: "hal@twice.org"}, {ID: "a", Email: "ian@unheard.org"}, {ID: "b", Email: "jan@same.org"}, {ID: "", Email: "kim@acme.org"},
			{ID: "c", Email: "leo@mail.gmail.com"},
		}
		for _, dry := range []bool{true, false} {
			o.DryRun = dry
			report, lines := run(t, g, newDirectory(), o, list...)
			require.Equal(t, []string{
				"contacts/1: associated with companies/10",
				"contacts/2: has a company: acme.org",
				"contacts/3: free mail: gmail.com",
				"contacts/4: free mail: post.example",
				"contacts/5: excluded: partner.org",
				"contacts/6: unknown: sub.partner.org",
				`contacts/7: invalid: "fay": an @ is missing after the name`,
				`contacts/8: not normalised: "bücher.de" is an international domain: give a ToASCII to compare it`,
				"contacts/9: ambiguous: twice.org",
				"contacts/a: unknown: unheard.org",
				"contacts/b: associated with companies/14",
			}, lines[:11])
			require.Contains(t, lines[11], "contacts/: refused: ")
			require.Equal(t, "contacts/c: unknown: mail.gmail.com", lines[12])
			require.Equal(t, 1, report.CompanyErrorCount, "bücher.de")
			require.ErrorIs(t, &report.CompanyErrors[0], domains.ErrNotNormalized)
			require.ErrorContains(t, &report.CompanyErrors[0], `company "15"`)
			require.Equal(t, "13 contacts: 2 associated, 1 has a company, 2 free mail, 1 excluded, 1 invalid, 1 not normalised, 1 ambiguous, 3 unknown, 1 refused; 1 company domains not compared", report.String())
			if dry {
				require.Empty(t, companies(t, g, "1"))
			}
		}
		require.Equal(t, []string{"10*"}, companies(t, g, "1"))
		require.Equal(t, []string{"99*"}, companies(t, g, "2"))
		require.Empty(t, companies(t, g, "9"))
		require.Equal(t, []string{"14*"}, companies(t, g, "b"))
	})
}

// I1: with a ToASCII every spelling of an international domain is the same domain.
func TestI1InternationalDomainsMatch(t *testing.T) {
	forEach(t, func(t *testing.T, g *association.Graph) {
		d := newDirectory()
		report, _ := run(t, g, d, domains.Options{ToASCII: toASCII, Exclude: []string{"straße.de"}}, []domains.Contact{
			{ID: "1", Email: "ann@bücher.de"}, {ID: "2", Email: "bob@xn--bcher-kva.de"}, {ID: "3", Email: "cid@BÜCHER.de"}, {ID: "4", Email: "dan@straße.de"},
		}...)
		require.Equal(t, [][]domains.Domain{{"xn--bcher-kva.de"}}, d.asked)
		require.Equal(t, 3, report.Count[domains.Associated])
		require.Equal(t, 1, report.Count[domains.Excluded])
		require.Zero(t, report.CompanyErrorCount)
		require.Equal(t, []string{"15*"}, companies(t, g, "3"))
	})
}

// I1: a domain is asked for once, and its company created once, also across batches.
func TestI1OncePerDomain(t *testing.T) {
	for _, dry := range []bool{true, false} {
		for _, batch := range []int{1, 2, 3, 100} {
			g, d := graph(t, memory.New()), newDirectory()
			d.create = true
			report, _ := run(t, g, d, domains.Options{Batch: batch, DryRun: dry}, []domains.Contact{
				{ID: "1", Email: "a@new.org"}, {ID: "2", Email: "b@NEW.org"}, {ID: "3", Email: "c@acme.org"}, {ID: "4", Email: "d@sub.new.org"}, {ID: "5", Email: "e@new.org"},
			}...)
			require.Equal(t, 2, report.Created)
			require.Equal(t, 5, report.Count[domains.Associated])
			var asked []domains.Domain
			for _, call := range d.asked {
				asked = append(asked, call...)
			}
			slices.Sort(asked)
			require.Equal(t, []domains.Domain{"acme.org", "new.org", "sub.new.org"}, asked)
			if dry {
				require.Empty(t, companies(t, g, "1"))
				require.Len(t, d.companies, len(newDirectory().companies))
			} else {
				require.Equal(t, []string{"of new.org*"}, companies(t, g, "5"))
			}
		}
	}
}

// I2: no company is created for a contact that has a company, nor for the contact's second
// email.
func TestI2NothingIsCreatedInVain(t *testing.T) {
	for _, dry := range []bool{true, false} {
		g, d := graph(t, memory.New()), newDirectory()
		d.create = true
		_, err := g.Associate(context.Background(), contact("1"), company("99"))
		require.NoError(t, err)
		report, lines := run(t, g, d, domains.Options{DryRun: dry}, []domains.Contact{
			{ID: "1", Email: "a@one.org"}, {ID: "2", Email: "b@acme.org"}, {ID: "2", Email: "b@two.org"}, {ID: "2", Email: "b@three.org"},
		}...)
		require.Zero(t, report.Created)
		require.Equal(t, [][]domains.Domain{{"acme.org"}}, d.asked)
		require.Equal(t, "contacts/2: has a company: two.org", lines[2])
	}
}

// I3: the source, the group, and the mark of the first company.
func TestI3SourceAndPrimary(t *testing.T) {
	forEach(t, func(t *testing.T, g *association.Graph) {
		ctx := context.Background()
		id, _ := history.NamedOperation("nightly")
		report, _ := run(t, g.As(history.ByUser("7", "Rosa")), newDirectory(), domains.Options{ID: id}, domains.Contact{ID: "1", Email: "a@acme.org"})
		require.Equal(t, id, report.ID)
		for e, err := range g.History(ctx, contact("1"), record.Companies) {
			require.NoError(t, err)
			require.Equal(t, history.By(history.DomainAssociation).WithUser("7", "Rosa"), e.Source)
			require.Equal(t, id, e.Group)
		}
		why, known, err := g.Why(ctx, contact("1"), record.Companies)
		require.NoError(t, err)
		require.True(t, known)
		require.Equal(t, company("10"), why.Primary)
	})
}

// In other systems a match by domain overrode the company that a user had chosen, even if the
// user chose it while the match was running.
func TestDomainMatchBeatsExplicitLink(t *testing.T) {
	forEach(t, func(t *testing.T, g *association.Graph) {
		ctx, d := context.Background(), newDirectory()
		_, err := g.Associate(ctx, contact("1"), company("99"))
		require.NoError(t, err)
		_, err = g.AssociateAll(ctx, contact("3"), association.Target{To: company("10")}, association.Target{To: company("99")})
		require.NoError(t, err)
		chooses := func(ctx context.Context, asked domains.Asked) ([]domains.Company, error) {
			_, err := g.Associate(ctx, contact("2"), company("98"))
			require.NoError(t, err)
			return d.lookup(ctx, asked)
		}
		var lines []string
		_, err = domains.Run(ctx, g, domains.List(
			domains.Contact{ID: "1", Email: "a@acme.org"}, domains.Contact{ID: "2", Email: "b@acme.org"}, domains.Contact{ID: "3", Email: "c@acme.org"},
		), chooses, &domains.Options{Each: func(r domains.Result) { lines = append(lines, r.String()) }})
		require.NoError(t, err)
		require.Equal(t, []string{
			"contacts/1: has a company: acme.org", "contacts/2: has a company: acme.org", "contacts/3: has a company: acme.org",
		}, lines)
		require.Equal(t, []string{"99*"}, companies(t, g, "1"))
		require.Equal(t, []string{"98*"}, companies(t, g, "2"))
		require.Equal(t, []string{"10*", "99"}, companies(t, g, "3"))
	})
}

// I2: of several matches at once, exactly one gives the contact a company.
func TestI2RacingMatches(t *testing.T) {
	forEach(t, func(t *testing.T, g *association.Graph) {
		const racers, contacts = 4, 25
		var list []domains.Contact
		for i := range contacts {
			list = append(list, domains.Contact{ID: record.ID(fmt.Sprint(i)), Email: "a@acme.org"})
		}
		var wait sync.WaitGroup
		associated := make([]int, racers)
		for i := range racers {
			wait.Go(func() {
				lookup := func(context.Context, domains.Asked) ([]domains.Company, error) {
					return []domains.Company{{ID: record.ID(fmt.Sprint(i)), Domain: "acme.org"}}, nil
				}
				report, err := domains.Run(context.Background(), g, domains.List(list...), lookup, &domains.Options{Batch: 3})
				if err == nil {
					associated[i] = report.Count[domains.Associated]
				}
			})
		}
		wait.Wait()
		sum := 0
		for _, n := range associated {
			sum += n
		}
		require.Equal(t, contacts, sum)
		for _, c := range list {
			require.Len(t, companies(t, g, c.ID), 1)
		}
	})
}

// An error of the graph is the result of its contact, and the other contacts are done.
func TestRefused(t *testing.T) {
	g := graph(t, memory.New())
	require.NoError(t, g.Edit(context.Background(), &schema.SetLimit{Key: limits.Key{From: record.Companies, To: record.Contacts}, Max: 1}))
	report, lines := run(t, g, newDirectory(), domains.Options{}, []domains.Contact{
		{ID: "1", Email: "a@acme.org"}, {ID: "2", Email: "b@acme.org"}, {ID: "3", Email: "c@same.org"},
	}...)
	require.Equal(t, 1, report.Count[domains.Refused])
	require.Contains(t, lines[1], "companies/10 has 1 of 1 contacts")
	require.Equal(t, []string{"14*"}, companies(t, g, "3"))
}

// Errors of the call as a whole.
func TestI2OptionErrors(t *testing.T) {
	many := make([]string, domains.MaxExcluded+1)
	for i := range many {
		many[i] = fmt.Sprintf("d%d.org", i)
	}
	ctx, g, d := context.Background(), graph(t, memory.New()), newDirectory()
	one := domains.List(domains.Contact{ID: "1", Email: "a@acme.org"})
	_, err := domains.Run(ctx, g, one, d.lookup, &domains.Options{Exclude: many})
	require.ErrorIs(t, err, domains.ErrTooMany)
	require.Equal(t, domains.TooManyError{Have: 1001, Max: 1000}, *as[*domains.TooManyError](t, err))
	_, err = domains.Run(ctx, g, one, d.lookup, &domains.Options{Exclude: append(many[:1000], "D0.org.")})
	require.NoError(t, err, "a domain that is given twice counts once")
	_, err = domains.Run(ctx, g, one, d.lookup, &domains.Options{FreeMail: []string{"a.org", "*.b.org"}})
	require.ErrorIs(t, err, domains.ErrInvalid)
	require.ErrorContains(t, err, "free mail domain 2 of 2")
	_, err = domains.Run(ctx, g, one, d.lookup, &domains.Options{Exclude: []string{"bücher.de"}})
	require.ErrorIs(t, err, domains.ErrNotNormalized)
	_, err = domains.Run(ctx, g, one, d.lookup, &domains.Options{Batch: -1})
	require.ErrorContains(t, err, "a batch of -1")
	_, err = domains.Run(ctx, g, domains.List(domains.Contact{ID: "9", Email: "a@acme.org"}), nil, nil)
	require.ErrorContains(t, err, "no lookup")
}

func as[E error](t *testing.T, err error) E {
	var is E
	require.ErrorAs(t, err, &is)
	return is
}

// A list or a lookup that fails ends the run; the contacts before it are done.
func TestFailures(t *testing.T) {
	ctx, down := context.Background(), errors.New("down")
	d := newDirectory()
	g := graph(t, memory.New())
	list := func(yield func(domains.Contact, error) bool) {
		_ = yield(domains.Contact{ID: "1", Email: "a@acme.org"}, nil) && yield(domains.Contact{}, down)
	}
	report, err := domains.Run(ctx, g, list, d.lookup, nil)
	require.ErrorIs(t, err, down)
	require.Equal(t, 1, report.Count[domains.Associated])

	calls := 0
	lookup := func(ctx context.Context, asked domains.Asked) ([]domains.Company, error) {
		if calls++; calls == 2 {
			return nil, down
		}
		return d.lookup(ctx, asked)
	}
	three := domains.List(domains.Contact{ID: "2", Email: "a@acme.org"}, domains.Contact{ID: "3", Email: "a@same.org"}, domains.Contact{ID: "4", Email: "a@same.org"})
	report, err = domains.Run(ctx, g, three, lookup, &domains.Options{Batch: 1})
	require.ErrorIs(t, err, down)
	require.ErrorContains(t, err, "look up 1 domains")
	require.Equal(t, 1, report.Contacts)
	report, err = domains.Run(ctx, g, three, d.lookup, nil)
	require.NoError(t, err)
	require.Equal(t, 1, report.Count[domains.HasCompany])
	require.Equal(t, 2, report.Count[domains.Associated])

	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = domains.Run(cancelled, g, three, d.lookup, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// I2: results are the same with batches of any size, after a dry run, and in a second run,
// and no contact gets a second company.
func TestRunsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		email := rapid.SampledFrom([]string{"a@acme.org", "a@info.acme.org", "a@twice.org", "a@new.org", "a@other.org", "a@gmail.com", "bad", "a@bücher.de"})
		var list []domains.Contact
		for range rapid.IntRange(0, 20).Draw(t, "contacts") {
			list = append(list, domains.Contact{ID: record.ID(fmt.Sprint(rapid.IntRange(1, 6).Draw(t, "id"))), Email: email.Draw(t, "email")})
		}
		chosen := rapid.SliceOfDistinct(rapid.IntRange(1, 6), rapid.ID).Draw(t, "chosen")
		open := func() (*association.Graph, *directory) {
			g, d := graph(t, memory.New()), newDirectory()
			for _, id := range chosen {
				_, err := g.Associate(context.Background(), contact(record.ID(fmt.Sprint(id))), company("99"))
				require.NoError(t, err)
			}
			d.create = true
			return g, d
		}
		o := domains.Options{Exclude: []string{"other.org"}}
		o.ID, _ = history.NamedOperation("run")
		whole, d := open()
		want, lines := run(t, whole, d, o, list...)

		g, d := open()
		o.Batch = rapid.IntRange(1, 8).Draw(t, "batch")
		o.DryRun = true
		got, same := run(t, g, d, o, list...)
		require.Equal(t, lines, same, "dry run")
		require.Equal(t, want.Count, got.Count)
		require.Equal(t, want.Created, got.Created)
		o.DryRun = false
		got, same = run(t, g, d, o, list...)
		require.Equal(t, lines, same)
		require.Equal(t, want.Created, got.Created)
		again, _ := run(t, g, d, o, list...)
		require.Zero(t, again.Count[domains.Associated])
		require.Zero(t, again.Created)
		for id := range 7 {
			have := companies(t, g, record.ID(fmt.Sprint(id)))
			require.LessOrEqual(t, len(have), 1)
			require.Equal(t, have, companies(t, whole, record.ID(fmt.Sprint(id))))
			if slices.Contains(chosen, id) {
				require.Equal(t, []string{"99*"}, have)
			}
		}
	})
}
