package association

import (
	"context"
	"errors"
	"strconv"

	"github.com/relata-go/relata/storage"
)

// While a label is being removed no link gets it anew. A restore, a merge or an undo may
// still put it on another link, perhaps one that the walk over all carriers has passed.
// They count this in a memo, and the removal is decided only when the memo is as it was
// before the walk began.

// movesKey is the key of the memo that counts how often a retiring label came to a link.
const movesKey = "moves of retiring labels"

// errMoved says that a retiring label came to another link during a walk.
var errMoved = errors.New("association: a label that is being removed came to another link")

// moves returns what the memo says.
func (g *Graph) moves(ctx context.Context) (noted string, err error) {
	err = g.ask(ctx, func(a *ask) error {
		a.Metadata = append(a.Metadata, storage.Metadata{Key: movesKey})
		if err := a.read(ctx); err != nil {
			return err
		}
		noted = a.Metadata[0].Was
		return nil
	})
	return noted, err
}

// bringsRetiring reports whether a change puts a label on a link that is being removed.
func (d *draft) bringsRetiring(c *change) bool {
	b := d.schema.Backfill()
	if b == nil || b.Retiring == nil {
		return false
	}
	was := d.state(c.edge)
	for k := range 2 {
		if c.now.End(k).Labels.Minus(was.End(k).Labels).Has(*b.Retiring) {
			return true
		}
	}
	return false
}

// noteMove counts one more move, once for each transaction part that is applied.
func (d *draft) noteMove() {
	memo := d.Note(movesKey)
	n, _ := strconv.ParseUint(memo.Was, 10, 64) // what is no number is none yet
	memo.Now = strconv.FormatUint(n+1, 10)
}
