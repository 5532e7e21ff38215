package association_test

import (
	"testing"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

func BenchmarkReadPages(b *testing.B) {
	bench(b, []benched{
		{"HistoryPage 2", func(f *fixture, _ int) error {
			_, err := f.HistoryPage(f.ctx, company("hub"), record.Contacts, association.HistoryQuery{Max: 2})
			return err
		}},
		{"HistoryOfPage", func(f *fixture, i int) error {
			_, err := f.HistoryOfPage(f.ctx, benchContact(i), company("1"), association.HistoryQuery{})
			return err
		}},
		{"PanelPage 2", func(f *fixture, i int) error {
			_, err := f.PanelPage(f.ctx, company("hub"), record.Contacts, association.PanelQuery{Max: 2})
			return err
		}},
		{"Page 100 newest", func(f *fixture, _ int) error {
			_, err := f.Page(f.ctx, company("hub"), record.Contacts, association.Query{Order: storage.NewestFirst, Max: 100})
			return err
		}},
		{"ParseCursor", func(f *fixture, _ int) error {
			_, err := association.ParseCursor("AatUqYzrHwrSAAAAAzEwMQAAAAAAAGCSdCM")
			return err
		}},
	})
}

// A page in the middle of a list: its cursor costs no Read.
func TestCostOfPages(t *testing.T) {
	one := contact("1")
	read := func(n int) cost { return cost{reads: n} }
	calls := []costly{
		{name: "page of history", call: func(f *fixture) error {
			_, err := f.HistoryPage(f.ctx, one, record.Companies, association.HistoryQuery{Max: 1})
			return err
		}, plain: read(1)},
		{name: "page of the history of a pair", call: func(f *fixture) error {
			_, err := f.HistoryOfPage(f.ctx, one, company("10"), association.HistoryQuery{Max: 1})
			return err
		}, plain: read(1)},
		{name: "page of the panel", call: func(f *fixture) error {
			_, err := f.PanelPage(f.ctx, one, record.Companies, association.PanelQuery{Max: 1})
			return err
		}, plain: read(2)},
		{name: "page of the newest links", call: func(f *fixture) error {
			_, err := f.Page(f.ctx, one, record.Companies, association.Query{Order: storage.NewestFirst, Max: 1})
			return err
		}, plain: read(1)},
	}
	for i := range calls {
		calls[i].locked = calls[i].plain
	}
	twoWays(t, calls)
}
