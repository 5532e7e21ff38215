package contend

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
)

// contests are all contests. Each has a file of its own.
var contests = []contest{lastPlace, onePrimary, sameLink, hotHub, removedLabel, editedSchema}

// types are the record types of the contests.
var types = []record.Type{record.Contacts, record.Companies, record.Deals}

func contact(n int) record.Ref { return record.New(record.Contacts, record.ID(fmt.Sprint(n))) }
func company(n int) record.Ref { return record.New(record.Companies, record.ID(fmt.Sprint(n))) }
func deal(n int) record.Ref    { return record.New(record.Deals, record.ID(fmt.Sprint(n))) }

// alone removes a link without naming a successor.
func (p *player) alone(from, to record.Ref) error {
	_, err := p.Do(p.ctx, &association.Dissociate{From: from, To: to, Unattended: true})
	return err
}

// links returns the links of a record, read page by page from the same snapshot.
func links(ctx context.Context, from association.Reader, of record.Ref, to record.Type, scope ...association.Scope) (all []association.Link, err error) {
	for link, err := range from.Links(ctx, of, to, scope...) {
		if err != nil {
			return nil, err
		}
		all = append(all, link)
	}
	return all, nil
}

// labeled returns a label of contacts towards companies by its text.
func labeled(text string) []label.Label { return []label.Label{label.Named(text)} }
