package contend

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
)

const (
	markContacts  = 3
	markCompanies = 6
)

// onePrimary is a race to be the first company of a contact, to take the mark over and
// to succeed. OnePrimary, PrimaryIsLinked and PrimaryWhenRequired hold at any moment.
var onePrimary = contest{
	name:  "one primary",
	found: func(context.Context, *association.Graph) error { return nil },
	turn: func(p *player) error {
		from, to := contact(1+p.IntN(markContacts)), company(1+p.IntN(markCompanies))
		var err error
		switch p.IntN(8) {
		case 0, 1:
			_, err = p.Associate(p.ctx, to, from)
		case 2:
			_, err = p.SetPrimary(p.ctx, from, to)
		case 3:
			_, err = p.ReplacePrimary(p.ctx, from, to)
		case 4:
			_, err = p.DissociateWithSuccessor(p.ctx, from, to, company(1+p.IntN(markCompanies)))
		case 5:
			_, err = p.Do(p.ctx, &association.ClearPrimary{From: from, To: to, Unattended: true})
		default:
			err = p.alone(to, from)
		}
		return p.expect(err, record.ErrNotLinked, primary.ErrNotCandidate, primary.ErrChoose, primary.ErrRequired)
	},
	watch: func(ctx context.Context, from association.Reader) error {
		for n := range markContacts {
			of := contact(n + 1)
			all, err := links(ctx, from, of, record.Companies)
			if err != nil {
				return err
			}
			is, _, err := from.Primary(ctx, of, record.Companies)
			if err != nil {
				return err
			}
			if err := marked(of, all, is); err != nil {
				return err
			}
		}
		return nil
	},
}

// marked requires that exactly one link has the mark, that of the primary, if there are links.
func marked(of record.Ref, all []association.Link, is record.Ref) error {
	var marks []record.Ref
	for _, link := range all {
		if link.Primary {
			marks = append(marks, link.To)
		}
	}
	switch {
	case len(all) == 0 && is.IsZero():
	case len(marks) != 1 || marks[0] != is:
		return fmt.Errorf("%s has %d links, marks on %v and the primary %s", of, len(all), marks, is)
	}
	return nil
}
