package laws

import (
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A pagedRead is a read that comes in pages. Rows are in words.
type pagedRead struct {
	name  string
	whole func() []string // all rows, read at once or by an iterator
	page  func(after association.Cursor, most int) ([]string, association.Cursor, error)
}

// pages reads all pages of a size, and returns their rows and their cursors.
func (r pagedRead) pages(t tester, size int) (rows []string, cursors []association.Cursor) {
	t.Helper()
	var after association.Cursor
	for {
		page, next, err := r.page(after, size)
		require.NoError(t, err, r.name)
		require.LessOrEqual(t, len(page), size, r.name)
		rows = append(rows, page...)
		if next.IsZero() {
			return rows, cursors
		}
		require.NotEqual(t, after, next, "%s: the page after it is itself", r.name)
		after = throughText(t, next)
		cursors = append(cursors, after)
	}
}

// throughText returns a cursor as another process reads it.
func throughText(t tester, c association.Cursor) association.Cursor {
	t.Helper()
	require.Regexp(t, `^[A-Za-z0-9_-]+$`, c.String())
	read, err := association.ParseCursor(c.String())
	require.NoError(t, err)
	require.Equal(t, c, read)
	return read
}

// inWords returns rows as texts.
func inWords[R any](rows []R) []string {
	words := make([]string, len(rows))
	for i, row := range rows {
		words[i] = fmt.Sprintf("%+v", row)
	}
	return words
}

func linksInWords(links []association.Link) []string {
	words := make([]string, len(links))
	for i, link := range links {
		words[i] = fmt.Sprint(link, " ", link.Created.Format(time.RFC3339))
	}
	return words
}

// paged fills an account in which every read has several rows, and returns the reads.
// contacts/1 has eight companies, two of them since one moment, and a merged-away id.
func (w *ruleGraph) paged() []pagedRead {
	w.t.Helper()
	boss := w.define(label.Single(record.Contacts, record.Companies, "Boss"))
	guest := w.define(label.Single(record.Contacts, record.Companies, "Guest"))
	for _, to := range []string{"7", "3", "11", "5"} {
		w.link("contacts/1", "companies/"+to)
	}
	w.link("contacts/2", "companies/3", "companies/20", "companies/21")
	w.link("contacts/3", "companies/3", "companies/4")
	w.do(ruleMerge("contacts/1", "contacts/2"))
	w.do(ruleAddLabels("contacts/1", "companies/3", boss), ruleAddLabels("contacts/1", "companies/5", boss, guest), ruleAddLabels("contacts/1", "companies/20", guest))
	w.link("contacts/1", "companies/30", "companies/31")
	w.do(&association.Dissociate{From: ruleRef("contacts/1"), To: ruleRef("companies/7"), Unattended: true})
	of, to := ruleRef("contacts/1"), record.Companies
	var reads []pagedRead
	for _, scope := range []association.Scope{association.All(), association.Labeled(boss), association.Labeled(guest, boss)} {
		for order := storage.ByID; order <= storage.NewestFirst; order++ {
			reads = append(reads, w.pagedLinks(of, to, scope, order))
		}
		reads = append(reads, w.pagedTargets(of, to, scope), w.pagedWalk(of.Type, to, scope))
	}
	reads = append(reads, w.pagedLinks(ruleRef("companies/3"), record.Contacts, association.PrimaryOf(), storage.ByID))
	keys := []limits.Key{{From: to, To: of.Type}}
	reads = append(reads, w.pagedReport(nil, 1), w.pagedReport(keys, 1), w.pagedReport(append(keys, limits.Key{From: of.Type, To: to}), 1))
	return append(reads, w.pagedHistory(of, to), w.pagedHistoryOf(of, ruleRef("companies/3")), w.pagedPanel(of, to))
}

func (w *ruleGraph) pagedLinks(of record.Ref, to record.Type, scope association.Scope, order storage.Order) pagedRead {
	return pagedRead{
		name: fmt.Sprintf("links of %s, %s, order %d", of, scope, order),
		whole: func() []string {
			links := all(w.t, w.Links(w.ctx, of, to, scope))
			slices.SortStableFunc(links, func(a, b association.Link) int {
				return order.CompareCursors(storage.Cursor{Created: record.TimeOf(a.Created), ID: a.To.ID}, storage.Cursor{Created: record.TimeOf(b.Created), ID: b.To.ID})
			})
			return linksInWords(links)
		},
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			page, err := w.Page(w.ctx, of, to, association.Query{Scope: scope, Order: order, After: after, Max: most})
			return linksInWords(page.Links), page.Next, err
		},
	}
}

