package contend

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/limits"
	"github.com/relata-go/relata/record"
)

const (
	placeCompanies = 3
	placeContacts  = 12
	places         = 4 // contacts that a company may have
	managers       = 2 // of them managers
)

// lastPlace is a race for the last free place under the limit of a pair and under that of a
// label. WithinLimits: a limit is never exceeded.
var lastPlace = contest{
	name: "last place",
	found: func(ctx context.Context, graph *association.Graph) error {
		manager, err := graph.Define(ctx, label.Paired(record.Companies, record.Contacts, "Managed by", "Manager"))
		if err != nil {
			return err
		}
		key := limits.Key{From: record.Companies, To: record.Contacts}
		if err := graph.Edit(ctx, &schema.SetLimit{Key: key, Max: places}); err != nil {
			return err
		}
		key.Label = manager.ID
		return graph.Edit(ctx, &schema.SetLimit{Key: key, Max: managers})
	},
	turn: func(p *player) error {
		from, to := contact(1+p.IntN(placeContacts)), company(1+p.IntN(placeCompanies))
		var err error
		switch p.IntN(6) {
		case 0, 1:
			_, err = p.Associate(p.ctx, from, to)
		case 2:
			_, err = p.Associate(p.ctx, to, from, labeled("Managed by")...)
		case 3:
			_, err = p.RemoveLabels(p.ctx, from, to, labeled("Manager")...)
		default:
			err = p.alone(to, from)
		}
		return p.expect(err, limits.ErrExceeded, record.ErrNotLinked)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		for n := range placeCompanies {
			of := company(n + 1)
			count, err := from.Count(ctx, of, record.Contacts)
			if err != nil {
				return err
			}
			all, err := links(ctx, from, of, record.Contacts)
			if err != nil {
				return err
			}
			managing, err := links(ctx, from, of, record.Contacts, association.Labeled(label.Named("Managed by")))
			if err != nil {
				return err
			}
			if count != len(all) || count > places || len(managing) > managers {
				return fmt.Errorf("%s counts %d contacts of %d, %d are listed, %d manage of %d", of, count, places, len(all), len(managing), managers)
			}
		}
		return nil
	},
}
