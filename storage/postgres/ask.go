package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/relata-go/relata/storage"
)

// A reader turns the questions of a batch into statements and their rows into answers.
// Every statement but that of the schema takes arrays, one element for each question,
// and answers with the number of the question in front. The arrays are joined by LATERAL
// with a LIMIT inside, so that there is no other plan than a nested loop over an index,
// whose order the rows then have.
type reader struct {
	account *Account
	batch   *storage.Batch
	unread  storage.Unread // what is being asked

	newest storage.Position // that was ever given; asked for when a stream goes on
	after  storage.Position // the greatest that a stream goes on behind
}

// ask adds the statements for all that b has not had answered.
func (r *reader) ask(t *trip, b *storage.Batch) error {
	r.batch, r.unread = b, b.Unread()
	u := &r.unread
	if err := u.Check(); err != nil {
		return err
	}
	r.schema(t, storage.Take(&u.Schema))
	r.records(t, storage.Take(&u.Records))
	r.operations(t, storage.Take(&u.Operations))
	r.memos(t, storage.Take(&u.Metadata))
	r.sides(t, storage.Take(&u.Degrees))
	r.links(t, storage.Take(&u.Links))
	r.pages(t, u.NeighborPages)
	r.censuses(t, u.DegreePages)
	r.streams(t, u.EventPages)
	r.expiries(t, u.ExpiredPages)
	return nil
}

// finish checks what only the answers can tell.
func (r *reader) finish() error {
	if err := r.checkPositions(); err != nil {
		return err
	}
	return r.unread.Finish()
}

// query adds a statement whose first parameter is the account and whose rows begin with
// the number, from 1, of the question that they answer.
func (r *reader) query(t *trip, take step, sql string, args ...any) {
	t.ask(take, r.account.in(sql), append([]any{r.account.name}, args...)...)
}

// each returns a step that scans a row into dest and then calls take with the number,
// from 0, of the question that it answers.
func each(take func(i int) error, dest ...any) step {
	var number int64
	dest = append([]any{&number}, dest...)
	return func(rows pgx.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		return take(int(number - 1))
	}
}

// answers are how many rows of answers a batch has.
type answers struct{ neighbors, tallies, past, ended, lapsed int }

func answersOf(b *storage.Batch) answers {
	return answers{len(b.Neighbors), len(b.DegreeRows), len(b.EventRows), len(b.ExpiredRecords), len(b.ExpiredOperations)}
}

// restore drops what an attempt that failed has added.
func (a answers) restore(b *storage.Batch) {
	b.Neighbors, b.DegreeRows, b.EventRows = b.Neighbors[:a.neighbors], b.DegreeRows[:a.tallies], b.EventRows[:a.past]
	b.ExpiredRecords, b.ExpiredOperations = b.ExpiredRecords[:a.ended], b.ExpiredOperations[:a.lapsed]
}
