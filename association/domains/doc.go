// Package domains associates contacts with companies by the domain of their email.
//
// It decides which domain an email has, which domains say nothing about a company (free mail,
// and domains that the application excludes), and which company has a domain. Companies and
// their domains belong to the application. A [Lookup] is asked for many domains at once, for
// each of them once in a run, and may create a missing company.
//
// For example, Force (companies/10) has the domain force.org, and contacts/2 has a company
// already:
//
//	contacts := domains.List(
//		domains.Contact{ID: "1", Email: "Luke+news@FORCE.org"},
//		domains.Contact{ID: "2", Email: "leia@force.org"},
//		domains.Contact{ID: "3", Email: "han@gmail.com"},
//		domains.Contact{ID: "4", Email: "obi-wan@info.force.org"},
//	)
//	report, err := domains.Run(ctx, graph, contacts, lookup, nil)
//
//	contacts/1: associated with companies/10
//	contacts/2: has a company: force.org
//	contacts/3: free mail: gmail.com
//	contacts/4: unknown: info.force.org
//
// A subdomain is another domain, so no company has info.force.org. An international domain is
// compared in ASCII form, or reported if there is no [ToASCII].
//
// The package never adds a company to a contact that has a company, even if another process
// associates that company at the same moment. It never guesses between two companies of the
// same domain. Runs keep this law: after any number of runs, in any order and at once, a
// contact has at most one company by them, and the result of every contact is reported.
package domains
