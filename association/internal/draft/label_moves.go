package draft

import (
	"strconv"

	"github.com/relata-go/relata/history"
)

// While a label is being removed, operations that name it may not put it on a link anew. A
// restore, a merge or an undo may still move it to another link, perhaps one that the backfill has passed
// already. Such moves are counted in a metadata row, and the removal is decided only when
// the count is as it was before the backfill began.

// MovesKey is the key of the metadata that counts how often a retiring label came to a link.
const MovesKey = "moves of retiring labels"

// bringsRetired reports whether a change puts a label that is being removed on a link.
func (d *Draft) bringsRetired(c *change, was *history.State) bool {
	if d.Schema.Backfill() == nil {
		return false
	}
	return d.Schema.Retires(c.now.Near.Labels.Minus(was.Near.Labels)) || d.Schema.Retires(c.now.Far.Labels.Minus(was.Far.Labels))
}

// noteMove counts one more move, at most once for each chunk: it adds to Was, which stays as it
// was read.
func (d *Draft) noteMove() {
	moves := d.Rows.Note(MovesKey)
	n, _ := strconv.ParseUint(moves.Was, 10, 64) // a text that is no number counts as zero
	moves.Now = strconv.FormatUint(n+1, 10)
}