func (w *ruleGraph) pagedTargets(of record.Ref, to record.Type, scope association.Scope) pagedRead {
	return pagedRead{
		name: fmt.Sprintf("targets of %s, %s", of, scope),
		whole: func() (ids []string) {
			for _, ref := range all(w.t, w.Targets(w.ctx, []record.Ref{of}, to, scope)) {
				ids = append(ids, string(ref.ID))
			}
			return ids
		},
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			pages, err := w.TargetsMany(w.ctx, []record.Ref{of}, to, scope, []association.Cursor{after}, most)
			if err != nil {
				return nil, association.Cursor{}, err
			}
			return inWords(pages[0].IDs), pages[0].Next, nil
		},
	}
}

func (w *ruleGraph) pagedWalk(from, to record.Type, scope association.Scope) pagedRead {
	return pagedRead{
		name: fmt.Sprintf("walk, %s", scope),
		whole: func() []string {
			return linksInWords(all(w.t, w.Walk(w.ctx, from, to, scope, association.Cursor{})))
		},
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			page, err := w.WalkPage(w.ctx, from, to, association.WalkQuery{Scope: scope, After: after, Max: most})
			return linksInWords(page.Links), page.Next, err
		},
	}
}

func (w *ruleGraph) pagedReport(keys []limits.Key, atLeast int) pagedRead {
	page := func(after association.Cursor, most int) ([]string, association.Cursor, error) {
		page, err := w.Report(w.ctx, association.ReportQuery{Keys: keys, AtLeast: atLeast, After: after, Max: most})
		return ruleUsages(page.Rows), page.Next, err
	}
	return pagedRead{name: fmt.Sprintf("report of %v, at least %d", keys, atLeast), page: page, whole: func() []string {
		rows, _, err := page(association.Cursor{}, storage.MaxPage)
		require.NoError(w.t, err)
		return rows
	}}
}

func (w *ruleGraph) pagedHistory(of record.Ref, to record.Type) pagedRead {
	return pagedRead{
		name:  fmt.Sprintf("history of %s", of),
		whole: func() []string { return inWords(all(w.t, w.History(w.ctx, of, to))) },
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			page, err := w.HistoryPage(w.ctx, of, to, association.HistoryQuery{After: after, Max: most})
			return inWords(page.Events), page.Next, err
		},
	}
}

func (w *ruleGraph) pagedHistoryOf(from, to record.Ref) pagedRead {
	return pagedRead{
		name:  fmt.Sprintf("history of %s and %s", from, to),
		whole: func() []string { return inWords(all(w.t, w.HistoryOf(w.ctx, from, to))) },
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			page, err := w.HistoryOfPage(w.ctx, from, to, association.HistoryQuery{After: after, Max: most})
			return inWords(page.Events), page.Next, err
		},
	}
}

func (w *ruleGraph) pagedPanel(of record.Ref, to record.Type) pagedRead {
	return pagedRead{
		name: fmt.Sprintf("panel of %s", of),
		whole: func() []string {
			rows, err := w.Panel(w.ctx, of, to, nil)
			require.NoError(w.t, err)
			return inWords(rows)
		},
		page: func(after association.Cursor, most int) ([]string, association.Cursor, error) {
			page, err := w.PanelPage(w.ctx, of, to, association.PanelQuery{After: after, Max: most})
			return inWords(page.Rows), page.Next, err
		},
	}
}
