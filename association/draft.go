package association

import (
	"fmt"
	"slices"

	"github.com/relata-go/relata/association/internal/batch"
	"github.com/relata-go/relata/association/schema"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A draft is what a decision sees and changes: the rows that were read, overlaid
// with what earlier operations of the same transaction changed. Rows are asked for
// by naming them; a decision that named a new one waits until it is read.
type draft struct {
	batch.Batch
	schema *schema.Schema

	// anchors are the records that may be changed, in Ref order, and wanted
	// those that turned out to be needed beside them. Nothing is wanted when the
	// store runs its Updates one at a time, or when nothing will be written.
	anchors    []record.Ref
	open       bool // every record may be changed
	rehearsing bool // rows have what earlier operations changed, although no event tells of it
	wanted     []record.Ref

	last     *schema.Pair   // the one that was asked for last
	lastOf   *schema.Schema // and who said so
	prepared []edge         // of the operations of the chunk: the link that each names
	current  int            // the operation under way, in prepared

	time    stamp
	id      history.OperationID // of the operation under way
	first   int                 // its first event, in Events
	by      history.Source      // of the events of links, where not the run's own
	keep    int64               // how long a deleted record can be restored, in nanoseconds
	changes changes             // of the operation under way
	twice   bool                // it changed a link that had been changed before, by itself or another
	skips   [][2]record.Ref     // links that were not made for lack of room
	clean   bool                // nothing was asked for since the last reset
	asking  bool                // decisions only ask for rows, they change nothing
	asked   int                 // the size before the operation that only asks
}

// reset empties the draft, for decisions under the given schema.
func (d *draft) reset(schema *schema.Schema) {
	if d.schema = schema; d.clean {
		d.Batch.Schema.Have = schema.Version()
		return // as it was left
	}
	d.Batch.Reset(schema.Version())
	d.clean = true
	d.skips = d.skips[:0]
}

// rewind turns every row into a question again.
func (d *draft) rewind(schema *schema.Schema) {
	d.clean = false
	d.Batch.Rewind(schema.Version())
	d.schema = schema
	d.skips = d.skips[:0]
}

// ready reports whether every row that the operation under way has asked for is there.
// While operations only ask, what others ask for is not theirs to wait for: a decision
// that goes on with a row which is not there yet asks for more than it needs at worst,
// since nothing comes of it.
func (d *draft) ready() bool {
	if d.asking {
		return d.asked == d.Size()
	}
	return d.IsRead()
}

// An edge is a link of the draft as one of its ends sees it.
type edge struct {
	from, to record.Ref
	row      int
	flip     bool // from is the row's B

	// The rows of from and of to, and of their sides towards each other; -1 where
	// nobody has looked yet.
	records, sides [2]int

	pairing *schema.Pair
	back    bool // from -> to is the pairing's second way
}

// way returns what the schema says of from -> to.
func (e *edge) way() *schema.Direction {
	if e.back {
		return &e.pairing.Back
	}
	return &e.pairing.Forward
}

// record returns the row of ref, asking for it when it is new. The row is good until
// the next one is asked for.
func (d *draft) record(ref record.Ref) *storage.Record { return &d.Records[d.Record(ref)] }

// want notes that ref is to be changed.
func (d *draft) want(ref record.Ref) {
	if d.open {
		return
	}
	if _, found := slices.BinarySearchFunc(d.anchors, ref, record.Compare); !found {
		d.wanted = append(d.wanted, ref)
	}
}

// side returns the row of ref towards to, asking for it when it is new. The row is
// good until the next one is asked for.
func (d *draft) side(ref record.Ref, to record.Type, id label.TypeID) *storage.Degree {
	return &d.Degrees[d.Degree(ref, to, id)]
}

// look finds the rows of e's two ends, asking for those that are new.
func (d *draft) look(e *edge) {
	for k, of := range [2]*record.Ref{&e.from, &e.to} {
		if e.records[k] < 0 {
			e.records[k] = d.Record(*of)
		}
	}
}

// lookAside finds the row of e's k-th side, asking for it when it is new.
func (d *draft) lookAside(e *edge, k int) {
	switch {
	case e.sides[k] >= 0:
	case k == 0:
		e.sides[0] = d.Degree(e.from, e.to.Type, label.TypeID{})
	default:
		e.sides[1] = d.Degree(e.to, e.from.Type, label.TypeID{})
	}
}

// summary returns the count and the primary of e's from towards its to.
func (d *draft) summary(e *edge) storage.Summary {
	d.lookAside(e, 0)
	return d.Degrees[e.sides[0]].Now
}

// neighbor returns the link to a record that the decision learned of, asking at once for
// all that moving a mark there takes.
func (d *draft) neighbor(of, other record.Ref) edge {
	e := d.edge(of, other)
	d.look(&e)
	d.lookAside(&e, 0)
	return e
}

// edge returns the link between two records, asking for it when it is new.
func (d *draft) edge(from, to record.Ref) edge {
	e := d.end(from, to)
	if e.row < 0 {
		e.row = d.Link(from, to)
	}
	return e
}

// end returns the link between two records; its row is -1 when the draft does not have it.
func (d *draft) end(from, to record.Ref) edge {
	e := edge{
		from: from, to: to, flip: record.Compare(from, to) > 0,
		records: [2]int{-1, -1}, sides: [2]int{-1, -1}, pairing: d.pairing(from.Type, to.Type),
	}
	e.row = d.FindLink(from, to)
	return e
}

// state returns the link as e's from sees it.
func (d *draft) state(e edge) history.State {
	if e.flip {
		return d.Links[e.row].Now.Flip()
	}
	return d.Links[e.row].Now
}

// maxAliases bounds a chain of merges. A longer one is no chain but a cycle, which
// no sequence of merges makes.
const maxAliases = 10_000

// alive returns the record that ref stands for, which is the survivor when ref was
// merged away. A deleted one is an error.
func (d *draft) alive(ref record.Ref) (record.Ref, error) {
	for range maxAliases {
		row := d.record(ref)
		if !d.ready() {
			d.want(ref)
			return ref, errAgain
		}
		switch row.Now.Status {
		case storage.Alive:
			return ref, nil
		case storage.Deleted:
			return ref, &record.DeletedError{Record: ref}
		}
		ref = record.New(ref.Type, row.Now.Into)
		d.want(ref)
	}
	return ref, circle(ref)
}

func circle(ref record.Ref) error {
	return fmt.Errorf("%w: the merges of %s lead in a circle", storage.ErrCorrupt, ref)
}
