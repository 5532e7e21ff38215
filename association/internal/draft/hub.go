package draft

import (
	"slices"

	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A HubLink is one link of a record that goes away or moves with all its links. A page
// showed the link, so the row need not be read again.
type HubLink struct {
	FarEnd
	State history.State // as the hub sees it
}

// A FarEnd is the record at the other end of a hub's link.
type FarEnd struct {
	Other record.Ref
	rows  end // of Other and of the degree towards the hub, once they were asked for
}

// HubLinks returns all links of a record as the draft sees them, by type and then by id.
// The draft asks for the record's degrees, then for the links of each type in pages. Until they
// are there, HubLinks returns [MoreRows].
func (d *Draft) HubLinks(of record.Ref) ([]HubLink, error) {
	types, err := d.LinkedTypes(of)
	if err != nil {
		return nil, err
	}
	var all []HubLink
	var more error
	for _, to := range types {
		err := d.AllNeighbors(of, to, func(rows []storage.Neighbor) {
			all = slices.Grow(all, len(rows))
			for i := range rows {
				all = append(all, HubLink{FarEnd{Other: record.New(to, rows[i].ID)}, rows[i].State})
			}
		})
		if err != nil {
			more = err // the other types are asked for too
		}
	}
	return all, more
}

// TouchFarEnd asks for the rows that change with a link of a hub of the given type, at the far
// end.
func (d *Draft) TouchFarEnd(far *FarEnd, hub record.Type) {
	far.rows = end{d.Touch(far.Other), d.Rows.Degree(far.Other, hub, label.TypeID{})}
}

// AfterFarEnd makes the time of the operation later than all events of the record at the
// far end, which has been read.
func (d *Draft) AfterFarEnd(far *FarEnd) error { return d.afterRows(far.rows.record) }

// Shown returns a link of a record that a page showed, which need not be read again. The
// far end has been asked for.
func (d *Draft) Shown(of record.Ref, h *HubLink) Link {
	row := d.Rows.FindLink(of, h.Other)
	if row < 0 {
		row = len(d.Rows.Links)
		shown := storage.Link{A: of, B: h.Other, Was: h.State, Now: h.State}
		if record.Compare(of, h.Other) > 0 {
			shown = storage.Link{A: h.Other, B: of, Was: h.State.Flip(), Now: h.State.Flip()}
		}
		d.Rows.AddAnswered(shown)
	}
	l := d.linkIn(row, of, h.Other)
	l.far = h.rows
	return l
}
