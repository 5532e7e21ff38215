package association

import (
	"context"
	"fmt"

	"github.com/relata-go/relata/association/internal/question"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A Column says what an index of records shows of their associations with one type.
type Column struct {
	To record.Type `json:"to,omitzero"`
	// First is how many links are shown, in Ref order, up to [storage.MaxPage]. Zero:
	// none, for a column of the count or of the primary alone.
	First int `json:"first,omitzero"`
}

// A Cell is what a column shows of one record.
type Cell struct {
	Count   int        `json:"count,omitzero"`   // of all associated records of the type
	Primary record.Ref `json:"primary,omitzero"` // zero: none
	First   []Link     `json:"first,omitzero"`   // at most as many as the column asks for
}

// Columns returns the cells of an index: for each record a row, in it for each column a
// cell. It reads them all at once.
func (r Reader) Columns(ctx context.Context, of []record.Ref, columns ...Column) (_ [][]Cell, err error) {
	ctx, call := r.observe.begin(ctx, "columns")
	defer call.end(&err)
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	rows := make([][]Cell, len(of))
	err = r.questions.Ask(ctx, func(ask *question.Question) error {
		refs := append([]record.Ref(nil), of...)
		for _, ref := range refs {
			for _, c := range columns {
				if err := ask.Check(ctx, ref, c.To); err != nil {
					return err
				}
			}
		}
		return ask.Following(refs, func() error { return readCells(ctx, ask, refs, columns, rows) })
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// checkColumns returns what is wrong with columns whatever they are asked about.
func checkColumns(columns []Column) error {
	for _, c := range columns {
		if c.First < 0 || c.First > storage.MaxPage {
			return fmt.Errorf("%w: a column of %d links: ask for 0 to %d", storage.ErrInvalid, c.First, storage.MaxPage)
		}
	}
	return nil
}

// readCells asks for every cell, reads, and fills the rows.
func readCells(ctx context.Context, ask *question.Question, of []record.Ref, columns []Column, rows [][]Cell) error {
	for _, ref := range of {
		for _, c := range columns {
			ask.Batch.Degree(ref, c.To, label.TypeID{})
			if c.First > 0 {
				(&boundQuery{Query: &Query{Max: c.First}}).askFor(ask, ref, c.To)
			}
		}
	}
	if err := ask.Read(ctx); err != nil {
		return err
	}
	page := 0
	for i, ref := range of {
		rows[i] = make([]Cell, len(columns))
		for k, c := range columns {
			side := ask.Batch.Degrees[ask.Batch.Degree(ref, c.To, label.TypeID{})].Was
			rows[i][k].Count = side.Count
			if side.Primary != "" {
				rows[i][k].Primary = record.New(c.To, side.Primary)
			}
			if c.First > 0 {
				rows[i][k].First = linksOf(ask.Schema, ref, c.To, ask.Batch.NeighborPages[page].Rows(&ask.Batch.Batch))
				page++
			}
		}
	}
	return nil
}
